"""The numbers of a comparison as tables to read: estimates and differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from framing.report.grids import Cell, Column, Grid, decimal, estimated, shown, text, whole
from framing.report.wording import (
    CORRECTIONS,
    EFFECTS,
    MISSING,
    interval,
    kind_title,
    kinds_in,
    listed,
    measure_title,
    number,
    p_value,
    percent,
)

if TYPE_CHECKING:
    from framing.comparison import Comparison

VOICES = ("mean_editorializing", "share_editorializing", "mean_other_editorializing", "mean_loaded_language")
HEADLINE = "mean_editorializing"

_OPEN = 30  # rows; a longer table is folded away
_NOTES = 2  # different warnings under a table; more are said in one

ALONE = (
    " Only p counts how many differences there are: intervals, detectable ones and equivalence are of each by itself, "
    "so that an interval may exclude 0 where p leaves a difference undecided."
)
"""What is said of differences where there are several."""

_VOICE_HEADS = {
    "mean_editorializing": "Author’s voice, mean",
    "share_editorializing": "Author’s voice, share of sentences",
    "mean_other_editorializing": "Words of others, mean",
    "mean_loaded_language": "Loaded language, all text",
}


def headline_measure(compared: Comparison) -> str:
    """Return the measure that the summary is about: editorializing in the author's voice where it is there."""
    there = list(dict.fromkeys(compared.estimates["measure"]))
    asked = compared.settings.get("measures")
    if HEADLINE in there or not there:
        return HEADLINE
    named = [name for name in asked if name in there] if isinstance(asked, list | tuple) else []
    return str((named or there)[0])


def strictest_kind(kinds: Iterable[str]) -> str:
    """Return the kind of contrast that holds most equal: within events, else adjusted, corrected or raw."""
    there = list(kinds_in(kinds))
    return next((kind for kind in ("within_event", "adjusted", "corrected") if kind in there), (there or ["raw"])[0])


def sources_table(compared: Comparison, measures: Sequence[str] | None = None) -> Grid | None:
    """Return what each source scores in some measures, side by side, a row a source; None without any of them.

    Without ``measures``: the author's voice, the quoted voice and all text.
    """
    estimates = compared.estimates
    raw = estimates[estimates["kind"] == kinds_in(estimates["kind"])[0]]
    there = [name for name in measures or VOICES if (raw["measure"] == name).any()]
    there = there or list(dict.fromkeys(raw["measure"]))[:4]
    if not there:
        return None
    rows, warned = [], list[str]()
    raw = raw[raw["measure"].isin(there)]
    for source, group in raw.groupby("source", sort=False, dropna=False):
        by_measure = {row["measure"]: row for row in group.to_dict("records")}
        first = next(by_measure[name] for name in there if name in by_measure)
        warning = str(first["warning"]) if isinstance(first["warning"], str) else ""
        if warning and warning not in warned:
            warned.append(warning)
        name = str(source) + ("\u00a0†" if warning else "")
        cells = [estimated(by_measure.get(measure)) for measure in there]
        counts = [whole(max(row[n] for row in by_measure.values())) for n in ("n_articles", "n_sentences")]
        rows.append([text(name), *cells, *counts])
    heads = [Column(_VOICE_HEADS.get(name, measure_title(name))) for name in there]
    return Grid(
        "table-sources",
        f"{_about(there)}: means over articles with {_level(compared)} intervals",
        [Column("Source", numeric=False), *heads, Column("Articles"), Column("Sentences")],
        rows,
        [f"† {note}" for note in (warned if len(warned) <= _NOTES else ["Beware: few articles, or no interval."])],
    )


def _about(measures: Sequence[str]) -> str:
    """Return what a table is about, in words: no more than the measures that it has."""
    if not set(measures) <= set(VOICES):
        return listed(measure_title(name) for name in measures)
    voices = ["in the author’s voice"] if {"mean_editorializing", "share_editorializing"} & set(measures) else []
    voices += ["in the words of others"] if "mean_other_editorializing" in measures else []
    parts = [f"editorializing {listed(voices)}"] if voices else []
    parts += ["loaded language in all text"] if "mean_loaded_language" in measures else []
    text = ", and ".join(parts)
    return text[:1].upper() + text[1:]


def kinds_table(compared: Comparison, measure: str) -> Grid | None:
    """Return one measure by source, raw beside adjusted, within event and corrected; None where all there is is raw.

    Where the estimates have a sensitivity band (``band_low, band_high``), it is the last column.
    """
    rows_of = compared.estimates[compared.estimates["measure"] == measure]
    kinds = kinds_in(rows_of["kind"])
    band = has_band(rows_of)
    if len(kinds) < 2 and not band:
        return None
    rows = []
    for source, group in rows_of.groupby("source", sort=False, dropna=False):
        by_kind = {row["kind"]: row for row in group.to_dict("records")}
        cells = [estimated(by_kind.get(kind)) for kind in kinds]
        if band:
            ends = by_kind.get("raw", {})
            low, high = ends.get("band_low"), ends.get("band_high")
            cells.append(Cell(interval(low, high) or MISSING, "" if pd.isna(low) else repr(float(low))))
        rows.append([text(source), *cells])
    heads = [kind_title(kind).capitalize() for kind in kinds] + ["Sensitivity band"] * band
    beside = [kind_title(kind) for kind in kinds[1:]] + ["where it may lie if the detector errs as elsewhere"] * band
    return Grid(
        "table-kinds",
        f"{measure_title(measure)}: {kind_title(kinds[0])} beside {listed(beside)}",
        [Column("Source", numeric=False), *map(Column, heads)],
        rows,
    )


