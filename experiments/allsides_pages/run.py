"""Opinion pages against news pages within outlets, and the largest sources compared, from the scored sample.

python experiments/allsides_pages/run.py configs/studies/allsides_pages.yaml --scores FOLDER [--out FOLDER]

Writes ``pages.csv`` (outlets whose pages the model did not see: difference opinion − news, AUC), ``pooled.csv``,
``pages.png``, ``estimates.csv`` and ``contrasts.csv`` (the largest sources, opinion and news pages apart, raw and at
equal topics and lengths), ``topics.csv``, ``years.csv`` (their opinion and their news pages by year). Numbers only: no
sentence of the corpus.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import yaml
from matplotlib.figure import Figure
from pydantic import BaseModel, ConfigDict, Field

from framing import compare_sources
from framing.articles.write import read_table
from framing.comparison.copies import find_copies
from framing.comparison.measures import article_measures
from framing.figures.style import DOT, INK, MUTED, RULE, PackageFigure, save, styled

HERE = Path(__file__).parent
Floats = npt.NDArray[np.float64]


class Study(BaseModel):
    """What is compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    seed: int = Field(ge=0)
    draws: int = Field(ge=100)
    fewest: int = Field(ge=2)
    measures: tuple[str, ...] = Field(min_length=1)
    judged: str
    adjust: tuple[str, ...]
    topics: int = Field(ge=2)
    magazines: tuple[str, ...] = ()


def read_scores(folder: Path) -> pd.DataFrame:
    """Return the scores of all parts that are there."""
    parts = [read_table(file) for file in sorted(folder.glob("scores-*.parquet"))]
    attrs = parts[0].attrs
    for part in parts:
        part.attrs = {}
    scores = pd.concat(parts, ignore_index=True)
    scores.attrs = attrs
    return scores


def pages(study: Study, scores: pd.DataFrame) -> pd.DataFrame:
    """Return one row an outlet and measure: how far its opinion pages lie above its news pages.

    Columns: ``outlet, measure, n_opinion, n_news, opinion, news, difference, low, high, p, auc, auc_low, auc_high``.
    The area under the curve is (1 + Cliff's delta) / 2, and so is its interval.
    """
    rows = []
    for outlet, own in scores[scores["unseen"].astype(bool)].groupby("source"):
        own = own.copy()
        own.attrs = scores.attrs
        kinds = own.drop_duplicates("article_id")["page"].value_counts()
        if kinds.reindex(["opinion", "news"]).fillna(0).min() < study.fewest:
            continue
        found = compare_sources(
            own, "page", measures=study.measures, draws=study.draws, seed=study.seed, reference="news", words=False
        )
        value = found.estimates.set_index(["measure", "source"])["value"]
        for row in found.contrasts.itertuples():
            auc = [(1 + float(str(each))) / 2 for each in (row.effect, row.effect_low, row.effect_high)]
            measure = str(row.measure)
            rows.append(
                {"outlet": outlet, "measure": measure, "n_opinion": row.n_a, "n_news": row.n_b}
                | {"opinion": value[measure, "opinion"], "news": value[measure, "news"]}
                | {"difference": row.difference, "low": row.low, "high": row.high, "p": row.p}
                | dict(zip(["auc", "auc_low", "auc_high"], auc, strict=True))
            )
    return pd.DataFrame(rows)


def pooled_auc(study: Study, scores: pd.DataFrame, outlets: list[str]) -> pd.DataFrame:
    """Return the AUC of opinion against news pages over the pairs within outlets, with a bootstrap over articles."""
    own = scores[scores["source"].isin(outlets)]
    own.attrs = scores.attrs
    articles = article_measures(own)
    copies = find_copies(own, articles)
    articles = articles[~articles["article_id"].isin(copies.loc[~copies["kept"], "article_id"])]
    rng = np.random.default_rng(study.seed)
    rows = []
    for measure in study.measures:
        above, pairs = np.zeros(study.draws + 1), np.zeros(study.draws + 1)
        for _, group in articles[articles[measure].notna()].groupby("source"):
            a, b = (group.loc[group["page"] == page, measure].to_numpy(dtype=float) for page in ("opinion", "news"))
            wins = (np.sign(a[:, None] - b[None, :]) + 1) / 2
            w, v = (
                np.vstack([np.ones(len(x)), rng.multinomial(len(x), np.full(len(x), 1 / len(x)), study.draws)])
                for x in (a, b)
            )
            above += np.einsum("di,ij,dj->d", w, wins, v, optimize=True)
            pairs += w.sum(axis=1) * v.sum(axis=1)
        auc = above / pairs
        low, high = np.quantile(auc[1:], [0.025, 0.975])
        n = articles[articles[measure].notna()]["page"].value_counts()
        rows.append((measure, auc[0], low, high, int(n["opinion"]), int(n["news"]), len(outlets)))
    return pd.DataFrame(rows, columns=["measure", "auc", "low", "high", "n_opinion", "n_news", "outlets"])


