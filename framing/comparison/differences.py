"""What differs, added to a comparison: words, who is quoted, and stance by target."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from framing.comparison.speakers import quoted_speakers
from framing.comparison.stance import stance_by_source
from framing.comparison.words import distinguishing_words
from framing.errors import InputError

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
    that copies stay out.

    Raises InputError for a comparison that does not hold its scores.
    """
    if comparison.scores is None:
        raise InputError("This comparison does not hold its scores; make it with framing.compare_sources(scores).")
    kept = comparison.articles.set_index("article_id")["source"]
    scores = comparison.scores[comparison.scores["article_id"].isin(kept.index)]
    scores = scores.assign(source=scores["article_id"].map(kept))
    filled: dict[str, Any] = {}
    if words and {"start", "quoted_spans", "attributed_spans"} <= set(scores.columns):
        filled["words"] = distinguishing_words(scores, seed=seed)
    if attributions is not None:
        own = attributions[attributions["article_id"].isin(kept.index)]
        filled["speakers"] = quoted_speakers(scores, own, seed=seed)
    if stance is not None:
        own = stance[stance["article_id"].isin(kept.index)]
        filled["stance"] = stance_by_source(own.assign(source=own["article_id"].map(kept)), seed=seed)
    return replace(comparison, **filled)
