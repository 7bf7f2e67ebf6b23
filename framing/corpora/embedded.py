"""The sample corpus that ships with the package: invented articles of invented sources on invented events.

One source reports straight, one slips into comment now and then, one is openly partisan, and each covers each event.
Every sentence has a gold label. It is there to show and to test, never to train or to choose a model on.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pandas as pd

from framing import tables
from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile, locate
from framing.corpora.tabular import read_csv, with_columns
from framing.errors import InputError

HOME = Path(str(files("framing.corpora") / "sample"))

ARTICLES = CorpusFile(
    path="articles.jsonl", sha256="a2ab6a9d2b4b9ef8dc139a0339d8a3059b61c56b9abfff0c6f33ed3ab90aa3c4", size=47598
)
GOLD = CorpusFile(
    path="gold.csv", sha256="6c79a5350f8a58f2e730edfd2d2749baffe22536b673aad0de888fdb87f6f353", size=30530
)

GOLD_COLUMNS = (
    "article_id",
    "position",
    "start",
    "end",
    "kind",
    "voice",
    "editorializing",
    "other_editorializing",
    "speaker",
)


def articles() -> pd.DataFrame:
    """Return the articles of the sample corpus as an articles table."""
    return _read_articles(locate(ARTICLES, HOME, corpus=CORPUS.name, origin=CORPUS.origin))


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each gold sentence, in the order of the articles.

    Columns beyond those of every corpus: ``article_id``, ``position``, ``start``, ``end`` (characters of the article's
    text), ``kind``, ``voice``, ``speaker``, ``event``. Labels are missing where the question does not arise. Raises
    InputError where a gold sentence names no article or lies outside of it.
    """
    table = _read_articles(paths[0]).set_index("article_id")
    gold = read_csv(paths[1], GOLD_COLUMNS)
    if unknown := sorted(set(gold["article_id"]) - set(table.index)):
        raise InputError(f"{paths[1]} has sentences of articles that are not there: {', '.join(unknown[:3])}.")
    of = table.loc[gold["article_id"]].reset_index(drop=True)
    start, end = gold["start"].astype("int64"), gold["end"].astype("int64")
    spans = list(zip(of["text"], start, end, strict=True))
    if not all(0 <= s < e <= len(text) for text, s, e in spans):
        raise InputError(f"{paths[1]} has sentences that lie outside their article.")
    return pd.DataFrame(
        {
            "text": [text[s:e] for text, s, e in spans],
            "original_id": gold["article_id"] + ":" + gold["position"],
            "editorializing": gold["editorializing"].astype("float64").astype("Int64"),
            "other_editorializing": gold["other_editorializing"].astype("float64").astype("Int64"),
            "outlet": of["source"],
            "topic": of["topic"],
            "article": gold["article_id"],
            "article_id": gold["article_id"],
            "position": gold["position"].astype("int64"),
            "start": start,
            "end": end,
            "kind": gold["kind"],
            "voice": gold["voice"],
            "speaker": gold["speaker"],
            "event": of["event"],
        }
    )


def _read_articles(path: Path) -> pd.DataFrame:
    # dtype=False, since pandas would otherwise take ids for numbers and dates for timestamps.
    table = pd.read_json(path, lines=True, dtype=False, convert_dates=False)
    return with_columns(table, tables.ARTICLES, path)


CORPUS = Corpus(
    name="sample",
    title="The sample corpus of framing",
    origin="the framing package",
    licence="CC0 1.0",
    commercial=True,
    citation="""@misc{framing-sample,
  title = {The sample corpus of framing},
  author = {{The framing developers}},
  year = {2025}
}""",
    parts={"all": (ARTICLES, GOLD)},
    rows={"all": 497},
    labels={
        "editorializing": "1 where the author, in the author's own voice, expresses a view; missing where no words are "
        "the author's",
        "other_editorializing": "1 where those whose words are given express a view; missing where nobody else speaks",
    },
    reader=read_part,
    home=HOME,
)
