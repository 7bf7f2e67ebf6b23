"""Anno-lexical: news sentences that three open language models labelled for biased wording; the majority counts.

Horych, Mandl, Ruas, Greiner-Petter, Gipp, Aizawa and Spinde (2025), The Promises and Pitfalls of LLM Annotations in
Dataset Labeling: a Case Study on Media Bias Detection, Findings of NAACL.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.outlets import canonical_outlet
from framing.corpora.tabular import labels, read_parquet

COLUMNS = ("text", "source_name", "label", "sentence_id")


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each sentence: ``loaded_language`` and the outlet; the articles are not known."""
    rows = read_parquet(paths[0], COLUMNS)
    return pd.DataFrame(
        {
            "text": rows["text"],
            "original_id": rows["sentence_id"],
            "loaded_language": labels(rows["label"], {0: 0, 1: 1}, paths[0]),
            "outlet": [canonical_outlet(name) for name in rows["source_name"]],
        }
    )


CORPUS = Corpus(
    name="anno_lexical",
    title="Anno-lexical, lexical bias annotated by language models",
    origin="https://huggingface.co/datasets/mediabiasgroup/anno-lexical",
    licence="CC BY-NC-ND 4.0",
    commercial=False,
    citation="""@inproceedings{horych-etal-2025-promises,
  title = {The Promises and Pitfalls of {LLM} Annotations in Dataset Labeling: a Case Study on Media Bias Detection},
  author = {Horych, Tom{\\'a}{\\v{s}} and Mandl, Christoph and Ruas, Terry and Greiner-Petter, Andre and Gipp, Bela and
    Aizawa, Akiko and Spinde, Timo},
  booktitle = {Findings of the Association for Computational Linguistics: NAACL 2025},
  year = {2025},
  pages = {1370--1386},
  publisher = {Association for Computational Linguistics},
  doi = {10.18653/v1/2025.findings-naacl.75}
}""",
    parts={
        # Without url: the Parquet files of the origin hold the same rows in other bytes.
        "train": (
            CorpusFile(
                path="anno_lexical/train.parquet",
                sha256="6999ea8696d440068b358320f5510a99d54b805e86a3ee6141bfae685ca490c2",
                size=2779490,
            ),
        ),
        "dev": (
            CorpusFile(
                path="anno_lexical/dev.parquet",
                sha256="f202e946d872962fa8cac113be3c78ac345970f404cdfcd0ff82bf2c47c9e585",
                size=597452,
            ),
        ),
    },
    rows={"train": 33831, "dev": 7249},
    labels={"loaded_language": "1 where the wording is biased, 0 where it is not; majority of three language models"},
    reader=read_part,
)
