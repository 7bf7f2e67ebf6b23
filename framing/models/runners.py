"""Who computes the encoder's hidden states: torch on packed rows, torch on padded ones, or another backend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
import torch

from framing.errors import unknown_name
from framing.models.batching import Ids, batches, pad
from framing.models.encoder_network import Network
from framing.models.packed_encoder import PackedEncoder, packed_encoder
from framing.models.packing import pack, plan
from framing.models.threads import in_parallel, one_at_a_time, one_thread_each

CPU_TOKENS, GPU_TOKENS = 2048, 65536
"""Tokens that go through the encoder at once: what stays near a processor's cache, what fills a GPU. Constants, so
that the same texts make the same batches whatever machine of a kind runs them."""

BACKENDS = ("torch", "onnx", "openvino")
"""What can compute the encoder."""


class Runner(Protocol):
    """Computes hidden states, of ``size`` numbers a token, on ``device``, of texts given as token ids."""

    device: torch.device
    size: int

    def states(self, texts: Sequence[Ids], workers: int = 1) -> Iterator[tuple[list[int], torch.Tensor]]:
        """Yield for each batch which texts are in it, and their states (tokens, size), one text after the other."""

    def threads(self) -> AbstractContextManager[int]:
        """Return the context in which the runner computes; it gives the number of workers for :meth:`states`."""


class PackedRunner:
    """Torch on rows of several texts, for encoders built like BERT."""

    def __init__(self, layers: PackedEncoder, filler: int) -> None:
        self.layers, self.filler = layers, filler
        self.device, self.dtype, self.size = layers.words.device, layers.words.dtype, layers.size

    def states(self, texts: Sequence[Ids], workers: int = 1) -> Iterator[tuple[list[int], torch.Tensor]]:
        """See :class:`Runner`."""

        def compute(rows: list[list[int]]) -> tuple[list[int], torch.Tensor]:
            packed = pack(texts, rows, self.filler)
            with torch.inference_mode():
                ids, positions, owners, order = (torch.from_numpy(part).to(self.device) for part in packed)
                found = self.layers(ids, positions, owners)
                return [at for row in rows for at in row], found if len(order) == len(found) else found[order]

        return in_parallel(compute, plan([len(ids) for ids in texts], _budget(self.device)), workers)

    def threads(self) -> AbstractContextManager[int]:
        """See :class:`Runner`."""
        return _threads(self.device, self.dtype)


class PaddedRunner:
    """Torch on batches of texts of like length, padded: for every encoder."""

    def __init__(self, network: Network, filler: int) -> None:
        self.network, self.filler = network, filler
        first = next(network.encoder.parameters())
        self.device, self.dtype, self.size = first.device, first.dtype, int(network.encoder.config.hidden_size)

    def states(self, texts: Sequence[Ids], workers: int = 1) -> Iterator[tuple[list[int], torch.Tensor]]:
        """See :class:`Runner`."""

        def compute(chosen: np.ndarray[Any, Any]) -> tuple[list[int], torch.Tensor]:
            ids, mask = padded([texts[at] for at in chosen], self.filler)
            there = torch.from_numpy(mask).to(self.device)
            with torch.inference_mode():
                states = self.network.encode(torch.from_numpy(ids).to(self.device), there)
                return chosen.tolist(), states[there.bool()]

        return in_parallel(compute, batches([len(ids) for ids in texts], _budget(self.device)), workers)

    def threads(self) -> AbstractContextManager[int]:
        """See :class:`Runner`."""
        return _threads(self.device, self.dtype)


def check_backend(backend: str) -> str:
    """Return the name of a backend as it is; raises UnknownNameError for another."""
    if backend not in BACKENDS:
        raise unknown_name("backend", backend, BACKENDS)
    return backend


def make_runner(network: Network, tokenizer: Any, backend: str = "torch") -> Runner:
    """Return what computes the encoder of a network; raises InputError where the backend's package is missing."""
    filler = int(tokenizer.pad_token_id or 0)
    if backend == "torch":
        layers = packed_encoder(network.encoder)
        return PaddedRunner(network, filler) if layers is None else PackedRunner(layers, filler)
    from framing.models.backends import exported_runner

    return exported_runner(network, filler, backend)


def padded(texts: Sequence[Ids], filler: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return ids and mask (texts, longest) of texts."""
    return pad(texts, filler), pad([np.ones(len(ids), dtype=np.int64) for ids in texts], 0)


def _budget(device: torch.device) -> int:
    return CPU_TOKENS if device.type == "cpu" else GPU_TOKENS


def _threads(device: torch.device, dtype: torch.dtype) -> AbstractContextManager[int]:
    return one_thread_each(dtype) if device.type == "cpu" else one_at_a_time()
