"""What an update learns from: one forward pass over its examples, then a loss for each task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.nn.functional import cross_entropy

from framing.models.batching import batches, pad
from framing.models.encoder_network import Network, TokenHead, pool
from framing.models.training_examples import Example

_BUSY = 1600  # tokens from which a chunk is worth a pass of its own: the backward pass has more to set up
_EVEN = 8  # lengths are multiples of this, so that few shapes come up


def forward(
    network: Network, examples: Sequence[Example], chunk_tokens: int, filler: int
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Return the sentence vectors (sequences, size) and hidden states (tokens, size) of all sequences, in float32.

    Sequences of like length go through the encoder together, ``chunk_tokens`` at most, padding included.
    """
    pieces = [piece for example in examples for piece in example.sequences]
    device = next(network.encoder.parameters()).device
    vectors: list[torch.Tensor] = []
    places: list[int] = []
    hidden: list[torch.Tensor | None] = [None] * len(pieces)
    keep = {i for i, example in _owners(examples) if example.mentions is not None or example.target.ndim == 2}
    lengths = [len(piece.ids) for piece in pieces]
    even = _EVEN if max(lengths) + _EVEN < _positions(network) else 1
    for rows in batches(lengths, chunk_tokens, busy=_BUSY, even=even):
        ids = torch.from_numpy(pad([pieces[i].ids for i in rows], filler, even)).to(device)
        mask = torch.from_numpy(pad([np.ones(len(pieces[i].ids)) for i in rows], 0, even)).to(device)
        marks = torch.from_numpy(pad([pieces[i].pool for i in rows], 0, even)).to(device)
        states = network.encode(ids, mask)
        vectors.append(pool(states, marks))
        places += rows.tolist()
        for row, i in enumerate(rows.tolist()):
            if i in keep:
                hidden[i] = states[row, : len(pieces[i].ids)].float()
    order = torch.from_numpy(np.argsort(np.array(places))).to(device)
    empty = torch.empty(0, device=device)
    return torch.cat(vectors)[order], [empty if h is None else h for h in hidden]


def _positions(network: Network) -> int:
    """Return how long a sequence may be with a little to spare: some encoders use up two positions themselves."""
    return int(getattr(network.encoder.config, "max_position_embeddings", 0) or 1 << 30) - 2


class Terms(Protocol):
    """What a task's loss counts, and how much a change of names within a sentence adds to it."""

    @property
    def weight(self) -> float:
        """The factor of the loss."""

    @property
    def consistency(self) -> float:
        """The factor of the squared difference between the logits of a sentence and of the one with other names."""


def loss(
    network: Network, examples: Sequence[Example], terms: Mapping[str, Terms], chunk_tokens: int, filler: int
) -> tuple[torch.Tensor, dict[str, float]]:
    """Return the loss of an update (the weighted mean over its examples), and each task's mean loss by name."""
    vectors, hidden = forward(network, examples, chunk_tokens, filler)
    by_task: dict[str, list[tuple[int, Example]]] = {}
    for first, example in _firsts(examples):
        by_task.setdefault(example.task, []).append((first, example))
    total = vectors.new_zeros(())
    means = {}
    for task, drawn in by_task.items():
        losses = _task_losses(network, task, drawn, vectors, hidden, terms[task].consistency)
        total = total + terms[task].weight * losses.sum()
        means[task] = float(losses.detach().mean())
    return total / len(examples), means


def _task_losses(
    network: Network,
    task: str,
    drawn: list[tuple[int, Example]],
    vectors: torch.Tensor,
    hidden: list[torch.Tensor],
    consistency: float,
) -> torch.Tensor:
    """Return the loss of each example of one task."""
    head, device = network.heads[task], vectors.device
    if isinstance(head, TokenHead):
        return torch.stack([_window_loss(head, hidden[first], example) for first, example in drawn])
    if drawn[0][1].mentions is not None:
        rows = [
            mention_vector(hidden[i], vectors[i], marks)
            for i, e in drawn
            for marks in (e.mentions if e.mentions is not None else ())
        ]
        logits = head(torch.stack(rows))
        targets = torch.from_numpy(np.concatenate([e.target for _, e in drawn])).to(device)
        return cross_entropy(logits, targets, reduction="none")
    targets = torch.from_numpy(np.stack([e.target for _, e in drawn])).to(device)
    if task in network.pooling:
        logits = [head(vectors[i : i + len(e.sequences)]) for i, e in drawn]
        pooled = torch.stack([network.pooling[task](one) for one in logits])
        return bce(pooled, targets, reduction="none").mean(1)
    first = head(vectors[[i for i, _ in drawn]])
    losses = bce(first, targets, reduction="none").mean(1)
    paired = [row for row, (_, e) in enumerate(drawn) if len(e.sequences) > 1]
    if not paired:
        return losses
    # The sentence with other names has the same label, and ought to have the same logit.
    second = head(vectors[[drawn[row][0] + 1 for row in paired]])
    also = bce(second, targets[paired], reduction="none").mean(1)
    apart = (first[paired] - second).square().mean(1)
    pairs = (losses[paired] + also) / 2 + consistency * apart
    return losses.index_copy(0, torch.tensor(paired, device=device), pairs)


def mention_vector(hidden: torch.Tensor, vector: torch.Tensor, marks: np.ndarray) -> torch.Tensor:
    """Return [mean of the mention's tokens ; sentence vector] from the hidden states (tokens, size) of one sentence."""
    inside = torch.from_numpy(np.flatnonzero(marks)).to(hidden.device)
    return torch.cat([hidden[inside].mean(0), vector])


def _window_loss(head: TokenHead, hidden: torch.Tensor, example: Example) -> torch.Tensor:
    """Return the loss of the roles of a window's tokens, plus that of which words belong to each cue."""
    roles = torch.from_numpy(example.target).to(hidden.device)
    total = bce(head.roles(hidden), roles)
    if example.links:
        linked = head.links(hidden, [link.cue for link in example.links])
        wanted = torch.from_numpy(np.stack([link.targets for link in example.links])).to(linked)
        # Summed over the window's cues, per token: more cues to settle are more to learn.
        total = total + bce(linked, wanted, reduction="none").mean((1, 2)).sum() / 4
    return total


def _firsts(examples: Sequence[Example]) -> list[tuple[int, Example]]:
    """Return for each example the number of its first sequence."""
    found, at = [], 0
    for example in examples:
        found.append((at, example))
        at += len(example.sequences)
    return found


def _owners(examples: Sequence[Example]) -> list[tuple[int, Example]]:
    """Return for each sequence its number and the example that it belongs to."""
    return [(first + k, e) for first, e in _firsts(examples) for k in range(len(e.sequences))]
