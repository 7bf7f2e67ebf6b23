"""Headlines that stand apart from their text, put before it, so that they are read and scored like the rest."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from framing.articles.intake import OnError
from framing.articles.quotations import paragraphs
from framing.articles.read import read_articles


def with_titles(data: object, *, columns: Mapping[str, str] | None = None, on_error: OnError = "raise") -> pd.DataFrame:
    """Return the articles table with each headline as the first line of its text, a blank line behind it.

    ``data`` is what :func:`framing.read_articles` takes. Columns (and pages in HTML) often hold the headline apart from
    the text; only what the text holds is read and scored, as ``kind`` "title". A text in which some line is the
    headline already stays as it is, and so does one whose headline is missing or blank. Offsets of what is made of the
    table count in this ``text``. ``columns`` and ``on_error`` are passed on to reading, which an articles table needs
    only where they are given or a row has no text.
    ``attrs["titles"]`` is True, which scores keep.
    """
    as_it_is = columns is None and on_error == "raise" and isinstance(data, pd.DataFrame)
    if as_it_is and isinstance(data, pd.DataFrame) and _is_read(data):
        articles = data
    else:
        articles = read_articles(data, columns=columns, on_error=on_error)
    titles = articles["title"] if "title" in articles else pd.Series(None, articles.index, dtype="str")
    joined = [
        text if not isinstance(title, str) or not title.strip() or _holds(text, title) else f"{_plain(title)}\n\n{text}"
        for text, title in zip(articles["text"], titles, strict=True)
    ]
    found = articles.assign(text=pd.Series(joined, articles.index, dtype=articles["text"].dtype))
    found.attrs = {**articles.attrs, "titles": True}
    return found


def _is_read(table: pd.DataFrame) -> bool:
    """Tell whether a table is one of articles already: its columns bear our names, and every row has a text."""
    named = {"article_id", "text", "title"} <= set(table.columns)
    return named and all(isinstance(text, str) for text in table["text"])


def _plain(title: str) -> str:
    return " ".join(title.split())


def _holds(text: str, title: str) -> bool:
    wanted = _plain(title).casefold()
    return any(_plain(text[start:end]).casefold() == wanted for start, end in paragraphs(text))
