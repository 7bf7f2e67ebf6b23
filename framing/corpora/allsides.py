"""AllSides: articles of about 500 outlets, 2012 to 2020, from opinion pages and from news pages.

Baly, Da San Martino, Glass and Nakov (2020), We Can Detect Your Bias: Predicting the Political Ideology of News
Articles, EMNLP. The leaning is AllSides' rating of the source, not an annotation of the text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from framing.corpora.corpus import Corpus
from framing.corpora.disclaimers import has_disclaimer, strip_disclaimers
from framing.corpora.fetch import CorpusFile, locate
from framing.corpora.outlets import HOSTS, canonical_outlet, outlet_of_link
from framing.corpora.tabular import with_columns
from framing.errors import InputError

__all__ = ["CORPUS", "batches", "outlet_of", "page_signs", "plain_pages", "strip_disclaimers"]

FILE = CorpusFile(
    path="allsides/articles.parquet",
    sha256="2b4f5e2f93314a20387425172d2a6f48b7d70b9f530a7a37aeed9e4952021574",
    size=69920593,
)

COLUMNS = ("ID", "source", "topic", "date", "authors", "title", "url", "bias_text", "content_original")

OPINION_SOURCE = re.compile(r"\bGuest Writer\b|\b(?:Opinion|Editorial)\b")
"""AllSides' name of the source: ``New York Times - Opinion``, ``CNN - Editorial``, ``Guest Writer - Left``."""

OPINION_TITLE = re.compile(r"^\W*(?:op-?ed|opinion|editorial|column|commentary)\s*[:;]\s*", re.IGNORECASE)
"""What AllSides puts before a title: ``OPINION: …``."""

OPINION_LINK = re.compile(
    r"/(?:global-)?(?:opinions?|op-?eds?|commentary|commentisfree|columnists?|columns?|editorials?|ideas|view)/"
    r"|^//(?:opinionator|takingnote|krugman|douthat)\.blogs\.nytimes\.com|^//(?:www\.)?bloombergview\.com",
    re.IGNORECASE,
)
"""Sections in the path of a link: ``/opinion/``, ``/commentisfree/``, ``/columnists/``, …, and hosts of opinion."""

OPINION_BYLINE = re.compile(r"\bopinion (?:writer|columnist|contributor|editor)|\beditorial board\b", re.IGNORECASE)

DOUBTFUL_LINK = re.compile(
    r"^//[^/]*\bblogs?\b|/(?:[\w-]*blogs?|analysis|corner|magazine|tipsheet|perspectives?)/", re.IGNORECASE
)
"""Blogs, magazines, analyses and the like, which hold news in one outlet and comment in another."""

DOUBTFUL_TITLE = re.compile(r"^\W*analysis\s*:", re.IGNORECASE)

_SECTION = re.compile(
    r"\s*(?:-\s*(?:News|Opinion(?:/Editorial)?|Editorial|UK)|\((?:Web News|Online News|News|Online|Opinion|blog)\)"
    r"|Online News|\b(?:Opinion|Editorial)(?: Board)?)\s*$"
)

NEWS_LINK = re.compile(r"^https?://[^/]+/news/", re.IGNORECASE)
"""A link into a section called news."""

_KNOWN = frozenset(HOSTS.values())


def read_part(part: str, paths: list[Path]) -> pd.DataFrame:
    """Return one row for each article, with the columns of an articles table.

    ``text`` is without what gives the page away (:func:`strip_disclaimers`), and so is ``title`` ("OPINION: …").
    ``page`` is ``opinion`` where a sign says so, missing where there is only a doubtful one or the source is a person
    without any, else ``news``; ``page_signs`` lists the signs: source, title, link, byline, text (see
    :func:`page_signs`). Of outlets that comment throughout (National Review, Townhall, Reason, Salon, Vox, …) ``news``
    says no more than that nothing says opinion. ``source`` and ``outlet`` are the outlet that published
    (:func:`outlet_of`), ``section`` is AllSides' name of the source; ``leaning`` is its rating, left, center or right.
    ``published`` is missing in one of nine articles and where it cannot be right. The whole corpus takes about half a
    GB; :func:`batches` gives it piece by piece.
    """
    return pd.concat(_batches(paths[0], 2000), ignore_index=True)


def batches(size: int = 2000, folder: str | os.PathLike[str] | None = None) -> Iterator[pd.DataFrame]:
    """Yield the rows of :func:`read_part` in tables of up to ``size`` articles, for work that needs one at a time."""
    return _batches(locate(FILE, folder, corpus=CORPUS.name, origin=CORPUS.origin), size)


def page_signs(source: str, title: str, url: str, authors: str = "", text: str = "") -> list[str]:
    """Return what says that an article is from an opinion page: some of source, title, link, byline, text.

    ``text`` is the article as it was published, whose beginning or end may call it opinion or disclaim it.
    """
    signs = {
        "source": OPINION_SOURCE.search(source) is not None,
        "title": OPINION_TITLE.match(title) is not None,
        "link": OPINION_LINK.search(_address(url)) is not None,
        "byline": OPINION_BYLINE.search(authors) is not None,
        "text": has_disclaimer(text),
    }
    return [name for name, found in signs.items() if found]


