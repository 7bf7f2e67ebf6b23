"""Sources compared: the tables that answer, and what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from framing.counts import counted
from framing.scale.stored import Scores

_SHOWN = 8  # sources that are named where a comparison is printed


@dataclass(frozen=True, repr=False)
class Comparison:
    """Sources compared, as tables; made by :func:`framing.compare_sources`.

    A table that does not apply is None. Sources stand in the column ``source``, whatever they were compared by.

    - ``articles``: one row an article that counts: ``article_id, source, published, event, topic, n_sentences,
      n_author`` and one column a measure;
    - ``estimates``: ``measure, source, kind, value, low, high, n_articles, n_sentences, icc, warning``; kind is raw,
      adjusted, within_event or corrected; of within_event, ``n_articles`` counts events; with labels also ``method,
      n_labels`` of the corrected rows;
    - ``contrasts``: ``measure, source_a, source_b, kind, difference, low, high, p, p_adjusted, correction, effect,
      effect_name, equivalence_p, equivalent, margin, detectable, n_a, n_b``; ``difference`` is a − b; with labels also
      ``method, n_labels_a, n_labels_b``;
    - ``copies``: ``article_id, source, copy_of, similarity, kept``;
    - ``events``: ``event, source, article_id, measure, value``; None unless matched;
    - ``words``: ``source, voice, word, log_odds, low, high, z, n``;
    - ``speakers``: ``source, speaker, n, share, cues``; None without attributions;
    - ``series``: ``source, period, measure, value, low, high, n_articles``; None without dates;
    - ``changes``: ``source, measure, period, before, after, difference, low, high, n_before, n_after``, where a series
      changes its level; None unless asked for;
    - ``labelled``: ``sentence_id, article_id, source, label, probability``, what coders and the detector say of the
      author's voice; None without labels;
    - ``stance``: ``target, source, value, low, high, n_articles, n_mentions``; None without stance;
    - ``scores``: the sentences that it was made from; those of a scores folder stay there
      (:class:`framing.scale.stored.StoredScores`);
    - ``settings``: what was asked, the model that scored, ``voice`` (who settled voices) and ``titles`` (whether
      headlines were put before texts; both None where the scores do not say), and of matched events ``n_events,
      n_in_events`` (articles), ``n_event_sources, n_unmatched`` (articles); ``warnings``: what a reader has to know, in
      sentences.

    Printed, it is a few lines: sources, measures, tables, :attr:`notes` and warnings.
    """

    articles: pd.DataFrame
    estimates: pd.DataFrame
    contrasts: pd.DataFrame
    copies: pd.DataFrame
    events: pd.DataFrame | None = None
    words: pd.DataFrame | None = None
    speakers: pd.DataFrame | None = None
    series: pd.DataFrame | None = None
    stance: pd.DataFrame | None = None
    changes: pd.DataFrame | None = None
    labelled: pd.DataFrame | None = None
    scores: Scores | None = field(default=None, repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    warnings: Sequence[str] = ()

    @property
    def sources(self) -> list[str]:
        """The names of the sources, sorted."""
        return sorted(self.estimates["source"].unique())

    @property
    def measures(self) -> list[str]:
        """The measures that are compared, in the order of the estimates."""
        return list(dict.fromkeys(self.estimates["measure"]))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the comparison rests on, in sentences: how many events were matched, over how many articles."""
        known = self.settings
        if known.get("n_events") is None:
            return ()
        found = known.get("vectors") is not None  # those that events are found by
        events = "Events found" if found else f"Events named by {known.get('match')!r}"
        return (
            f"{events}: {known['n_events']}, over {counted(known['n_in_events'], 'article')} of "
            f"{counted(known['n_event_sources'], 'source')}. In none: {known['n_unmatched']:,} of "
            f"{counted(len(self.articles), 'article')}.",
        )

    def __repr__(self) -> str:
        names = self.sources
        shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
        lines = [
            f"Comparison of {counted(len(names), 'source')} ({shown}) over {counted(len(self.articles), 'article')}",
            f"Measures: {', '.join(self.measures)}",
            f"Tables: {', '.join(self.tables())}",
            *self.notes,
            *(f"Beware: {warning}" for warning in self.warnings),
        ]
        return "\n".join(lines)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that there are, but for the sentences, by name."""
        names = "articles estimates contrasts copies events words speakers series changes stance labelled".split()
        return {name: table for name in names if (table := getattr(self, name)) is not None}

    def report(self, folder: str | Path, **options: Any) -> Path:
        """Write the HTML report to a folder and return its path; ``options`` as in ``framing.report.write_report``."""
        path: Path = _to_the_right("comparison_report").write_report(self, folder, **options)
        return path

    def to_latex(self, **options: Any) -> str:
        """Return the estimates and contrasts as LaTeX tables; ``options`` as in ``framing.report.latex.to_latex``."""
        text: str = _to_the_right("latex").to_latex(self, **options)
        return text


def _to_the_right(module: str) -> Any:
    """Return a module of the report, which stands to the right of comparisons and is loaded when it is asked for."""
    return import_module(f"framing.report.{module}")
