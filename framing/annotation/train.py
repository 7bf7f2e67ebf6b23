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
from framing.counts import counted
from framing.errors import InputError, unknown_name
from framing.evaluation.agreement import agreement
from framing.evaluation.bootstrap import interval
from framing.evaluation.metrics import classification_metrics
from framing.evaluation.splits import make_folds
from framing.models import load_model
from framing.models.tasks import get_binary_task
from framing.models.tuned import TunedModel, raw_blocks
from framing.models.tuned_store import base_of, save_tuned
from framing.models.tuned_training import (
    FEWEST_WITHIN,
    Candidate,
    Choice,
    Rows,
    blocks_of,
    candidates_for,
    check_enough,
    fit_head,
    groups_of,
)

GROUPS: dict[str, str] = {
    "article": "sentences of one article are in one fold: how the model does on other articles of these sources",
    "outlet": "articles of one source are in one fold: how it does on sources that nobody labelled",
}
"""What is held out whole when models are measured."""

TUNED, BASE, MAJORITY, HALF = "tuned", "as it ships", "majority", "tuned on half"
METRICS = ("macro_f1", "positive_f1", "mcc", "auc", "brier")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Training:
    """What :func:`train_on_labels` gives.

    ``metrics``: ``model`` (tuned, as it ships, majority), ``metric, value, low, high, n, clusters``, each row of labels
    scored by a model that saw none of its group. ``differences``: tuned less the model as it ships, on the same rows,
    and all labels less half of them; the latter only where half of them suffice to train on in every fold.
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
    Where labels were drawn with unequal probabilities, calibration weighs each by one over its own. Within a fold
    there may be fewer groups than ``folds``; the choice is then made by as many folds as there are.

    ``model`` is the name, the folder or the hub id of the model underneath, whose files are saved with the tuned one; a
    loaded model cannot be saved so.

    Raises UnknownNameError for another task or group, InputError where labels are too few to train on at all or without
    one of the folds, or the model underneath cannot be saved.
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
    fold = make_folds(y, held, folds, seed)
    sides = [np.flatnonzero(fold != k) for k in range(folds)]
    _check_measurable(y, held, sides, group)
    article = table["article_id"].astype("str").to_numpy(object)
    candidates = candidates_for(base)
    sentences = as_table(table[[c for c in (*_READ, *SHARES, *SPANS) if c in table]], voice=True)
    say(f"Scoring {counted(len(table), 'labelled sentence')} with {base.name}")
    raw = raw_blocks(base, sentences, task, blocks_of(candidates))
    rows = Rows(raw, y, held, _weights(table))
    say(f"Measuring by {folds} folds of whole {group}s, choosing anew within each")
    halves = [_share_of(held, side, 0.5, [seed, k]) for k, side in enumerate(sides)]
    shipped = np.asarray(base.predict_proba(sentences, task), dtype=float)[:, 1]
    judged = {
        TUNED: _cross_validated(rows, candidates, fold, sides, folds, seed),
        BASE: (shipped, np.full(len(y), float(base.thresholds[task]))),
        MAJORITY: _majority(y, fold),
    }
    if _too_few(y, held, halves) is None:  # a constant in its place would look like a gain from more labels
        judged[HALF] = _cross_validated(rows, candidates, fold, halves, folds, seed)
    tables = {
        each: classification_metrics(y, p, article, cut, fold, resamples=resamples, seed=seed,
                                     keep_draws=True).set_index("metric").loc[list(METRICS)]
        for each, (p, cut) in judged.items()
    }  # fmt: skip
    metrics = pd.concat([tables[each].assign(model=each) for each in (TUNED, BASE, MAJORITY)]).reset_index()
    gained = _differences(tables[TUNED], tables[BASE], f"{TUNED} − {BASE}")
    doubled = gained.iloc[:0]
    if HALF in tables:
        doubled = _differences(tables[TUNED], tables[HALF], "all labels − half of them")
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


def _share_of(group: np.ndarray, rows: np.ndarray, share: float, seed: list[int]) -> np.ndarray:
    """Return the rows of a random share of their groups."""
    names = np.unique(group[rows].astype(str))
    kept = np.random.default_rng(seed).choice(names, max(2, round(share * len(names))), replace=False)
    return rows[np.isin(group[rows].astype(str), kept)]


def _too_few(y: np.ndarray, group: np.ndarray, sides: Sequence[np.ndarray]) -> tuple[int, int, int] | None:
    """Return a label that is too rare on one of the sides to train on it, its rows and its groups there, or None."""
    for side in sides:
        for label in (0, 1):
            rows, groups = int((y[side] == label).sum()), groups_of(y[side], group[side], label)
            if rows < FEWEST_WITHIN or groups < 2:
                return label, rows, groups
    return None


def _check_measurable(y: np.ndarray, held: np.ndarray, sides: Sequence[np.ndarray], group: str) -> None:
    few = _too_few(y, held, sides)
    if few is None:
        return
    label, rows, groups = few
    instead = ", hold out articles (group='article', --group article)" if group == "outlet" else ""
    raise InputError(
        f"Labels are too few to measure by {len(sides)} folds of whole {group}s: without one of the folds, {rows} of "
        f"them say {label}, in {groups} {group}{'s' * (groups != 1)}; needed are {FEWEST_WITHIN} in 2 {group}s, "
        f"whichever fold is left out. Label more {group}s with some that say {label} (now {groups_of(y, held, label)})"
        f"{instead}, or give another number of folds."
    )


def _cross_validated(
    rows: Rows, candidates: Sequence[Candidate], fold: np.ndarray, sides: Sequence[np.ndarray], folds: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return probability and threshold of each row, from a head that saw nothing of its group.

    ``sides`` are the rows that are trained on for each fold; :func:`_too_few` must have found them enough. The choice
    within is by ``folds`` folds, or as many as the rarer label has groups there.
    """
    p, cut = np.full(len(rows), np.nan), np.full(len(rows), 0.5)
    for k, side in enumerate(sides):
        test = np.flatnonzero(fold == k)
        part, rest = rows.take(side), rows.take(test)
        within = min(folds, *(groups_of(part.y, part.group, label) for label in (0, 1)))
        head, _ = fit_head(part, candidates, within, seed, FEWEST_WITHIN)
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
