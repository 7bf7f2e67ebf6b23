"""The article of a saved web page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from framing.articles.encoding import decode_page
from framing.errors import InputError

# Above this, libxml2 silently drops text unless it is told that the tree may be huge.
_HUGE = 9_000_000


def read_page(path: Path) -> dict[str, str | None]:
    """Return text, title, source (the site's name), date, address and author of the article in an HTML file.

    Paragraphs and headings are lines of the text, which begins with the body: the headline is in `title` alone. Only
    what the page itself states as its date is taken, never a date that merely occurs in it. Raises `InputError` where
    no article is found. The extraction is that of trafilatura (Barbaresi 2021, ACL demonstrations).
    """
    page = decode_page(path.read_bytes(), path)
    try:
        found = _extract(page)
    except Exception as error:  # the parsers below raise whatever a broken page makes them raise
        raise InputError(f"{path}: HTML that cannot be parsed ({type(error).__name__}).") from error
    text = _without_title(found.text or "", found.title) if found is not None else ""
    if not text:
        raise InputError(f"{path}: no article found in the HTML; save its text as .txt instead.")
    return {
        "source": found.sitename,
        "title": found.title,
        "published": found.date,
        "url": found.url,
        "text": text,
        "author": found.author,
    }


def _extract(page: str) -> Any:
    import trafilatura  # slow to import, and most articles are no web pages

    huge = len(page) > _HUGE
    return trafilatura.bare_extraction(
        _huge_tree(page) if huge else page,
        fast=huge,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def _huge_tree(page: str) -> Any:
    from lxml import html  # type: ignore[import-untyped]

    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)


def _without_title(text: str, title: str | None) -> str:
    lines = text.strip().split("\n")
    while lines and (not lines[0].strip() or _same(lines[0], title)):
        del lines[0]
    return "\n".join(lines)


def _same(line: str, title: str | None) -> bool:
    return title is not None and line.split() == title.split()
