"""Names put to one, so that a score cannot hang on who is named.

What is written with a capital, and is not a word of every day, is a name; runs of them become :data:`NAME`. Whoever is
swapped for somebody else of the kind then leaves the text, and so the score, as it was. To replace names by their kind
before a classifier sees them is the oldest remedy for what it would learn of them (Dixon et al. 2018, Measuring and
Mitigating Unintended Bias in Text Classification, AIES; De-Arteaga et al. 2019, Bias in Bios, FAccT).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from framing.articles.name_words import TIMES
from framing.models.views import ViewText

NAME = "Morgan"
"""Stands for every name: a surname, a first name and a bank, of no party or country."""

_CAPITAL = re.compile(r"(?<![^\W_])(?:(?:[^\W\d_a-z]\.){2,}|[^\W\d_a-z]\w*(?:['’][^\W\d_a-z]\w+)*)")
_JOINS = re.compile(r"[ \u00a0\-–]|\.[ \u00a0]| of (?:the )?| de (?:la )?| van (?:der )?| von | al-| bin ")
_ABBREVIATIONS = frozenset("Mr Mrs Ms Dr Sen Rep Gov Gen Sgt Lt Col Prof Rev Hon St Jr Sr Reps Sens".split())
_ARTICLE = re.compile(r"(?<![^\W_])(?:the|an) $", re.IGNORECASE)
_GENITIVE = re.compile(r"['’](?= [a-z0-9])")
_OPENS = re.compile(r"(?:^|[.?!:…]|[\"“‘(\[«])[\"“”'’)\]\s]*$")
_ACRONYMS = frozenset("US WHO ICE".split())
_KEPT = frozenset("tv dna ceo covid ok aids hiv cv id pr faq i".split()) | (TIMES - {"may", "march", "sun", "mar"})
_THOUGHT = re.compile(r"(?:nazi|fascist|marxist|communist|socialist|islamist|jihadist|leftist|racist|sexist)s?|\w+ism")


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
    rarely, seldom = _everyday()
    found = []
    capital = list(_CAPITAL.finditer(text))
    for number, match in enumerate(capital):
        word = match.group()
        low = word.lower()
        if not word[0].isupper():
            continue
        if word in _ACRONYMS:
            found.append(match.span())
            continue
        if low in _KEPT or low in rarely or _THOUGHT.fullmatch(low):
            continue
        if low in seldom and _OPENS.search(text, 0, match.start()):
            # "Green voters", but "Green Party": the first word of a sentence is a name beside another.
            after = capital[number + 1] if number + 1 < len(capital) else None
            if after is None or text[match.end() : after.start()] != " " or after.group().lower() in rarely:
                continue
        found.append(match.span())
    return found


def _merged(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in spans:
        if merged:
            gap = text[merged[-1][1] : low]
            dotted = gap[:1] == "." and not _abbreviated(text[: merged[-1][1]])
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
    last = before.rsplit(None, 1)[-1]
    return len(last) == 1 or last in _ABBREVIATIONS


@cache
def _everyday() -> tuple[frozenset[str], frozenset[str]]:
    """Return words that are hardly ever, and those that are not mostly, written with a capital within a sentence."""
    lines = (files("framing.models") / "words" / "everyday.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    return frozenset(w for w in words if not w.endswith("*")), frozenset(w.rstrip("*") for w in words)
