"""CW-hard: Wikipedia statements that crowd workers found biased, against sentences of featured articles.

Hube and Fetahu (2019), Neural Based Statement Classification for Biased Language, WSDM. The biased statements come from
revisions that editors marked as not neutral, on disputed subjects; the neutral ones were not annotated and come from
featured articles on anything. Hence the label is also one of subject.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora import magpie
from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.tabular import labels


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each statement; ``biased`` is the file's ``label``. The text is as written, cased."""
    rows = magpie.read_sentences(paths[0], ("label",))
    return pd.DataFrame(
        {
            "text": rows["text"],
            "original_id": rows["original_id"],
            "biased": labels(rows["label"], {"0": 0, "1": 1}, paths[0]),
        }
    )


CORPUS = Corpus(
    name="cw_hard",
    title="CW-hard, biased statements in Wikipedia",
    origin=magpie.ORIGIN,
    licence="none stated; the text is Wikipedia's (CC BY-SA)",
    commercial=False,
    citation="""@inproceedings{hube-fetahu-2019-neural,
  title = {Neural Based Statement Classification for Biased Language},
  author = {Hube, Christoph and Fetahu, Besnik},
  booktitle = {Proceedings of the Twelfth ACM International Conference on Web Search and Data Mining (WSDM)},
  year = {2019},
  pages = {195--203},
  doi = {10.1145/3289600.3291018}
}"""
    + magpie.CITATION,
    parts={
        # Without url: the collection describes this file, but does not hold it.
        "all": (
            CorpusFile(
                path="auxiliary/cw_hard.csv",
                sha256="696a448065414bcd0919ca592f58dbaaf9d7460487707fb2dd3ba3a27bd60014",
                size=1097975,
            ),
        )
    },
    rows={"all": 6843},
    labels={"biased": "1 biased by the judgement of crowd workers, 0 from a featured article"},
    reader=read_part,
)
