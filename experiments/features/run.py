"""The study of feature families: each alone, all, all but one, over splits and corpora; tables and a figure.

python experiments/features/run.py configs/studies/features.yaml [--only corpora|ngrams|pages] [--out FOLDER]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field

from framing.articles import to_sentences
from framing.corpora import get_corpus
from framing.evaluation import classification_metrics, folds
from framing.evaluation.bootstrap import cluster_weights, percentile_interval
from framing.evaluation.metrics import _confusion_metrics, weighted_auc
from framing.evaluation.splits import folded_rows, make_folds
from framing.features import FEATURES, extract, get_family
from framing.models.boosted import features_of
from framing.models.boosted_training import FeatureSettings, fit_features
from framing.models.tasks import get_task

HERE = Path(__file__).parent
BETWEEN = 20  # sentences an article is cut to in the comparison of pages, from its beginning


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Corpus(_Section):
    """A corpus, its task and the kinds of folds."""

    corpus: str
    task: str
    splits: tuple[str, ...] = Field(min_length=1)


class Ngrams(_Section):
    """Where n-grams are compared with n-grams and features."""

    corpus: str
    task: str
    split: str
    C: float = Field(1.0, gt=0)


class Pages(_Section):
    """The comparison of opinion and news pages."""

    corpus: str
    articles: int = Field(2000, ge=20)
    C: float = Field(0.01, gt=0)


class Study(_Section):
    """What the study does."""

    name: str
    seed: int = Field(ge=0)
    learner: str = "features"
    C: float = Field(0.01, gt=0)
    resamples: int = Field(1000, ge=0)
    families: tuple[str, ...] = tuple(FEATURES)
    corpora: tuple[Corpus, ...] = ()
    ngrams: Ngrams | None = None
    pages: Pages | None = None


def load_study(path: Path) -> Study:
    """Return the study of a YAML file, with every family and corpus looked up."""
    study = Study.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    for name in study.families:
        get_family(name)
    for one in study.corpora:
        get_corpus(one.corpus), get_task(one.task)
    return study


def subsets(families: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield name and families of every model: all, each alone, all but each."""
    yield "all", families
    for name in families:
        yield f"only {name}", (name,)
    for name in families:
        yield f"without {name}", tuple(other for other in families if other != name)


def labelled(corpus: str, task: str) -> pd.DataFrame:
    """Return the folded rows of a corpus that have a label of the task."""
    rows = folded_rows(corpus)
    rows = rows[rows[task].notna()].reset_index(drop=True)
    return rows.assign(corpus=corpus, label=rows[task].astype("int64"))


def split_of(rows: pd.DataFrame, corpus: str, split: str, seed: int) -> np.ndarray:
    """Return the fold of each row; folds by topic are made here, the others are the committed ones."""
    if split != "topic":
        return np.asarray(folds(corpus, split, rows["row_id"]))
    topics = rows["topic"].fillna("none").astype(str)
    return np.asarray(make_folds(rows["label"], topics, n_folds=min(5, topics.nunique()), seed=seed))


def held_out(
    study: Study, rows: pd.DataFrame, measured: dict[str, np.ndarray], task: str, families: tuple[str, ...],
    fold: np.ndarray,
) -> pd.DataFrame:  # fmt: skip
    """Return probability and threshold of every row from a model that saw nothing of its fold."""
    corpus = str(rows["corpus"].iloc[0])
    head = {"rows": [{"corpus": corpus, "parts": sorted(set(rows["part"]))}], "calibrate_on": corpus, "C": study.C}
    settings = FeatureSettings.model_validate({"tasks": {task: head}, "learner": study.learner, "families": families})
    X = np.hstack([measured[name] for name in families])
    found = pd.DataFrame({"probability": np.zeros(len(rows)), "threshold": 0.5})
    for k in np.unique(fold):
        train, test = fold != k, fold == k
        model = fit_features(settings, {task: rows[train]}, study.seed, measured={task: X[train]})
        logits = model.heads[task].decision_function(model.scaler.transform(X[test]))
        found.loc[test, "probability"] = model.calibrations[task][get_task(task).view](logits)
        found.loc[test, "threshold"] = model.thresholds[task]
    return found


