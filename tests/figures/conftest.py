"""Tables of a comparison, made here: the cases that every figure has to stand."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

LONG = "The Extraordinarily Long-Named Quarterly Review of Everything and More"
FRAMES = "economic morality legality political security_and_defense external_regulation_and_reputation".split()
SPEAKERS = "Ada Moreno|Sen. J. R. Tate|Bo Lindqvist|the Northern Fisheries Inspection Board|Cy Okafor|Dr. Neil Abrams"
CASES = ("two", "fifteen", "long", "single", "nan")


def make_tables(case: str = "two", seed: int = 0) -> SimpleNamespace:
    """Return the tables of a comparison: ``two`` or ``fifteen`` sources, ``long`` names, one with a ``single`` article,
    or no score at all (``nan``)."""
    rng = np.random.default_rng(seed)
    names = {
        "two": ["Harbor Wire", "The Plain Lantern"],
        "fifteen": [
            f"{name} {kind}" for name in "North East South West Upper".split() for kind in "Post Wire Sun".split()
        ],
        "long": [LONG, "A $5 b$ group", "Antidisestablishmentarianismusverein Zeitung", "Post"],
        "single": ["Harbor Wire", "The Plain Lantern", "Lonely Gazette"],
        "nan": ["Harbor Wire", "The Plain Lantern", "Post"],
    }[case]
    events = [f"event {i}" for i in range(12)]
    level = np.linspace(0.08, 0.45, len(names))
    rows = []
    for source, middle in zip(names, level, strict=True):
        for i, event in enumerate(events[:1] if source == "Lonely Gazette" else events):
            own = float(np.clip(middle + rng.normal(0, 0.06), 0.01, 0.99))
            rows.append(
                {
                    "article_id": f"{source[:8]}-{i}",
                    "source": source,
                    "published": pd.Timestamp("2024-01-10") + pd.Timedelta(days=int(29 * i)),
                    "event": event,
                    "n_sentences": 20,
                    "n_author": 14,
                    "mean_editorializing": own,
                    "mean_other_editorializing": float(np.clip(0.5 - 0.3 * middle + rng.normal(0, 0.08), 0.01, 0.99)),
                    **{f"frame_{name}": float(rng.beta(2, 6 + 3 * k)) for k, name in enumerate(FRAMES)},
                }
            )
    articles = pd.DataFrame(rows)
    measures = [c for c in articles.columns if c.startswith(("mean_", "frame_"))]
    if case == "nan":
        articles[measures] = np.nan
    estimates = _estimates(articles, measures)
    return SimpleNamespace(
        articles=articles,
        estimates=estimates,
        contrasts=_contrasts(estimates),
        events=articles.melt(["event", "source", "article_id"], ["mean_editorializing"], "measure"),
        series=_series(articles),
        stance=_stance(names, rng, case),
        speakers=_speakers(names, rng, case),
        words=_words(names, rng, case),
        labelled=_labelled(names, level, rng, case),
        scores=make_scores(case),
    )


def make_scores(case: str = "two", seed: int = 3) -> pd.DataFrame:
    """Return the scores of one article of 30 sentences, with quotations of others in its middle and at its end."""
    rng = np.random.default_rng(seed)
    n = 30
    others = np.zeros(n)
    others[[5, 6, 7, 14, 22, 23, 24, 25]] = [1, 1, 0.6, 0.4, 1, 1, 0.8, 0.3]
    author = np.where(others < 1, np.clip(rng.beta(1.2, 5, n) + np.linspace(0, 0.5, n), 0, 1), np.nan)
    other = np.where(others > 0, rng.beta(2, 3, n), np.nan)
    if case == "nan":
        author, other = np.full(n, np.nan), np.full(n, np.nan)
    table = pd.DataFrame(
        {
            "article_id": LONG.lower().replace(" ", "-") if case == "long" else "plain-lantern-tax-vote",
            "source": LONG if case == "long" else "The Plain Lantern",
            "position": range(n),
            "kind": ["title"] + ["body"] * 11 + ["heading"] + ["body"] * 17,
            "quoted_share": others,
            "attributed_share": 0.0,
            "editorializing": author,
            "other_editorializing": other,
        }
    )
    table.loc[table["kind"] == "heading", ["editorializing", "other_editorializing"]] = np.nan
    table.attrs["thresholds"] = {"editorializing": 0.42}
    return table


def _estimates(articles: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    rows = []
    for source, own in articles.groupby("source", sort=False):
        for measure in measures:
            values = own[measure].to_numpy(dtype=float)
            reach = 1.96 * values.std(ddof=1) / len(values) ** 0.5 if len(values) > 1 else np.nan
            for kind, shift in (
                (("raw", 0.0), ("adjusted", -0.02)) if measure == "mean_editorializing" else (("raw", 0.0),)
            ):
                value = values.mean() + shift
                rows.append((measure, source, kind, value, value - reach, value + reach, len(own), 20 * len(own)))
    columns = ["measure", "source", "kind", "value", "low", "high", "n_articles", "n_sentences"]
    return pd.DataFrame(rows, columns=columns)


def _contrasts(estimates: pd.DataFrame) -> pd.DataFrame:
    rows = []
    raw = estimates[(estimates["kind"] == "raw") & (estimates["measure"] == "mean_editorializing")].to_dict("records")
    for i, a in enumerate(raw):
        for b in raw[i + 1 :]:
            d, reach = a["value"] - b["value"], ((a["high"] - a["low"]) ** 2 + (b["high"] - b["low"]) ** 2) ** 0.5 / 2
            p = 0.001 if abs(d) > reach else 0.4 if np.isfinite(reach) else np.nan
            rows.append(
                (
                    "mean_editorializing",
                    a["source"],
                    b["source"],
                    "raw",
                    d,
                    d - reach,
                    d + reach,
                    p,
                    "holm",
                    p == 0.4 and abs(d) < 0.03,
                )
            )
    columns = "measure source_a source_b kind difference low high p_adjusted correction equivalent".split()
    return pd.DataFrame(rows, columns=columns)


def _series(articles: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for source, own in articles.groupby("source", sort=False):
        for at, row in enumerate(own.to_dict("records")):
            if at == 7 and source == articles["source"].iloc[-1]:
                continue  # a gap
            value = row["mean_editorializing"]
            reach = np.nan if at == 3 else 0.05
            rows.append((source, row["published"], "mean_editorializing", value, value - reach, value + reach, 4))
    return pd.DataFrame(rows, columns=["source", "period", "measure", "value", "low", "high", "n_articles"])


def _stance(names: list[str], rng: np.random.Generator, case: str) -> pd.DataFrame:
    targets = ["Ada Moreno", "the Northern Fisheries Inspection Board", "China", "Bo Lindqvist", "Republicans"]
    rows = []
    for k, target in enumerate(targets[:2] if case == "two" else targets):
        for source in names:
            if source == names[0] and k == 2:
                continue  # never mentioned
            value = np.nan if case == "nan" else float(np.clip(rng.normal(-0.15 + 0.1 * k, 0.25), -1, 1))
            reach = np.nan if source == "Lonely Gazette" else 0.2
            rows.append((target, source, value, value - reach, value + reach, 1 if np.isnan(reach) else 12 - k, 30))
    return pd.DataFrame(rows, columns=["target", "source", "value", "low", "high", "n_articles", "n_mentions"])


def _speakers(names: list[str], rng: np.random.Generator, case: str) -> pd.DataFrame:
    rows = []
    for source in names:
        counts = sorted(rng.integers(2, 40, 6), reverse=True) if source != "Lonely Gazette" else [1]
        for speaker, n in zip(SPEAKERS.split("|"), [] if case == "nan" else counts, strict=False):
            share = n / sum(counts)
            reach = np.nan if source == "Lonely Gazette" else 0.06
            cues = [("say", n // 2 + 1), ("claim", n // 4), ("according to", n // 6), ("insist", 1), ("thunder", 1)]
            rows.append(
                (source, speaker, int(n), share, max(0, share - reach), share + reach, [c for c in cues if c[1]])
            )
    return pd.DataFrame(rows, columns=["source", "speaker", "n", "share", "low", "high", "cues"])


def _words(names: list[str], rng: np.random.Generator, case: str) -> pd.DataFrame:
    rows = []
    count = 0 if case == "nan" else 150
    uses = (10 * rng.pareto(1.1, count) + 10).astype(int)
    for source in names:
        z = rng.normal(0, 1.6, count)
        error = 2.2 / np.sqrt(uses)
        for k in range(count):
            value = z[k] * error[k]
            bare = source == "Lonely Gazette"
            low, high = (np.nan, np.nan) if bare else (value - 1.96 * error[k], value + 1.96 * error[k])
            word = f"outrageous number{k}" if k % 7 == 0 else f"word{k}"
            n = int(uses[k] // 2)
            rows.append((source, "author", word, value, low, high, np.nan if bare else z[k], n, int(uses[k]) - n))
    columns = ["source", "voice", "word", "log_odds", "low", "high", "z", "n", "n_others"]
    return pd.DataFrame(rows, columns=columns)


def _labelled(names: list[str], level: np.ndarray, rng: np.random.Generator, case: str) -> pd.DataFrame:
    rows = []
    for source, middle in zip(names, level, strict=True):
        for article in range(1 if source == "Lonely Gazette" else 12):
            for _ in range(5):
                label = np.nan if case == "nan" else float(rng.random() < middle)
                rows.append(
                    (source, f"{source}-{article}", label, float(np.clip(middle * 0.8 + rng.normal(0.05, 0.1), 0, 1)))
                )
    return pd.DataFrame(rows, columns=["source", "article_id", "label", "probability"])


@pytest.fixture
def tables() -> Callable[..., SimpleNamespace]:
    """The maker of tables, see :func:`make_tables`."""
    return make_tables


@pytest.fixture
def scores_of_an_article() -> Callable[..., pd.DataFrame]:
    """The maker of one article's scores, see :func:`make_scores`."""
    return make_scores