def plain_pages(articles: pd.DataFrame, magazines: Collection[str]) -> pd.DataFrame:
    """Return the articles without news pages that are called so only because nothing says opinion.

    Magazines that comment throughout have many of those: of theirs, a page is news where its link leads to a section
    of that name. ``articles`` has ``outlet, page, url``.
    """
    doubtful = articles["outlet"].isin(magazines) & (articles["page"] == "news")
    return articles[~doubtful | articles["url"].str.contains(NEWS_LINK)]


def outlet_of(source: str, url: str) -> str | None:
    """Return the outlet that published an article, in its one spelling and without its section.

    AllSides also names persons as sources (``Guest Writer - Right``, ``Rich Lowry``): a source that is no outlet of a
    known host gives way to the outlet that the link leads to. None for a guest writer whose link leads elsewhere.
    """
    named = None if source.startswith("Guest Writer") else canonical_outlet(_SECTION.sub("", source))
    return named if named in _KNOWN else outlet_of_link(url) or named


def _batches(path: Path, size: int) -> Iterator[pd.DataFrame]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            with_columns(pd.DataFrame(columns=file.schema_arrow.names), COLUMNS, path)
            for batch in file.iter_batches(batch_size=size, columns=list(COLUMNS)):
                yield _rows(pd.DataFrame(batch.to_pydict()), path)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path} is not a Parquet file that can be read ({error}).") from error


def _rows(rows: pd.DataFrame, path: Path) -> pd.DataFrame:
    of = list(zip(rows["source"], rows["title"], rows["url"], rows["authors"], rows["content_original"], strict=True))
    signs = [page_signs(*known) for known in of]
    outlet = [outlet_of(source, url) for source, _, url, _, _ in of]
    authors = [[name.strip() for name in names.split(",")] for names in rows["authors"]]
    return pd.DataFrame(
        {
            "text": [
                strip_disclaimers(text, names) for text, names in zip(rows["content_original"], authors, strict=True)
            ],
            "original_id": rows["ID"],
            "page": [
                "opinion" if found else _page(source, title, url)
                for found, (source, title, url, _, _) in zip(signs, of, strict=True)
            ],
            "outlet": outlet,
            "topic": rows["topic"],
            "article": rows["ID"],
            "article_id": rows["ID"],
            "source": [name or section for name, section in zip(outlet, rows["source"], strict=True)],
            "title": [OPINION_TITLE.sub("", title).strip() for title in rows["title"]],
            "published": [_day(date, path) for date in rows["date"]],
            "url": rows["url"],
            "event": None,
            "authors": rows["authors"].where(rows["authors"] != "", None),
            "section": rows["source"],
            "leaning": rows["bias_text"],
            "page_signs": signs,
        }
    )


def _page(source: str, title: str, url: str) -> str | None:
    person = outlet_of_link(url) is not None and canonical_outlet(_SECTION.sub("", source)) not in _KNOWN
    doubtful = DOUBTFUL_LINK.search(_address(url)) is not None or DOUBTFUL_TITLE.match(title) is not None
    return None if person or doubtful else "news"


def _day(date: str, path: Path) -> str | None:
    if not date:
        return None
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d\d)", date):
        return f"20{found[3]}-{found[1]:0>2}-{found[2]:0>2}"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        raise InputError(f"{path} has the date {date!r}; dates are written 2016-09-20 or 9/20/16.")
    # The origin took a few dates from elsewhere on the page (0001-11-30, 2050-09-30).
    return date if "2000" <= date[:4] <= "2020" else None


def _address(url: str) -> str:
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
    except ValueError:
        return ""
    return f"//{parts.netloc}{parts.path}/"


CORPUS = Corpus(
    name="allsides",
    title="Articles rated by AllSides, from opinion pages and news pages",
    origin="https://github.com/ramybaly/Article-Bias-Prediction",
    licence="Apache-2.0 for the repository; the articles belong to their publishers",
    commercial=False,
    citation="""@inproceedings{baly-etal-2020-detect,
  title = {We Can Detect Your Bias: Predicting the Political Ideology of News Articles},
  author = {Baly, Ramy and Da San Martino, Giovanni and Glass, James and Nakov, Preslav},
  booktitle = {Proceedings of the 2020 Conference on Empirical Methods in Natural Language Processing (EMNLP)},
  year = {2020},
  pages = {4982--4991},
  publisher = {Association for Computational Linguistics},
  doi = {10.18653/v1/2020.emnlp-main.404}
}""",
    # Without url: the origin publishes one JSON file an article.
    parts={"all": (FILE,)},
    rows={"all": 37554},
    labels={"page": "opinion or news, by outlet, title, link and disclaimers; missing where in doubt; a weak label"},
    reader=read_part,
)
