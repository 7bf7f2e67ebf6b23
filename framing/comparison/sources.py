"""Scores in, a comparison of their sources out: every step of it in its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from warnings import warn

import pandas as pd

from framing.articles import undated
from framing.articles.dates import settled
from framing.articles.languages import told
from framing.comparison.adjust import METHODS, adjusted_contrasts, adjusted_estimates, adjusted_means
from framing.comparison.comparison import Comparison
from framing.comparison.contrasts import CONTRASTS, check_margin, margin_of, raw_contrasts, source_pairs
from framing.comparison.copies import CHOICES, COPIES, find_copies
from framing.comparison.corrected import correctable, corrected_sources
from framing.comparison.differences import with_differences
from framing.comparison.effects import EFFECTS
from framing.comparison.equivalence import MARGIN, told_of_power
from framing.comparison.estimates import ESTIMATES, FEW_ARTICLES, raw_estimates, source_means
from framing.comparison.events import DAYS, find_events
from framing.comparison.labelled import labelled_scores
from framing.comparison.matching import events_table, matched_counts, matched_events, too_few_events, within_event
from framing.comparison.measures import article_measures, chosen_measures
from framing.comparison.multiplicity import with_adjusted
from framing.comparison.reading import read_scored
from framing.comparison.series import (
    changes_of,
    check_changes,
    check_period,
    chosen_period,
    series_table,
    told_of_periods,
)
from framing.comparison.vectors import vectors_for
from framing.errors import InputError, unknown_name
from framing.models import ModelLike
from framing.scale.stored import Scores

FOUND = "found"
"""What ``match`` is where events are to be found."""

MANY_PAIRS = 2000
"""Pairs of sources from which on a comparison of all with all is warned of: it takes minutes, and tells little."""

_NAMED = 5  # names told of that are alike


def compare_sources(
    scores: Scores | str | Path,
    by: str = "source",
    *,
    match: str | None = None,
    adjust: Sequence[str] = (),
    measures: Sequence[str] | None = None,
    reference: str | None = None,
    copies: str = "once",
    stance: pd.DataFrame | None = None,
    attributions: pd.DataFrame | None = None,
    vectors: pd.DataFrame | None = None,
    model: ModelLike = "default",
    days: int = DAYS,
    adjust_by: str = "model",
    margin: float | Mapping[str, float] = MARGIN,
    effect: str = "cliffs_delta",
    period: str = "auto",
    marks: Mapping[str, str] | None = None,
    changes: bool = False,
    labels: pd.DataFrame | None = None,
    words: bool = True,
    draws: int = 10_000,
    level: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Compare sources: how much each does of what is measured, how they differ, and how sure one may be.

    ``scores`` is what :func:`framing.score` returns, a file of it, or a scores folder, whose attributions, stance and
    vectors are taken where they are not given; the unit of inference is the article, never the sentence. A
    source's estimate is the mean over its articles.

    - ``by``: the column whose values are compared.
    - ``match``: a column of the articles that names the event each reports (an empty value is unmatched), or "found":
      articles of different sources within ``days`` days of each other, clustered on ``vectors`` (one row an article,
      index ``article_id``; made with ``model`` where not given, with "default" where that makes none, as all but
      encoders; ``settings["vectors"]`` says with which; a scores folder keeps them). Adds estimates and contrasts of
      kind "within_event".
    - ``adjust``: columns to compare at equal values of ("topic", "length", any of the user's): adds the kind
      "adjusted", by a mixed model or, with ``adjust_by="strata"``, by post-stratification.
    - ``measures``: some of :data:`framing.summary.MEASURES`, ``frame_<name>``, ``stance_<target>``; all where None.
      ``stance``, what :func:`framing.score_stance` returns, gives the last.
    - ``words``: whether to look for the words that set each source apart; False is faster.
    - ``reference``: compare each source with this one only; all pairs where None.
    - ``copies``: what is done with wire stories and the like, see :data:`framing.comparison.copies.CHOICES`.
    - ``margin``: differences smaller than this count as none in the equivalence tests (a number, or one a measure);
      ``effect``: "cliffs_delta" or "cohens_d".
    - ``period``: of the series over time ("week", "month", "quarter", "year"; "auto" takes the shortest that gives a
      source enough articles, ``settings["series_period"]`` says which); ``marks`` are dates with a label that
      figures of it mark; ``changes=True`` looks for where each series changes its level (extra ``series``).
    - ``labels``: what :func:`framing.read_labels` returns of a sample of these scores: adds the kind "corrected", which
      holds whatever errors the detector makes (:func:`framing.comparison.corrected_sources`).
    - ``draws``: of the bootstrap; ``level``: of all intervals; ``seed``: the same gives the same tables.

    Returns a :class:`~framing.comparison.Comparison`. Raises InputError and UnknownNameError for what cannot be used.
    """
    check_settings(copies, effect, adjust_by, margin, period, draws, level, changes)
    given = read_scored(scores)
    known, stance = given.scores, given.stance if stance is None else stance
    by = _as_ours(known, by)
    attributions = given.attributions if attributions is None else attributions
    vectors = given.vectors if vectors is None else vectors
    foreign = known.attrs.get("not_english", ())
    warnings: list[str] = [told(foreign)] if foreign else []
    table, found = _counted(_dated(article_measures(known, by, stance), warnings), known, by, copies, warnings)
    wanted = chosen_measures(table, measures)
    pairs = source_pairs(table["source"].unique(), reference)
    if len(pairs) > MANY_PAIRS:
        warn(
            f"{table['source'].nunique()} sources make {len(pairs):,} pairs: this takes long, and correcting for so "
            "many leaves few differences clear. Give a reference (--reference), or only some sources.",
            stacklevel=2,
        )
    margins = {name: margin_of(name, margin, MARGIN) for name in wanted}
    event = None if match is None else _events(table, match, known, vectors, model, days)
    if event is not None:
        table = table.assign(event=table["article_id"].map(event).astype("str"))
    means = source_means(table, wanted, draws=draws, seed=seed)
    estimates = [raw_estimates(table, wanted, means, sentences=known, level=level)]
    contrasts = [
        raw_contrasts(table, wanted, means, pairs, margins=margins, effect=effect, seed=seed, level=level),
    ]
    events = None
    if event is not None:
        events = events_table(table, event, wanted)
        counts = table.set_index("article_id")["n_sentences"]
        within = within_event(
            events, pairs, margins=margins, counts=counts, effect=effect, draws=draws, seed=seed, level=level
        )
        estimates.append(within[0])
        contrasts.append(within[1])
        warnings += [note] if (note := too_few_events(within[1], len(pairs))) else []
    if adjust:
        adjusted = {name: adjusted_means(table, name, adjust, adjust_by) for name in wanted}
        estimates.append(pd.DataFrame(adjusted_estimates(adjusted, level), columns=list(ESTIMATES)))
        rows = adjusted_contrasts(adjusted, pairs, margins=margins, level=level)
        contrasts.append(pd.DataFrame(rows, columns=list(CONTRASTS)))
        warnings += sorted({f"Adjusted estimates: {each.note}" for each in adjusted.values() if each.note})
    if labels is not None:
        corrected = corrected_sources(
            known, labels, correctable(wanted, labels), articles=table, reference=reference, margin=margin, level=level
        )
        estimates.append(corrected.estimates)
        contrasts.append(corrected.contrasts)
        warnings += corrected.warnings
    taken = chosen_period(table, period)
    series = series_table(table, wanted, taken, seed=seed, level=level)
    warnings += [note] if series is not None and (note := told_of_periods(table, taken)) else []
    differences = with_adjusted(_joined(contrasts))
    warnings += [note] if (note := told_of_power(differences)) else []
    every = _joined(estimates)
    counted = every["n_sentences"].fillna(every.groupby(["measure", "source"])["n_sentences"].transform("first"))
    settings: dict[str, Any] = {
        "by": by, "match": match, "adjust": list(adjust), "adjust_by": adjust_by, "measures": wanted,
        "reference": reference, "copies": copies, "margin": margin, "effect": effect, "period": period,
        "series_period": None if series is None else taken,
        "marks": dict(marks or {}), "days": days, "draws": draws, "level": level, "seed": seed,
        "vectors": None if event is None else event.attrs.get("vectors"),
        "model": known.attrs.get("model"), "thresholds": dict(known.attrs.get("thresholds", {})),
        "voice": known.attrs.get("voice"), "titles": known.attrs.get("titles"),
        **matched_counts(table, event),
    }  # fmt: skip
    compared = Comparison(
        articles=table,
        estimates=every.assign(n_sentences=counted.astype("int64")),
        contrasts=differences,
        copies=found,
        events=events,
        series=series,
        changes=changes_of(table, series, wanted, level) if changes and series is not None else None,
        labelled=None if labels is None else labelled_scores(known, labels, table),
        scores=known,
        settings=settings,
        warnings=tuple(warnings),
    )
    return with_differences(compared, attributions, stance, words=words, seed=seed)