def has_band(estimates: pd.DataFrame) -> bool:
    """Return whether estimates say where the truth may lie if the detector errs here as elsewhere."""
    return {"band_low", "band_high"} <= set(estimates.columns) and bool(estimates["band_low"].notna().any())


def all_estimates(compared: Comparison) -> Grid:
    """Return every estimate, folded."""
    rows = [
        [
            text(measure_title(row["measure"])),
            text(row["source"]),
            text(kind_title(row["kind"])),
            estimated(row, 3),
            whole(row["n_articles"]),
            whole(row["n_sentences"]),
            decimal(row["icc"], 2),
        ]
        for row in compared.estimates.to_dict("records")
    ]
    heads = ("Estimate", "Articles", "Sentences", "ICC")
    words = ("Measure", "Source", "Kind")
    return Grid(
        "table-estimates",
        "Every estimate",
        [*(Column(head, numeric=False) for head in words), *(Column(head) for head in heads)],
        rows,
        ["ICC: intra-class correlation of the sentences of one article."],
        folded=True,
    )


def differences_table(compared: Comparison, measures: Sequence[str] | None = None, folded: bool = False) -> Grid | None:
    """Return the differences between pairs of sources in some measures, in all where none is named."""
    contrasts = compared.contrasts
    shown_rows = contrasts if measures is None else contrasts[contrasts["measure"].isin(measures)]
    if shown_rows.empty:
        return None
    one = measures is not None and len(measures) == 1
    several_kinds = len(set(shown_rows["kind"])) > 1
    names = {name: EFFECTS.get(name, str(name)) for name in shown_rows["effect_name"].dropna().unique() if name}
    rows = []
    for row in _side_by_side(shown_rows).to_dict("records"):
        effect = names.get(row["effect_name"], "") if len(names) > 1 else ""
        rows.append(
            [
                text(f"{row['source_a']} − {row['source_b']}"),
                *([] if one else [text(measure_title(row["measure"]))]),
                *([text(kind_title(row["kind"]))] if several_kinds else []),
                decimal(row["difference"], 3, row["low"], row["high"]),
                shown(row["p_adjusted"], p_value),
                decimal(row["effect"], 2, aside=effect),
                decimal(row["detectable"], 3),
                Cell(verdict(row, compared)),
            ]
        )
    corrections = [CORRECTIONS.get(name, str(name)) for name in shown_rows["correction"].dropna().unique() if name]
    columns = [
        Column("Pair", numeric=False),
        *([] if one else [Column("Measure", numeric=False)]),
        *([Column("Kind", numeric=False)] if several_kinds else []),
        Column("Difference"),
        Column("p, adjusted"),
        Column(next(iter(names.values())) if len(names) == 1 else "Effect"),
        Column("Detectable"),
        Column("Reading", numeric=False),
    ]
    about = measure_title(measures[0]) if measures is not None and one else "the other measures"
    return Grid(
        "table-differences-all" if folded else "table-differences",
        f"Differences between sources: {about}",
        columns,
        rows,
        [
            f"p adjusted by {listed(corrections)}. Detectable: the smallest difference that so many articles show with "
            "80 % power. Equivalent: the difference is smaller than the margin, by two one-sided tests."
            + (ALONE if len(rows) > 1 else "")
        ],
        folded=folded or len(rows) > _OPEN,
    )


def _side_by_side(contrasts: pd.DataFrame) -> pd.DataFrame:
    """Return the contrasts with the kinds of one pair below each other, pairs and measures in the order they had."""
    kinds = {kind: at for at, kind in enumerate(kinds_in(contrasts["kind"]))}
    pairs = contrasts.groupby(["measure", "source_a", "source_b"], sort=False).ngroup()
    order = pd.DataFrame({"pair": pairs, "kind": contrasts["kind"].map(kinds)})
    return contrasts.loc[order.sort_values(["pair", "kind"], kind="stable").index]


def verdict(row: Mapping[Any, Any], compared: Comparison) -> str:
    """Return how a difference may be read: ``differs``, ``equivalent (±.05)``, both, or ``undecided``."""
    p, margin = row["p_adjusted"], row["margin"]
    differs = bool(pd.notna(p)) and float(p) < 1 - level_of(compared)
    equivalent = bool(pd.notna(row["equivalent"])) and bool(row["equivalent"])
    within = f"(±{number(margin, 2)})" if pd.notna(margin) else ""
    if differs and equivalent:
        return f"differs, within the margin {within}".strip()
    if differs:
        return "differs"
    return f"equivalent {within}".strip() if equivalent else "undecided"


def level_of(compared: Comparison) -> float:
    """Return the level of the intervals, .95 where the settings do not say."""
    return float(compared.settings.get("level", 0.95))


def _level(compared: Comparison) -> str:
    return percent(level_of(compared))
