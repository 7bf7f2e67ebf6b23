"""BASIL: 100 events, each reported by the New York Times, Fox News and HuffPost; the articles without annotations.

Fan, White, Sharma, Su, Choubey, Huang and Wang (2019), In Plain Sight: Media Bias Through the Lens of Factual
Reporting, EMNLP.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpora.basil_sentences import read_sentences
from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.tabular import read_jsonl
from framing.errors import InputError

OUTLETS = {"nyt": "New York Times", "fox": "Fox News", "hpo": "HuffPost"}

COLUMNS = (
    "title",
    "date",
    "url",
    "source",
    "main-event",
    "main-entities",
    "triplet-uuid",
    "body-paragraphs",
    "text",
)


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each article, with the columns of an articles table.

    ``triplet-uuid`` names the event, and so does ``event``: match on one of them and not on ``main_event``, which the
    articles of an event spell in up to three ways. ``article_id`` is the triplet and the file's short name of the
    source, since ``uuid`` is lacking in four articles. Further columns: ``main_event``, ``main_entities`` (a list) and
    ``paragraphs`` (a list of lists of sentences, as segmented by the authors of the corpus; joined by a blank they
    give the paragraphs of ``text``). The part ``annotated``, which a benchmark reads from a file of the user's, has one
    row for each sentence (:mod:`framing.corpora.basil_sentences`). Raises InputError for a source that is not known.
    """
    if part == "annotated":
        return read_sentences(paths[0], OUTLETS)
    rows = read_jsonl(paths[0], COLUMNS)
    if other := sorted(set(rows["source"]) - set(OUTLETS)):
        raise InputError(f"{paths[0]} has the sources {', '.join(other)}; allowed are {', '.join(OUTLETS)}.")
    outlet = rows["source"].map(OUTLETS)
    names = rows["triplet-uuid"] + "_" + rows["source"]
    return pd.DataFrame(
        {
            "text": rows["text"],
            "original_id": names,
            "outlet": outlet,
            "article": names,
            "article_id": names,
            "source": outlet,
            "title": rows["title"].str.strip(),
            "published": rows["date"],
            "url": rows["url"],
            "event": rows["triplet-uuid"],
            "triplet-uuid": rows["triplet-uuid"],
            "main_event": rows["main-event"],
            "main_entities": rows["main-entities"],
            "paragraphs": rows["body-paragraphs"],
        }
    )


CORPUS = Corpus(
    name="basil",
    title="BASIL, events reported by three outlets (articles without annotations)",
    origin="https://github.com/launchnlp/BASIL",
    licence="none stated; the articles belong to their publishers",
    commercial=False,
    citation="""@inproceedings{fan-etal-2019-plain,
  title = {In Plain Sight: Media Bias Through the Lens of Factual Reporting},
  author = {Fan, Lisa and White, Marshall and Sharma, Eva and Su, Ruisi and Choubey, Prafulla Kumar and Huang, Ruihong
    and Wang, Lu},
  booktitle = {Proceedings of the 2019 Conference on Empirical Methods in Natural Language Processing and the 9th
    International Joint Conference on Natural Language Processing (EMNLP-IJCNLP)},
  year = {2019},
  pages = {6343--6349},
  publisher = {Association for Computational Linguistics},
  doi = {10.18653/v1/D19-1664}
}""",
    parts={
        "all": (
            CorpusFile(
                path="basil/articles.jsonl",
                sha256="f49a208087a214a916f62d86053c4e7ab6dda5485c999c160f8eb2b7da7cf5a4",
                size=2592736,
            ),
        )
    },
    rows={"all": 300},
    labels={},
    reader=read_part,
)
