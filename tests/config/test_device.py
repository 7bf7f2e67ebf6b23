from __future__ import annotations

import pytest

from framing.config.device import check_device, cuda_devices
from framing.errors import ConfigError


def test_every_machine_has_a_processor() -> None:
    assert [check_device(name) for name in ("auto", "cpu")] == ["auto", "cpu"]


@pytest.mark.parametrize("name", ["gpu", "cuda:-1", "", "CPU"])
def test_what_is_no_device_is_told_with_those_that_are(name: str) -> None:
    with pytest.raises(ConfigError, match=r"unknown device .* auto, cpu"):
        check_device(name)


def test_a_gpu_that_is_not_there_is_refused() -> None:
    with pytest.raises(ConfigError, match="it has auto, cpu"):
        check_device(f"cuda:{cuda_devices()}")
