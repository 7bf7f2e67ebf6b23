"""What labels suffice for, in sentences: how wide the interval is, whether training helped, whether more would."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from framing.counts import counted
from framing.evaluation.agreement import verdict

HALF_WIDTH = 0.05
"""An interval of macro-F1 that reaches farther to either side leaves the model's worth open."""

LEAST_AGREEMENT = 0.667
"""The least alpha that Krippendorff (2019) accepts."""


def hints(
    metrics: pd.DataFrame,
    gained: pd.DataFrame,
    doubled: pd.DataFrame,
    agreement: pd.DataFrame,
    y: np.ndarray,
    article: np.ndarray,
    *,
    group: str,
    ties: int,
    grouped: bool,
    weighted: bool,
    recalibrated: bool,
) -> Iterator[str]:
    """Yield what a reader of the metrics should know, most important first.

    ``metrics``, ``gained`` (tuned less as it ships) and ``doubled`` (all labels less half of them, no row where half
    were too few) are tables of metrics with intervals; the rest as :func:`framing.annotation.train_on_labels` knows it.
    """
    n, articles = len(y), len(set(article.tolist()))
    tuned = metrics[(metrics["model"] == "tuned") & (metrics["metric"] == "macro_f1")].iloc[0]
    low, high = float(tuned["low"]), float(tuned["high"])
    half = (high - low) / 2
    if not np.isfinite(half) or half > HALF_WIDTH:
        needed = "" if not np.isfinite(half) else f" About {_rounded(n * (half / HALF_WIDTH) ** 2)} labels would."
        yield (
            f"{n} labels in {counted(articles, 'article')} are too few to say how good the model is: its macro-F1 lies "
            f"between {low:.2f} and {high:.2f}. An interval of ± {HALF_WIDTH:.2f} is what they do not allow.{needed}"
        )
    else:
        yield f"{n} labels in {counted(articles, 'article')}: macro-F1 lies between {low:.2f} and {high:.2f}."
    yield _gain(gained, recalibrated)
    yield from _more(doubled)
    rare = int(min(y.sum(), n - y.sum()))
    if rare < 50:
        says, them = ("label says", "it") if rare == 1 else ("labels say", "them")
        yield f"Only {rare} {says} {int(y.mean() < 0.5)}: what the model knows of these rests on {them}."
    if not grouped:
        yield (
            "The labels do not say which article each is from: sentences of one article may be in several folds, which "
            "flatters the model, and the intervals are too narrow. Give a column article_id."
        )
    elif group == "article":
        yield "Measured on other articles of the same sources; for sources that nobody labelled, use group='outlet'."
    if weighted:
        yield (
            "The labels were drawn more often where the model was unsure: the metrics are those of the sample, which "
            "is harder than the corpus. Calibration is weighted to the corpus."
        )
    if ties:
        are = "is" if ties == 1 else "are"
        yield f"{counted(ties, 'sentence')} on which the coders were split evenly {are} left out."
    yield from _agreed(agreement)


def _gain(gained: pd.DataFrame, recalibrated: bool) -> str:
    row = gained[gained["metric"] == "macro_f1"].iloc[0]
    span = f"{row['value']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}] macro-F1"
    what = "Cross-validation chose to recalibrate its score, no more." if recalibrated else ""
    if row["low"] > 0:
        said = f"Training on the labels helped: {span} over the model as it ships."
    elif row["high"] < 0:
        said = f"Training on the labels did harm: {span} against the model as it ships; use that one."
    else:
        said = f"Training on the labels gave no gain that these labels can show: {span} over the model as it ships."
    return f"{said} {what}".strip()


def _more(doubled: pd.DataFrame) -> Iterator[str]:
    for row in doubled[doubled["metric"] == "macro_f1"].to_dict("records"):
        span = f"{row['value']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}]"
        if row["low"] > 0:
            yield f"More labels are likely to help: all of them gave {span} macro-F1 over half of them."
        else:
            yield (
                f"Whether more labels would help is open: all of them gave {span} macro-F1 over half of them; "
                "framing learning-curve says more."
            )


def _agreed(agreement: pd.DataFrame) -> Iterator[str]:
    if agreement.empty:
        yield "One coder: how far people agree on the question, which bounds what a model can reach, is not known."
        return
    alpha = agreement[agreement["measure"] == "krippendorff_alpha"].iloc[0]
    advice = "" if alpha["low"] >= LEAST_AGREEMENT else " Sharpen the codebook and code again what they disagree on."
    answered = counted(int(alpha["n"]), "sentence")
    yield f"Several coders, {answered} with two answers or more. {verdict(agreement)}{advice}"


def _rounded(number: float) -> int:
    """Return a number with two digits that count: an estimate of this kind has no more."""
    size = 10 ** max(int(np.floor(np.log10(max(number, 1)))) - 1, 0)
    return int(np.ceil(number / size) * size)
