"""What a run says of itself while it learns: metrics on rows that are held out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.articles.quotations import paragraphs
from framing.articles.sentences import split_line
from framing.corpora.frames import FRAMES
from framing.models.batching import tokens_in
from framing.models.training_settings import KINDS, Settings


def judge(
    model: Any, settings: Settings, name: str, rows: pd.DataFrame, articles: int | None = None
) -> dict[str, float]:
    """Return metrics ``<held out>/<task>/<metric>`` of every task that the rows have labels of.

    At most ``articles`` articles are looked at for tasks asked of whole articles.
    """
    found: dict[str, float] = {}
    for task in settings.tasks:
        kind = KINDS.get(task)
        column = "attributions" if kind == "tokens" else task
        if kind is None or column not in rows or rows[column].isna().all():
            continue
        labelled = rows[rows[column].notna()]
        if kind == "binary":
            metrics = _binary(model, task, labelled)
        elif kind == "mention":
            metrics = stance_metrics(model, labelled)
        elif kind == "tokens":
            metrics = role_metrics(model, labelled.drop_duplicates("article").head(articles or len(labelled)))
        elif "themes" in rows:
            metrics = theme_metrics(model, labelled)
        else:
            metrics = frame_metrics(model, labelled.head(articles or len(labelled)))
        found |= {f"{name}/{task}/{metric}": value for metric, value in metrics.items()}
    return found


def _binary(model: Any, task: str, rows: pd.DataFrame) -> dict[str, float]:
    from sklearn.metrics import roc_auc_score

    labels = rows[task].to_numpy(dtype=float)
    p = model.predict_proba(rows["text"].tolist(), task=task)[:, 1]
    found = {"macro_f1": macro_f1(labels, (p >= 0.5).astype(int)), "mean": float(p.mean()), "n": float(len(rows))}
    if len(set(labels)) == 2:
        found["auc"] = float(roc_auc_score(labels, p))
        cuts = np.quantile(p, np.linspace(0.05, 0.95, 37))
        found["best_macro_f1"] = max(macro_f1(labels, (p >= cut).astype(int)) for cut in cuts)
    return found


def stance_metrics(model: Any, rows: pd.DataFrame) -> dict[str, float]:
    """Return macro-F1 and accuracy of stance toward the mentions ``start``, ``end`` of each row."""
    spans = [(int(s), int(e)) for s, e in zip(rows["start"], rows["end"], strict=True)]
    p = np.nan_to_num(model.predict_proba(rows["text"].tolist(), task="stance", mentions=spans), nan=1 / 3)
    labels, guess = rows["stance"].to_numpy(dtype=int), p.argmax(axis=1)
    return {"macro_f1": macro_f1(labels, guess), "accuracy": float((labels == guess).mean()), "n": float(len(rows))}


def frame_metrics(model: Any, rows: pd.DataFrame) -> dict[str, float]:
    """Return micro- and macro-F1 (at one half, and at the share of positives) of the frames of whole articles."""
    wanted = np.array([[frame in set(frames) for frame in FRAMES] for frames in rows["frames"]], dtype=bool)
    sentences = [[text[s:e] for line in paragraphs(text) for s, e in split_line(text, *line)] for text in rows["text"]]
    p = model.article_proba(sentences, "frames")
    found = {
        "micro_f1": micro_f1(wanted, p >= 0.5),
        "macro_f1": several_macro_f1(wanted, p >= 0.5),
        "n": float(len(rows)),
    }
    for cut in (0.3, 0.4):
        found[f"micro_f1_at_{cut}"] = micro_f1(wanted, p >= cut)
        found[f"macro_f1_at_{cut}"] = several_macro_f1(wanted, p >= cut)
    return found


def theme_metrics(model: Any, rows: pd.DataFrame) -> dict[str, float]:
    """Return the AUC of each frame on single sentences, over the frames that occur, and their mean."""
    from sklearn.metrics import roc_auc_score

    p = model.predict_proba(rows["text"].tolist(), task="frames")
    found = {}
    for k, frame in enumerate(FRAMES):
        wanted = np.array([frame in set(frames) for frames in rows["frames"]])
        if 0 < wanted.sum() < len(wanted):
            found[f"auc_{frame}"] = float(roc_auc_score(wanted, p[:, k]))
    return {"auc": float(np.mean(list(found.values()))), **found}


def role_metrics(model: Any, rows: pd.DataFrame) -> dict[str, float]:
    """Return token F1 of source, cue and content in whole articles."""
    counts = np.zeros((3, 3))
    attributor = model.attributor()
    for row in rows.to_dict("records"):
        text = row["text"]
        spans = [(s, e, n) for n, line in enumerate(paragraphs(text)) for s, e in split_line(text, *line)]
        offsets, p = attributor.roles(text, spans)
        for k, role in enumerate(("source", "cue", "content")):
            gold = tokens_in(offsets, [(s, e) for a in row["attributions"] for s, e in a[role]])
            said = p[:, k] >= 0.5
            counts[k] += (gold & said).sum(), said.sum(), gold.sum()
    f1 = 2 * counts[:, 0] / np.maximum(counts[:, 1] + counts[:, 2], 1)
    return {"source_f1": float(f1[0]), "cue_f1": float(f1[1]), "content_f1": float(f1[2]), "n": float(len(rows))}


def macro_f1(labels: Sequence[Any] | npt.NDArray[Any], guess: npt.NDArray[Any]) -> float:
    """Return the mean F1 over the labels that occur or are guessed."""
    truth = np.asarray(labels)
    each = []
    for label in sorted(set(truth.tolist()) | set(guess.tolist())):
        both, total = ((truth == label) & (guess == label)).sum(), (truth == label).sum() + (guess == label).sum()
        each.append(2 * both / total)
    return float(np.mean(each))


def micro_f1(wanted: npt.NDArray[np.bool_], found: npt.NDArray[np.bool_]) -> float:
    """Return the F1 of all cells of a table (rows, labels) together."""
    total = wanted.sum() + found.sum()
    return float(2 * (wanted & found).sum() / total) if total else 0.0


def several_macro_f1(wanted: npt.NDArray[np.bool_], found: npt.NDArray[np.bool_]) -> float:
    """Return the mean over labels of each label's F1; a label that neither occurs nor is found counts 0."""
    both, total = (wanted & found).sum(0), wanted.sum(0) + found.sum(0)
    return float(np.mean(np.where(total > 0, 2 * both / np.maximum(total, 1), 0.0)))
