"""What the corpora share that come pre-processed from MAGPIE's collection: one sentence a line, without ids."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from framing.corpora.tabular import read_csv

ORIGIN = "https://github.com/Media-Bias-Group/magpie-multi-task"
FILES = (
    "https://raw.githubusercontent.com/Media-Bias-Group/magpie-multi-task/4905c89dac25903243518def4d14e7515b48ad2c"
    "/datasets"
)

CITATION = """

@inproceedings{horych-etal-2024-magpie,
  title = {{MAGPIE}: Multi-Task Analysis of Media-Bias Generalization with Pre-Trained Identification of Expressions},
  author = {Horych, Tom{\\'a}{\\v{s}} and Wessel, Martin Paul and Wahle, Jan Philip and Ruas, Terry and Wa{\\ss}muth,
    Jerome and Greiner-Petter, Andr{\\'e} and Aizawa, Akiko and Gipp, Bela and Spinde, Timo},
  booktitle = {Proceedings of the 2024 Joint International Conference on Computational Linguistics, Language Resources
    and Evaluation (LREC-COLING 2024)},
  year = {2024},
  pages = {10903--10920},
  publisher = {ELRA and ICCL}
}"""
"""To be cited beside the corpus itself."""


def read_sentences(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    """Return the file's table with ``text`` freed of outer white space, and ``original_id``, the row's number from 1.

    Cells are strings. Raises InputError where ``text`` or one of ``columns`` lacks.
    """
    rows = read_csv(path, ("text", *columns))
    numbers = [str(number) for number in range(1, len(rows) + 1)]
    return rows.assign(text=rows["text"].str.strip(), original_id=numbers)
