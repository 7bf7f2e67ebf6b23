"""How well quotations and attributions are found, measured on a corpus that annotates them (PolNeAR)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError
from framing.evaluation.bootstrap import interval, with_whole
from framing.evaluation.spans import quotation_spans, word_spans, words_inside
from framing.tables import ARTICLES

Mask = npt.NDArray[np.bool_]
Reader = Callable[[pd.DataFrame], tuple[pd.DataFrame, pd.DataFrame]]

MEASURES: dict[str, str] = {
    "direct_words": "words inside quotation marks that somebody says",
    "quoted_content": "attributions whose content is mostly quoted: found at all (one word in common)",
    "quoted_source": "of these, the source mention overlaps the annotated one",
    "quoted_cue": "of these, the cue overlaps the annotated one",
    "content_words": "words of contents, quoted and paraphrased",
    "all_content": "all attributions, quoted and paraphrased: found at all",
    "all_source": "of these, the source mention overlaps the annotated one",
    "all_cue": "of these, the cue overlaps the annotated one",
}
"""What is counted; each is reported as precision, recall and F1."""


@dataclass(frozen=True)
class Attribution:
    """One attribution as sets of words; ``quoted`` where at least half of its content stands in quotation marks."""

    source: Mask
    cue: Mask
    content: Mask
    quoted: bool


@dataclass(frozen=True)
class Reading:
    """What is said in one article: its attributions and the words that somebody says inside quotation marks."""

    attributions: list[Attribution]
    direct: Mask


@dataclass(frozen=True)
class Comparison:
    """One article as one annotator and the program read it, with their attributions paired."""

    article_id: str
    annotator: str
    text: str
    weight: float
    words: npt.NDArray[np.int64]
    gold: Reading
    predicted: Reading
    pairs: list[tuple[int, int]]


def evaluate_voice(
    corpus: str | pd.DataFrame = "polnear",
    part: str | None = "dev",
    reader: Reader | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the voices that the program reads with annotated ones: one row per metric, with its interval.

    ``corpus`` is a name or a table of rows (article_id, annotator, text, attributions). ``reader`` takes articles and
    returns their attributions and their sentences; left out, it is ``framing.articles``. Columns: ``metric`` (a name
    of :data:`MEASURES` and ``_precision``, ``_recall`` or ``_f1``), ``value``, ``low``, ``high`` (95 %, bootstrap over
    articles), ``n`` (cases that the metric divides by) and ``clusters`` (articles).

    Gold quoted words are the words of annotated contents that stand between quotation marks by
    :func:`framing.evaluation.spans.quotation_spans`; predicted ones are those of the sentences' ``quoted_spans``.
    Attributions are paired one to one so that the words that their contents share are as many as can be. An
    attribution without a source (or cue) is left out of the count for sources (or cues) on its own side. Where an
    article has several annotators its counts are averaged.
    """
    totals: dict[str, npt.NDArray[np.float64]] = {}
    for one in compare_voices(corpus, part, reader):
        totals[one.article_id] = totals.get(one.article_id, 0.0) + one.weight * _counts(one)
    counts = np.array(list(totals.values())).reshape(-1, len(MEASURES), 4)
    articles = len(counts)
    drawn = _rates(np.tensordot(with_whole(articles, resamples, seed), counts, axes=1))
    cases = counts.sum(axis=0)
    rows = []
    for m, measure in enumerate(MEASURES):
        n = {"precision": cases[m, 1], "recall": cases[m, 3], "f1": cases[m, 1] + cases[m, 3]}
        for r, rate in enumerate(n):
            low, high = interval(float(drawn[0, m, r]), drawn[1:, m, r], articles, bounds=(0.0, 1.0))
            rows.append((f"{measure}_{rate}", drawn[0, m, r], low, high, round(n[rate]), articles))
    return pd.DataFrame(rows, columns=["metric", "value", "low", "high", "n", "clusters"])


def compare_voices(
    corpus: str | pd.DataFrame = "polnear", part: str | None = "dev", reader: Reader | None = None
) -> Iterator[Comparison]:
    """Yield, for every article and annotator of a corpus, both readings with their attributions paired."""
    rows = _rows(corpus, part)
    known = [name for name in ARTICLES if name in rows]
    articles = rows.drop_duplicates("article_id")[known].reset_index(drop=True)
    attributions, sentences = (reader or _read)(articles)
    found_in, read_in = (
        {str(name): part for name, part in table.groupby("article_id", sort=False)}
        for table in (attributions, sentences)
    )
    annotators = rows["article_id"].astype(str).value_counts().to_dict()
    for row in rows.to_dict("records"):
        article_id, text = str(row["article_id"]), str(row["text"])
        found = found_in.get(article_id, attributions.iloc[:0])
        read = read_in.get(article_id, sentences.iloc[:0])
        words = word_spans(text)
        marked = words_inside(words, quotation_spans(text))
        gold = [_attribution(words, marked, one) for one in row["attributions"]]
        gold = [one for one in gold if one.content.any()]
        said = _any([one.content for one in gold], len(words))
        predicted = [_attribution(words, marked, one) for one in found.to_dict("records")]
        direct = words_inside(words, [span for spans in read["quoted_spans"] for span in spans])
        yield Comparison(
            article_id=article_id,
            annotator=str(row["annotator"]),
            text=text,
            weight=1.0 / annotators[article_id],
            words=words,
            gold=Reading(gold, said & marked),
            predicted=Reading(predicted, direct),
            pairs=pair_attributions(gold, predicted),
        )


