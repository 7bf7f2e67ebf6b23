"""The raw estimates of a comparison as one row a source, its measures side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from framing.comparison.estimates import raw_estimates, source_means
from framing.summary import MEASURES

if TYPE_CHECKING:
    from framing.comparison.comparison import Comparison


def sources_side_by_side(compared: Comparison) -> pd.DataFrame:
    """Return one row a source: the raw mean of every measure, and its interval, as the comparison has them.

    Columns are those of :func:`framing.summary.summarize_sources`: ``source, n_articles, n_sentences``, then for each
    of :data:`framing.summary.MEASURES` (and of those that were compared beyond) ``<measure>, <measure>_low,
    <measure>_high``. Measures that were not compared are estimated here, from the same articles, draws and level.
    ``n_articles`` and ``n_sentences`` count the articles of the comparison, also those without a score. Sources keep
    the order of its articles.
    """
    articles, settings = compared.articles, compared.settings
    rest = [name for name in MEASURES if name in articles.columns and name not in compared.measures]
    means = source_means(articles, rest, draws=settings["draws"], seed=settings["seed"])
    tables = [compared.estimates, raw_estimates(articles, rest, means, level=settings["level"])]
    raw = {
        (row["source"], row["measure"]): row
        for table in tables
        for row in table[table["kind"] == "raw"].to_dict("records")
    }
    measures = dict.fromkeys([*(name for name in MEASURES if name in articles.columns), *compared.measures])
    rows = []
    for source, group in articles.groupby("source", sort=False):
        row: dict[str, object] = {
            "source": source, "n_articles": len(group), "n_sentences": int(group["n_sentences"].sum())
        }  # fmt: skip
        for name in measures:
            found = raw[source, name]
            row |= {name: found["value"], f"{name}_low": found["low"], f"{name}_high": found["high"]}
        rows.append(row)
    return pd.DataFrame(rows)
