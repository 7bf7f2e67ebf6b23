"""Like with like: sources compared within the events that several of them report."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from framing.comparison.contrasts import CONTRASTS
from framing.comparison.effects import PAIRED_EFFECTS
from framing.comparison.equivalence import equivalence
from framing.comparison.estimates import ESTIMATES
from framing.comparison.measures import given_columns, limits
from framing.comparison.near_ends import near_ends
from framing.comparison.permutation import sign_flip_p
from framing.errors import InputError
from framing.evaluation.studentised import FEWEST, bootstrap_means, clipped, draw_counts, interval

Floats = npt.NDArray[np.float64]

EVENTS = ("event", "source", "article_id", "measure", "value")

FEW_EVENTS = 20
"""Below this many events an estimate bears a warning."""


def matched_events(articles: pd.DataFrame, column: str) -> pd.Series:
    """Return the event of each article (index ``article_id``) from a column; missing where no other source has it.

    Raises InputError where the column is not there, or no event is reported by two sources.
    """
    if column not in articles.columns:
        known = ", ".join(given_columns(articles))
        raise InputError(f"The articles have no column {column!r} to match by; give one of {known}, or match='found'.")
    event = articles.set_index("article_id")[column]
    blank = event.isna() | (event.astype("str").str.strip() == "")
    event = event.astype("str").where(~blank)
    sources = articles["source"].set_axis(event.index).groupby(event).transform("nunique")
    kept = event.where(sources > 1)
    if not kept.notna().any():
        raise InputError(
            f"No value of {column!r} is shared by two sources, so nothing can be matched; give another column, or "
            "match='found' to have events found."
        )
    return kept.rename("event")


def events_table(articles: pd.DataFrame, event: pd.Series, measures: Sequence[str]) -> pd.DataFrame:
    """Return the matched articles, one row an article and measure (:data:`EVENTS`)."""
    matched = articles.assign(event=articles["article_id"].map(event))
    matched = matched[matched["event"].notna()]
    long = matched.melt(["event", "source", "article_id"], list(measures), "measure", "value")
    return long[list(EVENTS)]


def matched_counts(articles: pd.DataFrame, event: pd.Series | None) -> dict[str, int | None]:
    """Return the numbers of events, of the articles and sources in them, and of the articles in none.

    ``event`` is the event of each article (index ``article_id``), missing where it is in none; all numbers are None
    where that is None.
    """
    if event is None:
        return dict.fromkeys(("n_events", "n_in_events", "n_event_sources", "n_unmatched"))
    there = articles["article_id"].map(event).notna()
    return {
        "n_events": int(event.nunique()),
        "n_in_events": int(there.sum()),
        "n_event_sources": int(articles.loc[there, "source"].nunique()),
        "n_unmatched": int((~there).sum()),
    }


def within_event(
    events: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    *,
    margins: Mapping[str, float],
    counts: pd.Series,
    effect: str = "cliffs_delta",
    draws: int = 10_000,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return estimates and contrasts of kind "within_event", p not yet adjusted.

    Several articles of a source on one event count by their mean. An estimate is the source's effect beside those of
    the events (least squares), around the mean of all: where every source reports every event, its plain mean. Its
    interval is Student's t, wider where its values are alike or mostly at an end (:func:`near_ends`). A
    contrast is the mean difference over the events that both report, with a studentised bootstrap over events, p by
    permuting the two sources within each event, and ``n_a`` = ``n_b`` = the number of these events. ``counts`` gives
    the body sentences of each article (index ``article_id``).
    """
    estimates, contrasts = [], []
    for measure, rows in events.groupby("measure", sort=False):
        name = str(measure)
        wide = rows.pivot_table(index="event", columns="source", values="value", aggfunc="mean")
        known = rows[rows["value"].notna()]
        sentences = counts.reindex(known["article_id"]).groupby(known["source"].to_numpy()).sum()
        for source, value, low, high, n in _source_effects(wide, draws, seed, level):
            few = f"Only {n} events: fewer than {FEW_EVENTS}." if n < FEW_EVENTS else ""
            alone = {0: "No event with another source.", 1: "A single event: no interval."}.get(n, few)
            value = float(np.clip(value, *limits(name)))  # effects may add up to more
            own = wide.loc[wide.notna().sum(axis=1) > 1, source].dropna().to_numpy(dtype=float)
            ends = near_ends((low, high), value, own, limits(name), level)
            n_sentences = int(sentences.get(source, 0))
            estimates.append((name, source, "within_event", value, *ends, n, n_sentences, np.nan, alone))
        absent = [s for s in dict.fromkeys(s for pair in pairs for s in pair) if s not in wide.columns]
        contrasts += _contrasts(
            wide.reindex(columns=[*wide.columns, *absent]), name, pairs, margins[name], effect, draws, seed, level
        )
    return pd.DataFrame(estimates, columns=list(ESTIMATES)), pd.DataFrame(contrasts, columns=list(CONTRASTS))


