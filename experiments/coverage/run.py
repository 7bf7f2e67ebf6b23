"""How often intervals hold the true value: one model's metrics, and two models' difference, on dependent sentences.

python experiments/coverage/run.py configs/studies/coverage.yaml [--out FOLDER]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from matplotlib.figure import Figure
from pydantic import BaseModel, ConfigDict, Field
from scipy.stats import beta, norm

from framing.evaluation.bootstrap import (
    FEW,
    Floats,
    bounds_of,
    cluster_weights,
    interval,
    percentile_interval,
    with_whole,
)
from framing.evaluation.metrics import count_metrics
from framing.evaluation.ranking import weighted_auc
from framing.figures.style import DOT, INK, MUTED, PackageFigure, save, styled

HERE = Path(__file__).parent
METHODS = {
    "articles": "the package’s",
    "articles, percentile": "percentiles over articles",
    "sentences, percentile": "percentiles over sentences (naive)",
}
QUANTITIES = {"value": "One model's metric", "difference": "Difference of two models"}
ALLOWED = (0.93, 0.97)
CHUNK = 100  # test sets that are held at once

Measure = Callable[[Floats, Floats, Floats], dict[str, Floats]]


class Study(BaseModel):
    """What is simulated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    seed: int = Field(ge=0)
    draws: int = Field(ge=1)
    articles: tuple[int, ...] = Field(min_length=1)
    sentences: int = Field(ge=2)
    icc: float = Field(gt=0, lt=1)
    resamples: int = Field(ge=100)
    metrics: tuple[str, ...] = Field(min_length=1)
    positive: float = Field(gt=0, lt=1)
    right: tuple[float, float]
    shared: float = Field(ge=0, lt=1)
    population: int = Field(ge=1000)


