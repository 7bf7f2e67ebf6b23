"""CheckThat! subjectivity, English: does a news sentence express the author's own view?

The shared task of the CLEF CheckThat! lab; guidelines and first data by Antici, Ruggeri, Galassi, Korre, Muti, Bardi,
Fedotova and Barrón-Cedeño (2024), A Corpus for Sentence-Level Subjectivity Detection on English News Articles,
LREC-COLING. By these guidelines the opinion of a third party that a sentence quotes is objective.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.tabular import labels, read_csv

COLUMNS = ("sentence_id", "sentence", "label")
ORIGIN = "https://gitlab.com/checkthat_lab/clef2025-checkthat-lab"
FILES = f"{ORIGIN}/-/raw/main/task1/data/english"


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each sentence; ``editorializing`` is 1 for SUBJ and 0 for OBJ.

    Outlets and articles are not known. ``solved_conflict`` is whether the annotators disagreed at first; missing where
    the file does not say. Cells that hold quotation marks are quoted as in CSV, and read so: taken as they stand they
    would double every quotation mark.
    """
    rows = read_csv(paths[0], COLUMNS, separator="\t")
    conflict = rows["solved_conflict"] if "solved_conflict" in rows else pd.Series(None, index=rows.index, dtype=object)
    return pd.DataFrame(
        {
            "text": rows["sentence"],
            "original_id": rows["sentence_id"],
            "editorializing": labels(rows["label"], {"OBJ": 0, "SUBJ": 1}, paths[0]),
            "solved_conflict": conflict.map({"True": True, "False": False}).astype("boolean"),
        }
    )


CORPUS = Corpus(
    name="checkthat",
    title="CLEF CheckThat! lab, subjectivity in news articles, English",
    origin=ORIGIN,
    licence="CC BY-NC-SA 4.0",
    commercial=False,
    citation="""@inproceedings{antici-etal-2024-corpus,
  title = {A Corpus for Sentence-Level Subjectivity Detection on {E}nglish News Articles},
  author = {Antici, Francesco and Ruggeri, Federico and Galassi, Andrea and Korre, Katerina and Muti, Arianna and
    Bardi, Alessandra and Fedotova, Alice and Barr{\\'o}n-Cede{\\~n}o, Alberto},
  booktitle = {Proceedings of the 2024 Joint International Conference on Computational Linguistics, Language Resources
    and Evaluation (LREC-COLING 2024)},
  year = {2024},
  publisher = {ELRA and ICCL},
  eprint = {2305.18034},
  archivePrefix = {arXiv}
}""",
    parts={
        "train_en": (
            CorpusFile(
                path="checkthat_subjectivity/train_en.tsv",
                sha256="33efc43c5f5ba64edae63c6c5b4f34c6d97cb6e0a312550b41b5cc5ccc1ace69",
                size=156516,
                url=f"{FILES}/train_en.tsv",
            ),
        ),
        "dev_en": (
            CorpusFile(
                path="checkthat_subjectivity/dev_en.tsv",
                sha256="046d571e1c7de0da681e087a73499263be04369ad76b2d53d39a6278c55e334f",
                size=90584,
                url=f"{FILES}/dev_en.tsv",
            ),
        ),
        "dev_test_en": (
            CorpusFile(
                path="checkthat_subjectivity/dev_test_en.tsv",
                sha256="c25912bfd1263e6adfe7fdfff822e97e8c794cae5ccee0dd57b0c0cae9e08150",
                size=90109,
                url=f"{FILES}/dev_test_en.tsv",
            ),
        ),
    },
    rows={"train_en": 830, "dev_en": 462, "dev_test_en": 484},
    labels={"editorializing": "1 where the sentence expresses the author's own view (SUBJ), 0 where it does not (OBJ)"},
    reader=read_part,
)
