"""How many threads multiply matrices fastest: found by trying, since not every machine says which cores are real."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import torch

from framing.models.cores import physical_cores

_GAIN = 0.9  # more threads are taken only where they need less than this share of the time
_RUNS = 5


@contextmanager
def best_threads(dtype: torch.dtype) -> Iterator[int]:
    """Let torch use the fastest number of threads for products in ``dtype``; put back what was set before.

    Never more than torch was told to use, nor more than there are physical cores. Two hyperthreads of one core share
    its matrix unit: in bfloat16 a second thread can cost a third of the speed.
    """
    before = torch.get_num_threads()
    chosen = _fastest(dtype, min(before, physical_cores()))
    if chosen != before:
        torch.set_num_threads(chosen)
    try:
        yield chosen
    finally:
        if chosen != before:
            torch.set_num_threads(before)


@lru_cache(maxsize=8)
def _fastest(dtype: torch.dtype, most: int) -> int:
    """Return the fastest of half of ``most`` threads and ``most``; some milliseconds once a process."""
    if most < 2:
        return most
    before = torch.get_num_threads()
    left, right = torch.ones(1024, 384, dtype=dtype), torch.ones(384, 1536, dtype=dtype)
    taken = {}
    try:
        for threads in (most // 2, most):
            torch.set_num_threads(threads)
            left @ right
            times = []
            for _ in range(_RUNS):
                start = time.perf_counter()
                left @ right
                times.append(time.perf_counter() - start)
            taken[threads] = min(times)
    finally:
        torch.set_num_threads(before)
    return most if taken[most] < _GAIN * taken[most // 2] else most // 2
