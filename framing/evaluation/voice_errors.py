"""Where the voices that the program reads differ from annotated ones, one row an error."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.evaluation.voice import Attribution, Comparison, Mask, Reader, compare_voices

ERRORS: dict[str, str] = {
    "quoted words missed": "words that somebody says inside quotation marks are not counted as quoted",
    "quoted words spurious": "words are counted as quoted that are not an annotated content in quotation marks",
    "content missed": "an annotated attribution has no counterpart",
    "content spurious": "an attribution has no annotated counterpart",
    "cut short": "the content found lacks words of the annotated one",
    "ran over": "the content found has words beyond the annotated one",
    "no source": "the annotated source mention was not looked for or not found",
    "wrong source": "the source mention found shares no word with the annotated one",
    "source added": "a source mention was found where none is annotated",
    "no cue": "the annotated cue was not found",
    "wrong cue": "the cue found shares no word with the annotated one",
    "cue added": "a cue was found where none is annotated",
}
"""The kinds of error, and what each one means."""

COLUMNS = ("article_id", "annotator", "kind", "quoted", "words", "weight", "start", "gold", "predicted", "context")


def voice_errors(
    corpus: str | pd.DataFrame = "polnear",
    part: str | None = "dev",
    reader: Reader | None = None,
    margin: int = 120,
) -> pd.DataFrame:
    """List the errors that :func:`framing.evaluation.voice.evaluate_voice` counts, one row each.

    ``kind`` is a name of :data:`ERRORS`; ``quoted`` says whether the attribution is mostly quoted; ``words`` how many
    words are concerned; ``weight`` is 1 over the annotators of the article, so that sums of it compare with the
    evaluation; ``start`` is a character of the article; ``gold`` and ``predicted`` are the passages that differ (for
    contents, those words that only one of the two has); ``context`` is the article around them, ``margin`` characters
    to each side.
    """
    rows = [row for one in compare_voices(corpus, part, reader) for row in _errors(one, margin)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def count_errors(errors: pd.DataFrame) -> pd.DataFrame:
    """Count the errors by kind, commonest first; articles with several annotators count once."""
    grouped = errors.groupby(["kind", "quoted"], sort=False)
    table = pd.DataFrame(
        {
            "count": grouped["weight"].sum(),
            "words": (errors["words"] * errors["weight"]).groupby([errors["kind"], errors["quoted"]], sort=False).sum(),
            "articles": grouped["article_id"].nunique(),
        }
    )
    return table.sort_values("count", ascending=False).reset_index()


def _errors(one: Comparison, margin: int) -> Iterator[tuple[object, ...]]:
    gold, predicted = one.gold.attributions, one.predicted.attributions
    empty = np.zeros(len(one.words), dtype=bool)

    def error(kind: str, quoted: bool, left: Mask, right: Mask, around: Mask) -> tuple[object, ...]:
        words = int((left ^ right).sum())
        start, context = _context(one, left | right | around, margin)
        return (
            one.article_id,
            one.annotator,
            kind,
            quoted,
            words,
            one.weight,
            start,
            _passage(one, left),
            _passage(one, right),
            context,
        )

    for run in _runs(one.gold.direct & ~one.predicted.direct):
        yield error("quoted words missed", True, run, empty, run)
    for run in _runs(one.predicted.direct & ~one.gold.direct):
        yield error("quoted words spurious", True, empty, run, run)
    paired_gold, paired_predicted = {g for g, _ in one.pairs}, {p for _, p in one.pairs}
    for g, attribution in enumerate(gold):
        if g not in paired_gold:
            yield error("content missed", attribution.quoted, attribution.content, empty, attribution.cue)
    for p, attribution in enumerate(predicted):
        if p not in paired_predicted:
            yield error("content spurious", attribution.quoted, empty, attribution.content, attribution.cue)
    for g, p in one.pairs:
        for kind, left, right in _differences(gold[g], predicted[p]):
            yield error(kind, gold[g].quoted, left, right, gold[g].cue | gold[g].source)


def _differences(gold: Attribution, predicted: Attribution) -> Iterator[tuple[str, Mask, Mask]]:
    lost, extra = gold.content & ~predicted.content, predicted.content & ~gold.content
    nothing = np.zeros_like(lost)
    if lost.any():
        yield "cut short", lost, nothing
    if extra.any():
        yield "ran over", nothing, extra
    for role in ("source", "cue"):
        left, right = getattr(gold, role), getattr(predicted, role)
        if (left & right).any() or not (left.any() or right.any()):
            continue
        kind = f"no {role}" if not right.any() else f"{role} added" if not left.any() else f"wrong {role}"
        yield kind, left, right


def _runs(mask: Mask) -> Iterator[Mask]:
    """Yield each run of neighbouring words as a mask of its own."""
    at = np.flatnonzero(mask)
    for run in np.split(at, np.flatnonzero(np.diff(at) > 1) + 1):
        if len(run):
            one = np.zeros_like(mask)
            one[run] = True
            yield one


def _passage(one: Comparison, mask: Mask) -> str:
    return " … ".join(one.text[start:end] for start, end in _extents(one.words, mask))


def _extents(words: npt.NDArray[np.int64], mask: Mask) -> list[tuple[int, int]]:
    runs = (np.flatnonzero(run) for run in _runs(mask))
    return [(int(words[run[0], 0]), int(words[run[-1], 1])) for run in runs]


def _context(one: Comparison, mask: Mask, margin: int) -> tuple[int, str]:
    extents = _extents(one.words, mask)
    if not extents:
        return 0, ""
    start, end = extents[0][0], extents[-1][1]
    return start, " ".join(one.text[max(0, start - margin) : end + margin].split())
