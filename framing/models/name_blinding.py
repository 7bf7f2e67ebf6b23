"""Names put to one, so that a score cannot hang on who is named.

What is written with a capital, and is not a word of every day, is a name; runs of them become :data:`NAME`. Whoever is
swapped for somebody else of the kind then leaves the text, and so the score, as it was. To replace names by their kind
before a classifier sees them is the oldest remedy for what it would learn of them (Dixon et al. 2018, Measuring and
Mitigating Unintended Bias in Text Classification, AIES; De-Arteaga et al. 2019, Bias in Bios, FAccT).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

import pandas as pd

from framing.articles.name_words import TIMES
from framing.models.function_words import is_function_word
from framing.models.views import ViewText, view_pieces, view_texts

NAME = "Morgan"
"""Stands for every name: a surname, a first name and a bank, of no party or country."""

REMEMBERED = 16_384
"""Texts that are remembered: most sentences look alike in two views, which are read one after the other."""

_CAPITAL = re.compile(r"(?<![^\W_])(?:(?:[^\W\d_a-z]\.){2,}|[^\W\d_a-z]\w*(?:['’](?![sS]\b)\w+)*)")
_JOINS = re.compile(r"[ \u00a0\-–]|\.[ \u00a0]| of (?:the )?| de (?:la )?| van (?:der )?| von | al-| bin ")
_ABBREVIATIONS = frozenset("Mr Mrs Ms Dr Sen Rep Gov Gen Sgt Lt Col Prof Rev Hon St Jr Sr Reps Sens".split())
_ARTICLE = re.compile(r"(?<![^\W_])(?:the|an) $", re.IGNORECASE)
_GENITIVE = re.compile(r"['’](?= [a-z0-9])")
_FIRST_NAMES = frozenset("jan mar sun".split())
_OPENS = re.compile(r"(?:^|[.?!:…]|[\"“‘(\[«])[\"“”'’)\]\s]*$")
_ACRONYMS = frozenset("US WHO ICE".split())
_KEPT = frozenset("tv dna ceo covid ok aids hiv cv id pr faq i".split()) | TIMES
_ABSTRACT = re.compile(r"(?:[ts]ions?|ness|ology|graphy|ously|ally|ably|fully|ively)$")
_THOUGHT = re.compile(r"(?:nazi|fascist|marxist|communist|socialist|islamist|jihadist|leftist|racist|sexist)s?|\w+ism")


@lru_cache(maxsize=REMEMBERED)
def blinded(text: str) -> ViewText:
    """Return the text with every name put to :data:`NAME`; its pieces tell where the rest stood (from character 0)."""
    spans = _merged(text, _names(text))
    if not spans:
        return ViewText(text, ((0, len(text), 0),))
    parts, pieces, length = [], [], 0
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    for number, (low, high) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        if number:
            parts.append(_stand_in(text, *spans[number - 1]))
            length += len(parts[-1])
        if low < high:
            parts.append(text[low:high])
            pieces.append((length, length + high - low, low))
            length += high - low
    return ViewText("".join(parts), tuple(pieces))


def as_seen(texts: Sequence[str], blind: bool) -> list[str]:
    """Return texts as a model sees them: with their names put to one if it is ``blind`` to them."""
    return [blinded(text).text for text in texts] if blind else list(texts)


def shown_texts(sentences: pd.DataFrame, view: str, blind: bool) -> list[str]:
    """Return what :func:`framing.models.views.view_texts` returns, as :func:`as_seen`."""
    return as_seen(view_texts(sentences, view), blind)


def shown_pieces(sentences: pd.DataFrame, view: str, blind: bool) -> list[ViewText]:
    """Return what :func:`shown_texts` returns, with the places in the article."""
    shown = view_pieces(sentences, view)
    return [blinded_view(one) for one in shown] if blind else shown


def blinded_view(shown: ViewText) -> ViewText:
    """Return a view's text with its names put to one; what is left of its pieces keeps its place in the article."""
    found = blinded(shown.text)
    pieces = []
    for first, last, at in found.pieces:
        for start, end, origin in shown.pieces:
            low, high = max(at, start), min(at + last - first, end)
            if low < high:
                pieces.append((first + low - at, first + high - at, origin + low - start))
    return ViewText(found.text, tuple(pieces))


def _names(text: str) -> list[tuple[int, int]]:
    """Return where words stand that are names, or parts of one."""
    capital = [match for match in _CAPITAL.finditer(text) if match.group()[0].isupper()]
    return [match.span() for number, match in enumerate(capital) if _is_name(text, capital, number)]


def _is_name(text: str, capital: Sequence[re.Match[str]], number: int) -> bool:
    rarely, seldom = _everyday()
    match = capital[number]
    word, low = match.group(), _form(match)
    if word in _ACRONYMS:
        return True
    if low in _FIRST_NAMES and text[match.end() : match.end() + 1] != ".":
        return True
    if low in _KEPT or low in rarely or _THOUGHT.fullmatch(low) or low.startswith("i'"):
        return False
    before = capital[number - 1] if number else None
    if low in seldom and before is not None and _of_content(before, rarely) and _beside(text, before, match):
        return False  # "Fake News" is no name
    if low not in seldom and not _ABSTRACT.search(low):
        return True
    if not _OPENS.search(text, max(0, match.start() - 12), match.start()):
        return True
    # "Green voters", but "Green Party": the first word of a sentence is a name beside another.
    after = capital[number + 1] if number + 1 < len(capital) else None
    return after is not None and _beside(text, match, after) and _form(after) not in rarely


def _of_content(match: re.Match[str], everyday: frozenset[str]) -> bool:
    word = _form(match)
    return word in everyday and not is_function_word(word)


def _form(match: re.Match[str]) -> str:
    return match.group().lower().replace("’", "'")


def _beside(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return text[one.end() : other.start()] == " "


def _merged(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in spans:
        if merged:
            gap = text[merged[-1][1] : low]
            dotted = gap[:1] == "." and not _abbreviated(text[max(0, merged[-1][1] - 8) : merged[-1][1]])
            if _JOINS.fullmatch(gap) and not dotted:
                merged[-1] = (merged[-1][0], high)
                continue
        before = _ARTICLE.search(text, max(0, low - 5), low)
        after = _GENITIVE.match(text, high)
        merged.append((before.start() if before else low, after.end() if after and text[high - 1] == "s" else high))
    return merged


def _stand_in(text: str, low: int, high: int) -> str:
    """Return what stands for a name with its article and the apostrophe behind it: "an Ohioan" is "a Morgan"."""
    article = text[low] if text[low : low + 3].lower() == "an " else ""
    return f"{article} {NAME}".lstrip() + (f"{text[high - 1]}s" if text[high - 1] in "'’" else "")


def _abbreviated(before: str) -> bool:
    last = re.split(r"[^\w.]", before)[-1]
    return len(last) == 1 or last in _ABBREVIATIONS


@cache
def _everyday() -> tuple[frozenset[str], frozenset[str]]:
    """Return words that are hardly ever, and those that are not mostly, written with a capital within a sentence."""
    lines = (files("framing.models") / "words" / "everyday.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    return frozenset(w for w in words if not w.endswith("*")), frozenset(w.rstrip("*") for w in words)