def study_corpora(study: Study, say: Any = print) -> pd.DataFrame:
    """Return macro-F1 and AUC of every subset of families on every split, and what is lost without each family."""
    results = []
    for one in study.corpora:
        rows = labelled(one.corpus, one.task)
        whole = features_of(rows, study.families, get_task(one.task).view)
        ends = np.cumsum([len(get_family(name)().features()) for name in study.families])
        measured = dict(zip(study.families, np.split(whole, ends[:-1], axis=1), strict=True))
        for split in one.splits:
            fold = split_of(rows, one.corpus, split, study.seed)
            everything: pd.DataFrame | None = None
            for name, families in subsets(study.families):
                found = held_out(study, rows, measured, one.task, families, fold)
                everything = found if everything is None else everything
                table = classification_metrics(
                    rows["label"], found["probability"], rows["article"], found["threshold"], fold,
                    resamples=study.resamples, seed=study.seed,
                )  # fmt: skip
                table = table[table["metric"].isin(["macro_f1", "weighted_f1", "auc"])]
                gain = paired_gain(rows, everything, found, study)
                both = pd.concat([table, gain], ignore_index=True)
                results.append(both.assign(corpus=one.corpus, task=one.task, split=split, features=name))
                value = table.set_index("metric")["value"]
                say(f"{one.corpus} {split}: {name}: macro-F1 {value['macro_f1']:.3f}, AUC {value['auc']:.3f}")
    columns = ["corpus", "task", "split", "features", "metric", "value", "low", "high", "n", "clusters"]
    return pd.concat(results, ignore_index=True)[columns] if results else pd.DataFrame(columns=columns)


