"""How often the intervals of a comparison hold the true value: estimates, contrasts, within events, adjusted.

python experiments/comparison_coverage/run.py configs/studies/comparison_coverage.yaml [--out FOLDER]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import yaml
from matplotlib.figure import Figure
from pydantic import BaseModel, ConfigDict, Field
from scipy.special import expit
from scipy.stats import norm, t

from framing.comparison.adjust import adjusted_contrasts, adjusted_means
from framing.comparison.equivalence import welch_df
from framing.evaluation.studentised import FEWEST, Means, bootstrap_means, interval
from framing.figures.style import DOT, INK, MUTED, RULE, PackageFigure, save, styled

HERE = Path(__file__).parent
ALLOWED = (0.93, 0.97)
METHODS = {
    "package": "the package's interval",
    "percentile": "percentile bootstrap",
    "naive": "sentences as if independent",
    "unmatched": "not matched, not adjusted",
}
QUANTITIES = {
    "estimate": "A source's mean",
    "contrast": "Difference of two sources",
    "within_event": "Difference within events",
    "adjusted": "Difference at equal topics",
}

Floats = npt.NDArray[np.float64]


class Kind(BaseModel):
    """How articles' shares are distributed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    beta: tuple[float, float]
    weight: float = Field(1.0, gt=0, le=1)
    other: tuple[float, float] = (1.0, 1.0)

    def mean(self) -> float:
        """Return the true mean."""
        a, b = self.beta[0] / sum(self.beta), self.other[0] / sum(self.other)
        return self.weight * a + (1 - self.weight) * b

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        """Return the chance of an editorializing sentence in each article."""
        of = rng.random(shape) < self.weight
        return np.where(of, rng.beta(*self.beta, shape), rng.beta(*self.other, shape))


class Study(BaseModel):
    """What is simulated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    seed: int = Field(ge=0)
    sets: int = Field(ge=1)
    adjusted_sets: int = Field(ge=1)
    articles: tuple[int, ...] = Field(min_length=1)
    draws: int = Field(ge=100)
    sentences: tuple[float, float]
    kinds: dict[str, Kind] = Field(min_length=1)
    event: float = Field(ge=0)
    difference: float
    topics: int = Field(ge=2)
    topic: float = Field(ge=0)


def load_study(path: Path) -> Study:
    """Return the study of a YAML file."""
    return Study.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def shares(study: Study, chance: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the share of each article's sentences that editorialize, and how many sentences it has."""
    median, spread = study.sentences
    n = np.clip(np.rint(median * np.exp(spread * rng.normal(size=chance.shape))), 4, 300)
    return rng.binomial(n.astype(np.int64), chance) / n, n


Row = dict[str, object]


def package(means: Means, k: int, df: float, symmetric: bool = False) -> tuple[float, float]:
    """Return the package's interval of column ``k``; symmetric for differences."""
    few = means.n[k] < FEWEST
    return interval(
        float(means.mean[k]),
        float(means.se[k]),
        means.drawn[:, k],
        means.drawn_se[:, k],
        df,
        few=bool(few),
        level=0.95,
        symmetric=symmetric,
    )


def estimates(study: Study, n: int) -> Iterator[Row]:
    """Yield the intervals of a source's mean and of the difference of two such sources, which is 0."""
    for number, (name, kind) in enumerate(study.kinds.items()):
        rng = np.random.default_rng([study.seed, n, number])
        values, sizes = shares(study, kind.draw((n, study.sets), rng), rng)
        other, _ = shares(study, kind.draw((n, study.sets), rng), rng)
        a, b = (bootstrap_means(v, study.draws, rng) for v in (values, other))
        percentiles = np.quantile(a.drawn, [0.025, 0.975], axis=0)
        pooled = (values * sizes).sum(axis=0) / sizes.sum(axis=0)
        naive = 1.96 * np.sqrt(pooled * (1 - pooled) / sizes.sum(axis=0))
        both = np.quantile(a.drawn - b.drawn, [0.025, 0.975], axis=0)
        for k in range(study.sets):
            own = {"kind": name, "quantity": "estimate", "truth": kind.mean()}
            yield own | _ends("package", package(a, k, n - 1))
            yield own | _ends("percentile", percentiles[:, k])
            yield own | _ends("naive", (pooled[k] - naive[k], pooled[k] + naive[k]))
            own |= {"quantity": "contrast", "truth": 0.0}
            yield own | _ends("package", _difference(a, b, k))
            yield own | _ends("percentile", both[:, k])


