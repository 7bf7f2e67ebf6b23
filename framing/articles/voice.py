"""Whose words: quotations and indirect speech joined into the voice of every sentence.

:func:`read_article` reads one article; the tables of many are made in :mod:`framing.articles`. Who speaks is settled
by the rules of :mod:`framing.articles.attribution`, or by any function with the same signature that is given.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

from framing.articles.attribution import Attribution, Reading, attribute
from framing.articles.kinds import BODY, BOILERPLATE, line_kinds
from framing.articles.mentions import AUXILIARIES
from framing.articles.occasions import is_occasion
from framing.articles.quotations import Quotation, find_quotations, paragraphs
from framing.articles.sentences import split_line
from framing.articles.spans import clip, intersect, merge, reaching, subtract
from framing.articles.speakers import resolve_speakers
from framing.tables import Span

AUTHOR, OTHER, MIXED = "author", "other", "mixed"
_QUOTED, _ATTRIBUTED, _TOLD = "quoted", "attributed", "told"  # told: sources and cues
_CIRCUMSTANCE = 8  # words
_ALMOST_ALL = 0.1  # below this share of others' words a sentence is the author's

Attribute = Callable[[str, Sequence[tuple[int, int, int]], Sequence[Quotation]], Reading]

_CONNECTIVES = frozenset("but and yet still meanwhile however later while as that so".split())
_VIEWS = frozenset(
    """absurdly arrogantly baselessly bizarrely bravely brazenly conveniently correctly courageously cynically
    deceptively dishonestly disingenuously erroneously falsely foolishly gleefully hypocritically hysterically
    idiotically incredibly incorrectly inexplicably laughably ludicrously misleadingly mistakenly outrageously
    petulantly predictably preposterously recklessly ridiculously rightly sadly shamefully shamelessly smugly stupidly
    tellingly unbelievably unsurprisingly wisely wrongly""".split()
)
"""What the author thinks of somebody's saying something: falsely (claimed)."""
_WORDS = re.compile(r"[a-z’']+|\d+")

_WESTERN_WORDS = bytes(bytes([code]).decode("cp1252", "replace").isalnum() for code in range(256))


class Sentence(NamedTuple):
    """A sentence of an article with its voice; spans are in characters of the article."""

    start: int
    end: int
    paragraph: int
    kind: str = BODY
    voice: str = AUTHOR
    author_share: float = 1.0
    quoted_share: float = 0.0
    attributed_share: float = 0.0
    speaker: str | None = None
    quoted_spans: Sequence[Span] = ()
    attributed_spans: Sequence[Span] = ()
    scare_spans: Sequence[Span] = ()


def read_article(
    text: str, title: str | None = None, attribute: Attribute = attribute, whole: bool = False
) -> tuple[list[Sentence], list[Attribution]]:
    """Return the sentences of an article, with their voice, and its attributions.

    ``whole`` takes the text as one body sentence instead of splitting it.
    """
    if whole:
        lines = [(len(text) - len(text.lstrip()), len(text.rstrip()))] if text.strip() else []
        spans = [(start, end, n, BODY) for n, (start, end) in enumerate(lines)]
    else:
        lines = paragraphs(text)
        kinds = line_kinds(text, lines, title)
        spans = [
            (start, end, n, kind)
            for n, (line, kind) in enumerate(zip(lines, kinds, strict=True))
            for start, end in ([line] if kind == BOILERPLATE else split_line(text, *line))
        ]
    quotations = find_quotations(text, lines)
    reading = attribute(text, [(s, e, n) for s, e, n, kind in spans if kind != BOILERPLATE], quotations)
    marked = [(start, end) for start, end, _ in quotations]
    _settle(reading.attributions, marked)
    resolve_speakers(text, [(s, e) for s, e, _, _ in spans], marked, reading.attributions)
    return _voices(text, spans, reading, marked), reading.attributions


def _settle(attributions: list[Attribution], marked: Sequence[Span]) -> None:
    """Merge each content's spans and tell whether it is direct: mostly inside quotation marks."""
    for attribution in attributions:
        attribution.content = merge(attribution.content)
        inside = sum(e - s for s, e in intersect(attribution.content, marked))
        attribution.direct = inside * 2 >= sum(e - s for s, e in attribution.content)


