"""What coders read before they code: the questions, their rules and the values that they may give."""

from __future__ import annotations

from collections.abc import Sequence

from framing.corpora.frames import FRAMES
from framing.counts import counted
from framing.errors import unknown_name
from framing.models.tasks import TASKS

FRAME = "frame_"

RULES: dict[str, tuple[str, ...]] = {
    "editorializing": (
        "1: in the author's own voice, the sentence judges, mocks, praises, blames, speculates, demands or predicts.",
        "0: it reports, however shocking what it reports is, and however partial the choice of facts seems to you.",
        "What others say does not count, whether quoted or paraphrased: “The plan is a disgrace,” she said is 0.",
        "A loaded word that the author uses outside quotation marks does count: the disgraced plan is 1.",
        "Judge only the words in the column text; before and after are there to understand it.",
    ),
    "loaded_language": (
        "1: the wording itself is biased: another word would say the same without judging (regime for government).",
        "0: the wording is neutral, also where what it tells is terrible.",
        "It does not matter who speaks: loaded words inside quotation marks count.",
    ),
    "other_editorializing": (
        "1: somebody whose words are given, quoted or paraphrased, expresses a view in them.",
        "0: the words of others only give facts.",
    ),
}
"""What coders go by, for each question."""

VALUES = "1 yes, 0 no, ? cannot be told (the row is then left out); leave nothing empty that you have read"


def questions() -> tuple[str, ...]:
    """Return everything that coders can be asked: the name of the column of scores that it belongs to."""
    return (*RULES, *(FRAME + name for name in FRAMES))


def question(task: str) -> str:
    """Return the question of a column; raises UnknownNameError for another name."""
    if task.startswith(FRAME) and task[len(FRAME) :] in FRAMES:
        return f"Does the sentence use this frame: {FRAMES[task[len(FRAME) :]]}?"
    if task == "other_editorializing":
        return "Do others, in the words that are given of them, express a view?"
    if task not in RULES:
        raise unknown_name("question for coders", task, questions())
    return TASKS[task].description


def instructions(tasks: Sequence[str]) -> list[str]:
    """Return the lines that stand above the sentences in the coders' file."""
    asked = [f"{task}: {question(task)}" for task in tasks]
    return [
        "Read the codebook first. Code alone, in the order given, without looking anything up.",
        *asked,
        f"Values: {VALUES}.",
        "Do not change the column id; comment is yours.",
    ]


def codebook(tasks: Sequence[str], rows: int) -> str:
    """Return the codebook, plain text: what is asked of ``rows`` sentences, by which rules, and how to hand it in."""
    parts = [
        "CODEBOOK",
        f"You get {counted(rows, 'sentence')} of news articles in random order, each with the sentences around it "
        "where there are any. You are not told who published them, nor what a program thinks of them: please "
        "do not guess.",
        "Give every sentence a value in each of the columns "
        + ", ".join(tasks)
        + f". {VALUES[0].upper()}{VALUES[1:]}. Write into comment what the rules do not settle.",
    ]
    for task in tasks:
        lines = [task.upper(), question(task), *(f"- {rule}" for rule in RULES.get(task, ()))]
        parts.append("\n".join(lines))
    parts.append(
        "SEVERAL CODERS\nEach codes a copy of the file of their own and saves it under their name. Talk about doubts "
        "only after both are done: agreement is measured on what each decided alone."
    )
    parts.append("HANDING IN\nSave as CSV (UTF-8). The file *.key.csv is not for coders.")
    return "\n\n".join(parts) + "\n"