def check_settings(
    copies: str,
    effect: str,
    adjust_by: str,
    margin: float | Mapping[str, float],
    period: str,
    draws: int,
    level: float,
    changes: bool = False,
) -> None:
    """Raise an error for a choice that is not there, or whose package is missing, before anything is computed.

    The arguments are those of :func:`compare_sources`; raises InputError and UnknownNameError.
    """
    if copies not in CHOICES:
        raise unknown_name("choice for copies", copies, CHOICES)
    if effect not in EFFECTS:
        raise unknown_name("effect size", effect, EFFECTS)
    if adjust_by not in METHODS:
        raise unknown_name("way to adjust", adjust_by, METHODS)
    check_margin(margin)
    check_period(period)
    if changes:
        check_changes()
    if draws < 100:
        raise InputError(f"draws is {draws}; an interval needs 100 or more, and 10,000 for steady ends.")
    if not 0.5 <= level < 1:
        raise InputError(f"level is {level}; it is the coverage of the intervals, from .5 to below 1, usually .95.")


def _as_ours(scores: Scores, by: str) -> str:
    """Return our name of a column that reading renamed ("paper", which became ``source``), others as they are."""
    renamed = {theirs: ours for ours, theirs in scores.attrs.get("columns", {}).items()}
    return by if by in scores.columns else renamed.get(by, by)


