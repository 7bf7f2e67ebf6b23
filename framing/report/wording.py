"""How measures, kinds of estimates and numbers are written in tables and sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from framing.decimals import decimals as needed
from framing.decimals import written_p

MISSING = "–"

_TITLES = {
    "mean_editorializing": "Editorializing, author’s voice (mean)",
    "share_editorializing": "Editorializing sentences, author’s voice (share)",
    "mean_other_editorializing": "Editorializing, words of others (mean)",
    "mean_loaded_language": "Loaded language, all text (mean)",
    "share_loaded_language": "Sentences in loaded language (share)",
    "author_share": "Words of the author’s own (share)",
    "quoted_share": "Words quoted (share)",
    "attributed_share": "Words paraphrased (share)",
}

KINDS = {
    "raw": "raw",
    "adjusted": "adjusted",
    "within_event": "within event",
    "corrected": "corrected for the detector’s errors",
}
"""Kinds of estimates, in the order of the tables."""

CORRECTIONS = {"holm": "Holm", "bh": "Benjamini–Hochberg"}

EFFECTS = {"cliffs_delta": "Cliff’s δ", "cohens_d": "Cohen’s d"}


def measure_title(measure: str) -> str:
    """Return the words for a measure; a frame's and a target's are made from its name."""
    if measure.startswith("frame_"):
        return "Frame: " + frame_title(measure)
    if measure.startswith("stance_"):
        return "Stance toward " + measure.removeprefix("stance_")
    return _TITLES.get(measure, measure.replace("_", " "))


def frame_title(measure: str) -> str:
    """Return the words for a frame's column, ``frame_crime_and_punishment``."""
    return measure.removeprefix("frame_").replace("_", " ")


def kinds_in(kinds: Iterable[str]) -> list[str]:
    """Return the kinds that are there, in the order of the tables; those unknown come last."""
    there = list(dict.fromkeys(kinds))
    return [kind for kind in KINDS if kind in there] + [kind for kind in there if kind not in KINDS]


def kind_title(kind: str) -> str:
    """Return the words for a kind of estimate."""
    return KINDS.get(kind, kind.replace("_", " "))


def number(value: Any, decimals: int = 2, signed: bool = False) -> str:
    """Return a number with a real minus sign; a dash where it is missing."""
    if pd.isna(value) or math.isinf(value):
        return MISSING
    text = f"{float(value):{'+' if signed else ''}.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", "−")


def interval(low: Any, high: Any, decimals: int | None = None) -> str:
    """Return an interval in brackets, with the decimals that it needs; nothing where one end is missing."""
    if pd.isna(low) or pd.isna(high):
        return ""
    decimals = needed(None, low, high) if decimals is None else decimals
    return f"[{number(low, decimals)}, {number(high, decimals)}]"


def estimate(value: Any, low: Any, high: Any, decimals: int | None = None) -> str:
    """Return a value with its interval behind it, with the decimals that this needs."""
    decimals = needed(value, low, high) if decimals is None else decimals
    return " ".join(filter(None, (number(value, decimals), interval(low, high, decimals))))


def count(value: Any) -> str:
    """Return a whole number with its thousands set apart; a dash where it is missing."""
    return MISSING if pd.isna(value) else f"{int(value):,}".replace(",", "\u202f")


def p_value(p: Any) -> str:
    """Return a p value as journals set it: three decimals, ``<.001`` below."""
    return MISSING if pd.isna(p) else written_p(float(p))


def percent(share: float) -> str:
    """Return a level such as .95 as ``95 %``, without decimals that say nothing."""
    return f"{100 * share:.3f}".rstrip("0").rstrip(".") + "\u202f%"


def listed(names: Iterable[str], conjunction: str = "and") -> str:
    """Return names as a sentence lists them: ``a, b and c``."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def plural(n: int, noun: str, several: str = "") -> str:
    """Return a count with its noun: ``1 article``, ``2 articles``."""
    return f"{count(n)} {noun if n == 1 else several or noun + 's'}"
