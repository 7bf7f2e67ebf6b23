"""The model card of an encoder: written by code from what training, calibration and evaluation recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from framing.models.card import INTERVALS, LICENCE, USE, audit_section, blind_note, licences, markdown
from framing.models.encoder_parts import Parts
from framing.models.tasks import TASKS

FAILURES = """\
- It reads one sentence at a time: irony, allusion and comment that only the context shows escape it, and so does bias
  by selection or omission.
- What others say is found by {voices}; where it is missed, the words of others count as the author's.
- The share of editorializing differs between the corpora (36 % in one part of CheckThat!, 52 % in another, 25 % in a
  third); a probability that is calibrated on one is off on another. Differences between sources are safer than levels.
{frames}- BABE and Anno-lexical are mostly US news of 2017 to 2023; Anno-lexical's labels come from language models.
- Headlines, lists and fragments are unlike its training rows."""
"""What to mind where a model answers questions of sentences."""


class Said(NamedTuple):
    """What a card says of a model that answers one task alone: what it is for, and what to mind."""

    use: str
    failures: str


ALONE = {
    "attribution": Said(
        """\
Finds who says what in English news: the source, the cue and the content of what is said, written, thought or planned,
and so whose words a sentence gives. It is meant for research on texts, with a sample read by a person beside it. It is
not meant for other languages than English, for speech, social media or fiction, nor as proof that somebody said
something.""",
        """\
- It follows PolNeAR: attitudes, plans and knowledge ("vowed to …", "hopes for …") count as the words of their source,
  as speech does. Voices by rule stay with what is said or written, and differ from it there.
- It learned from US political news of 2015 and 2016 by seven publishers, and may find less in other kinds of text.
- It reads windows of 256 tokens: a source named further back is missed.
- A quotation counts as a whole, as somebody's or as nobody's.""",
    ),
    "stance": Said(
        """\
Tells whether a sentence of English news speaks negatively, neutrally or positively of somebody or something that it
mentions. It is meant for research on texts: means over many mentions, with a sample read by a person beside them. It is
not meant for other languages than English, for social media or fiction, nor as a verdict on an outlet or an author.""",
        """\
- It reads one sentence at a time: what was said of the target before, and irony, escape it.
- It does not tell whose stance it is, the author's or that of somebody quoted: set the voices beside it.
- Its labels are of US political news (NewsMTSC), mostly of politicians and parties; where a sentence names several
  targets with several stances it errs more often (`mt_dev`).""",
    ),
}
"""By task, what stands in the card of a model that answers nothing else."""

APART = "With an encoder of its own, whose card lies in the folder of its name: {tasks}."
THRESHOLDS = "A label holds from its threshold on; thresholds maximize F1 on cross-fitted probabilities."


def write_encoder_card(parts: Parts) -> str:
    """Return the model card, Markdown, of an encoder model's parts."""
    card = parts.card
    training, encoder = card.get("training", []), card.get("encoder", parts.encoder)
    blocks = [
        "---\nlanguage: en\nlibrary_name: framing\ntags: [news, framing, media-bias, stance]\n---",
        f"# Model card: {card.get('name', 'encoder')}",
        f"A fine-tuned transformer of the Python package `framing`, on top of `{encoder}`: one pass, a head for "
        "each task. This file is written by `framing.models.encoder_card`.",
        "## Tasks",
        _tasks(parts),
        *([_blind(parts)] if parts.blind else []),
        *([APART.format(tasks=", ".join(parts.apart))] if parts.apart else []),
        *([THRESHOLDS] if parts.thresholds else []),
        "## Intended use",
        ALONE[parts.tasks[0]].use if len(parts.tasks) == 1 and parts.tasks[0] in ALONE else USE,
        "## Training data",
        _training(training),
    ]
    if training:
        blocks += ["Licences of the data:\n\n" + licences(training), LICENCE]
    blocks += ["## Results", _results(card.get("metrics", []))]
    blocks += [*audit_section(card.get("audit", [])), "## Known failures", _failures(parts)]
    if card.get("made_of"):
        blocks += ["## How it was made", str(card["made_of"])]
    return "\n\n".join(blocks) + "\n"


_FRAMES = "- Frames were learned from labels of whole articles; of single sentences they are a by-product.\n"


def _blind(parts: Parts) -> str:
    words = [task for task in parts.blind if parts.heads[task].words]
    return blind_note([task for task in parts.blind if task not in words], words)


def _failures(parts: Parts) -> str:
    if len(parts.tasks) == 1 and parts.tasks[0] in ALONE:
        return ALONE[parts.tasks[0]].failures
    trained = ' (by a trained head where `voice="model"` asks for it)' if "attribution" in parts.tasks else ""
    return FAILURES.format(voices=f"rules{trained}", frames=_FRAMES if "frames" in parts.heads else "")


def _tasks(parts: Parts) -> str:
    rows = []
    for task in parts.tasks:
        if task not in TASKS:
            continue
        by_view = parts.calibrations.get(task, {})
        methods = sorted({f"{view}: {curves[0].method}" for view, curves in by_view.items() if curves})
        cut = parts.thresholds.get(task, "–")
        shown = f"{cut:.3f}" if isinstance(cut, float) else "one a label" if isinstance(cut, list) else str(cut)
        rows.append((task, TASKS[task].description, TASKS[task].view, shown, "; ".join(methods) or "none"))
    return markdown(("task", "question", "view", "threshold", "calibration"), rows)


def _training(training: Sequence[Mapping[str, Any]]) -> str:
    if not training:
        return "Not recorded."
    head = ("stage", "task", "corpus", "parts", "label", "rows", "times")
    rows = [
        (r["stage"], r["task"], r["corpus"], ", ".join(r["parts"]), r["column"], r["rows"], r["repeat"])
        for r in training
    ]
    return markdown(head, rows)


def _results(metrics: Sequence[Mapping[str, Any]]) -> str:
    if not metrics:
        return "Not evaluated."
    head = ("task", "corpus", "split", "model", "metric", "value [95 % interval]", "n")
    rows = [
        (
            *(row.get(name, "") for name in ("task", "corpus", "split", "model", "metric")),
            f"{row['value']:.3f}" + (f" [{row['low']:.3f}, {row['high']:.3f}]" if row.get("low") is not None else ""),
            row.get("n", ""),
        )
        for row in metrics
    ]
    return markdown(head, rows) + "\n\n" + INTERVALS