def paired_gain(rows: pd.DataFrame, one: pd.DataFrame, other: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return how much macro-F1 ``one`` has more than ``other``, by a paired interval over articles."""
    y = rows["label"].to_numpy(float)
    group, names = pd.factorize(rows["article"])
    weights = np.vstack([np.ones((1, len(names))), cluster_weights(len(names), study.resamples, study.seed)])
    first, second = (
        _confusion_metrics(y, (table["probability"] >= table["threshold"]).to_numpy(), group, weights)["macro_f1"]
        for table in (one, other)
    )
    low, high = percentile_interval((first - second)[1:])
    row = ("macro_f1_lost", float((first - second)[0]), low, high, len(y), len(names))
    return pd.DataFrame([row], columns=["metric", "value", "low", "high", "n", "clusters"])


def study_ngrams(study: Study) -> pd.DataFrame:
    """Return macro-F1 of n-grams, of n-grams and features, and their paired difference over articles."""
    from framing.evaluation import predict
    from framing.models import LinearRecipe, LinearSettings

    ask = study.ngrams
    assert ask is not None
    parts = sorted(set(folded_rows(ask.corpus)["part"]))
    head = {"rows": [{"corpus": ask.corpus, "parts": parts}], "calibrate_on": ask.corpus, "C": ask.C}
    found = {}
    for name, families in (("n-grams", ()), ("n-grams and features", study.families)):
        settings = LinearSettings.model_validate({"tasks": {ask.task: head}, "families": families})
        scored = predict(LinearRecipe(settings, name), ask.corpus, ask.split, ask.task, seed=study.seed, baselines=())
        found[name] = scored.sort_values("row_id", ignore_index=True)
    tables = []
    for name, scored in found.items():
        metrics = classification_metrics(
            scored["label"], scored["probability"], scored["article"], scored["threshold"], scored["fold"],
            resamples=study.resamples, seed=study.seed,
        )  # fmt: skip
        tables.append(metrics.assign(features=name))
    gain = paired_gain(found["n-grams"], found["n-grams and features"], found["n-grams"], study)
    tables.append(gain.assign(metric="macro_f1_gained", features="n-grams and features, over n-grams"))
    return pd.concat(tables, ignore_index=True).assign(corpus=ask.corpus, task=ask.task, split=ask.split)


def study_pages(study: Study) -> pd.DataFrame:
    """Return the AUC of opinion against news pages within an outlet, by mean author-voice features of articles."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold
    from sklearn.preprocessing import StandardScaler

    ask = study.pages
    assert ask is not None
    articles = sampled_pages(get_corpus(ask.corpus).table(), ask.articles, study.seed)
    sentences = to_sentences(articles[["article_id", "text"]])
    sentences = sentences[(sentences["kind"] == "body") & (sentences["voice"] == "author")]
    sentences = sentences[sentences.groupby("article_id").cumcount() < BETWEEN]
    means = extract(sentences, study.families).groupby(sentences["article_id"]).mean()
    articles = articles[articles["article_id"].isin(means.index)].reset_index(drop=True)
    means = means.loc[articles["article_id"]]
    y = (articles["page"] == "opinion").to_numpy(int)
    outlet, names = pd.factorize(articles["outlet"])
    rows = []
    for name, families in subsets(study.families):
        columns = [c for family in families for c in (f"{family}_{f}" for f in get_family(family)().features())]
        X = means[columns].to_numpy(float)
        score = np.zeros(len(y))
        for train, test in GroupKFold(n_splits=min(5, len(names))).split(X, y, outlet):
            scaler = StandardScaler().fit(X[train])
            model = LogisticRegression(C=ask.C, max_iter=1000).fit(np.clip(scaler.transform(X[train]), -3, 3), y[train])
            score[test] = model.decision_function(np.clip(scaler.transform(X[test]), -3, 3))
        weights = np.vstack([np.ones((1, len(y))), cluster_weights(len(y), study.resamples, study.seed)])
        auc = weighted_auc(y.astype(float), score, np.arange(len(y)), weights, outlet)
        low, high = percentile_interval(auc[1:])
        rows.append((name, "auc_within_outlet", float(auc[0]), low, high, len(y), len(names)))
    table = pd.DataFrame(rows, columns=["features", "metric", "value", "low", "high", "n", "outlets"])
    return table.assign(corpus=ask.corpus, task="opinion page", split="outlet")


def sampled_pages(table: pd.DataFrame, count: int, seed: int) -> pd.DataFrame:
    """Return as many opinion as news articles of each outlet that has both, ``count`` at most."""
    known = table[table["page"].isin(["opinion", "news"])]
    sizes = pd.crosstab(known["outlet"], known["page"])
    outlets = sizes[(sizes >= 10).all(axis=1)].index
    each = max(1, count // (2 * max(len(outlets), 1)))
    picked = [
        group.sample(min(each, int(sizes.loc[outlet].min())), random_state=seed)
        for (outlet, _), group in known[known["outlet"].isin(outlets)].groupby(["outlet", "page"])
    ]
    return pd.concat(picked, ignore_index=True)


def figure(results: pd.DataFrame) -> Any:
    """Draw macro-F1 of each family alone and of all, a mark a split, for each corpus."""
    from framing.figures.style import PackageFigure, styled

    shown = results[(results["metric"] == "macro_f1") & ~results["features"].str.startswith("without")]
    corpora = list(dict.fromkeys(shown["corpus"]))
    with styled():
        fig = PackageFigure(figsize=(7.2, 1.0 + 0.36 * shown["features"].nunique()), layout="constrained")
        for axes, corpus in zip(np.atleast_1d(fig.subplots(1, len(corpora), sharey=True)), corpora, strict=True):
            here = shown[shown["corpus"] == corpus]
            order = list(dict.fromkeys(here["features"]))
            for number, (split, rows) in enumerate(here.groupby("split", sort=False)):
                at = np.array([order.index(name) for name in rows["features"]]) + 0.16 * (number - 1.5)
                colour = f"C{number}"
                axes.hlines(at, rows["low"], rows["high"], color=colour, linewidth=1.4)
                axes.scatter(rows["value"], at, s=16, color=colour, label=f"{split} folds", zorder=3)
            axes.set_ylim(len(order) - 0.4, -0.6)
            axes.set_yticks(range(len(order)), [name.replace("_", " ") for name in order])
            axes.set_xlabel(f"macro-F1, {corpus}")
            axes.legend(fontsize=7.5, frameon=False, loc="lower left")
    return fig


def main() -> None:
    """Run the study, or one part of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("--only", choices=["corpora", "ngrams", "pages"])
    parser.add_argument("--out", type=Path, default=HERE / "results")
    options = parser.parse_args()
    study = load_study(options.config)
    options.out.mkdir(parents=True, exist_ok=True)
    if options.only in (None, "corpora") and study.corpora:
        from framing.figures import save

        results = study_corpora(study)
        results.to_csv(options.out / "corpora.csv", index=False, float_format="%.4f")
        save(figure(results), options.out / "families.png")
    if options.only in (None, "ngrams") and study.ngrams:
        study_ngrams(study).to_csv(options.out / "ngrams.csv", index=False, float_format="%.4f")
    if options.only in (None, "pages") and study.pages:
        study_pages(study).to_csv(options.out / "pages.csv", index=False, float_format="%.4f")


if __name__ == "__main__":
    main()