def too_few_events(contrasts: pd.DataFrame, pairs: int) -> str | None:
    """Return what to say where so few events are shared that no difference within them can be told from none.

    A permutation test on n events knows 2ⁿ exchanges, so that no p is below 2/2ⁿ, and correcting for ``pairs``
    comparisons multiplies the smallest by their number.
    """
    most = int(contrasts["n_a"].max()) if len(contrasts) else 0
    smallest = 2.0 ** (1 - most) * pairs
    if not most or smallest <= 0.05:
        return None
    return (
        f"Two sources share {most} event{'' if most == 1 else 's'} at most: permutation within them gives p of "
        f"{min(1.0, smallest):.2g} or more after correction for {pairs} {'pairs' if pairs > 1 else 'pair'}, so none "
        "can be below .05 however large the difference. Match more events, or compare fewer pairs (reference)."
    )


def _contrasts(
    wide: pd.DataFrame,
    measure: str,
    pairs: Sequence[tuple[str, str]],
    margin: float,
    effect: str,
    draws: int,
    seed: int,
    level: float,
) -> list[tuple[object, ...]]:
    differences = np.column_stack([(wide[a] - wide[b]).to_numpy(dtype=float) for a, b in pairs])
    low, high = limits(measure)
    means = bootstrap_means(differences, draws, np.random.default_rng(seed))
    rows: list[tuple[object, ...]] = []
    for at, (a, b) in enumerate(pairs):
        own = differences[:, at][np.isfinite(differences[:, at])]
        n, mean, se = len(own), float(means.mean[at]), float(means.se[at])
        drawn, drawn_se = means.drawn[:, at], means.drawn_se[:, at]
        ends = interval(mean, se, drawn, drawn_se, n - 1, few=n < FEWEST, level=level, symmetric=True)
        p, method = sign_flip_p(own, draws, seed)
        size = PAIRED_EFFECTS[effect](own, level)
        same = equivalence(mean, se, n - 1, margin, level, high - low)
        rows.append(
            (
                *(measure, a, b, "within_event", mean, *clipped(ends, (low - high, high - low)), p, np.nan, ""),
                *(size[0], effect, size[1], size[2], same.p, bool(same.p < 1 - level), margin, same.detectable),
                *(n, n, method),
            )
        )
    return rows


def _source_effects(
    wide: pd.DataFrame, draws: int, seed: int, level: float
) -> list[tuple[str, float, float, float, int]]:
    """Return source, value, low, high and number of events: source effects beside event effects, by least squares.

    The event effects are swept out: normal equations of the centred values, which are sums over events, so that a
    bootstrap draw is a weighted sum of them. The interval is Student's t around the bootstrap's standard error.
    """
    values = wide.to_numpy(dtype=float)
    there = np.isfinite(values)
    kept = there.sum(axis=1) > 1
    values, there = values[kept], there[kept]
    n_events, n_sources = values.shape
    names = [str(name) for name in wide.columns]
    n = there.sum(axis=0)
    if not n_events:
        return [(name, np.nan, np.nan, np.nan, 0) for name in names]
    filled, present = np.where(there, values, 0.0), there.astype(float)
    size = present.sum(axis=1)
    mean = filled.sum(axis=1) / size
    matrices = (
        np.einsum("es,st->est", present, np.eye(n_sources))
        - present[:, :, None] * present[:, None, :] / size[:, None, None]
    )
    right = (filled - mean[:, None]) * present
    weights = np.vstack([np.ones((1, n_events)), draw_counts(n_events, draws, np.random.default_rng(seed))])
    systems = (weights @ matrices.reshape(n_events, -1)).reshape(-1, n_sources, n_sources)
    drawn = np.einsum("dss->ds", systems) > 0  # a draw without any event of a source says nothing about it
    # The constant is swept out with the events; the matrix of ones sets the effects to add up to 0.
    solvable = systems + np.ones((n_sources, n_sources)) + 1e-9 * np.eye(n_sources)
    effects = np.linalg.solve(solvable, (weights @ right)[:, :, None])[:, :, 0]
    effects -= effects.mean(axis=1, keepdims=True)
    # The level to put them around: the mean over events of what an event would have if all sources reported it.
    sums, own = weights @ (filled.sum(axis=1) / size), weights @ (present / size[:, None])
    centre = (sums - (own * effects).sum(axis=1)) / n_events
    found = np.where(drawn, centre[:, None] + effects, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a source that is in no event
        se = np.nanstd(found[1:], axis=0, ddof=1) * np.sqrt(n_events / max(n_events - 1, 1))
    reach = stats.t.ppf(0.5 + level / 2, np.maximum(n - 1, 1)) * se
    reach = np.where((n > 1) & (se > 0), reach, np.nan)
    value = np.where(n > 0, found[0], np.nan)
    return [
        (name, float(v), float(v - r), float(v + r), int(k))
        for name, v, r, k in zip(names, value, reach, n, strict=True)
    ]
