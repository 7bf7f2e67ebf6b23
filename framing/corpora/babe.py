"""BABE: English news sentences that trained experts labelled for biased wording and for the author's opinion.

Spinde, Plank, Krieger, Ruas, Gipp and Aizawa (2021), Neural Media Bias Detection Using Distant Supervision With BABE,
Findings of EMNLP.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from framing.corpora.corpus import Corpus
from framing.corpora.fetch import CorpusFile
from framing.corpora.outlets import canonical_outlet
from framing.corpora.tabular import read_csv
from framing.errors import InputError

OPINION = {
    "Entirely factual": 0.0,
    "Somewhat factual but also opinionated": 0.5,
    "Expresses writer’s opinion": 1.0,
}
"""The column ``label_opinion`` as a number; what is not listed (no agreement, not asked) has none."""

TOPICS = {"black-lives-matter": "blm", "vaccines": "vaccine"}
"""Topics that the file spells in two ways, beside hyphens and white space."""

COLUMNS = ("text", "outlet", "label", "topic", "news_link", "biased_words", "uuid", "type", "label_opinion")


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each sentence.

    ``loaded_language`` is the file's ``label``. ``editorializing`` is 1 where ``opinion`` is "Expresses writer’s
    opinion", 0 where it is "Entirely factual", and missing for the middle answer, no agreement and no answer;
    ``editorializing_soft`` gives the middle answer 0.5. Note that the experts were asked about the whole sentence,
    quotations included. Further columns: ``opinion`` (the file's words), ``biased_words`` (a list), ``leaning`` (of the
    outlet: left, center, right). ``article`` is the normalised link.
    """
    rows = read_csv(paths[0], COLUMNS)
    soft = rows["label_opinion"].map(OPINION).astype("float64")
    return pd.DataFrame(
        {
            "text": rows["text"],
            "original_id": rows["uuid"],
            "loaded_language": rows["label"].astype("int64"),
            "editorializing": soft.where(soft != 0.5).astype("Int64"),
            "editorializing_soft": soft,
            "outlet": [canonical_outlet(name) for name in rows["outlet"]],
            "topic": [canonical_topic(name) for name in rows["topic"]],
            "article": [normalise_link(link) for link in rows["news_link"]],
            "opinion": rows["label_opinion"],
            "biased_words": [parse_words(words) for words in rows["biased_words"]],
            "leaning": rows["type"],
        }
    )


def parse_words(words: object) -> list[str]:
    """Return the list that a cell of ``biased_words`` holds as a Python literal; empty for an empty cell."""
    if not isinstance(words, str) or not words.strip():
        return []
    try:
        parsed = ast.literal_eval(words)
    except (ValueError, SyntaxError) as error:
        raise InputError(f"biased_words has to hold a list of strings, not {words[:80]!r}.") from error
    if not isinstance(parsed, list) or not all(isinstance(word, str) for word in parsed):
        raise InputError(f"biased_words has to hold a list of strings, not {words[:80]!r}.")
    return parsed


def normalise_link(link: object) -> str | None:
    """Return what names the article in a link: host and path, without scheme, query, fragment and trailing slash.

    Editions of one site (``www.``, ``amp.``, ``eu.``, …, a path that ends in ``/amp``) are taken as one. None where
    there is no link, or one that names no article (a front page, a translation service).
    """
    if not isinstance(link, str) or not link.strip():
        return None
    address = link.strip()
    parts = urlsplit(address if "://" in address else f"//{address}")
    host = re.sub(r"^(?:www|amp|m|eu|in|uk)\.", "", parts.hostname or "")
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/").removesuffix("/amp")
    if not host or not path or host.startswith("deepl."):
        return None
    return host + path


def canonical_topic(topic: object) -> str | None:
    """Return the one spelling of a topic; None where there is none."""
    if not isinstance(topic, str) or not topic.strip():
        return None
    slug = re.sub(r"\s+", "-", topic.strip().lower())
    return TOPICS.get(slug, slug)


CORPUS = Corpus(
    name="babe",
    title="BABE, Bias Annotations By Experts",
    origin="https://huggingface.co/datasets/mediabiasgroup/BABE",
    licence="for non-commercial use",
    commercial=False,
    citation="""@inproceedings{spinde-etal-2021-neural-media,
  title = {Neural Media Bias Detection Using Distant Supervision With {BABE} - Bias Annotations By Experts},
  author = {Spinde, Timo and Plank, Manuel and Krieger, Jan-David and Ruas, Terry and Gipp, Bela and Aizawa, Akiko},
  booktitle = {Findings of the Association for Computational Linguistics: EMNLP 2021},
  year = {2021},
  pages = {1166--1177},
  publisher = {Association for Computational Linguistics},
  doi = {10.18653/v1/2021.findings-emnlp.101}
}""",
    parts={
        # Without url: the origin publishes Parquet files, this is CSV.
        "train": (
            CorpusFile(
                path="babe/train.csv",
                sha256="811e2fda3258f9252260b106b7dc9935f3edaaf30ad4cee92b5ace2ebcd39268",
                size=1216554,
            ),
        )
    },
    rows={"train": 3021},
    labels={
        "loaded_language": "1 where the wording is biased, 0 where it is not; majority of the experts",
        "editorializing": "1 where the sentence expresses the writer's opinion, 0 where it is entirely factual; "
        "missing in between",
        "editorializing_soft": "the same with 0.5 for somewhat factual but also opinionated",
    },
    reader=read_part,
)