def events(study: Study, n: int) -> Iterator[Row]:
    """Yield the intervals of two sources' difference where both report ``n`` events, matched and not."""
    rng = np.random.default_rng([study.seed, n, 100])
    level = study.event * rng.normal(size=(n, study.sets)) - 1.7
    # The true difference is the mean over events of two chances: known but for the spread of events and articles.
    grid = norm.ppf((np.arange(20_000) + 0.5) / 20_000) * np.hypot(study.event, 0.5) - 1.7
    truth = float((expit(grid + study.difference) - expit(grid)).mean())
    own = {"kind": "events", "quantity": "within_event", "truth": truth}
    chances = (expit(level + shift + 0.5 * rng.normal(size=level.shape)) for shift in (study.difference, 0.0))
    a, b = (shares(study, chance, rng)[0] for chance in chances)
    matched = bootstrap_means(a - b, study.draws, rng)
    percentiles = np.quantile(matched.drawn, [0.025, 0.975], axis=0)
    of_a, of_b = (bootstrap_means(v, study.draws, rng) for v in (a, b))
    for k in range(study.sets):
        yield own | _ends("package", package(matched, k, n - 1, symmetric=True))
        yield own | _ends("percentile", percentiles[:, k])
        yield own | _ends("unmatched", _difference(of_a, of_b, k))


def adjusted(study: Study, n: int) -> Iterator[Row]:
    """Yield the intervals of two sources' difference where they write of different topics, adjusted and raw."""
    rng = np.random.default_rng([study.seed, n, 200])
    leaning = np.linspace(0.2, 0.8, study.topics)  # of a topic, to source a
    for _ in range(study.adjusted_sets):
        effect = np.sort(study.topic * rng.normal(size=study.topics))  # what a prefers is what raises the share
        topics = [rng.choice(study.topics, n, p=w / w.sum()) for w in (leaning, 1 - leaning)]
        chance = [
            np.clip(0.35 + shift + effect[of] + 0.1 * rng.normal(size=n), 0.01, 0.99)
            for shift, of in zip((0.08, 0.0), topics, strict=True)
        ]
        values = [shares(study, each, rng)[0] for each in chance]
        articles = pd.DataFrame(
            {
                "source": np.repeat(["a", "b"], n),
                "topic": [f"t{k}" for k in np.concatenate(topics)],
                "share": np.concatenate(values),
            }
        )
        row = adjusted_contrasts(
            {"share": adjusted_means(articles, "share", ["topic"])}, [("a", "b")], margins={"share": 0.05}
        )[0]
        own = {"kind": "topics", "quantity": "adjusted", "truth": 0.08}
        yield own | _ends("package", (float(str(row["low"])), float(str(row["high"]))))
        se_a, se_b = (float(v.std(ddof=1) / np.sqrt(n)) for v in values)
        middle, reach = (
            values[0].mean() - values[1].mean(),
            t.ppf(0.975, welch_df(se_a, n, se_b, n)) * np.hypot(se_a, se_b),
        )
        yield own | _ends("unmatched", (middle - reach, middle + reach))


def _difference(a: Means, b: Means, k: int) -> tuple[float, float]:
    df = welch_df(float(a.se[k]), float(a.n[k]), float(b.se[k]), float(b.n[k]))
    return interval(
        float(a.mean[k] - b.mean[k]), float(np.hypot(a.se[k], b.se[k])), a.drawn[:, k] - b.drawn[:, k],
        np.hypot(a.drawn_se[:, k], b.drawn_se[:, k]), df, few=bool(min(a.n[k], b.n[k]) < FEWEST), level=0.95,
        symmetric=True,
    )  # fmt: skip


def _ends(method: str, ends: tuple[float, float] | Floats) -> Row:
    return {"method": method, "low": float(ends[0]), "high": float(ends[1])}


