"""Texts through the encoder, each once, and their tokens pooled into vectors of sentences and mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from framing.models.batching import Encoded, batches, encode, pad, tokens_in
from framing.models.encoder_losses import mention_vector
from framing.models.encoder_network import Network, pool
from framing.tables import Span

BATCH_TOKENS = 4096
"""Tokens that go through the encoder at once, padding included."""


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
    network: Network,
    tokenizer: Any,
    max_length: int,
    jobs: Jobs,
    mentions: Sequence[Span] | None,
    wanted: Mapping[str, npt.NDArray[np.int64]],
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the vectors of all jobs and, for mentions, their vectors beside those of their sentences.

    ``wanted`` gives the numbers of the jobs by view; mentions belong to the rows of the first.
    """
    device = next(network.encoder.parameters()).device
    encoded = encode(tokenizer, jobs.texts, max_length)
    by_text: dict[int, list[int]] = {}
    for job, (text, _) in enumerate(jobs.jobs):
        by_text.setdefault(text, []).append(job)
    asked: dict[int, list[tuple[int, Span]]] = {}
    if mentions is not None:
        for row, job in enumerate(next(iter(wanted.values())).tolist()):
            asked.setdefault(job, []).append((row, mentions[row]))
    size = int(network.encoder.config.hidden_size)
    vectors = torch.zeros(len(jobs.jobs), size, device=device)
    marked = torch.full((0 if mentions is None else len(mentions), 2 * size), torch.nan, device=device)
    filler = int(tokenizer.pad_token_id or 0)
    with torch.inference_mode():
        for rows in batches([len(e.ids) for e in encoded], BATCH_TOKENS):
            ids = torch.from_numpy(pad([encoded[i].ids for i in rows], filler)).to(device)
            mask = torch.from_numpy(pad([np.ones(len(encoded[i].ids)) for i in rows], 0)).to(device)
            states = network.encode(ids, mask)
            pairs = [(k, job) for k, i in enumerate(rows.tolist()) for job in by_text[i]]
            marks = pad([_marks(encoded[rows[k]], jobs.jobs[job][1]) for k, job in pairs], 0)
            found = pool(states[[k for k, _ in pairs]], torch.from_numpy(marks).to(device))
            vectors[[job for _, job in pairs]] = found
            for (k, job), vector in zip(pairs, found, strict=True):
                for row, span in asked.get(job, ()):
                    inside = tokens_in(encoded[rows[k]].offsets, [span])
                    if inside.any():
                        marked[row] = mention_vector(states[k].float(), vector, inside)
    return vectors, marked


def _marks(encoded: Encoded, left_out: Sequence[Span]) -> npt.NDArray[np.bool_]:
    return ~tokens_in(encoded.offsets, left_out) if left_out else np.ones(len(encoded.ids), dtype=bool)
