"""The network of the fast model while it learns, and the vectors of words that it starts from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from framing.models.fast_words import UNKNOWN, WORD, Pieces

WAYS = 3
"""A word is read with its neighbours on both sides."""
PARTS = ("ways", "shift", "first", "first_shift", "last", "last_shift")
"""The weights of a student beside its vectors, as the finished model calls them."""
SIF = 1e-4
"""How fast frequent words lose weight (Arora et al. 2017), as in model2vec."""


class Networks(nn.Module):
    """Students side by side, each of its own teacher: they read the same texts, and share no weight.

    Each has vectors of pieces summed into words, one convolution over three words, largest and summed values, two
    layers. All begin alike. Weights (but the vectors, which stand side by side) have the student as first dimension.
    """

    def __init__(
        self, vectors: torch.Tensor, students: int, channels: int, hidden: int, outputs: int, dropout: float
    ) -> None:
        super().__init__()
        pieces, size = vectors.shape
        self.students = students
        self.embedding = nn.EmbeddingBag(pieces, students * size, mode="sum", sparse=True)
        first, last = nn.Linear(2 * channels, hidden), nn.Linear(hidden, outputs)
        ways = torch.randn(WAYS, size, channels) * (1.0 / np.sqrt(WAYS * size))
        with torch.no_grad():
            self.embedding.weight.copy_(vectors.repeat(1, students))

        def each(tensor: torch.Tensor) -> nn.Parameter:
            return nn.Parameter(tensor.detach().expand(students, *tensor.shape).clone())

        self.ways, self.shift = each(ways), each(torch.zeros(channels))
        self.first, self.first_shift = each(first.weight.T), each(first.bias)
        self.last, self.last_shift = each(last.weight.T), each(last.bias)
        self.dropout = nn.Dropout(dropout)

    def forward(self, words: torch.Tensor, pieces: torch.Tensor, starts: torch.Tensor) -> torch.Tensor:
        """Return logits (students, n, outputs) of words (n, longest), numbered from 1; 0 is no word.

        ``pieces`` and ``starts`` are those of the words 1 and up.
        """
        students, ways, size, channels = self.ways.shape
        own = self.embedding(pieces, starts)
        table = torch.cat([own.new_zeros(1, own.shape[1]), own]).view(-1, students, size)
        # Each word's part in its neighbours and itself once, then gathered: as the finished model does it.
        shares = torch.einsum("wsd,skdc->wksc", table, self.ways).reshape(-1, students * channels)
        places = functional.pad(words, (1, 1)) * ways
        n = words.shape[1]
        values = self.shift.view(-1) + sum(functional.embedding(places[:, k : k + n] + k, shares) for k in range(ways))
        mask = (words > 0)[..., None]
        values = torch.relu(values) * mask
        count = mask.sum(1).clamp(min=1)
        both = (values.amax(1), values.sum(1) / count.sqrt())
        pooled = torch.cat([part.view(-1, students, channels) for part in both], dim=2).transpose(0, 1)
        inner = torch.relu(self.dropout(pooled) @ self.first + self.first_shift[:, None])
        logits: torch.Tensor = inner @ self.last + self.last_shift[:, None]
        return logits

    def clip(self, most: float) -> None:
        """Scale each student's gradients, but those of its vectors, to a norm of ``most`` where it is larger."""
        own = [p.grad for name, p in self.named_parameters() if not name.startswith("embedding") and p.grad is not None]
        norms = torch.stack([grad.flatten(1).square().sum(1) for grad in own]).sum(0).sqrt()
        factor = (most / (norms + 1e-6)).clamp(max=1.0)
        for grad in own:
            grad *= factor.view(-1, *[1] * (grad.ndim - 1))

    def student(self, number: int) -> dict[str, np.ndarray]:
        """Return the weights of one student."""
        parts = {name: getattr(self, name)[number] for name in PARTS}
        parts["embedding"] = self.embedding.weight.view(-1, self.students, self.ways.shape[2])[:, number]
        return {name: np.ascontiguousarray(value.detach().cpu().numpy()) for name, value in parts.items()}