def coverage(study: Study) -> pd.DataFrame:
    """Return how often the intervals hold the true value, a row for each size, kind, quantity and method.

    Columns: ``articles, kind, quantity, method, truth, coverage`` with its 95 % interval (Wilson) ``low, high``,
    ``below`` and ``above`` (shares of intervals that lie wholly on that side of the truth), ``width`` (median),
    ``sets``. An interval that is not there, since all articles have the same value, does not hold anything.
    """
    tables = []
    for n in study.articles:
        table = pd.DataFrame([*estimates(study, n), *events(study, n), *adjusted(study, n)])
        table["below"] = (table["high"] < table["truth"]).astype(float)
        table["above"] = (table["low"] > table["truth"]).astype(float)
        table["coverage"] = ((table["low"] <= table["truth"]) & (table["truth"] <= table["high"])).astype(float)
        table["width"] = table["high"] - table["low"]
        groups = table.groupby(["kind", "quantity", "method"], sort=False)
        made = groups[["truth", "coverage", "below", "above"]].mean()
        made["width"], made["sets"] = groups["width"].median(), groups.size()
        tables.append(made.reset_index().assign(articles=n))
        print(tables[-1].round(3).to_string(), flush=True)
    found = pd.concat(tables, ignore_index=True)
    found["low"], found["high"] = wilson(found["coverage"].to_numpy(), found["sets"].to_numpy(dtype=float))
    first = ["articles", "kind", "quantity", "method", "truth", "coverage", "low", "high"]
    return found[[*first, "below", "above", "width", "sets"]]


def wilson(share: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Return the 95 % interval of shares of n draws (Wilson 1927)."""
    z = 1.96
    middle, spread = (share + z**2 / (2 * n)), z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (middle - spread) / (1 + z**2 / n), (middle + spread) / (1 + z**2 / n)


def draw_figure(table: pd.DataFrame) -> Figure:
    """Draw the coverage of every method: a panel for each quantity, a row for each kind and number of articles."""
    sizes = sorted(table["articles"].unique())
    looks = {"package": ("o", INK), "percentile": ("D", DOT), "naive": ("s", MUTED), "unmatched": ("^", MUTED)}
    rows = {q: list(table.loc[table["quantity"] == q, "kind"].unique()) for q in QUANTITIES}
    heights = [len(kinds) * (len(sizes) + 0.6) + 0.6 for kinds in rows.values()]
    with styled():
        figure = PackageFigure(figsize=(7.2, 0.9 + 0.2 * sum(heights) + 0.35 * len(rows)))
        panels = figure.subplots(len(rows), 1, sharex=True, gridspec_kw={"height_ratios": heights, "hspace": 0.22})
        figure.subplots_adjust(left=0.2, right=0.97, top=0.925, bottom=0.07)
        for axes, (quantity, kinds) in zip(panels, rows.items(), strict=True):
            axes.axvspan(*ALLOWED, color="#e6e6e6", linewidth=0)
            axes.axvline(0.95, color=MUTED, linewidth=0.8)
            ticks, names = [], []
            for block, kind in enumerate(kinds):
                for line, n in enumerate(sizes):
                    y = block * (len(sizes) + 0.6) + line
                    ticks.append(y)
                    names.append(f"{kind}, {n}" if len(kinds) > 1 else f"{n}")
                    axes.axhline(y, color=RULE, linewidth=0.6, zorder=0)
                    here = table[(table["quantity"] == quantity) & (table["kind"] == kind) & (table["articles"] == n)]
                    for row in here.sort_values("method", key=lambda m: m == "package").itertuples():  # ours on top
                        marker, colour = looks[str(row.method)]
                        left = max(float(row.coverage), 0.6)
                        axes.plot(
                            [max(float(row.low), 0.6), max(float(row.high), 0.6)], [y, y], color=colour, linewidth=1.4
                        )
                        axes.plot([left], [y], marker if row.coverage >= 0.6 else "<", color=colour, markersize=5.5)
            axes.set_yticks(ticks, names, fontsize=8)
            axes.set_ylim(max(ticks) + 0.7, -0.7)
            axes.set_xlim(0.595, 1.0)
            axes.set_title(QUANTITIES[quantity], loc="left", fontsize=9.5)
        panels[-1].set_xlabel(
            "Share of 95 % intervals that hold the true value (articles or events a source at the left)"
        )
        handles = [
            axes.plot([], [], marker, color=colour, label=METHODS[m], markersize=5.5)[0]
            for m, (marker, colour) in looks.items()
        ]
        figure.legend(handles=handles, loc="upper left", ncols=2, frameon=False, fontsize=8, bbox_to_anchor=(0.17, 1.0))
    return figure


def main() -> None:
    """Simulate, write the table and the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    study = load_study(given.config)
    table = coverage(study)
    given.out.mkdir(parents=True, exist_ok=True)
    table.round(4).to_csv(given.out / "coverage.csv", index=False)
    save(draw_figure(table), given.out / "coverage.png")


if __name__ == "__main__":
    main()
