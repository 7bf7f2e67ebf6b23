"""Words and phrases counted by article, the author's apart from those that others say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from framing.articles.words import word_forms
from framing.models.function_words import is_function_word
from framing.tables import Span

VOICES = ("author", "other")
"""Whose words: the author's, or those of others, quoted or paraphrased."""

BREAK = "\n"
_BETWEEN = re.compile(r"[^\w\s'’\-]|\n")  # a phrase does not lead across punctuation


@dataclass(frozen=True)
class WordCounts:
    """``counts`` (articles, words), sparse, of the ``words`` that are kept; ``totals`` (articles, longest phrase) of
    all words and phrases; ``lengths`` the number of words in each of ``words``."""

    words: list[str]
    counts: sparse.csr_matrix
    totals: npt.NDArray[np.float64]
    lengths: npt.NDArray[np.int64]


def texts_of(rows: pd.DataFrame, voice: str) -> list[str]:
    """Return the words of one voice in each sentence; what stood between them is a line break."""
    found = []
    columns = (rows[name] for name in ("text", "start", "quoted_spans", "attributed_spans"))
    for text, start, quoted, attributed in zip(*columns, strict=True):
        spans = _merged([*_spans(quoted), *_spans(attributed)], int(start), len(text))
        inside = [text[s:e] for s, e in spans]
        edges = [0, *(edge for span in spans for edge in span), len(text)]
        outside = [text[s:e] for s, e in zip(edges[::2], edges[1::2], strict=True)]
        found.append(BREAK.join(inside if voice == "other" else outside))
    return found


def count_words(
    articles: Iterable[Iterable[str]], longest: int, least: int, least_articles: int, most: int = 10_000
) -> WordCounts:
    """Count words, and phrases of up to ``longest`` words, in articles that are lists of texts.

    Kept is what is used ``least`` times in all and in ``least_articles`` articles, at most the ``most`` used. Words of
    grammar, numbers and single letters are counted in the totals, but neither kept nor taken as the ends of a phrase.
    """
    number: dict[str, int] = {}  # of every word: articles are held as numbers, since most words are used once
    found: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []
    totals: list[list[int]] = []
    for texts in articles:
        counts, total = _count(texts, longest)
        which = np.fromiter((number.setdefault(word, len(number)) for word in counts), np.int64, len(counts))
        found.append((which, np.fromiter(counts.values(), np.int64, len(counts))))
        totals.append(total)
    which = np.concatenate([ids for ids, _ in found]) if found else np.zeros(0, np.int64)
    uses = np.concatenate([n for _, n in found]) if found else np.zeros(0, np.int64)
    used = np.bincount(which, uses, len(number))
    kept = np.flatnonzero((used >= least) & (np.bincount(which, minlength=len(number)) >= least_articles))
    names = list(number)
    chosen = sorted(kept.tolist(), key=lambda word: (-used[word], names[word]))[:most]
    words = sorted(names[word] for word in chosen)
    column = np.full(len(number), -1)
    column[[number[word] for word in words]] = np.arange(len(words))
    rows = np.repeat(np.arange(len(found)), [len(ids) for ids, _ in found])
    there = column[which] >= 0
    cells = (uses[there].astype(float), (rows[there], column[which][there]))
    return WordCounts(
        words,
        sparse.csr_matrix(cells, shape=(len(found), len(words))),
        np.array(totals, dtype=float).reshape(len(found), longest),
        np.array([word.count(" ") + 1 for word in words], dtype=np.int64),
    )


def _count(texts: Iterable[str], longest: int) -> tuple[Counter[str], list[int]]:
    counts: Counter[str] = Counter()
    totals = [0] * longest
    for text in texts:
        for piece in _BETWEEN.split(text):
            forms = word_forms(piece)
            bare = [_is_bare(form) for form in forms]
            for size in range(1, longest + 1):
                totals[size - 1] += max(0, len(forms) - size + 1)
                counts.update(
                    " ".join(forms[at : at + size])
                    for at in range(len(forms) - size + 1)
                    if not (bare[at] or bare[at + size - 1])
                )
    return counts, totals


@lru_cache(1 << 16)
def _is_bare(form: str) -> bool:
    """Tell whether a word says nothing by itself: one of grammar, a number, a letter."""
    return len(form) < 2 or form[0].isdigit() or is_function_word(form)


def _spans(value: object) -> Sequence[Span]:
    return [(int(s), int(e)) for s, e in value] if isinstance(value, list | tuple | np.ndarray) else ()


def _merged(spans: Iterable[Span], start: int, length: int) -> list[Span]:
    """Return spans of the article as spans of its sentence, in order, those that overlap as one."""
    merged: list[Span] = []
    for first, last in sorted((max(0, s - start), min(length, e - start)) for s, e in spans):
        if first >= last:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