class Corpus:
    """Texts as numbers of words, and words as numbers of pieces."""

    def __init__(self, texts: Sequence[str], pieces: Sequence[str]) -> None:
        self.rows: list[np.ndarray] = []
        numbers: dict[str, int] = {}
        for text in texts:
            words = WORD.findall(text.lower())
            self.rows.append(np.array([numbers.setdefault(w, len(numbers) + 1) for w in words], dtype=np.int64))
        split = Pieces(pieces).split(list(numbers))
        self.pieces = np.array([p for word in split for p in word], dtype=np.int64)
        self.counts = np.array([0, *(len(word) for word in split)], dtype=np.int64)
        self.starts = np.concatenate([[0], np.cumsum(self.counts)])

    def batch(self, rows: Sequence[int], longest: int = 128) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return the words of rows, renumbered, and the pieces of these words."""
        chosen = [self.rows[i][:longest] for i in rows]
        width = max(3, *(len(c) for c in chosen))
        table = np.zeros((len(chosen), width), dtype=np.int64)
        for i, words in enumerate(chosen):
            table[i, : len(words)] = words
        known, new = np.unique(table, return_inverse=True)
        known = known[known > 0]
        new = new.reshape(table.shape) + (0 if (table == 0).any() else 1)
        counts = self.counts[known]
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        at = np.repeat(self.starts[known] - starts, counts) + np.arange(counts.sum())
        return torch.from_numpy(new), torch.from_numpy(self.pieces[at]), torch.from_numpy(starts)

    def batches(self, rows: np.ndarray, words: int, rng: np.random.Generator | None = None) -> Iterator[np.ndarray]:
        """Yield rows of like length, about ``words`` words each time; in random order where there is a generator."""
        sizes = np.array([max(3, len(self.rows[i])) for i in rows], dtype=float)
        if rng is not None:
            sizes *= rng.uniform(0.85, 1.15, len(sizes))
        order = rows[np.argsort(sizes, kind="stable")]
        ends = np.cumsum(np.sort(sizes))
        cuts = np.flatnonzero(np.diff((ends // words).astype(int))) + 1
        parts = np.split(order, cuts)
        for i in range(len(parts)) if rng is None else rng.permutation(len(parts)):
            yield parts[i]


def start_vectors(encoder: Any, tokenizer: Any, size: int) -> tuple[list[str], np.ndarray]:
    """Return the encoder's vocabulary and a vector for each of its pieces (pieces, size).

    As model2vec does it: each piece alone through the encoder, the mean of its hidden states, principal components.
    """
    vocabulary = tokenizer.get_vocab()
    pieces = sorted(vocabulary, key=lambda piece: vocabulary[piece])
    ids = torch.arange(len(pieces))
    begin, end = tokenizer.cls_token_id, tokenizer.sep_token_id
    found = []
    with torch.inference_mode():
        for chunk in ids.split(1024):
            rows = torch.stack([torch.full_like(chunk, begin), chunk, torch.full_like(chunk, end)], dim=1)
            hidden = encoder(input_ids=rows, attention_mask=torch.ones_like(rows)).last_hidden_state
            found.append(hidden.float().mean(1))
    vectors = torch.cat(found).double().numpy()
    vectors -= vectors.mean(0)
    _, vectors_of = np.linalg.eigh(vectors.T @ vectors)
    reduced = vectors @ vectors_of[:, ::-1][:, :size]
    return pieces, reduced / reduced.std()


def weigh(vectors: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return vectors that count less the more frequent their piece is."""
    share = (counts + 1) / (counts + 1).sum()
    return np.asarray(vectors * (SIF / (SIF + share))[:, None])


def kept_pieces(pieces: Sequence[str], counts: np.ndarray) -> np.ndarray:
    """Return the numbers of the pieces to keep: those that occur, single characters, the one for what is unknown."""
    return np.array(
        [
            number
            for number, (piece, count) in enumerate(zip(pieces, counts, strict=True))
            if count > 0 or piece == UNKNOWN or len(piece.removeprefix("##")) == 1
        ]
    )
