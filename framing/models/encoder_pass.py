"""Texts through the encoder, each once, and their tokens pooled into vectors of sentences and mentions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from framing.models.batching import Encoded, encode, tokens_in
from framing.models.encoder_losses import mention_vector
from framing.models.runners import Runner
from framing.tables import Span

WINDOW = 2048
"""Texts that are sorted into batches together, while the tokens of the next ones are made."""


class Jobs:
    """Texts to encode, each once, and what of them is pooled."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.jobs: list[tuple[int, tuple[Span, ...]]] = []
        self._texts: dict[str, int] = {}
        self._jobs: dict[tuple[int, tuple[Span, ...]], int] = {}

    def add(self, seen: Sequence[tuple[str, tuple[Span, ...]]]) -> npt.NDArray[np.int64]:
        """Return for each (text, spans left out) the number of its job."""
        numbers = []
        for text, spans in seen:
            if text not in self._texts:
                self._texts[text] = len(self.texts)
                self.texts.append(text)
            job = (self._texts[text], spans)
            if job not in self._jobs:
                self._jobs[job] = len(self.jobs)
                self.jobs.append(job)
            numbers.append(self._jobs[job])
        return np.array(numbers, dtype=np.int64)


def run_jobs(
    runner: Runner,
    tokenizer: Any,
    max_length: int,
    jobs: Jobs,
    mentions: Sequence[Span] | None,
    wanted: Mapping[Any, npt.NDArray[np.int64]],
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the vectors of all jobs and, for mentions, their vectors beside those of their sentences.

    ``wanted`` gives the numbers of the jobs by view; mentions belong to the rows of the first.
    """
    by_text: dict[int, list[int]] = {}
    for job, (text, _) in enumerate(jobs.jobs):
        by_text.setdefault(text, []).append(job)
    asked: dict[int, list[tuple[int, Span]]] = {}
    if mentions is not None:
        for row, job in enumerate(next(iter(wanted.values())).tolist()):
            asked.setdefault(job, []).append((row, mentions[row]))
    vectors = torch.zeros(len(jobs.jobs), runner.size, device=runner.device)
    marked = torch.full((0 if mentions is None else len(mentions), 2 * runner.size), torch.nan, device=runner.device)
    with torch.inference_mode(), runner.threads() as workers:
        for first, encoded in _windows(tokenizer, jobs.texts, max_length):
            for texts, states in runner.states([one.ids for one in encoded], workers):
                starts = np.cumsum([0, *(len(encoded[k].ids) for k in texts)])
                here = [
                    (job, start, encoded[k])
                    for k, start in zip(texts, starts.tolist(), strict=False)
                    for job in by_text[first + k]
                ]
                places = [start + np.flatnonzero(_marks(one, jobs.jobs[job][1])) for job, start, one in here]
                found = _means(states, places)
                vectors[[job for job, _, _ in here]] = found
                for (job, start, one), vector in zip(here, found, strict=True):
                    for row, span in asked.get(job, ()):
                        inside = tokens_in(one.offsets, [span])
                        if inside.any():
                            own = states[start : start + len(one.ids)].float()
                            marked[row] = mention_vector(own, vector, inside)
    return vectors, marked


def _windows(tokenizer: Any, texts: Sequence[str], max_length: int) -> Iterator[tuple[int, list[Encoded]]]:
    """Yield the number of the first and the tokens of :data:`WINDOW` texts; the next ones are made meanwhile."""
    starts = range(0, len(texts), WINDOW)
    if len(starts) < 2:
        yield 0, encode(tokenizer, texts, max_length)
        return
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(encode, tokenizer, texts[:WINDOW], max_length)
        for start in starts:
            encoded = coming.result()
            if (after := start + WINDOW) < len(texts):
                coming = pool.submit(encode, tokenizer, texts[after : after + WINDOW], max_length)
            yield start, encoded


def _means(states: torch.Tensor, places: Sequence[npt.NDArray[np.int64]]) -> torch.Tensor:
    """Return the mean (n, size), in float32, of states (tokens, size) at each of n lists of places; zeros for none."""
    counts = torch.tensor([len(where) for where in places], device=states.device)
    where = np.concatenate(places)
    if len(where) != len(states) or not np.array_equal(where, np.arange(len(states))):
        states = states[torch.from_numpy(where).to(states.device)]
    whose = torch.repeat_interleave(torch.arange(len(places), device=states.device), counts)
    total = torch.zeros(len(places), states.shape[1], device=states.device).index_add_(0, whose, states.float())
    return total / counts.clamp(min=1)[:, None]


def _marks(encoded: Encoded, left_out: Sequence[Span]) -> npt.NDArray[np.bool_]:
    return ~tokens_in(encoded.offsets, left_out) if left_out else np.ones(len(encoded.ids), dtype=bool)
