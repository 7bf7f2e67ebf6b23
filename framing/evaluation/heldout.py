"""A trained encoder on everything that its config holds out: one table of metrics.

``python -m framing.evaluation.heldout configs/default_model.yaml runs/default/model`` prints it. Parts with
``judge: false`` are looked at only with ``--report``: choose models without it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from framing.evaluation.metrics import classification_metrics
from framing.evaluation.multi import LABEL_COLUMNS, labelled, measure_task
from framing.evaluation.voice import evaluate_voice
from framing.models.tasks import TASKS, get_task
from framing.models.training_data import read_held_out
from framing.models.training_settings import Settings, read_settings

COLUMNS = ("held_out", "task", "metric", "value", "low", "high", "n", "clusters")
VOICE = ("content_words", "all_content", "all_source", "all_cue", "quoted_source", "quoted_cue", "direct_words")
"""What of :data:`framing.evaluation.voice.MEASURES` is shown; ``all_source_f1`` is that of linked pairs of source and
content."""


def evaluate_held_out(
    model: Any, settings: Settings, report: bool = False, voice: bool = True, resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Return the metrics of a model on the held-out rows of a config, with 95 % intervals over articles.

    Columns: :data:`COLUMNS`. ``report`` adds the parts on which nothing is chosen. ``voice`` also reads who says what
    in the held-out articles that are annotated for it, the rules of :mod:`framing.articles.attribution` beside the
    model. Metrics are those of :mod:`framing.evaluation.metrics` and :mod:`framing.evaluation.multi`.
    """
    tables = []
    for one in read_held_out(settings):
        if not (one.judge or report):
            continue
        for task in model.tasks:
            if task not in TASKS or LABEL_COLUMNS.get(task, task) not in one.rows:
                continue
            rows = labelled(one.rows, task)
            if len(rows):
                table = _measure(model, task, rows, resamples, seed)
                tables.append(table.assign(held_out=one.name, task=task))
        if voice and "attributions" in one.rows and "attribution" in model.tasks:
            tables += [table.assign(held_out=one.name) for table in _voice(model, one.rows, resamples, seed)]
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(tables, ignore_index=True)[list(COLUMNS)]


def _measure(model: Any, task: str, rows: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    if get_task(task).kind != "binary":
        return measure_task(model, task, rows, resamples, seed)
    p = model.predict_proba(rows["text"].tolist(), task=task)[:, 1]
    threshold = float(model.thresholds.get(task, 0.5))
    labels = rows[task].to_numpy(dtype=float)
    return classification_metrics(labels, p, rows["article"], threshold, resamples=resamples, seed=seed)


def _voice(model: Any, rows: pd.DataFrame, resamples: int, seed: int) -> list[pd.DataFrame]:
    from framing.articles import read_both

    def by_model(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        sentences, found = read_both(articles, attribute=model.attributor())
        return found, sentences

    shown = [f"{measure}_{rate}" for measure in VOICE for rate in ("precision", "recall", "f1")]
    tables = []
    for name, reader in {"model": by_model, "rules": None}.items():
        measured = evaluate_voice(rows, reader=reader, resamples=resamples, seed=seed)
        tables.append(measured[measured["metric"].isin(shown)].assign(task=f"voice by {name}"))
    return tables


def main(arguments: list[str]) -> None:
    """Print the table, and write it beside the model as ``heldout.json``."""
    from framing.models.encoder import EncoderModel

    named = [a for a in arguments if not a.startswith("--")]
    if len(named) != 2:
        sys.exit("Usage: python -m framing.evaluation.heldout CONFIG MODEL_FOLDER [--report] [--no-voice]")
    model = EncoderModel.load(named[1])
    table = evaluate_held_out(model, read_settings(named[0]), "--report" in arguments, "--no-voice" not in arguments)
    print(table.to_string(index=False, float_format=lambda value: f"{value:.4f}"))
    (Path(named[1]) / "heldout.json").write_text(json.dumps(table.to_dict("records"), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
