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

from framing.articles import attributions, to_sentences
from framing.evaluation.voice import evaluate_voice
from framing.models.training_data import HeldOut, read_held_out
from framing.models.training_judge import judge
from framing.models.training_settings import Settings, read_settings

VOICE = ("content_words", "all_content", "all_source", "all_cue", "quoted_source", "quoted_cue", "direct_words")
"""What of :data:`framing.evaluation.voice.MEASURES` is shown; ``all_source_f1`` is that of linked pairs of source and
content."""


def evaluate_held_out(model: Any, settings: Settings, report: bool = False, voice: bool = True) -> pd.DataFrame:
    """Return the metrics of a model on the held-out rows of a config: columns ``held_out, task, metric, value``.

    ``report`` adds the parts on which nothing is chosen. ``voice`` also reads who says what in the held-out articles
    that are annotated for it, the rules of :mod:`framing.articles.attribution` beside the model.
    """
    rows: list[tuple[str, str, str, float]] = []
    for one in read_held_out(settings):
        if not (one.judge or report):
            continue
        for name, value in judge(model, settings, one.name, one.rows).items():
            held_out, task, metric = name.rsplit("/", 2)
            rows.append((held_out, task, metric, value))
        if voice and "attributions" in one.rows and "attribution" in model.tasks:
            rows += _voice(model, one)
    return pd.DataFrame(rows, columns=["held_out", "task", "metric", "value"])


def _voice(model: Any, held_out: HeldOut) -> list[tuple[str, str, str, float]]:
    attribute = model.attributor()
    readers = {
        "model": lambda a: (attributions(a, attribute=attribute), to_sentences(a, attribute=attribute)),
        "rules": lambda a: (attributions(a), to_sentences(a)),
    }
    found = []
    for name, reader in readers.items():
        measured = evaluate_voice(held_out.rows, reader=reader, resamples=0).set_index("metric")["value"]
        shown = [f"{measure}_{rate}" for measure in VOICE for rate in ("precision", "recall", "f1")]
        found += [(held_out.name, f"voice by {name}", metric, float(measured[metric])) for metric in shown]
    return found


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
