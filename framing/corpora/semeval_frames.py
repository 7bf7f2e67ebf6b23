"""SemEval-2023 task 3, English: the policy frames of news articles, and whether they report, comment or mock.

Piskorski, Stefanovitch, Da San Martino and Nakov (2023), SemEval-2023 Task 3: Detecting the Category, the Framing, and
the Persuasion Techniques in Online News in a Multi-lingual Setup. The agreement of the annotators on frames is low
(Krippendorff's alpha .34). The paragraphs of ``persuasion`` stem from the same articles.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.frames import FRAMES
from framing.corpora.overlap import normalise_text
from framing.corpora.tabular import read_jsonl
from framing.errors import InputError

SPELLINGS: dict[str, str] = {name.lower(): name for name in FRAMES} | {
    "legality_constitutionality_and_jurisprudence": "legality",
    "policy_prescription_and_evaluation": "policy_prescription",
}
"""The file's names of frames in lower case, and ours."""

COLUMNS = ("id", "text", "frames", "genre")
TITLE_WORDS = 40


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each article.

    ``text`` is the title, a blank line and the body. ``frames`` is the list of its frames in the order and spelling of
    :data:`framing.corpora.frames.FRAMES`; they hold for the article, not for each of its sentences. ``genre`` is
    opinion, reporting or satire. ``title`` is missing in the few articles without a line of title. ``article`` is the
    id of the first article with the same text: one occurs twice, with different frames.
    Raises InputError for a frame that is not known.
    """
    rows = read_jsonl(paths[0], COLUMNS)
    ids = rows["id"].astype(str)
    return pd.DataFrame(
        {
            "text": rows["text"],
            "original_id": ids,
            "frames": [_spelled(names, paths[0]) for names in rows["frames"]],
            "genre": rows["genre"],
            "article": ids.groupby(rows["text"].map(normalise_text)).transform("first"),
            "article_id": ids,
            "title": [_title(text) for text in rows["text"]],
        }
    )


def _spelled(names: list[str], path: Path) -> list[str]:
    if unknown := [name for name in names if name.lower() not in SPELLINGS]:
        raise InputError(f"{path} has the frame {unknown[0]!r}; allowed are {', '.join(SPELLINGS)}.")
    found = {SPELLINGS[name.lower()] for name in names}
    return [name for name in FRAMES if name in found]


def _title(text: str) -> str | None:
    first, blank, _ = text.partition("\n\n")
    return first.strip() if blank and "\n" not in first and len(first.split()) <= TITLE_WORDS else None


CORPUS = Corpus(
    name="semeval_frames",
    title="SemEval-2023 task 3, frames and genre of news articles, English",
    origin="https://propaganda.math.unipd.it/semeval2023task3/",
    licence="for research, non-commercial; handed out on registration",
    commercial=False,
    citation="""@inproceedings{piskorski-etal-2023-semeval,
  title = {{S}em{E}val-2023 Task 3: Detecting the Category, the Framing, and the Persuasion Techniques in Online News in
    a Multi-lingual Setup},
  author = {Piskorski, Jakub and Stefanovitch, Nicolas and Da San Martino, Giovanni and Nakov, Preslav},
  booktitle = {Proceedings of the 17th International Workshop on Semantic Evaluation (SemEval-2023)},
  year = {2023},
  pages = {2343--2361},
  publisher = {Association for Computational Linguistics},
  doi = {10.18653/v1/2023.semeval-1.317}
}""",
    parts={
        "train": (
            CorpusFile(
                path="semeval23_frames/train.jsonl",
                sha256="ce51c0b22c55e433099de777c00f241b145914698a653a4b4f71cbf58836a1af",
                size=1838687,
            ),
        )
    },
    rows={"train": 333},
    labels={
        "frames": "names of the article's policy frames, several of 14",
        "genre": "opinion, reporting or satire; of the article",
    },
    reader=read_part,
)