def pair_attributions(gold: list[Attribution], predicted: list[Attribution]) -> list[tuple[int, int]]:
    """Pair attributions one to one so that the words their contents share are as many as can be.

    Returns (index of gold, index of predicted) for pairs that share a word. Among equal overlaps the pair whose
    contents are more alike (Jaccard) is taken.
    """
    from scipy.optimize import linear_sum_assignment

    if not gold or not predicted:
        return []
    left = np.array([one.content for one in gold], dtype=np.float64)
    right = np.array([one.content for one in predicted], dtype=np.float64)
    shared = left @ right.T
    union = left.sum(axis=1)[:, None] + right.sum(axis=1)[None, :] - shared
    order = linear_sum_assignment(shared + 0.5 * shared / np.maximum(union, 1.0), maximize=True)
    return [(int(g), int(p)) for g, p in zip(*order, strict=True) if shared[g, p] > 0]


def _rows(corpus: str | pd.DataFrame, part: str | None) -> pd.DataFrame:
    if isinstance(corpus, str):
        from framing.corpora import get_corpus

        corpus = get_corpus(corpus).table(part)
    missing = [name for name in ("article_id", "annotator", "text", "attributions") if name not in corpus]
    if missing:
        raise InputError(
            f"A corpus without {', '.join(missing)} has no annotated attributions; evaluate voice on 'polnear'."
        )
    return corpus


def _read(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    from framing.articles import read_both

    sentences, attributions = read_both(articles)
    return attributions, sentences


def _attribution(words: npt.NDArray[np.int64], marked: Mask, record: Any) -> Attribution:
    source, cue, content = (words_inside(words, record[role]) for role in ("source", "cue", "content"))
    return Attribution(source, cue, content, bool(content.any() and marked[content].mean() >= 0.5))


def _any(masks: list[Mask], length: int) -> Mask:
    return np.logical_or.reduce(masks) if masks else np.zeros(length, dtype=bool)


def _counts(one: Comparison) -> npt.NDArray[np.float64]:
    """Count hits and cases, an array (measures, 4): predicted hits, predicted, gold hits, gold."""
    gold, predicted = one.gold.attributions, one.predicted.attributions
    size = len(one.words)
    said = _any([a.content for a in gold], size)
    claimed = _any([a.content for a in predicted], size)
    rows = [_word_counts(one.gold.direct, one.predicted.direct)]
    rows += _pair_counts(one, only_quoted=True)
    rows += [_word_counts(said, claimed)]
    rows += _pair_counts(one, only_quoted=False)
    return np.array(rows, dtype=np.float64)


def _word_counts(gold: Mask, predicted: Mask) -> list[float]:
    both = float((gold & predicted).sum())
    return [both, float(predicted.sum()), both, float(gold.sum())]


def _pair_counts(one: Comparison, only_quoted: bool) -> list[list[float]]:
    gold, predicted = one.gold.attributions, one.predicted.attributions
    to_gold = {p: g for g, p in one.pairs}
    to_predicted = dict(one.pairs)
    ours = [i for i, a in enumerate(predicted) if a.quoted or not only_quoted]
    theirs = [i for i, a in enumerate(gold) if a.quoted or not only_quoted]
    rows = [
        [float(sum(i in to_gold for i in ours)), len(ours), float(sum(i in to_predicted for i in theirs)), len(theirs)]
    ]
    for role in ("source", "cue"):
        has_gold = [i for i in theirs if getattr(gold[i], role).any()]
        has_predicted = [i for i in ours if getattr(predicted[i], role).any()]
        hits = {(g, p) for g, p in one.pairs if (getattr(gold[g], role) & getattr(predicted[p], role)).any()}
        rows.append(
            [
                float(sum((to_gold.get(p), p) in hits for p in has_predicted)),
                len(has_predicted),
                float(sum((g, to_predicted.get(g)) in hits for g in has_gold)),
                len(has_gold),
            ]
        )
    return rows


def _rates(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Turn counts (…, measures, 4) into precision, recall and F1 (…, measures, 3); NaN where there is no case."""
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = counts[..., 0] / counts[..., 1]
        recall = counts[..., 2] / counts[..., 3]
        f1 = np.where(precision + recall > 0, 2 * precision * recall / (precision + recall), 0.0)
    f1 = np.where(np.isnan(precision) | np.isnan(recall), np.nan, f1)
    return np.stack([precision, recall, f1], axis=-1)
