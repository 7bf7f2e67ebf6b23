from __future__ import annotations

import pytest
import torch

from framing.errors import InputError
from framing.models.encoder_base import DEVICE, device_and_dtype


def test_devices_and_formats_that_are_not_there_are_told(monkeypatch):
    assert device_and_dtype("cpu", "float32") == (torch.device("cpu"), torch.float32)
    with pytest.raises(InputError, match="Unknown device 'gpu'; give cpu"):
        device_and_dtype("gpu")
    with pytest.raises(InputError, match="no device 'cuda:99'"):
        device_and_dtype("cuda:99")
    for dtype in ("float99", "nn"):
        with pytest.raises(InputError, match=f"Unknown format of numbers '{dtype}'; give float32"):
            device_and_dtype("cpu", dtype)
    monkeypatch.setenv(DEVICE, "processor")
    with pytest.raises(InputError, match=r"Unknown device 'processor'.*FRAMING_DEVICE"):
        device_and_dtype()
