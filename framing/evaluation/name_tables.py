"""A measurement of swapped names as it is printed: what moves, by kind of name, and whether the scores say anything."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from framing.evaluation.name_measures import BANDS

_FROM = {"original": "from the original", "swapped": "among swapped"}


def name_tables(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield a heading and a short table, values with their intervals, for each part of a measurement.

    ``table`` is what :func:`framing.evaluation.names.evaluate_names` returns, of several models under each other.
    """
    rows = table.assign(shown=[_shown(*row) for row in table[["value", "low", "high"]].itertuples(index=False)])
    known = "were scored by models that did not see them" if table["folds"].eq("yes").all() else "may have been seen"
    yield f"How scores are spread before names are swapped (rows of BABE {known} in training)", _spread(rows)
    for against, words in _FROM.items():
        yield f"Mean absolute change and flips {words}, by band of score", _changes(rows, against)
    yield "By kind of name, real sentences", _kinds(rows)


def _spread(rows: pd.DataFrame) -> pd.DataFrame:
    here = rows[rows["against"].eq("")].copy()
    here["measure"] = here["metric"] + here["band"].where(here["band"].ne("all"), "").radd(" ").str.rstrip()
    return _wide(here, "measure")


def _changes(rows: pd.DataFrame, against: str) -> pd.DataFrame:
    here = rows[rows["against"].eq(against) & rows["kind"].eq("all")]
    changes = here[here["metric"].eq("mean_absolute_change")].assign(
        measure=lambda r: r["band"].replace("all", "change")
    )
    flips = here[here["metric"].eq("flips") & here["band"].eq("all")].assign(measure="flips")
    return _wide(
        pd.concat([changes, flips]), "measure", ["change", *(band for band in BANDS if band != "all"), "flips"]
    )


def _kinds(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row a kind: changes and flips both ways, the gap between names, and the names that make it."""
    here = rows[rows["data"].eq("real") & rows["kind"].ne("all")]
    found = []
    for (model, task, kind), part in here.groupby(["model", "task", "kind"], sort=False):
        shown = part[part["name"].eq("")].set_index(["against", "metric"])["shown"]
        effects = part[part["metric"].eq("name_effect")].set_index("name")["value"]
        ends = f"{effects.idxmin()} … {effects.idxmax()}" if len(effects) else "–"
        found.append(
            {
                "model": model,
                "task": task,
                "kind": kind,
                "change": shown["original", "mean_absolute_change"],
                "flips": shown["original", "flips"],
                "among swapped": shown["swapped", "mean_absolute_change"],
                "gap of names": shown.get(("swapped", "name_gap"), "–"),
                "by chance": shown.get(("swapped", "name_gap_by_chance"), "–"),
                "lowest … highest": ends,
                "n": part["n"].max(),
            }
        )
    return pd.DataFrame(found)


def _wide(rows: pd.DataFrame, measure: str, order: list[str] | None = None) -> pd.DataFrame:
    index = ["model", "task", "data"]
    wide = rows.pivot_table(index=index, columns=measure, values="shown", aggfunc="first", sort=False)
    counts = rows.groupby(index, sort=False)["n"].max()
    return wide[order or list(wide.columns)].join(counts).reset_index().fillna("–")


def _shown(value: float, low: float, high: float) -> str:
    if value != value:
        return "–"
    return f"{value:.3f}" + ("" if low != low else f" [{low:.3f}, {high:.3f}]")
