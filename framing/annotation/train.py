"""Models trained on users' own labels, measured by nested cross-validation, and told plainly when labels are few."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.annotation.hints import hints
from framing.annotation.labels import consensus
from framing.annotation.training_card import training_card
from framing.articles.loose import SHARES, SPANS, as_table
from framing.errors import InputError, unknown_name
from framing.evaluation.agreement import agreement
from framing.evaluation.bootstrap import interval
from framing.evaluation.metrics import classification_metrics
from framing.evaluation.splits import make_folds
from framing.models import load_model
from framing.models.tasks import get_binary_task
from framing.models.tuned import TunedModel, raw_blocks
from framing.models.tuned_store import base_of, save_tuned
from framing.models.tuned_training import Candidate, Choice, Rows, blocks_of, candidates_for, check_enough, fit_head

GROUPS: dict[str, str] = {
    "article": "sentences of one article are in one fold: how the model does on other articles of these sources",
    "outlet": "articles of one source are in one fold: how it does on sources that nobody labelled",
}
"""What is held out whole when models are measured."""

TUNED, BASE, MAJORITY = "tuned", "as it ships", "majority"
METRICS = ("macro_f1", "positive_f1", "mcc", "auc", "brier")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Training:
    """What :func:`train_on_labels` gives.

    ``metrics``: ``model`` (tuned, as it ships, majority), ``metric, value, low, high, n, clusters``, each row of labels
    scored by a model that saw none of its group. ``differences``: tuned less the model as it ships, on the same rows.
    ``agreement``: of several coders (:func:`framing.evaluation.agreement.agreement`); no row for one. ``choice``: what
    was tried on all rows, and what was taken. ``hints``: sentences on what the labels suffice for.
    """

    model: TunedModel
    metrics: pd.DataFrame
    differences: pd.DataFrame
    agreement: pd.DataFrame
    choice: pd.DataFrame
    hints: tuple[str, ...]
    base: str | Path = field(repr=False)

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write the model folder, with ``metrics.csv`` beside the weights, and return its path."""
        path = save_tuned(self.model, folder, self.base)
        both = pd.concat([self.metrics, self.differences], ignore_index=True)
        both.to_csv(path / "metrics.csv", index=False)
        return path


def train_on_labels(
    labels: pd.DataFrame,
    task: str,
    model: str | os.PathLike[str] = "default",
    *,
    group: str = "article",
    name: str | None = None,
    folds: int = 5,
    resamples: int = 1000,
    seed: int,
    say: Say = lambda line: None,
) -> Training:
    """Train on users' own labels of a task, on top of a model, and measure what came of it.

    ``labels`` is what :func:`framing.annotation.read_labels` returns. On top of the model's own score a logistic
    regression may look at the encoder's sentence vectors (features, for the linear model) and at n-grams; whether it
    does, and how strong its penalty is, is chosen by cross-validation. Few labels often leave the score alone,
    recalibrated. What is reported comes from an outer cross-validation that repeats that choice without the fold that
    is measured (nested: Varma and Simon 2006, Bias in error estimation when using cross-validation for model
    selection), by ``group`` ("article" or "outlet", see :data:`GROUPS`); intervals are by bootstrap over articles.
    Where labels were drawn with unequal probabilities, calibration weighs each by one over its own.

    ``model`` is the name, the folder or the hub id of the model underneath, whose files are saved with the tuned one; a
    loaded model cannot be saved so.

    Raises UnknownNameError for another task or group, InputError where labels are too few to train on at all, or the
    model underneath cannot be saved.
    """
    get_binary_task(task)
    if group not in GROUPS:
        raise unknown_name("group to hold out", group, GROUPS)
    below = base_of(model)  # a model that cannot be saved shows before anything is computed
    base = load_model(below)
    if task not in base.tasks:
        raise unknown_name(f"task of {base.name}", task, base.tasks)
    coded = consensus(labels, task)
    table = coded[coded["label"] != 0.5].reset_index(drop=True)
    ties = len(coded) - len(table)
    y = (table["label"] > 0.5).to_numpy(int)
    held = _groups(table, group)
    check_enough(y, held, folds)
    article = table["article_id"].astype("str").to_numpy(object)
    candidates = candidates_for(base)
    sentences = as_table(table[[c for c in (*_READ, *SHARES, *SPANS) if c in table]], voice=True)
    say(f"Scoring {len(table)} labelled sentences with {base.name}")
    raw = raw_blocks(base, sentences, task, blocks_of(candidates))
    rows = Rows(raw, y, held, _weights(table))
    fold = make_folds(y, held, folds, seed)
    say(f"Measuring by {folds} folds of whole {group}s, choosing anew within each")
    found = _cross_validated(rows, candidates, fold, folds, seed)
    half = _cross_validated(rows, candidates, fold, folds, seed, share=0.5)
    shipped = np.asarray(base.predict_proba(sentences, task), dtype=float)[:, 1]
    judged = {
        TUNED: found,
        BASE: (shipped, np.full(len(y), float(base.thresholds[task]))),
        MAJORITY: _majority(y, fold),
        "tuned on half": half,
    }
    tables = {
        each: classification_metrics(y, p, article, cut, fold, resamples=resamples, seed=seed,
                                     keep_draws=True).set_index("metric").loc[list(METRICS)]
        for each, (p, cut) in judged.items()
    }  # fmt: skip
    metrics = pd.concat([tables[each].assign(model=each) for each in (TUNED, BASE, MAJORITY)]).reset_index()
    gained = _differences(tables[TUNED], tables[BASE], f"{TUNED} − {BASE}")
    doubled = _differences(tables[TUNED], tables["tuned on half"], "all labels − half of them")
    say("Training on all labels")
    head, choice = fit_head(rows, candidates, folds, seed)
    told = _agreement(labels, task, resamples, seed)
    columns = ["model", "metric", "value", "low", "high", "n", "clusters"]
    said = hints(
        metrics, gained, doubled, told, y, article, group=group, ties=ties, grouped=labels.attrs.get("grouped", True),
        weighted="inclusion_probability" in table, recalibrated=len(head.prepared.blocks) == 1,
    )  # fmt: skip
    tuned = TunedModel(base, {task: head}, {"name": name or f"{base.name}-tuned"})
    training = Training(
        tuned, metrics[columns], pd.concat([gained, doubled], ignore_index=True)[columns], told, _tried(choice),
        tuple(said), below,
    )  # fmt: skip
    return replace(training, model=replace(tuned, card=training_card(training, task, group, folds, seed)))


