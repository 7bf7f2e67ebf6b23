"""The model card: written by code from what training and evaluation recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from framing.corpora import CORPORA
from framing.models.tasks import TASKS

USE = """\
Ranks sentences of English news by whether the author comments (`editorializing`) and by whether the wording is loaded
(`loaded_language`), and compares sources by means over many articles. It is meant for research on texts, with a sample
read by a person beside it. It is not meant for verdicts on single sentences, articles or people, for other languages
than English, for speech, social media or fiction, nor for blocking or ranking what people get to read."""

FAILURES = """\
- It reads one sentence at a time: irony, allusion and comment that only the context shows escape it, and so does bias
  by selection or omission.
- Heated topics raise its scores, because in its training rows heated words and comment go together: a straight report
  on a massacre scores above a straight report on a harvest.
- Whose words a sentence gives is found by rules. Where they miss a paraphrase, the words of others count as the author's.
- The share of editorializing differs between the corpora (36 % in one part of CheckThat!, 52 % in another, 25 % in a
  third); a probability that is calibrated on one is off on another. Differences between sources are safer than levels.
- Anno-lexical's text has no quotation marks and its labels come from language models. BABE is US news of 2017 to 2020.
- Headlines, lists and fragments are unlike its training rows."""


def write_card(description: Mapping[str, Any]) -> str:
    """Return the model card, Markdown, of a model folder's description."""
    card = description["card"]
    parts = [
        f"# Model card: {description['name']}",
        "A linear model of the Python package `framing`: word and character n-grams and feature families "
        f"({', '.join(description['families'])}) into a calibrated logistic regression for each task. "
        "This file is written by `framing.models.card`.",
        "## Tasks",
        _table(
            ("task", "question", "view", "labels", "threshold", "calibration"),
            [
                (
                    task,
                    TASKS[task].description,
                    TASKS[task].view,
                    ", ".join(TASKS[task].labels),
                    f"{threshold:.3f}",
                    ", ".join(sorted({plain["method"] for plain in description["calibrations"][task].values()})),
                )
                for task, threshold in description["thresholds"].items()
            ],
        ),
        "Thresholds maximize macro-F1 on cross-fitted predictions for the corpus that the task is calibrated on.",
        "## Intended use",
        USE,
        "## Training data",
        _training(card.get("training", {})),
        "Licences: " + "; ".join(_licences(card.get("training", {}))) + ". The weights are derived from these data: "
        "as long as one of them is for non-commercial use only, take the weights as such. The code is Apache-2.0.",
        "## Results",
        _results(card.get("metrics", [])),
        "## Known failures",
        FAILURES,
        "## Files",
        f"`weights.skops`, sha256 `{description['sha256']}`, made with "
        + ", ".join(f"{name} {version}" for name, version in description["made_with"].items())
        + ". It holds no pickle; only listed types are loaded.",
    ]
    return "\n\n".join(parts) + "\n"


def _training(training: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    rows = [
        (task, row["corpus"], ", ".join(row["parts"]), row["label"], row["rows"], f"{row['positive']:.0%}", row["weight"])
        for task, used in training.items()
        for row in used
    ]
    return _table(("task", "corpus", "parts", "label", "rows", "positive", "weight of a row"), rows)


def _licences(training: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    names = dict.fromkeys(row["corpus"] for used in training.values() for row in used)
    return [
        f"{CORPORA[name].title}: {CORPORA[name].licence}"
        + ("" if CORPORA[name].commercial else " (non-commercial)")
        + f", {CORPORA[name].origin}"
        if name in CORPORA
        else f"{name}: unknown to framing"
        for name in names
    ]


def _results(metrics: Sequence[Mapping[str, Any]]) -> str:
    if not metrics:
        return "Not evaluated yet."
    rows = [
        (
            row["task"],
            row["corpus"],
            row["split"],
            row["metric"],
            f"{row['value']:.3f} [{row['low']:.3f}, {row['high']:.3f}]",
            row["n"],
        )
        for row in metrics
    ]
    head = ("task", "corpus", "split", "metric", "value [95 % interval]", "rows")
    return _table(head, rows) + "\n\nIntervals are percentile bootstrap intervals over articles (rows where articles are not known)."


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
