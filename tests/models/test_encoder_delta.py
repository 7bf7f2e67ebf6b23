from __future__ import annotations

import pytest
import torch

from framing.models.encoder_delta import compress, delta_between, dense


@pytest.mark.parametrize(("rank", "bits"), [(0, 16), (0, 8), (4, 16), (4, 8)])
def test_adapters_add_to_a_change_in_whatever_form_it_is_stored(rank, bits):
    encoder = torch.nn.Sequential(torch.nn.Linear(8, 8, bias=False))
    start = compress({"0.weight": torch.randn(8, 8, generator=torch.Generator().manual_seed(0))}, rank, bits)
    down, up = torch.ones(2, 8), torch.full((8, 2), 0.5)
    learned = {"0.lora_A.default.weight": down, "0.lora_B.default.weight": up}
    found = delta_between(learned, encoder, scaling=2.0, start=start)
    assert torch.allclose(dense(found, "0.weight"), dense(start, "0.weight") + 2 * up @ down)
    assert torch.allclose(dense(delta_between(learned, encoder, 2.0), "0.weight"), 2 * up @ down)
