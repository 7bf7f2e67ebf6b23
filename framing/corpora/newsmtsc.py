"""NewsMTSC: is a news sentence negative, neutral or positive toward a person or group that it mentions?

Hamborg and Donnay (2021), NewsMTSC: A Dataset for (Multi-)Target-dependent Sentiment Classification in Political News
Articles, EACL. The part ``mt_dev`` has sentences with two mentions or more, ``rw_dev`` resembles the distribution of
real news.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.tabular import labels, read_jsonl
from framing.errors import InputError

STANCES = ("negative", "neutral", "positive")
"""What the numbers of ``stance`` mean, in their order."""

COLUMNS = ("mention", "polarity", "from", "to", "sentence", "id")
ORIGIN = "https://github.com/fhamborg/NewsMTSC"
FILES = (
    "https://raw.githubusercontent.com/fhamborg/NewsMTSC/6b838e00f54423c253806327a0ae24dbffa24c9e"
    "/NewsSentiment/experiments/default/datasets"
)

_ID = r"(?s)^(?P<origin>allsides|polusa_v1)_(?P<article>\d+)_(?P<event>-?\d+)_(?P<sentence>\d+)_.*_\d+_\d+$"


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each mention; a sentence with several mentions has several rows.

    ``stance`` is 0 negative, 1 neutral, 2 positive (see :data:`STANCES`) toward the ``mention``, which is
    ``text[start:end]``. ``article``, ``event`` and ``sentence_number`` are read from the ids:
    ``allsides_<article>_<event>_<sentence>_…`` and ``polusa_v1_<article>_-1_<sentence>_…``. Articles of one event
    (known for those from AllSides) report on the same story. Half of the rows of the two dev parts stem from articles
    that the train part has sentences of: compare ``article`` to tell them apart.
    Raises InputError where a span does not give its mention or an id is of another form.
    """
    rows = read_jsonl(paths[0], COLUMNS)
    spans = zip(rows["sentence"], rows["from"], rows["to"], rows["mention"], rows["id"], strict=True)
    if wrong := [name for text, start, end, mention, name in spans if text[start:end] != mention]:
        raise InputError(f"{paths[0]} has {len(wrong)} spans that do not give their mention; the first is {wrong[0]}.")
    known = rows["id"].str.extract(_ID)
    if known["origin"].isna().any():
        other = rows.loc[known["origin"].isna(), "id"].iloc[0]
        raise InputError(f"{paths[0]} has the id {other!r}; ids start with allsides_ or polusa_v1_ and three numbers.")
    return pd.DataFrame(
        {
            "text": rows["sentence"],
            "original_id": rows["id"],
            "stance": labels(rows["polarity"], {-1: 0, 0: 1, 1: 2}, paths[0]),
            "article": known["origin"] + "_" + known["article"],
            "mention": rows["mention"],
            "start": rows["from"].astype("int64"),
            "end": rows["to"].astype("int64"),
            "event": ("allsides_" + known["event"]).where(known["origin"] == "allsides", None),
            "sentence_number": known["sentence"].astype("int64"),
        }
    )


CORPUS = Corpus(
    name="newsmtsc",
    title="NewsMTSC, sentiment toward targets in political news",
    origin=ORIGIN,
    licence="MIT",
    commercial=True,
    citation="""@inproceedings{hamborg-donnay-2021-newsmtsc,
  title = {{N}ews{MTSC}: A Dataset for (Multi-)Target-dependent Sentiment Classification in Political News Articles},
  author = {Hamborg, Felix and Donnay, Karsten},
  booktitle = {Proceedings of the 16th Conference of the European Chapter of the Association for Computational
    Linguistics: Main Volume},
  year = {2021},
  pages = {1663--1675},
  publisher = {Association for Computational Linguistics},
  doi = {10.18653/v1/2021.eacl-main.142}
}""",
    parts={
        "train": (
            CorpusFile(
                path="newsmtsc/train.jsonl",
                sha256="e78c7964aad1d5b7dbc66cb3a05d5885dbf2e29a2a3171f0d75b497bf18f3621",
                size=2522316,
                url=f"{FILES}/newsmtsc-mt-hf/train.jsonl",
            ),
        ),
        "mt_dev": (
            CorpusFile(
                path="newsmtsc/mt_dev.jsonl",
                sha256="9dc6480071836094894ee9606cd6bd810d3edeb2d37638d751e55bbb7d375aaa",
                size=136979,
                url=f"{FILES}/newsmtsc-mt-hf/dev.jsonl",
            ),
        ),
        "rw_dev": (
            CorpusFile(
                path="newsmtsc/rw_dev.jsonl",
                sha256="78b5dde35a97b452035c07c142fac5ecf44dd998217921cff62a1519ed01e952",
                size=99824,
                url=f"{FILES}/newsmtsc-rw-hf/dev.jsonl",
            ),
        ),
    },
    rows={"train": 8739, "mt_dev": 442, "rw_dev": 343},
    labels={"stance": "0 negative, 1 neutral, 2 positive toward the mention"},
    reader=read_part,
)
