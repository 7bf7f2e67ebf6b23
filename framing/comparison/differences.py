"""What differs, added to a comparison: words, who is quoted, and stance by target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from framing.comparison.measures import STANCE
from framing.comparison.speakers import FOR_SPEAKERS, quoted_speakers
from framing.comparison.stance import stance_by_source
from framing.comparison.words import FOR_WORDS, distinguishing_words
from framing.errors import InputError
from framing.scale.stored import Scores

if TYPE_CHECKING:
    from framing.comparison.comparison import Comparison


def with_differences(
    comparison: Comparison,
    attributions: pd.DataFrame | None = None,
    stance: pd.DataFrame | None = None,
    *,
    words: bool = True,
    seed: int = 0,
) -> Comparison:
    """Return the comparison with its tables ``words``, ``speakers`` and ``stance`` filled.

    ``attributions`` are those of :func:`framing.attributions`, ``stance`` that of :func:`framing.score_stance`, both of
    the same articles; a table stays as it was where these are not given, and ``words`` where they are not
    asked for or the scores do not say which words are whose. Only articles that the comparison counts are looked at, so
    that copies stay out. Intervals have the level of the comparison.

    Raises InputError for a comparison that does not hold its scores.
    """
    if comparison.scores is None:
        raise InputError("This comparison does not hold its scores; make it with framing.compare_sources(scores).")
    kept = comparison.articles.set_index("article_id")["source"]
    filled: dict[str, Any] = {}
    drawn: dict[str, Any] = {"seed": seed, "level": float(comparison.settings.get("level", 0.95))}
    if words and {"start", "quoted_spans", "attributed_spans"} <= set(comparison.scores.columns):
        filled["words"] = distinguishing_words(_Counted(comparison.scores, kept, FOR_WORDS), **drawn)
    if attributions is not None:
        own = attributions[attributions["article_id"].isin(kept.index)]
        filled["speakers"] = quoted_speakers(_Counted(comparison.scores, kept, FOR_SPEAKERS), own, **drawn)
    if stance is not None:
        own = stance[stance["article_id"].isin(kept.index)]
        table = stance_by_source(own.assign(source=own["article_id"].map(kept)), **drawn)
        filled["stance"] = _as_estimated(table, comparison.estimates)
    return replace(comparison, **filled)


def _as_estimated(stance: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """Return the table of stance with the intervals of the estimates, where these ask for the target too."""
    raw = estimates[estimates["kind"] == "raw"].set_index(["measure", "source"])[["low", "high"]]
    names = pd.MultiIndex.from_arrays([STANCE + stance["target"].astype(str), stance["source"]])
    known = raw.reindex(names).set_axis(stance.index)
    return stance.assign(**{end: known[end].fillna(stance[end]) for end in ("low", "high")})


class _Counted:
    """The sentences of the articles that a comparison counts, with its sources: all at once, or shard after shard."""

    def __init__(self, scores: Scores, source: pd.Series, columns: Sequence[str]) -> None:
        self.scores, self.names, self.columns = scores, source.to_dict(), columns

    def __iter__(self) -> Iterator[pd.DataFrame]:
        parts = (self.scores,) if isinstance(self.scores, pd.DataFrame) else self.scores.parts(self.columns)
        for part in parts:
            source = part["article_id"].astype(object).map(self.names)
            yield part.assign(source=source)[source.notna()]
