"""Persuasion techniques: paragraphs of news articles, and which of 19 techniques each of them uses.

The English part of SemEval-2023 task 3, subtask 3; Piskorski, Stefanovitch, Da San Martino and Nakov (2023). Three
quarters of the paragraphs stand in the articles of ``semeval_frames``, the others in further articles of that task:
leave out what overlaps before evaluating there (:func:`framing.corpora.overlap.drop_near_duplicates`).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora import magpie
from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.semeval_frames import CORPUS as SEMEVAL
from framing.corpora.tabular import labels

TECHNIQUES = (
    "Flag_Waving",
    "Slogans",
    "Doubt",
    "Conversation_Killer",
    "Loaded_Language",
    "Causal_Oversimplification",
    "Obfuscation-Vagueness-Confusion",
    "Appeal_to_Fear-Prejudice",
    "Straw_Man",
    "Appeal_to_Popularity",
    "Appeal_to_Hypocrisy",
    "Name_Calling-Labeling",
    "Exaggeration-Minimisation",
    "Whataboutism",
    "Appeal_to_Authority",
    "Guilt_by_Association",
    "Repetition",
    "Red_Herring",
    "False_Dilemma-No_Choice",
)
"""The techniques in the spelling and order of the file."""


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each paragraph; most are of one to three sentences.

    ``techniques`` is the list of those that the paragraph uses, in the order of :data:`TECHNIQUES`; ``persuasive`` is
    the file's ``label``, 1 where there is any. The text is as written, cased; its article is not known.
    """
    rows = magpie.read_sentences(paths[0], (*TECHNIQUES, "label"))
    flags = pd.DataFrame({name: labels(rows[name], {"0": 0, "1": 1}, paths[0]) for name in TECHNIQUES}).to_numpy()
    return pd.DataFrame(
        {
            "text": rows["text"],
            "original_id": rows["original_id"],
            "persuasive": labels(rows["label"], {"False": 0, "True": 1}, paths[0]),
            "techniques": [[name for name, flag in zip(TECHNIQUES, row, strict=True) if flag] for row in flags],
        }
    )


CORPUS = Corpus(
    name="persuasion",
    title="SemEval-2023 task 3, persuasion techniques in paragraphs of news, English",
    origin=magpie.ORIGIN,
    licence=SEMEVAL.licence,
    commercial=False,
    citation=SEMEVAL.citation + magpie.CITATION,
    parts={
        "all": (
            CorpusFile(
                path="auxiliary/persuasion.csv",
                sha256="e6cfd7fba98821ffc3c0441f9a8da056d1215bec4355aad84ed6da27a7d0c894",
                size=2289017,
                url=f"{magpie.FILES}/120_SemEval2023Task3/preprocessed.csv",
            ),
        )
    },
    rows={"all": 7938},
    labels={
        "persuasive": "1 where the paragraph uses a persuasion technique",
        "techniques": "names of the persuasion techniques, of 19",
    },
    reader=read_part,
)
