"""The model card of a fast model: written by code from what training, calibration and evaluation recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from framing.models.card import INTERVALS, LICENCE, USE, audit_section, blind_note, licences, markdown
from framing.models.tasks import TASKS

FAILURES = """\
- It sees words and their neighbours, no syntax: negation and irony escape it, and so does what only the whole sentence
  says. Heated topics raise its scores more than the encoder's.
- It repeats its teacher's mistakes (see the card of the model that it learned from), and adds its own.
- Whose words a sentence gives is found by rules. Where they miss a paraphrase, the words of others count as the
  author's.
- Frames are what the teacher says of single sentences, which were a by-product there already.
- Headlines, lists and fragments are unlike most of what it learned from."""


def write_fast_card(plain: Mapping[str, Any]) -> str:
    """Return the model card, Markdown, of a fast model's description (its ``model.json``)."""
    card = plain["card"]
    training = card.get("training", [])
    blocks = [
        "---\nlanguage: en\nlibrary_name: framing\ntags: [news, framing, media-bias]\n---",
        f"# Model card: {plain['name']}",
        "A small model of the Python package `framing` that learned from its encoder: vectors of words, a convolution "
        "over three words, two small layers; no transformer, no torch. This file is written by "
        "`framing.models.fast_card`.",
        "## Tasks",
        _tasks(plain),
        *([blind_note(plain["blind"])] if plain.get("blind") else []),
        "A label holds from its threshold on; thresholds maximize macro-F1 on cross-fitted probabilities.",
        "## Intended use",
        USE,
        "## Training data",
        str(card.get("taught_by", "Not recorded.")),
    ]
    if training:
        rows = [(r["task"], r["corpus"], ", ".join(r["parts"]), r["label"], r["rows"]) for r in training]
        blocks += [markdown(("task", "corpus", "parts", "label", "rows"), rows)]
        blocks += ["Licences of the data:\n\n" + licences(training), LICENCE]
    metrics = card.get("metrics", [])
    blocks += ["## Results", _results(metrics) if metrics else "Not evaluated."]
    blocks += [*audit_section(card.get("audit", [])), "## Known failures", FAILURES]
    if card.get("made_of"):
        blocks += ["## How it was made", str(card["made_of"])]
    return "\n\n".join(blocks) + "\n"


def _tasks(plain: Mapping[str, Any]) -> str:
    rows = []
    for task in plain["columns"]:
        by_view = plain["calibrations"].get(task, {})
        methods = "; ".join(f"{view}: {curves[0]['method']}" for view, curves in sorted(by_view.items()))
        cut = plain["thresholds"].get(task)
        shown = f"{cut:.3f}" if isinstance(cut, float) else "–" if cut is None else "one a label"
        rows.append((task, TASKS[task].description, TASKS[task].view, shown, methods or "the teacher's"))
    return markdown(("task", "question", "view", "threshold", "calibration"), rows)


def _results(metrics: list[Mapping[str, Any]]) -> str:
    head = ("task", "corpus", "split", "model", "metric", "value [95 % interval]", "n")
    rows = [
        (
            *(row[name] for name in ("task", "corpus", "split", "model", "metric")),
            f"{row['value']:.3f} [{row['low']:.3f}, {row['high']:.3f}]",
            row["n"],
        )
        for row in metrics
    ]
    return markdown(head, rows) + "\n\n" + INTERVALS
