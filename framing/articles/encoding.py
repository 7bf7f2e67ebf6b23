"""Text files decoded: UTF-8, UTF-16 with a byte order mark, Windows-1252 where nothing speaks against it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from framing.counts import counted
from framing.errors import InputError

NOT_TEXT = "not text (binary?); a text file is UTF-8, UTF-16 with a byte order mark, or Windows-1252"
EMPTY = "empty file"

_BLOCK = 1 << 20
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def open_text(path: Path) -> TextIO:
    r"""Open a text file in the encoding that :func:`detect_encoding` finds, with ``\r\n`` and ``\r`` read as ``\n``."""
    return path.open(encoding=detect_encoding(path), newline=None)


def read_text(path: Path) -> str:
    r"""Return the whole text file, without its byte order mark and with ``\n`` as its only line end."""
    with open_text(path) as file:
        return file.read()


def detect_encoding(path: Path) -> str:
    """Return the encoding of a text file, which is looked at from end to end in bounded memory.

    Windows-1252 can decode almost anything, so it is believed only of a file without control characters in which
    sequences of UTF-8 are the exception. Raises `InputError` for an empty file, for one that is not text, and for UTF-8
    with broken bytes in it, since reading that as Windows-1252 would garble every quotation mark.
    """
    with path.open("rb") as file:
        utf16 = file.read(2) in _UTF16
    encoding = "utf-16" if utf16 else "utf-8-sig"
    blank = True
    try:
        for block in _decoded(path, encoding):
            if "\0" in block:
                raise InputError(f"{path}: {NOT_TEXT}.")
            blank = blank and (not block or block.isspace())
    except UnicodeError:
        return _without_utf(path, utf16=utf16)
    if blank:
        raise InputError(f"{path}: {EMPTY}.")
    return encoding


def decode_page(data: bytes, path: Path) -> str:
    """Return an HTML page as text, in the encoding it is written in, else in the one it declares.

    Pages often hold a stray byte far from the article, so broken bytes of a page become U+FFFD instead of an error, and
    do not hide that the rest is UTF-8.
    """
    if not data.strip():
        raise InputError(f"{path}: {EMPTY}.")
    if data[:2] in _UTF16:
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise InputError(f"{path}: {NOT_TEXT}.")
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", data[:4096], re.IGNORECASE)
    name = declared.group(1).decode("ascii", "replace").lower() if declared else "cp1252"
    # Browsers read these as Windows-1252, and so do the authors of pages that declare them.
    name = "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name
    with suppress(UnicodeError):
        return data.decode("utf-8-sig")
    replaced = data.decode("utf-8-sig", errors="replace")
    good, bad = _counts(replaced)
    if good > bad:
        return replaced
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return replaced


def _decoded(path: Path, encoding: str, errors: str = "strict") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _counts(text: str) -> tuple[int, int]:
    """Return how many characters that are not ASCII were read, and how many were broken."""
    broken = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) - broken, broken


def _without_utf(path: Path, *, utf16: bool) -> str:
    good = bad = 0
    for block in _decoded(path, "utf-8-sig", "replace"):
        if utf16 or _CONTROL.search(block):
            raise InputError(f"{path}: {NOT_TEXT}.")
        whole, broken = _counts(block)
        good, bad = good + whole, bad + broken
    if good >= bad:
        raise InputError(f"{path}: broken UTF-8 ({counted(bad, 'character')} cannot be read); save it again as UTF-8.")
    try:
        for _ in _decoded(path, "cp1252"):
            pass
    except UnicodeError:
        raise InputError(f"{path}: {NOT_TEXT}.") from None
    return "cp1252"
