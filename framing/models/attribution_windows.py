"""Windows of neighbouring sentences of an article, as token ids: what attribution is read from. Without torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from framing.models.batching import Encoded, Ids, encode

_ROOM = 3  # tokens kept free for the marks of beginning and end
_EMPTY = np.zeros((1, 2), dtype=np.int32)


@dataclass(frozen=True)
class EncodedArticle:
    """The sentences of an article as tokens, with offsets in the article; ``lines`` says which line each stands on."""

    sentences: list[Encoded]
    lines: list[int]
    begin: int
    separator: int

    def fit(self, first: int, window: int) -> int:
        """Return the end of the range of sentences from ``first`` that ``window`` tokens hold (one at least)."""
        total, at = _ROOM + len(self.sentences[first].ids), first + 1
        while at < len(self.sentences):
            total += len(self.sentences[at].ids) + (self.lines[at] != self.lines[at - 1])
            if total > window:
                break
            at += 1
        return at

    def windows(self, window: int, overlap: int) -> list[tuple[int, int]]:
        """Return ranges of sentences that cover the article, neighbours sharing up to ``overlap`` sentences."""
        ranges: list[tuple[int, int]] = []
        first = 0
        while first < len(self.sentences):
            last = self.fit(first, window)
            ranges.append((first, last))
            if last >= len(self.sentences):
                break
            first = max(first + 1, last - overlap)
        return ranges

    def window(self, first: int, last: int) -> tuple[Ids, Ids]:
        """Return ids and offsets of the sentences ``first`` up to ``last``; a separator stands where a line ends."""
        ids, offsets = [np.array([self.begin], dtype=np.int32)], [_EMPTY]
        for i in range(first, last):
            if i > first and self.lines[i] != self.lines[i - 1]:
                ids.append(np.array([self.separator], dtype=np.int32))
                offsets.append(_EMPTY)
            ids.append(self.sentences[i].ids)
            offsets.append(self.sentences[i].offsets)
        return np.concatenate([*ids, [self.separator]]).astype(np.int32), np.concatenate([*offsets, _EMPTY])


def encode_article(
    tokenizer: Any, text: str, sentences: Sequence[tuple[int, int, int]], limit: int = 250
) -> EncodedArticle:
    """Return the tokens of the sentences ``(start, end, line)`` of an article; each is cut at ``limit`` tokens."""
    found = encode(tokenizer, [text[start:end] for start, end, _ in sentences], limit, special=False)
    shifted = [
        Encoded(encoded.ids, (encoded.offsets + start).astype(np.int32))
        for encoded, (start, _, _) in zip(found, sentences, strict=True)
    ]
    begin = tokenizer.cls_token_id if tokenizer.cls_token_id is not None else tokenizer.bos_token_id
    end = tokenizer.sep_token_id if tokenizer.sep_token_id is not None else tokenizer.eos_token_id
    return EncodedArticle(shifted, [line for _, _, line in sentences], int(begin), int(end))
