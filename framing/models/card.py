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
- Whose words a sentence gives is found by rules. Where they miss a paraphrase, the words of others count as the
  author's.
- The share of editorializing differs between the corpora (36 % in one part of CheckThat!, 52 % in another, 25 % in a
  third); a probability that is calibrated on one is off on another. Differences between sources are safer than levels.
- Anno-lexical's text has no quotation marks and its labels come from language models. BABE is US news of 2017 to 2020.
- Headlines, lists and fragments are unlike its training rows."""


LICENCE = """\
The weights hold n-grams and coefficients, no sentences, but they are learned from these data: where one of them is not
for commercial use, do not use the weights commercially either. The code of `framing` is under Apache-2.0."""

INTERVALS = """\
Intervals are percentile bootstrap intervals over articles, over rows where the corpus does not tell the article. Folds
hold articles (`article`), outlets (`outlet`) or equal texts (`random`) apart: the model is trained anew for each fold.
`tf-idf` is logistic regression on words and pairs of words, trained on the same corpus."""


BLIND = """
Blind to names in {tasks}: words that are written with a capital and are none of every day (persons, parties,
countries, groups, outlets) are put to "Morgan" before the model reads the sentence (`framing.models.name_blinding`), so
that who is named hardly moves a score. What only a name tells, it does not see, and what is taken for a name is never
evidence. Names that are not written with a capital (professions), or are words of every day, are seen."""

WORDS = """
In {tasks}, which share that pass, names are seen: by the mean of all word embeddings beside the sentence's vector, so
that scores there do hang on who is named."""

AUDIT = """\
What `framing audit` measures, in the manner of CheckList (Ribeiro et al. 2020), on sentences written for it and frozen
before any model was run on them: plain sentences that must come out low or high (minimum), sentences with another name
or form whose label must not change (invariance), and pairs of which one must score higher (direction). Cases that are
made from one template are one cluster."""


def write_card(description: Mapping[str, Any]) -> str:
    """Return the model card, Markdown, of a model folder's description."""
    card = description["card"]
    parts = [
        f"# Model card: {description['name']}",
        "A linear model of the Python package `framing`: word and character n-grams and feature families "
        f"({', '.join(description['families'])}) into a calibrated logistic regression for each task. "
        "This file is written by `framing.models.card`.",
        "## Tasks",
        markdown(
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
        _training(card["training"]),
        "Licences of the data:\n\n" + licences(card["training"]),
        LICENCE,
        "## Results",
        results(card.get("metrics", [])),
        *audit_section(card.get("audit", [])),
        "## Known failures",
        FAILURES,
        "## Files",
        f"`weights.skops`, sha256 `{description['sha256']}`, made with "
        + ", ".join(f"{name} {version}" for name, version in description["made_with"].items())
        + ". It holds no pickle; only listed types are loaded.",
    ]
    return "\n\n".join(parts) + "\n"


def _training(training: Sequence[Mapping[str, Any]]) -> str:
    head = ("task", "corpus", "parts", "rows", "positive", "weight of a row")
    rows = [
        (row["task"], row["corpus"], ", ".join(row["parts"]), row["rows"], f"{row['positive']:.0%}", row["weight"])
        for row in training
        if row["rows"]
    ]
    return markdown(head, rows)


def licences(training: Sequence[Mapping[str, Any]]) -> str:
    """Return a line for each corpus of the training data: its licence, and where it comes from."""
    lines = []
    for name in dict.fromkeys(row["corpus"] for row in training):
        if name not in CORPORA:
            lines.append(f"- {name}: not a corpus of framing; see its own licence")
            continue
        corpus = CORPORA[name]
        use = "" if corpus.commercial else "; no commercial use"
        lines.append(f"- {corpus.title}: {corpus.licence}{use} ({corpus.origin})")
    return "\n".join(lines)


def results(metrics: Sequence[Mapping[str, Any]]) -> str:
    """Return the table of what was measured, or a line that nothing was."""
    if not metrics:
        return "Not evaluated."
    head = ("task", "corpus", "split", "model", "metric", "value [95 % interval]", "rows")
    rows = [
        (
            row["task"],
            row["corpus"],
            row["split"],
            row["model"],
            row["metric"],
            f"{row['value']:.3f} [{row['low']:.3f}, {row['high']:.3f}]",
            row["n"],
        )
        for row in metrics
    ]
    return markdown(head, rows) + "\n\n" + INTERVALS


def blind_note(tasks: Sequence[str], with_words: Sequence[str] = ()) -> str:
    """Return the paragraph on tasks that see no names, and on those that see them as word embeddings."""
    notes = ((BLIND, tasks), (WORDS, with_words))
    return "\n".join(note.format(tasks=" and ".join(f"`{t}`" for t in of)).strip() for note, of in notes if of)


def audit_section(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the blocks on the behavioural audit (rows of :meth:`framing.evaluation.Audit.for_card`); none without."""
    if not rows:
        return []
    head = ("kind", "test", "task", "share that fails [95 % interval]", "cases", "templates")
    shown = [
        (
            *(row[name] for name in ("check", "test", "task")),
            f"{row['rate']:.3f} [{row['low']:.3f}, {row['high']:.3f}]",
            row["n"],
            row["templates"],
        )
        for row in rows
    ]
    return ["## Behavioural audit", AUDIT, markdown(head, shown)]


def markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
