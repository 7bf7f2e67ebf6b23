from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from framing.models.fast import FastModel, FastParts
from framing.models.fast_words import UNKNOWN

FOLDER = Path(__file__).parents[2] / "experiments" / "fast_model"
PIECES = [UNKNOWN, *"abcdefgh", *(f"##{letter}" for letter in "abcdefgh"), "bad", "head", "."]
TEXTS = ["Bad head.", "a", "feed a cab bad", "head . head a bee", "bad"]


@pytest.fixture(scope="module")
def network_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fast_network", FOLDER / "network.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def made(module: ModuleType, students: int):  # type: ignore[no-untyped-def]
    with torch.random.fork_rng():
        torch.manual_seed(3)
        vectors = torch.randn(len(PIECES), 6)
        network = module.Networks(vectors, students, channels=5, hidden=4, outputs=2, dropout=0.0).eval()
        for number, parameter in enumerate(network.parameters()):
            generator = torch.Generator().manual_seed(number)
            noise = torch.randn(parameter.shape, generator=generator) if students > 1 else 0.0
            parameter.data += 0.3 * noise
    return network


def alone(module: ModuleType, network, number: int):  # type: ignore[no-untyped-def]
    """Return one of several students as a network of its own."""
    single = made(module, 1)
    weights = network.student(number)
    single.embedding.weight.data = torch.from_numpy(weights["embedding"])
    for name in module.PARTS:
        getattr(single, name).data = torch.from_numpy(weights[name])[None]
    return single


def test_students_side_by_side_answer_as_each_does_alone(network_module: ModuleType) -> None:
    network = made(network_module, 3)
    given = network_module.Corpus(TEXTS, PIECES).batch(range(len(TEXTS)))
    with torch.no_grad():
        together = network(*given)
        for number in range(3):
            assert torch.allclose(alone(network_module, network, number)(*given)[0], together[number], atol=1e-5)
    assert not torch.allclose(together[0], together[1])


def test_the_finished_model_answers_as_the_student_did(network_module: ModuleType) -> None:
    network = made(network_module, 2)
    vectors = network.embedding.weight.data
    scale = float(vectors.abs().max()) / 127  # one for all, so that 8 bits hold the vectors exactly
    vectors.copy_((vectors / scale).round() * scale)
    with torch.no_grad():
        wanted = network(*network_module.Corpus(TEXTS, PIECES).batch(range(len(TEXTS))))[1].numpy()
    weights = network.student(1)
    rounded = np.round(weights["embedding"] / scale)
    parts = FastParts(
        tuple(PIECES),
        {
            **{name: weights[name] for name in network_module.PARTS},
            "embedding": rounded.astype(np.int8),
            "scale": np.full(len(PIECES), scale, dtype=np.float32),
        },
        {"editorializing": (0,), "loaded_language": (1,)},
    )
    assert np.allclose(FastModel(parts).outputs(TEXTS), wanted, atol=1e-4)


def test_gradients_are_clipped_for_each_student_by_itself(network_module: ModuleType) -> None:
    network = made(network_module, 2)
    for name, parameter in network.named_parameters():
        if not name.startswith("embedding"):
            parameter.grad = torch.zeros_like(parameter)
            parameter.grad[0], parameter.grad[1] = 100.0, 1e-3
    network.clip(1.0)
    gradients = [getattr(network, name).grad for name in network_module.PARTS]
    norms = [float(torch.stack([g[k].square().sum() for g in gradients]).sum().sqrt()) for k in (0, 1)]
    assert norms[0] == pytest.approx(1.0, rel=1e-4) and norms[1] < 0.1
    assert float(network.shift.grad[1, 0]) == pytest.approx(1e-3)
