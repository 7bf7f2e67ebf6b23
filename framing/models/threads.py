"""Batches beside each other, each in one thread: how many at once, and torch's number of threads put back after.

Torch has one number of threads for the whole process, and evidence changes a network while it takes gradients: so what
a user asks of encoders from several threads is done one after the other (:func:`one_at_a_time`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeVar

import torch
from torch.nn import functional as F  # noqa: N812 – torch's own name for it

from framing.models.cores import physical_cores

_LOSS = 1.05  # several workers are taken unless they need more than this share of the time that one needs
_RUNS = 8
_JOBS = 2  # products for each worker of the trial

_TURN = threading.RLock()

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def one_at_a_time() -> Iterator[int]:
    """Wait until no other thread computes with an encoder, and give 1, the number of workers."""
    with _TURN:
        yield 1


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one thread, and put back what it was told before; a decorator, too.

    For work in many small products (a model made, gradients of a few sentences): there, threads that wait for each
    other cost up to ten times the time as soon as another process runs, and gain little where none does.
    """
    with _TURN:
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(before)


@contextmanager
def one_thread_each(dtype: torch.dtype) -> Iterator[int]:
    """Let torch use one thread for each product, and give how many workers are to compute at once.

    What torch was told before is put back at the end; there are never more workers than that, nor than physical cores.
    Threads that share one product wait for the slowest of them, which costs 3 to 7 times the speed where others use the
    machine too; workers with batches of their own do not wait. The numbers are the same, whatever their number.
    """
    with _TURN:
        before = torch.get_num_threads()
        with one_thread():
            yield _fastest(dtype, min(before, physical_cores()))


def in_parallel(work: Callable[[T], R], items: Iterable[T], workers: int) -> Iterator[R]:
    """Yield what ``work`` makes of each item, in their order, computed by so many workers at once."""
    if workers < 2:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(work, items)


@lru_cache(maxsize=8)
def _fastest(dtype: torch.dtype, most: int) -> int:
    """Return ``most``, or 1 where so many workers are slower than one on a layer's products and norms.

    Hyperthreads share the unit that multiplies matrices, and not every machine says which of its cores are such. The
    trial takes some hundredths of a second, once a process. Where something disturbs it both seem equally fast: then
    several are the better choice, since they lose little where they do not help and half the speed is lost without.
    """
    if most < 2:
        return 1
    up, down = torch.ones(1536, 384, dtype=dtype), torch.ones(384, 1536, dtype=dtype)
    x = torch.ones(1024, 384, dtype=dtype)

    def layer(_: int) -> torch.Tensor:
        with torch.inference_mode():
            return F.layer_norm(x + F.linear(F.gelu(F.linear(x, up)), down), (384,))

    taken = {1: float("inf"), most: float("inf")}
    for _ in range(_RUNS):
        for workers in taken:  # in turns, so that what disturbs for a moment disturbs both
            start = time.perf_counter()
            for _ in in_parallel(layer, range(_JOBS * most), workers):
                pass
            taken[workers] = min(taken[workers], time.perf_counter() - start)
    return most if taken[most] < _LOSS * taken[1] else 1