def _dated(table: pd.DataFrame, warnings: list[str]) -> pd.DataFrame:
    """Return the articles with dates that can be read one by one; says in ``warnings`` what was taken for granted."""
    if "published" not in table:
        return table
    published, note = settled(table["published"], table["article_id"])
    warnings += [said for said in (note, undated.told(table["published"])) if said]
    return table.assign(published=published)


def _counted(
    table: pd.DataFrame, scores: Scores, by: str, copies: str, warnings: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the articles that count, and the copies among all; says in ``warnings`` what was left out.

    Names of sources are without the spaces around them; one that is nothing else is none.
    """
    table = table.assign(source=table["source"].astype("str").str.strip())
    nameless = table["source"].isna() | (table["source"] == "")
    if nameless.any():
        warnings.append(f"Articles without a value in {by!r} are left out: {int(nameless.sum())}.")
    table = table[~nameless].reset_index(drop=True)
    if not len(table):
        raise InputError(f"No article has a value in {by!r}; say what to compare by with by=… (--by …).")
    found = find_copies(scores, table, copies) if len(table) > 1 else pd.DataFrame(columns=list(COPIES))
    left_out = set(found.loc[~found["kept"].astype(bool), "article_id"])
    if left_out:
        warnings.append(f"Articles left out because they are copies of others: {len(left_out)}.")
    table = table[~table["article_id"].isin(left_out)].reset_index(drop=True)
    counts = table["source"].value_counts()
    warnings += [note] if (note := _told_of_names(counts.index)) else []
    if len(few := counts[counts < FEW_ARTICLES]):
        listed = ", ".join(f"{name} ({n})" for name, n in sorted(few.items()))
        warnings.append(f"Fewer than {FEW_ARTICLES} articles: {listed}.")
    return table, found


def _told_of_names(names: Iterable[str]) -> str | None:
    """Return what to say of sources whose names differ in case or in spaces alone; None where there are none."""
    spelled: dict[str, list[str]] = {}
    for name in sorted(names):
        spelled.setdefault("".join(name.casefold().split()), []).append(name)
    alike = [" / ".join(each) for each in spelled.values() if len(each) > 1]
    if not alike:
        return None
    return (
        "Sources whose names differ in case or spaces alone count as different ones: "
        f"{', '.join(alike[:_NAMED])}{', …' if len(alike) > _NAMED else ''}. Give them one name if they are the same."
    )


def _events(
    table: pd.DataFrame,
    match: str,
    scores: Scores,
    vectors: pd.DataFrame | None,
    model: ModelLike,
    days: int,
) -> pd.Series:
    if match != FOUND:
        return matched_events(table, match)
    of = "given"
    if vectors is None:
        vectors, of = vectors_for(scores, table["article_id"], model)
    event = find_events(table, vectors, days)
    event.attrs["vectors"] = of
    if not event.notna().any():
        raise InputError(
            f"No event that two sources report was found within {days} days; match by a column, or allow more days. "
            "Articles count as alike against all others of the corpus: in small corpora few are."
        )
    return event


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [table.dropna(axis=1, how="all") for table in tables if len(table)]
    joined = pd.concat(filled, ignore_index=True) if filled else tables[0]
    beyond = [name for table in filled for name in table.columns if name not in tables[0].columns]
    return joined.reindex(columns=[*tables[0].columns, *dict.fromkeys(beyond)])
