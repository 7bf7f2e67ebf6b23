"""MultiDimNews: sentences of articles on the Ukraine crisis of 2014, judged by crowd workers on four dimensions.

Färber, Burkard, Jatowt and Lim (2020), A Multidimensional Dataset Based on Crowdsourcing for Analyzing and Detecting
News Bias, CIKM. The authors find that crowd workers' labels of subjectivity and of hidden assumptions do not agree with
those of experts.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora import magpie
from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.tabular import labels

DIMENSIONS = ("label_bias", "label_framing", "label_hidden_assumpt", "label_subj")


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each sentence; the four labels keep the names of the file.

    The text is as written, cased, with now and then a double space. Article and outlet are not known.
    """
    rows = magpie.read_sentences(paths[0], DIMENSIONS)
    found = {name: labels(rows[name], {"0": 0, "1": 1}, paths[0]) for name in DIMENSIONS}
    return pd.DataFrame({"text": rows["text"], "original_id": rows["original_id"], **found})


CORPUS = Corpus(
    name="multidimnews",
    title="MultiDimNews, four dimensions of news bias",
    origin=magpie.ORIGIN,
    licence="CC BY-NC 4.0",
    commercial=False,
    citation="""@inproceedings{faerber-etal-2020-multidimensional,
  title = {A Multidimensional Dataset Based on Crowdsourcing for Analyzing and Detecting News Bias},
  author = {F{\\"a}rber, Michael and Burkard, Victoria and Jatowt, Adam and Lim, Sora},
  booktitle = {Proceedings of the 29th ACM International Conference on Information and Knowledge Management (CIKM)},
  year = {2020},
  pages = {3007--3014},
  doi = {10.1145/3340531.3412876}
}"""
    + magpie.CITATION,
    parts={
        "all": (
            CorpusFile(
                path="auxiliary/multidimnews.csv",
                sha256="222b1a8885944ba0b3d9436387790fbb6319e6ce2e1bdba1fd81cf4aad316753",
                size=312138,
                url=f"{magpie.FILES}/19_MultiDimNews/preprocessed.csv",
            ),
        )
    },
    rows={"all": 2015},
    labels={
        "label_bias": "1 where the sentence is biased",
        "label_framing": "1 where it is framed (tendency of representation)",
        "label_hidden_assumpt": "1 where it rests on a hidden assumption",
        "label_subj": "1 where it is subjective",
    },
    reader=read_part,
)