def _voices(
    text: str, spans: Sequence[tuple[int, int, int, str]], reading: Reading, marked: Sequence[Span]
) -> list[Sentence]:
    """Cut what others say to the sentences and measure it; ``marked`` are the quotations."""
    content = merge([span for a in reading.attributions for span in a.content])
    unspoken = merge(reading.unspoken)
    if not content and not unspoken:
        return [Sentence(start, end, line, kind) for start, end, line, kind in spans]
    quoted = subtract(intersect(content, marked), unspoken)
    told = merge([span for a in reading.attributions for span in (*a.source, *a.cue)])
    parts = (quoted, _QUOTED), (subtract(content, quoted), _ATTRIBUTED), (subtract(told, content), _TOLD)
    pieces = sorted((start, end, part) for found, part in parts for start, end in found)
    cues = {e for a in reading.attributions for _, e in a.cue}
    said_by = sorted((s, e, a.speaker) for a in reading.attributions for s, e in a.content if a.speaker)
    words = _word_characters(text)
    sentences = []
    reached = zip(spans, reaching(pieces, spans), reaching(unspoken, spans), strict=True)
    for (start, end, line, kind), (first, last), (first_scare, last_scare) in reached:
        if first == last and first_scare == last_scare:  # most sentences: nobody but the author
            sentences.append(Sentence(start, end, line, kind))
            continue
        scare = clip(unspoken[first_scare:last_scare], start, end)
        mine_quoted, mine_attributed, rest = _parts(pieces[first:last], start, end)
        if kind == BOILERPLATE or not (mine_quoted or mine_attributed):
            sentences.append(Sentence(start, end, line, kind, scare_spans=scare))
            continue
        total = words.count(1, start, end) or 1
        q = sum([words.count(1, s, e) for s, e in mine_quoted])
        a = sum([words.count(1, s, e) for s, e in mine_attributed])
        voice = AUTHOR
        if q + a >= _ALMOST_ALL * total:
            left = [(s, e) for s, e in rest if words.find(1, s, e) >= 0 and not _is_circumstance(text, s, e, cues)]
            own = not all(_says_nothing(text[s:e]) or (s == start and is_occasion(text[s:e])) for s, e in left)
            voice = MIXED if own else OTHER
        speaker = _loudest(said_by, start, end)
        shares = (total - q - a) / total, q / total, a / total
        sentences.append(Sentence(start, end, line, kind, voice, *shares, speaker, mine_quoted, mine_attributed, scare))
    return sentences


def _parts(pieces: Sequence[tuple[int, int, str]], start: int, end: int) -> tuple[list[Span], list[Span], list[Span]]:
    """Return what of ``[start, end)`` is quoted, what attributed, and what is in none of the ``pieces``."""
    quoted: list[Span] = []
    attributed: list[Span] = []
    rest: list[Span] = []
    at = start
    for s, e, part in pieces:
        if s > at:
            rest.append((at, s))
        at = min(e, end)
        if part != _TOLD:
            (quoted if part == _QUOTED else attributed).append((max(s, start), at))
    if at < end:
        rest.append((at, end))
    return quoted, attributed, rest


def _is_circumstance(text: str, start: int, end: int, cues: set[int]) -> bool:
    """Tell whether the words right behind a cue only say to whom, when or where: (told) the chamber on Tuesday."""
    return start in cues and len(text[start:end].split()) <= _CIRCUMSTANCE and text[start : start + 1] == " "


def _says_nothing(words: str) -> bool:
    """Tell whether words beside source and cue are auxiliaries and the like: has (said), also (told), but (he said)."""
    found = _WORDS.findall(words.lower())
    plain = (word in AUXILIARIES or word in _CONNECTIVES or word.endswith("ly") for word in found)
    return all(plain) and _VIEWS.isdisjoint(found)


def _loudest(said_by: Sequence[tuple[int, int, str]], start: int, end: int) -> str | None:
    """Return who says most of ``[start, end)``; ``said_by`` are (start, end, name) in order."""
    said: dict[str, int] = {}
    for i in range(max(0, bisect_left(said_by, (start,)) - 1), len(said_by)):
        first, last, name = said_by[i]
        if first >= end:
            break
        if last > start:
            said[name] = said.get(name, 0) + min(last, end) - max(first, start)
    return max(said, key=said.__getitem__) if said else None


def _word_characters(text: str) -> bytes:
    """Return one byte for every character: 1 for letters and digits, 0 for all else."""
    try:
        return text.encode("cp1252").translate(_WESTERN_WORDS)
    except UnicodeEncodeError:
        return bytes(map(str.isalnum, text))
