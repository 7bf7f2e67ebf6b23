"""Files that tests write, and the one line of an error that they read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from framing.articles.read import read_articles
from framing.errors import InputError

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Harbour opens | The Daily Tide</title>
<meta property="og:title" content="Harbour opens"><meta property="og:site_name" content="The Daily Tide">
<meta name="author" content="Jane Roe"><meta property="article:published_time" content="2023-02-03T10:00:00Z">
<link rel="canonical" href="https://tide.example/harbour"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Harbour opens</h1>
<p>The harbour opened on Monday, “after years”, the ministry said &amp; repeated on Tuesday.</p>
<h2>What comes next</h2>
<p>Ships are expected <b>within</b> the <a href="/w">week</a>, and the mayor invited all inhabitants to a feast.</p>
<p>Nobody knows what the works cost. A report is due in spring, said the office of the auditor.</p></article>
<div id="comments"><p>Reader: what nonsense is this, who pays for all of it in the end?</p></div>
<footer>Copyright</footer></body></html>"""


@pytest.fixture
def png() -> bytes:
    """The beginning of a picture."""
    return PNG


@pytest.fixture
def page() -> str:
    """A web page with one article."""
    return PAGE


@pytest.fixture
def save() -> Callable[[Path, str | bytes], Path]:
    """Write a file as it is given, line ends and all."""

    def write(path: Path, content: str | bytes) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def refused() -> Callable[..., str]:
    """The message with which an input is refused: one line."""

    def message(data: object, **options: Any) -> str:
        with pytest.raises(InputError) as caught:
            read_articles(data, **options)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return message
