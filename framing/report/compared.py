"""What the report needs of a comparison: its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd


class Compared(Protocol):
    """Sources compared, as tables; what :func:`framing.compare_sources` returns is one.

    A table that does not apply is ``None`` or has no rows.
    """

    @property
    def articles(self) -> pd.DataFrame:
        """One row an article: ``article_id, source, published, n_sentences, n_author`` and a column a measure."""

    @property
    def estimates(self) -> pd.DataFrame:
        """One row a measure, source and kind: ``value, low, high, n_articles, n_sentences, icc, warning``."""

    @property
    def contrasts(self) -> pd.DataFrame:
        """One row a measure, pair and kind: ``difference, low, high, p, p_adjusted, effect, equivalent, …``."""

    @property
    def events(self) -> pd.DataFrame | None:
        """One row an event, source, article and measure: ``value``; None unless matched."""

    @property
    def copies(self) -> pd.DataFrame | None:
        """Near-duplicates: ``article_id, source, copy_of, similarity, kept``."""

    @property
    def words(self) -> pd.DataFrame | None:
        """Words that set a source apart: ``source, voice, word, log_odds, low, high, z, n``."""

    @property
    def speakers(self) -> pd.DataFrame | None:
        """Who is quoted: ``source, speaker, n, share, cues``."""

    @property
    def series(self) -> pd.DataFrame | None:
        """Measures over time: ``source, period, measure, value, low, high, n_articles``."""

    @property
    def stance(self) -> pd.DataFrame | None:
        """Stance by target: ``target, source, value, low, high, n_articles, n_mentions``."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What was asked: ``by, match, adjust, measures, reference, copies, draws, level, seed``."""

    @property
    def warnings(self) -> Sequence[str]:
        """What a reader has to know first, a sentence each."""

    @property
    def scores(self) -> pd.DataFrame | None:
        """The scored sentences; the examples of the report are drawn from them."""


def table(given: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return a table, or None where there is nothing in it."""
    return None if given is None or given.empty else given
