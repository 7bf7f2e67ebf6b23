"""A model on the tasks that have more than two labels: stance, frames of articles and sentences, attribution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.articles.quotations import paragraphs
from framing.articles.sentences import split_line
from framing.corpora.corpus import Corpus
from framing.corpora.frames import FRAMES
from framing.corpora.overlap import near_duplicates
from framing.errors import InputError, unknown_name
from framing.evaluation.attribution import attribution_metrics
from framing.evaluation.labels import auc_metrics, class_metrics, several_metrics
from framing.models.tasks import get_task

COMMONEST = 5
"""Frames that the baseline of frames gives to every article."""

LABEL_COLUMNS = {"attribution": "attributions"}
"""The column with a task's labels, where it is not named like the task."""


def evaluate_other(
    model: Any, corpus: Corpus, part: str, task: str, seed: int, resamples: int, baselines: bool
) -> pd.DataFrame:
    """Return metrics of a model and of the task's baseline on a part of a corpus, for :func:`framing.evaluate`.

    Columns: those of :func:`framing.evaluation.bootstrap.metric_table`, ``model`` and ``split``. Known parts of the
    corpus are those that the model's card says it was trained on; where it names none, those before this part, or of
    these ``train`` alone. Where they hold rows of the same articles, or nearly the same sentences, stance is also
    measured on the other rows alone, under the split ``<part>, not in <known parts>``. Baselines: for stance the
    commonest label of the known parts; for frames of articles the :data:`COMMONEST` frames of the very rows, given to
    each; for attribution the rules of :mod:`framing.articles`. Raises InputError where no row has a label.
    """
    rows = labelled(corpus.table(part), task)
    if rows.empty:
        raise InputError(f"No row of {corpus.name} ({part}) has a label for {task!r}.")
    names = _known_parts(model, corpus, part)
    earlier = [labelled(corpus.table(name), task) for name in names]
    known = pd.concat(earlier, ignore_index=True) if earlier else rows.iloc[:0]
    sets = {part: rows}
    if get_task(task).kind == "mention" and len(known):
        new = rows[unseen(rows, known)]
        if 0 < len(new) < len(rows):
            sets[f"{part}, not in {', '.join(names)}"] = new
    tables = []
    for split, chosen in sets.items():
        tables.append(measure_task(model, task, chosen, resamples, seed).assign(model=model.name, split=split))
        if baselines:
            baseline = _BASELINES.get(kind_of(task, chosen))
            found = baseline(chosen, known, resamples, seed) if baseline else None
            tables += [] if found is None else [found.assign(split=split)]
    return pd.concat(tables, ignore_index=True)


def measure_task(model: Any, task: str, rows: pd.DataFrame, resamples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Return the metrics of a model on labelled rows of a task that has more than two labels.

    Stance: macro-F1 and accuracy toward the mentions ``start, end``; a mention that the model cannot see counts as
    wrong. Frames of whole articles: micro- and macro-F1 at ``thresholds["frames_article"]`` (.5 without). Frames of
    sentences (rows that have ``themes``): AUC. Attribution: see
    :func:`framing.evaluation.attribution.attribution_metrics`. Columns: those of
    :func:`framing.evaluation.bootstrap.metric_table`. Raises UnknownNameError where the model does not answer the task.
    """
    if task not in model.tasks:
        raise unknown_name(f"task of {model.name}", task, model.tasks)
    return _MEASURES[kind_of(task, rows)](model, task, rows, resamples, seed)


def kind_of(task: str, rows: pd.DataFrame) -> str:
    """Return how a task is measured on rows: its kind, or "sentence frames" where rows have themes of sentences."""
    kind = get_task(task).kind
    return "sentence frames" if kind == "several" and "themes" in rows else kind


def labelled(rows: pd.DataFrame, task: str) -> pd.DataFrame:
    """Return the rows that have a label of the task."""
    column = LABEL_COLUMNS.get(task, task)
    return rows[rows[column].notna()].reset_index(drop=True) if column in rows else rows.iloc[:0]


def unseen(rows: pd.DataFrame, known: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return for each row whether neither its article nor (nearly) its text is among the known rows."""
    fresh = ~rows["article"].isin(set(known["article"])).to_numpy(dtype=bool)
    pairs = near_duplicates(rows["text"], known["text"])
    fresh[pairs["a"].unique()] = False
    return np.asarray(fresh, dtype=bool)


def frame_flags(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which of the frames each row has: (n, 14)."""
    flags = [[frame in set(frames) for frame in FRAMES] for frames in rows["frames"]]
    return np.array(flags, dtype=bool).reshape(-1, len(FRAMES))


def article_sentences(text: str) -> list[str]:
    """Return the sentences of an article, as the pooling of frames reads them."""
    return [text[s:e] for line in paragraphs(text) for s, e in split_line(text, *line)]


def _known_parts(model: Any, corpus: Corpus, part: str) -> list[str]:
    named = [name for name in corpus.parts if f"{corpus.name}:{name}" in model.card.get("trained_on", ())]
    earlier = list(corpus.parts)[: list(corpus.parts).index(part)]
    return named or (["train"] if "train" in earlier else earlier)


def _stance(model: Any, task: str, rows: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    spans = [(int(s), int(e)) for s, e in zip(rows["start"], rows["end"], strict=True)]
    p = model.predict_proba(rows["text"].tolist(), task=task, mentions=spans)
    guess = np.where(np.isfinite(p).all(axis=1), np.nan_to_num(p).argmax(axis=1), -1)
    return class_metrics(rows[task], guess, p.shape[1], rows["article"], resamples, seed)


def _majority(rows: pd.DataFrame, known: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame | None:
    if known.empty:
        return None
    guess = np.full(len(rows), int(known["stance"].mode().iloc[0]))
    return class_metrics(rows["stance"], guess, 3, rows["article"], resamples, seed).assign(model="majority")


def _frames(model: Any, task: str, rows: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    p = model.article_proba([article_sentences(text) for text in rows["text"]], task)
    cuts = np.asarray(model.thresholds.get(f"{task}_article", 0.5), dtype=float)
    return several_metrics(frame_flags(rows), p >= cuts, rows["article"], resamples, seed)


def _commonest(rows: pd.DataFrame, known: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    wanted = frame_flags(rows)
    found = np.zeros_like(wanted)
    found[:, np.argsort(-wanted.sum(axis=0), kind="stable")[:COMMONEST]] = True
    table = several_metrics(wanted, found, rows["article"], resamples, seed)
    return table.assign(model=f"{COMMONEST} commonest")


def _themes(model: Any, task: str, rows: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    p = model.predict_proba(rows["text"].tolist(), task=task)
    return auc_metrics(frame_flags(rows), p, tuple(FRAMES), rows["article"], resamples, seed)


def _attribution(model: Any, task: str, rows: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    return attribution_metrics(rows, model.attributor(), resamples, seed)


def _rules(rows: pd.DataFrame, known: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    return attribution_metrics(rows, None, resamples, seed).assign(model="rules")


_MEASURES: dict[str, Callable[[Any, str, pd.DataFrame, int, int], pd.DataFrame]] = {
    "mention": _stance,
    "several": _frames,
    "sentence frames": _themes,
    "tokens": _attribution,
}
_BASELINES: dict[str, Callable[[pd.DataFrame, pd.DataFrame, int, int], pd.DataFrame | None]] = {
    "mention": _majority,
    "several": _commonest,
    "tokens": _rules,
}
