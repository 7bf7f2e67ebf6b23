"""From articles to the tables of sentences and attributions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd

from framing import tables
from framing.articles.attribution import Attribution, attribute
from framing.articles.read import read_articles
from framing.articles.voice import Attribute, Sentence, read_article
from framing.errors import InputError

Progress = Callable[[Iterable[Any]], Iterable[Any]]


def to_sentences(data: object, *, attribute: Attribute = attribute) -> pd.DataFrame:
    """Return the sentences table of articles (see :data:`framing.tables.SENTENCES`).

    ``data`` is what :func:`framing.read_articles` takes. Rows keep the order of the articles. The articles' ``source``,
    ``published``, ``event``, ``topic`` and further columns are carried along. ``attribute`` settles who says what.
    """
    return read_both(read_articles(data), attribute=attribute)[0]


def attributions(data: object, *, attribute: Attribute = attribute) -> pd.DataFrame:
    """Return the attributions of articles, one row each (see :data:`framing.tables.ATTRIBUTIONS`).

    ``data`` is what :func:`framing.read_articles` takes; source, cue and content are lists of ``(start, end)``.
    """
    return read_both(read_articles(data), attribute=attribute)[1]


def read_both(
    articles: pd.DataFrame, *, attribute: Attribute = attribute, progress: Progress = iter
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return sentences and attributions from one reading of an articles table; ``progress`` wraps the articles."""
    _check(articles)
    texts = articles["text"].tolist()
    titles = articles["title"].tolist() if "title" in articles else [None] * len(texts)
    ids = [str(i) for i in articles["article_id"]]
    rows: list[tuple[Sentence, str, int]] = []
    said: list[tuple[str, int, Attribution]] = []
    taken: list[int] = []
    for n, (article_id, text, title) in enumerate(progress(zip(ids, texts, titles, strict=True))):
        sentences, found = read_article(text, title if isinstance(title, str) else None, attribute)
        rows += [(sentence, article_id, position) for position, sentence in enumerate(sentences)]
        said += [(article_id, number, attribution) for number, attribution in enumerate(found)]
        taken += [n] * len(sentences)
    frame = _sentence_rows(rows, [texts[n] for n in taken])
    for column in [*tables.CARRIED, *(c for c in articles.columns if c not in tables.ARTICLES)]:
        if column in frame.columns:
            continue
        frame[column] = articles[column].take(taken).to_numpy() if column in articles else None
    frame.attrs = dict(articles.attrs)
    return frame, _attribution_rows(said)


def read_voices(texts: Sequence[str], *, attribute: Attribute = attribute) -> pd.DataFrame:
    """Return the sentences table of loose sentences: each string is one body sentence of an article of its own.

    ``article_id`` is the position of the string. Blank strings stay, as sentences without a word.
    """
    rows = []
    for n, text in enumerate(texts):
        found, _ = read_article(text, None, attribute, whole=True)
        sentence = found[0] if found else Sentence(0, 0, 0)
        rows.append((sentence._replace(start=0, end=len(text)), str(n), 0))
    frame = _sentence_rows(rows, list(texts))
    for column in tables.CARRIED:
        frame[column] = None
    return frame


def _check(articles: pd.DataFrame) -> None:
    missing = [c for c in ("article_id", "text") if c not in articles]
    if missing:
        raise InputError(
            f"Not an articles table: no column {' and '.join(map(repr, missing))} among {list(articles.columns)}; "
            "make one with framing.read_articles(...)."
        )


def _sentence_rows(rows: Sequence[tuple[Sentence, str, int]], texts: Sequence[str]) -> pd.DataFrame:
    sentences = [row[0] for row in rows]
    frame = pd.DataFrame(
        {
            "article_id": pd.Series([row[1] for row in rows], dtype="str"),
            "sentence_id": pd.Series([f"{row[1]}:{row[2]}" for row in rows], dtype="str"),
            "position": pd.Series([row[2] for row in rows], dtype="int64"),
        }
    )
    columns = list(zip(*sentences, strict=True)) if sentences else [()] * len(Sentence._fields)
    made = dict(zip(Sentence._fields, columns, strict=True))
    made["text"] = tuple(text[s.start : s.end] for text, s in zip(texts, sentences, strict=True))
    kinds = {
        "start": "int64",
        "end": "int64",
        "paragraph": "int64",
        "kind": "str",
        "voice": "str",
        "text": "str",
        "speaker": "str",
    }
    for name in [c for c in tables.SENTENCES if c in made]:
        dtype = kinds.get(name, "float64" if name.endswith("_share") else "object")
        frame[name] = pd.Series(list(made[name]), dtype=dtype)
    return frame


def _attribution_rows(said: Sequence[tuple[str, int, Attribution]]) -> pd.DataFrame:
    if not said:
        return tables.empty(tables.ATTRIBUTIONS)
    return pd.DataFrame(
        {
            "article_id": pd.Series([row[0] for row in said], dtype="str"),
            "attribution_id": pd.Series([f"{row[0]}:a{row[1]}" for row in said], dtype="str"),
            "source": [row[2].source for row in said],
            "cue": [row[2].cue for row in said],
            "content": [row[2].content for row in said],
            "speaker": pd.Series([row[2].speaker for row in said], dtype="str"),
            "direct": [row[2].direct for row in said],
        }
    )
