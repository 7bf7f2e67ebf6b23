"""The network: one encoder, and a small head for each task on the vectors of its only pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

LINK = 64  # width of the space in which cues and words are compared
_BUCKETS = 33  # distances between a word and a cue, in 16 logarithmic steps to either side
ROLES = ("source", "cue", "content")
"""What a word can be in an attribution; a word may be several (the cue of a nested attribution is content too)."""


@dataclass(frozen=True)
class HeadShape:
    """A head: its ``kind`` (binary, several, mention or tokens) and how many numbers it gives.

    ``binary`` and ``several`` read the sentence vector and give independent logits, ``mention`` reads the vector of a
    mention beside it and gives logits of labels that exclude each other, ``tokens`` reads every token. With ``words``
    a head reads the mean of the word embeddings beside the sentence vector (:mod:`framing.models.encoder_words`).
    """

    kind: str
    outputs: int
    words: bool = False


class SentenceHead(nn.Module):
    """A vector (or a mention's and its sentence's, side by side) → logits, through one hidden layer."""

    def __init__(self, size: int, outputs: int, width: int, dropout: float) -> None:
        super().__init__()
        self.hidden = nn.Linear(size, width)
        self.activation = nn.GELU()
        self.out = nn.Linear(width, outputs)
        self.dropout = nn.Dropout(dropout)

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """Return logits (n, outputs)."""
        hidden = self.activation(self.hidden(self.dropout(vectors)))
        logits: torch.Tensor = self.out(self.dropout(hidden))
        return logits


class TokenHead(nn.Module):
    """Every token's roles, and which words a cue belongs to.

    In PolNeAR every attribution has a cue, so the cue is the anchor: given the mean vector of a cue, each token of the
    window is asked whether it is in that cue's source, and whether in its content. Contents that are interrupted, that
    cross sentences or that hold another attribution need nothing special.
    """

    def __init__(self, size: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(size, len(ROLES))
        self.cue = nn.Linear(size, 2 * LINK)
        self.word = nn.Linear(size, 2 * LINK)
        self.distance = nn.Parameter(torch.zeros(2, _BUCKETS))
        self.bias = nn.Parameter(torch.full((2,), -2.0))

    def roles(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return logits (…, 3) of source, cue and content for hidden states (…, size)."""
        logits: torch.Tensor = self.tags(self.dropout(hidden))
        return logits

    def links(self, hidden: torch.Tensor, cues: list[tuple[int, int]]) -> torch.Tensor:
        """Return logits (cues, 2, tokens): is the token in the source, in the content, of the cue?

        ``hidden`` is (tokens, size) of one window; ``cues`` are half-open ranges of its tokens.
        """
        hidden = self.dropout(hidden)
        means = torch.stack([hidden[start:end].mean(0) for start, end in cues])
        asks = self.cue(means).view(len(cues), 2, LINK)
        words = self.word(hidden).view(len(hidden), 2, LINK)
        scores = torch.einsum("crk,trk->crt", asks, words) / LINK**0.5
        at = torch.arange(len(hidden), device=hidden.device)
        first = torch.tensor([start for start, _ in cues], device=hidden.device)[:, None]
        last = torch.tensor([end - 1 for _, end in cues], device=hidden.device)[:, None]
        apart = torch.where(at < first, at - first, torch.where(at > last, at - last, 0))
        steps = torch.floor(3 * torch.log2(1 + apart.abs().float())).clamp(max=_BUCKETS // 2).long()
        bucket = _BUCKETS // 2 + torch.sign(apart).long() * steps
        logits: torch.Tensor = scores + self.distance[:, bucket].transpose(0, 1) + self.bias[:, None]
        return logits


class ArticlePooling(nn.Module):
    """Logits of an article from those of its sentences: log of the mean of exponentials, then scaled and shifted."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(outputs))
        self.shift = nn.Parameter(torch.zeros(outputs))

    def forward(self, logits: torch.Tensor) -> torch.Tensor:
        """Return (outputs,) for the logits (sentences, outputs) of one article."""
        pooled = torch.logsumexp(logits, dim=0) - torch.log(torch.tensor(float(len(logits)), device=logits.device))
        article: torch.Tensor = self.scale * pooled + self.shift
        return article


class Network(nn.Module):
    """The encoder with its heads. The encoder may compute in bfloat16; the heads stay in float32."""

    def __init__(self, encoder: Any, heads: Mapping[str, HeadShape], width: int = 256, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.shapes = dict(heads)
        self.width = width
        size = int(encoder.config.hidden_size)
        self.heads = nn.ModuleDict()
        for name, shape in heads.items():
            if shape.kind == "tokens":
                self.heads[name] = TokenHead(size, dropout)
            else:
                inputs = 2 * size if shape.kind == "mention" or shape.words else size
                self.heads[name] = SentenceHead(inputs, shape.outputs, width, dropout)
        self.pooling = nn.ModuleDict(
            {name: ArticlePooling(shape.outputs) for name, shape in heads.items() if shape.kind == "several"}
        )

    def encode(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return hidden states (n, tokens, size) in the encoder's format for ids and mask (n, tokens)."""
        hidden: torch.Tensor = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden


def pool(hidden: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Return the mean (n, size), in float32, of hidden states (n, tokens, size) over the tokens that ``weights`` marks.

    A row without a marked token gives zeros.
    """
    weights = weights.to(hidden.dtype)
    total = torch.einsum("nts,nt->ns", hidden, weights).float()
    return total / weights.float().sum(1, keepdim=True).clamp(min=1.0)
