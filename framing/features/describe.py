"""The table of every feature, and the page of the documentation that is made from it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from framing.features.base import Family, Feature

COLUMNS = ("name", "family", "definition", "source", "range", "example")


def describe_families(families: Sequence[Family]) -> pd.DataFrame:
    """Return one row for each feature of some families, in the order of their columns: :data:`COLUMNS`.

    ``range`` is written as an interval; ``example`` is a sentence that the feature reacts to, empty where it takes
    an article. The source of a feature that names none is the family's.
    """
    rows = [
        (f"{family.family}_{name}", family.family, feature.definition, feature.source or family.source,
         written_range(feature), feature.example)
        for family in families
        for name, feature in family.features().items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def written_range(feature: Feature) -> str:
    """Return the least and the greatest value as an interval, open where nothing bounds it."""
    low = "(−∞" if math.isinf(feature.low) else f"[{feature.low:g}".replace("-", "−")
    high = "∞)" if math.isinf(feature.high) else f"{feature.high:g}]"
    return f"{low}, {high}"


def feature_page(families: Sequence[Family]) -> str:
    """Return ``docs/features.md``: a section for each family, a line for each feature."""
    table = describe_families(families)
    parts = [
        "# Features",
        "",
        f"Made by `framing.features.write_page()` from `framing.features.describe()`: {len(table)} features in "
        f"{len(families)} families. A column of `framing.features.extract(sentences)` bears the name in the first "
        "column. Counts that end in `, 4]` are kept at 4. A share is a part of the words of the sentence.",
    ]
    for family in families:
        rows = table[table["family"] == family.family]
        doc = (family.__doc__ or "").split("\n\n")[0]
        parts += ["", f"## {family.family}", "", " ".join(doc.split()), ""]
        parts += ["| feature | what it measures | range | reacts to | source |", "| --- | --- | --- | --- | --- |"]
        parts += [
            f"| `{row.name}` | {_cell(row.definition)} | {row.range} | {_cell(row.example)} | {_cell(row.source)} |"
            for row in rows.itertuples(index=False)
        ]
    return "\n".join(parts) + "\n"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|") or "–"