_READ = ("text", "start", "end", "voice", "speaker")


def _groups(table: pd.DataFrame, group: str) -> np.ndarray:
    column = "source" if group == "outlet" else "article_id"
    if column not in table or table[column].isna().any():
        raise InputError(
            f"Folds by {group} need the {group} of every label; {int(table[column].isna().sum())} of {len(table)} have "
            f"none. Give a column {column!r} (or 'outlet'), or use --group article."
        )
    return table[column].astype("str").to_numpy(object)


def _agreement(labels: pd.DataFrame, task: str, resamples: int, seed: int) -> pd.DataFrame:
    """Return how far coders agree; no row where no sentence has two answers."""
    known = labels[labels[task].notna()]
    if known.groupby("sentence_id")[task].count().max() < 2:
        return pd.DataFrame(columns=["measure", "coders", "value", "low", "high", "n"])
    long = pd.DataFrame(
        {
            "item": known["sentence_id"].to_numpy(),
            "coder": known["coder"].astype("str").to_numpy(),
            "label": known[task].to_numpy(int),
            "article": known["article_id"].astype("str").to_numpy(),
        }
    )
    return agreement(long, resamples=min(resamples, 200), seed=seed)


def _weights(table: pd.DataFrame) -> np.ndarray:
    if "inclusion_probability" not in table:
        return np.ones(len(table))
    weight = 1.0 / table["inclusion_probability"].astype(float).fillna(1.0).to_numpy()
    return np.asarray(weight / weight.mean())


def _cross_validated(
    rows: Rows, candidates: Sequence[Candidate], fold: np.ndarray, folds: int, seed: int, share: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Return probability and threshold of each row, from a head that saw nothing of its group.

    ``share`` of the groups of the other folds is trained on. Where that is too few, everything gets their share of
    positives.
    """
    p, cut = np.full(len(rows), np.nan), np.full(len(rows), 0.5)
    for k in range(folds):
        train, test = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        if share < 1:
            names = np.unique(rows.group[train].astype(str))
            rng = np.random.default_rng([seed, k])
            kept = rng.choice(names, max(2, round(share * len(names))), replace=False)
            train = train[np.isin(rows.group[train].astype(str), kept)]
        part, rest = rows.take(train), rows.take(test)
        try:
            head, _ = fit_head(part, candidates, folds, seed)
        except InputError:
            p[test] = (part.y.sum() + 0.5) / (len(part) + 1)
            continue
        p[test], cut[test] = head.calibration(head.logits(rest.raw)), head.threshold
    return p, cut


def _majority(y: np.ndarray, fold: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    p = np.array([y[fold != k].mean() for k in fold])
    return p, np.full(len(y), 0.5)


def _differences(a: pd.DataFrame, b: pd.DataFrame, model: str) -> pd.DataFrame:
    """Return the metrics of ``a`` less those of ``b`` on the same rows, from the same resamples of articles."""
    rows = []
    for metric in METRICS:
        one: Any = a.loc[metric]
        other: Any = b.loc[metric]
        gap = float(one["value"] - other["value"])
        low, high = interval(gap, np.asarray(one["draws"]) - np.asarray(other["draws"]), int(one["clusters"]))
        rows.append((model, metric, gap, low, high, one["n"], one["clusters"]))
    return pd.DataFrame(rows, columns=["model", "metric", "value", "low", "high", "n", "clusters"])


def _tried(choice: Choice) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {"candidate": str(candidate), "log_loss": loss, "chosen": number == choice.chosen}
        for number, (candidate, loss) in enumerate(zip(choice.candidates, choice.losses, strict=True))
    ]
    return pd.DataFrame(rows)