def largest(study: Study, scores: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return estimates and contrasts of the largest sources, for each kind of page, and estimates of the topics."""
    estimates, contrasts, topics = [], [], []
    own = scores[scores["largest"].astype(bool)]
    for page in ("news", "opinion"):
        here = own[own["page"] == page]
        n = here.drop_duplicates("article_id")["source"].value_counts()
        here = here[here["source"].isin(n.index[n >= study.fewest])].copy()
        here.attrs = scores.attrs
        options = {"measures": study.measures, "draws": study.draws, "seed": study.seed, "words": False}
        found = compare_sources(here, adjust=study.adjust, **options)  # type: ignore[arg-type]
        estimates.append(found.estimates.assign(page=page))
        contrasts.append(found.contrasts.assign(page=page))
        common = here.drop_duplicates("article_id")["topic"].value_counts().index[: study.topics]
        some = here[here["topic"].isin(common)].copy()
        some.attrs = scores.attrs
        topics.append(
            compare_sources(some, "topic", adjust=["outlet", "length"], **options).estimates.assign(page=page)
        )  # type: ignore[arg-type]
    named = pd.concat(topics, ignore_index=True).rename(columns={"source": "topic"})
    return pd.concat(estimates, ignore_index=True), pd.concat(contrasts, ignore_index=True), named


def years(study: Study, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the means of the largest sources' opinion and of their news pages, year by year."""
    own = scores[scores["largest"].astype(bool)].copy()
    own.attrs = scores.attrs
    found = compare_sources(
        own, "page", measures=study.measures, draws=study.draws, seed=study.seed, period="year", words=False
    )
    assert found.series is not None
    return found.series.rename(columns={"source": "page"})


def draw_pages(table: pd.DataFrame, measure: str) -> Figure:
    """Draw each outlet's opinion and news means, joined, and its AUC at the right."""
    rows = table[table["measure"] == measure].sort_values("difference", ascending=False)
    height = 1.0 + 0.34 * len(rows)
    with styled():
        figure = PackageFigure(figsize=(7.2, height))
        axes = figure.add_axes((0.24, 0.55 / height, 0.4, 1 - 0.95 / height))
        for at, row in enumerate(rows.itertuples()):
            axes.plot([row.news, row.opinion], [at, at], color=RULE, linewidth=3, zorder=1, solid_capstyle="butt")
            axes.plot([row.news], [at], "o", color=MUTED, markersize=6, zorder=2)
            axes.plot([row.opinion], [at], "D", color=DOT, markersize=6, zorder=2)
            text = f"{row.difference:+.2f} [{row.low:.2f}, {row.high:.2f}]"
            text += f"  AUC {row.auc:.2f} [{row.auc_low:.2f}, {row.auc_high:.2f}]"
            axes.annotate(text, (1.02, at), xycoords=("axes fraction", "data"), va="center", fontsize=7, color=INK)
        names = [f"{row.outlet} ({row.n_opinion}, {row.n_news})" for row in rows.itertuples()]
        axes.set_yticks(range(len(rows)), names, fontsize=8)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(left=0)
        axes.grid(axis="x")
        axes.set_xlabel("Mean probability of editorializing (article means)")
        if len(rows):
            first = rows.iloc[0]
            axes.annotate(
                "news", (first["news"], 0), (0, 7), textcoords="offset points", ha="center", fontsize=8, color=MUTED
            )
            axes.annotate(
                "opinion", (first["opinion"], 0), (0, 7), textcoords="offset points", ha="center", fontsize=8, color=DOT
            )
    return figure


def main() -> None:
    """Compare and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--scores", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    study = Study.model_validate(yaml.safe_load(given.config.read_text(encoding="utf-8")))
    scores = read_scores(given.scores)
    given.out.mkdir(parents=True, exist_ok=True)
    table = pages(study, scores)
    table.round(4).to_csv(given.out / "pages.csv", index=False)
    outlets = sorted(table["outlet"].unique())
    newspapers = [name for name in outlets if name not in study.magazines]
    pooled = pd.concat(
        [
            pooled_auc(study, scores, outlets).assign(of="all outlets"),
            pooled_auc(study, scores, newspapers).assign(of="without magazines"),
        ],
        ignore_index=True,
    )
    pooled.round(4).to_csv(given.out / "pooled.csv", index=False)
    save(draw_pages(table, study.judged), given.out / "pages.png")
    print(table[table["measure"] == study.judged].round(3).to_string())
    print(pooled.round(3).to_string(), flush=True)
    for name, each in zip(("estimates", "contrasts", "topics"), largest(study, scores), strict=True):
        each.round(4).to_csv(given.out / f"{name}.csv", index=False)
    years(study, scores).round(4).to_csv(given.out / "years.csv", index=False)


if __name__ == "__main__":
    main()
