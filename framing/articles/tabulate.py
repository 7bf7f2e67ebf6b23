"""From articles to the tables of sentences and attributions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from framing import tables
from framing.articles.attribution import Attribution, attribute
from framing.articles.read import read_articles
from framing.articles.voice import Attribute, Sentence, read_article
from framing.errors import InputError

_TYPES = {
    **dict.fromkeys(("article_id", "sentence_id", "kind", "text", "voice", "speaker"), "str"),
    **dict.fromkeys(("position", "paragraph", "start", "end"), "int64"),
    **dict.fromkeys(("author_share", "quoted_share", "attributed_share"), "float64"),
    **dict.fromkeys(("quoted_spans", "attributed_spans", "scare_spans"), "object"),
}

Progress = Callable[[Iterable[Any]], Iterable[Any]]


def to_sentences(data: object, *, attribute: Attribute = attribute) -> pd.DataFrame:
    """Return the sentences table of articles (see :data:`framing.tables.SENTENCES`).

    ``data`` is what :func:`framing.read_articles` takes. Rows keep the order of the articles. The articles' ``source``,
    ``published``, ``event``, ``topic`` and further columns are carried along, those called as one of ours as
    ``original_<name>``. ``attribute`` settles who says what.
    """
    return read_both(read_articles(data), attribute=attribute)[0]


def attributions(data: object, *, attribute: Attribute = attribute) -> pd.DataFrame:
    """Return the attributions of articles, one row each (see :data:`framing.tables.ATTRIBUTIONS`).

    ``data`` is what :func:`framing.read_articles` takes; source, cue and content are lists of ``(start, end)``.
    """
    return read_both(read_articles(data), attribute=attribute)[1]


def with_texts(said: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return attributions with the columns of :data:`framing.tables.ATTRIBUTION_TEXTS`, from their articles.

    Blanks and ends of lines are one blank each. Spans that have only blanks between them, as those of several sentences
    do, stand in one piece; " … " stands for what is left out between others. What has no span is missing.
    """
    texts = {str(name): text for name, text in zip(articles["article_id"], articles["text"], strict=True)}
    added = {
        name: [_text_of(texts[row], spans) for row, spans in zip(said["article_id"], said[of], strict=True)]
        for name in tables.ATTRIBUTION_TEXTS
        for of in [name.removesuffix("_text")]
    }
    columns = {name: pd.Series(found, index=said.index, dtype="str") for name, found in added.items()}
    return said.assign(**columns)


def _text_of(text: str, spans: Sequence[tuple[int, int]]) -> str | None:
    pieces, before = list[str](), None
    for start, end in spans:
        if before is not None:
            pieces.append(" " if not text[before:start].strip() else " … ")
        pieces.append(text[start:end])
        before = end
    return " ".join("".join(pieces).split()) or None


def read_both(
    articles: pd.DataFrame, *, attribute: Attribute = attribute, progress: Progress = iter
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return sentences and attributions from one reading of an articles table; ``progress`` wraps the articles."""
    _check(articles)
    texts = articles["text"].tolist()
    titles = articles["title"].tolist() if "title" in articles else [None] * len(texts)
    ids = [str(i) for i in articles["article_id"]]
    sentences: list[Sentence] = []
    said: list[tuple[str, int, Attribution]] = []
    counts: list[int] = []
    for article_id, text, title in progress(zip(ids, texts, titles, strict=True)):
        here, found = read_article(text, title if isinstance(title, str) else None, attribute)
        sentences += here
        counts.append(len(here))
        said += [(article_id, number, attribution) for number, attribution in enumerate(found)]
    frame = _sentence_rows(sentences, counts, ids, texts)
    taken = np.repeat(np.arange(len(counts)), counts)
    columns = {name: frame[name] for name in frame.columns}
    for column in [*tables.CARRIED, *(c for c in articles.columns if c not in tables.ARTICLES)]:
        name = column
        while name in columns or name in tables.SCORES:  # of the user's, called as one of ours
            name = f"original_{name}"
        if column in articles:
            columns[name] = pd.Series(articles[column].take(taken).array, frame.index)
        else:
            columns[name] = pd.Series(None, frame.index, dtype=object)
    frame = pd.DataFrame(columns)
    frame.attrs = dict(articles.attrs)
    return frame, _attribution_rows(said)


def read_voices(texts: Sequence[str], *, attribute: Attribute = attribute) -> pd.DataFrame:
    """Return the sentences table of loose sentences: each string is one body sentence of an article of its own.

    ``article_id`` is the position of the string. Blank strings stay, as sentences without a word.
    """
    sentences = []
    for text in texts:
        found, _ = read_article(text, None, attribute, whole=True)
        sentences.append((found[0] if found else Sentence(0, 0, 0))._replace(start=0, end=len(text)))
    frame = _sentence_rows(sentences, [1] * len(texts), [str(n) for n in range(len(texts))], texts)
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


def _sentence_rows(
    sentences: Sequence[Sentence], counts: Sequence[int], ids: Sequence[str], texts: Sequence[str]
) -> pd.DataFrame:
    """Return the rows of sentences; ``counts`` tells how many each article of ``ids`` and ``texts`` has."""
    columns = zip(*sentences, strict=True) if sentences else [()] * len(Sentence._fields)
    made: dict[str, Sequence[Any]] = dict(zip(Sentence._fields, columns, strict=True))
    made["article_id"] = [i for i, count in zip(ids, counts, strict=True) for _ in range(count)]
    made["position"] = [position for count in counts for position in range(count)]
    made["sentence_id"] = [f"{i}:{n}" for i, n in zip(made["article_id"], made["position"], strict=True)]
    whole = [text for text, count in zip(texts, counts, strict=True) for _ in range(count)]
    made["text"] = [text[s:e] for text, s, e in zip(whole, made["start"], made["end"], strict=True)]
    names = [name for name in tables.SENTENCES if name in made]
    return pd.DataFrame({name: pd.Series(made[name], dtype=_TYPES[name]) for name in names})


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
