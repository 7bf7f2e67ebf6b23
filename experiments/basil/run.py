"""BASIL: three outlets on 100 events, and how well the events are found without their names.

framing compare $FRAMING_DATA/basil/articles.jsonl --by source --match triplet-uuid -o runs/basil
python experiments/basil/run.py runs/basil [--out FOLDER]

From the folder of the first command; writes ``estimates.csv``, ``contrasts.csv``, ``events.csv`` and figures. Numbers
only. ``events.csv`` has precision, recall and F1 of the pairs of articles put into one event, with intervals over
triplets: at the package's threshold, which was chosen on these articles; at one chosen on the other half of the
triplets (``halves``), which was not; and at other thresholds.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from framing.articles.write import read_table
from framing.comparison import compare_sources
from framing.comparison.events import DAYS, SIMILARITY, find_events, matching_quality
from framing.comparison.measures import article_measures
from framing.comparison.vectors import article_vectors
from framing.figures import get_figure, save
from framing.models import load_model

HERE = Path(__file__).parent
GRID = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
SEED, DRAWS = 0, 2000
FIGURES = (("source_forest", "share_editorializing"), ("event_slopes", "share_editorializing"))


def vectors_of(folder: Path, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the articles' vectors, kept in the folder."""
    file = folder / "vectors.parquet"
    if not file.exists():
        found = article_vectors(scores, load_model("default"))
        found.rename(columns=str).reset_index().to_parquet(file)
    return pd.read_parquet(file).set_index("article_id")


def quality(found: pd.Series, true: pd.Series, setting: str, similarity: float) -> pd.DataFrame:
    """Return precision, recall and F1 with percentile intervals over triplets.

    Each found pair counts half for the triplets of its two articles, so that a draw of triplets weighs it.
    """
    rng = np.random.default_rng(SEED)
    names = {name: k for k, name in enumerate(sorted(true.unique()))}
    of = true.map(names).to_numpy()
    event = found.reindex(true.index)
    sums = np.zeros((len(names), 3))  # found pairs, true pairs, both
    for i in range(len(true)):
        for j in range(i):
            together = pd.notna(event.iloc[i]) and event.iloc[i] == event.iloc[j]
            same = of[i] == of[j]
            for k in (of[i], of[j]):
                sums[k] += 0.5 * np.array([together, same, together and same])
    weights = np.vstack(
        [np.ones(len(names)), rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)]
    )
    made, wanted, both = (weights @ sums).T
    values = {"precision": both / made, "recall": both / wanted, "f1": 2 * both / (made + wanted)}
    table = matching_quality(event, true).set_index("metric")
    rows = []
    for metric, drawn in values.items():
        assert abs(drawn[0] - table.loc[metric, "value"]) < 1e-9
        low, high = np.quantile(drawn[1:], [0.025, 0.975])
        rows.append((setting, similarity, metric, drawn[0], low, high, int(table.loc[metric, "n"]), len(names)))
    return pd.DataFrame(rows, columns=["setting", "similarity", "metric", "value", "low", "high", "pairs", "triplets"])


def halves(articles: pd.DataFrame, vectors: pd.DataFrame, true: pd.Series) -> pd.Series:
    """Return events that are found in each half of the triplets with the threshold that is best in the other half."""
    names = np.random.default_rng(SEED).permutation(sorted(true.unique()))
    parts = [true.index[true.isin(half)] for half in (names[: len(names) // 2], names[len(names) // 2 :])]
    found = []
    for number, (here, other) in enumerate((parts, parts[::-1])):
        f1 = {s: matching_quality(_found(articles, vectors, other, s), true[other])["value"].iloc[-1] for s in GRID}
        events = _found(articles, vectors, here, max(f1, key=lambda s, f1=f1: float(f1[s])))
        found.append(str(number) + "-" + events)
    return pd.concat(found)


def _found(articles: pd.DataFrame, vectors: pd.DataFrame, ids: pd.Index, similarity: float) -> pd.Series:
    return find_events(articles[articles["article_id"].isin(ids)], vectors, DAYS, similarity)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for name in ("estimates", "contrasts"):
        pd.read_csv(given.folder / "tables" / f"{name}.csv").round(4).to_csv(given.out / f"{name}.csv", index=False)
    scores = read_table(given.folder / "scores.parquet")
    articles, vectors = article_measures(scores), vectors_of(given.folder, scores)
    true = articles.set_index("article_id")["triplet-uuid"]
    tables = [quality(find_events(articles, vectors), true, "default", SIMILARITY)]
    tables.append(quality(halves(articles, vectors, true), true, "halves", float("nan")))
    tables += [quality(find_events(articles, vectors, DAYS, s), true, "other threshold", s) for s in GRID]
    events = pd.concat(tables, ignore_index=True)
    events.round(4).to_csv(given.out / "events.csv", index=False)
    print(events.round(3).to_string())
    compared = compare_sources(scores, match="triplet-uuid", words=False, seed=SEED)
    for figure, measure in FIGURES:
        save(get_figure(figure)(compared, measure), given.out / f"{figure}.png")


if __name__ == "__main__":
    main()