def load_study(path: Path) -> Study:
    """Return the study of a YAML file."""
    return Study.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def simulate(study: Study, articles: int, sets: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the labels (sets, articles, sentences) and the probabilities of both models (2, …) of test sets.

    An article's share of positives, and of sentences that a model gets right, is drawn from a beta distribution, which
    gives flags an intra-class correlation of exactly ``icc``. A normal copula lets both models fail in the same
    articles, and common numbers in the same sentences.
    """
    shape = (sets, articles, study.sentences)
    size = (1 - study.icc) / study.icc  # a beta distribution with parameters that add up to this
    share = rng.beta(study.positive * size, (1 - study.positive) * size, (sets, articles, 1))
    labels = rng.random(shape) < share
    common = rng.normal(size=(sets, articles)), rng.random(shape)
    together = rng.random(shape) < study.shared
    probabilities = []
    for right in study.right:
        own = np.sqrt(study.shared) * common[0] + np.sqrt(1 - study.shared) * rng.normal(size=(sets, articles))
        chance = beta.ppf(norm.cdf(own), right * size, (1 - right) * size)
        correct = np.where(together, common[1], rng.random(shape)) < chance[..., None]
        # Models are surer of what they get right.
        sure = 0.5 + np.where(correct, rng.beta(3, 2, shape), rng.beta(2, 3, shape)) / 2
        probabilities.append(np.where(labels == correct, sure, 1 - sure))
    return labels.astype(np.float64), np.stack(probabilities)


def summed_metrics(labels: Floats, p: Floats, weights: Floats) -> dict[str, Floats]:
    """Return the metrics that are made of sums, of many test sets at once: for each an array (sets, weights).

    ``labels`` and ``p`` are (sets, units, sentences), ``weights`` (weights, units) say how often a unit is drawn: an
    article, or a sentence, which is a unit of one.
    """
    guess = p >= 0.5
    flags = (labels * guess, (1 - labels) * guess, labels * ~guess, (1 - labels) * ~guess, (p - labels) ** 2)
    # A product for each kind of sum: (weights, units) @ (units, sets).
    sums = [(weights @ flag.sum(axis=-1, dtype=weights.dtype).T).T.astype(np.float64) for flag in flags]
    return {**count_metrics(*sums[:4]), "brier": sums[4] / np.sum(sums[:4], axis=0)}


def ranked_metrics(labels: Floats, p: Floats, weights: Floats) -> dict[str, Floats]:
    """Return the area under the curve likewise: (sets, weights)."""
    _, articles, sentences = labels.shape
    group, plain = np.repeat(np.arange(articles), sentences), np.zeros(articles * sentences)
    auc = [weighted_auc(y.ravel(), q.ravel(), group, weights, plain) for y, q in zip(labels, p, strict=True)]
    return {"auc": np.stack(auc)}


def both(study: Study, measure: Measure, labels: Floats, p: Floats, weights: Floats) -> dict[tuple[str, str], Floats]:
    """Return the metrics of model a, and their differences from model b: (sets, weights) for metric and quantity."""
    a, b = (measure(labels, each, weights) for each in p)
    names = [name for name in a if name in study.metrics]
    return {(name, q): a[name] - b[name] if q == "difference" else a[name] for name in names for q in QUANTITIES}


def truth(study: Study) -> dict[tuple[str, str], float]:
    """Return the true values, from a population that is as good as endless."""
    labels, p = simulate(study, study.population, 1, np.random.default_rng([study.seed, 0]))
    weights = np.ones((1, study.population))
    found = both(study, summed_metrics, labels, p, weights) | both(study, ranked_metrics, labels, p, weights)
    return {key: float(values[0, 0]) for key, values in found.items()}


def intervals(study: Study, articles: int) -> Iterator[dict[str, object]]:
    """Yield each interval of each simulated test set of one size.

    Every test set of a size is resampled with the same weights. The naive bootstrap of AUC is left out.
    """
    sentences = articles * study.sentences
    ours = with_whole(articles, study.resamples, study.seed)
    drawn = cluster_weights(articles, study.resamples, study.seed)
    naive = cluster_weights(sentences, study.resamples, study.seed).astype(np.float32)
    for first in range(0, study.draws, CHUNK):
        sets = min(CHUNK, study.draws - first)
        labels, p = simulate(study, articles, sets, np.random.default_rng([study.seed, articles, first]))
        alone = labels.reshape(sets, sentences, 1), p.reshape(2, sets, sentences, 1)
        values = both(study, summed_metrics, labels, p, ours) | both(study, ranked_metrics, labels, p, ours)
        resampled = values if articles >= FEW else (
            both(study, summed_metrics, labels, p, drawn) | both(study, ranked_metrics, labels, p, drawn)
        )  # fmt: skip
        of_rows = both(study, summed_metrics, *alone, naive)
        for key, all_sets in values.items():
            ends = bounds_of(key[0]) if key[1] == "value" else (-np.inf, np.inf)
            start = 1 if articles >= FEW else 0  # the first row of ours is the whole
            for k in range(sets):
                one = all_sets[k]
                found = {
                    "articles": interval(float(one[0]), one[1:], articles, bounds=ends),
                    "articles, percentile": percentile_interval(resampled[key][k, start:]),
                }
                if key in of_rows:
                    found["sentences, percentile"] = percentile_interval(of_rows[key][k])
                for method, (low, high) in found.items():
                    yield {"metric": key[0], "quantity": key[1], "method": method, "low": low, "high": high}


def coverage(study: Study) -> pd.DataFrame:
    """Return how often the intervals hold the true value, a row for each size, metric, quantity and method.

    Columns: ``articles, sentences, metric, quantity, method, truth, coverage`` with its 95 % interval (Wilson) ``low,
    high``, the shares of intervals that lie wholly ``below`` and ``above`` the true value, the mean ``width``,
    ``draws``.
    """
    true = truth(study)
    tables = []
    for articles in study.articles:
        sentences = articles * study.sentences
        table = pd.DataFrame(intervals(study, articles))
        table["truth"] = [true[key] for key in zip(table["metric"], table["quantity"], strict=True)]
        table["below"] = (table["high"] < table["truth"]).astype(float)
        table["above"] = (table["low"] > table["truth"]).astype(float)
        table["width"] = table["high"] - table["low"]
        by_kind = table.groupby(["metric", "quantity", "method"], sort=False)
        summed = by_kind[["truth", "below", "above", "width"]].mean().reset_index()
        tables.append(summed.assign(articles=articles, sentences=sentences, draws=study.draws))
    made = pd.concat(tables, ignore_index=True)
    made["coverage"] = 1 - made["below"] - made["above"]
    made["low"], made["high"] = wilson(made["coverage"].to_numpy(), study.draws)
    first = ["articles", "sentences", "metric", "quantity", "method", "truth", "coverage", "low", "high"]
    return made[[*first, "below", "above", "width", "draws"]]


def wilson(share: Floats, n: int) -> tuple[Floats, Floats]:
    """Return the 95 % interval of shares of n draws (Wilson 1927)."""
    z = 1.96
    middle, spread = (share + z**2 / (2 * n)), z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (middle - spread) / (1 + z**2 / n), (middle + spread) / (1 + z**2 / n)


def draw_figure(table: pd.DataFrame) -> Figure:
    """Draw the coverage of every method: a panel for each quantity, a block for each number of articles."""
    sizes, metrics = list(table["articles"].unique()), list(table["metric"].unique())
    colours = dict(zip(METHODS, (DOT, MUTED, INK), strict=True))
    block = len(metrics) + 1.2
    with styled():
        figure = PackageFigure(figsize=(7.2, 1.25 + 0.22 * block * len(sizes)))
        panels = figure.subplots(1, 2, sharex=True, sharey=True, gridspec_kw={"wspace": 0.08})
        for axes, (quantity, title) in zip(panels, QUANTITIES.items(), strict=True):
            axes.axvspan(*ALLOWED, color="#e6e6e6", linewidth=0)
            axes.axvline(0.95, color=MUTED, linewidth=0.8)
            for number, (method, colour) in enumerate(colours.items()):
                rows = table[(table["quantity"] == quantity) & (table["method"] == method)]
                at = [
                    sizes.index(s) * block + metrics.index(m) + 0.26 * (number - 1)
                    for s, m in zip(rows["articles"], rows["metric"], strict=True)
                ]
                axes.hlines(at, rows["low"], rows["high"], color=colour, linewidth=1.1)
                axes.scatter(rows["coverage"], at, s=11, color=colour, label=METHODS[method], zorder=3)
            axes.set_title(title, fontsize=9.5, loc="left")
            axes.set_xlabel("Coverage of 95 % intervals")
            axes.tick_params(axis="y", labelsize=8.5)
        for number, size in enumerate(sizes):
            panels[0].annotate(
                f"{size} articles", (0, number * block - 0.9), xycoords=("axes fraction", "data"), xytext=(-4, 0),
                textcoords="offset points", ha="right", va="center", fontsize=8.5, fontweight="bold",
            )  # fmt: skip
        places = [number * block + k for number in range(len(sizes)) for k in range(len(metrics))]
        panels[0].set_yticks(places, metrics * len(sizes))
        panels[0].set_ylim(len(sizes) * block - 1.2 + 0.4, -1.5)
        figure.legend(
            *panels[0].get_legend_handles_labels(),
            loc="upper left",
            ncols=3,
            frameon=False,
            fontsize=8.5,
            handletextpad=0.2,
        )
        height = figure.get_figheight()
        figure.subplots_adjust(left=0.15, right=0.98, top=1 - 0.6 / height, bottom=0.5 / height)
    return figure


def main() -> None:
    """Simulate, write ``results.csv`` and ``coverage.png``, and print the coverage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    table = coverage(load_study(options.study))
    options.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(options.out / "results.csv", index=False, float_format="%.6g", lineterminator="\n")
    save(draw_figure(table), options.out / "coverage.png")
    wide = table.pivot_table(
        index=["articles", "metric"], columns=["quantity", "method"], values="coverage", sort=False
    )
    print(wide.to_string(float_format=lambda value: f"{value:.3f}"))


if __name__ == "__main__":
    main()
