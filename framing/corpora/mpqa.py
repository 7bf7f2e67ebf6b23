"""MPQA: sentences of world news whose annotated attitudes are mostly positive or mostly negative.

Wilson (2008), Fine-grained Subjectivity and Sentiment Analysis: Recognizing the Intensity, Polarity, and Attitudes of
Private States. MAGPIE took the spans of MPQA 2.0 that have an attitude type and gave each sentence the majority label
of the spans inside; ties are left out. **The label is one of sentiment, not of subjectivity: 1 is negative, 0 is
positive**, whoever has the attitude, the author or somebody quoted. Sentences without an attitude are not part of it.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora import magpie
from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.tabular import labels


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each sentence; ``negative`` is the file's ``label``.

    The text is cased and not tokenised, ASCII only; some sentences are in lower case (transcribed speech), and a few
    have remains of markup (``</p> <p> <seg id=5>``, ``$NUM_(23)``).
    """
    rows = magpie.read_sentences(paths[0], ("label",))
    return pd.DataFrame(
        {
            "text": rows["text"],
            "original_id": rows["original_id"],
            "negative": labels(rows["label"], {"0": 0, "1": 1}, paths[0]),
        }
    )


CORPUS = Corpus(
    name="mpqa",
    title="MPQA 2.0, positive and negative attitudes in world news",
    origin=magpie.ORIGIN,
    licence="for academic and research purposes, non-commercial",
    commercial=False,
    citation="""@phdthesis{wilson-2008-fine,
  title = {Fine-grained Subjectivity and Sentiment Analysis: Recognizing the Intensity, Polarity, and Attitudes of
    Private States},
  author = {Wilson, Theresa Ann},
  school = {University of Pittsburgh},
  year = {2008}
}"""
    + magpie.CITATION,
    parts={
        # Without url: the collection describes this file, but does not hold it.
        "all": (
            CorpusFile(
                path="auxiliary/mpqa.csv",
                sha256="298a8e7b98fd8af6f24079f30f9eeb49d700e9ce7a873bbec92a27ea8a631b3c",
                size=546046,
            ),
        )
    },
    rows={"all": 3508},
    labels={"negative": "1 where the attitudes in the sentence are mostly negative, 0 where mostly positive"},
    reader=read_part,
)
