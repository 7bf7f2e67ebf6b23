"""SUBJ: snippets of film reviews (subjective) against sentences of plot summaries (objective).

Pang and Lee (2004), A Sentimental Education: Sentiment Analysis Using Subjectivity Summarization Based on Minimum Cuts,
ACL. Nobody labelled the sentences: the label is where a sentence comes from, Rotten Tomatoes or IMDb. Hence it is also
one of topic and genre.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora import magpie
from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.tabular import labels


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each sentence; ``subjective`` is the file's ``label``.

    The text is in lower case and tokenised: spaces stand before punctuation and inside brackets, quotation marks are
    straight, and a few character references (``&#38 ;``) are left.
    """
    rows = magpie.read_sentences(paths[0], ("label",))
    return pd.DataFrame(
        {
            "text": rows["text"],
            "original_id": rows["original_id"],
            "subjective": labels(rows["label"], {"0": 0, "1": 1}, paths[0]),
        }
    )


CORPUS = Corpus(
    name="subj",
    title="SUBJ, subjective film reviews against objective plot summaries",
    origin=magpie.ORIGIN,
    licence="CC BY 4.0",
    commercial=True,
    citation="""@inproceedings{pang-lee-2004-sentimental,
  title = {A Sentimental Education: Sentiment Analysis Using Subjectivity Summarization Based on Minimum Cuts},
  author = {Pang, Bo and Lee, Lillian},
  booktitle = {Proceedings of the 42nd Annual Meeting of the Association for Computational Linguistics (ACL-04)},
  year = {2004},
  pages = {271--278},
  doi = {10.3115/1218955.1218990}
}"""
    + magpie.CITATION,
    parts={
        "all": (
            CorpusFile(
                path="auxiliary/subj.csv",
                sha256="c42fbd9d58f185f306394664e1be6bc81e660d250a30c6e2765ce1c2f784e582",
                size=1334565,
                url=f"{magpie.FILES}/31_SUBJ/preprocessed.csv",
            ),
        )
    },
    rows={"all": 10000},
    labels={"subjective": "1 from a film review, 0 from a plot summary"},
    reader=read_part,
)
