"""VADER's scores as vaderSentiment computes them, several times as fast: windows instead of copies of the sentence.

The lexicon, the constants and the rules are those of vaderSentiment 3.3 (Hutto and Gilbert 2014; MIT licence), which
is asked for them; a test holds the numbers against the original's.
"""

from __future__ import annotations

import math
import string
from functools import lru_cache
from typing import Any, NamedTuple


class Scores(NamedTuple):
    """VADER's shares of positive and negative valence and its summed valence."""

    positive: float
    negative: float
    compound: float


@lru_cache(maxsize=1)
def analyzer() -> Any:
    """Return vaderSentiment's analyzer."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


@lru_cache(maxsize=1)
def lexicon() -> dict[str, float]:
    """Return VADER's words and their valences, −4 to 4."""
    words: dict[str, float] = analyzer().lexicon
    return words


@lru_cache(maxsize=1)
def _constants() -> Any:
    from vaderSentiment import vaderSentiment

    return vaderSentiment, frozenset(vaderSentiment.NEGATE), frozenset(analyzer().emojis)


_NOTHING = Scores(0.0, 0.0, 0.0)


def score(text: str) -> Scores:
    """Return what ``SentimentIntensityAnalyzer.polarity_scores`` returns for ``text``, without its neutral share."""
    module, _, emojis = _constants()
    if not text.isascii() and not emojis.isdisjoint(text):
        text = _spelled_out(text, analyzer().emojis)
    text = text.strip()
    words = [_stripped(token) for token in text.split()]
    lowered = [word.lower() for word in words]
    known = lexicon()
    found = [place for place, word in enumerate(lowered) if word in known and word not in module.BOOSTER_DICT]
    if not found:
        return _NOTHING
    shouts = sum(map(str.isupper, words))
    mixed = 0 < shouts < len(words)
    sentiments: list[float] = [0] * len(words)
    for place in found:
        if not (lowered[place] == "kind" and lowered[place + 1 : place + 2] == ["of"]):
            sentiments[place] = _valence(words, lowered, place, mixed)
    if "but" in lowered:
        sentiments = analyzer()._but_check(words, sentiments)
    return _summed(sentiments, text)


def _stripped(token: str) -> str:
    bare = token.strip(string.punctuation)
    return token if len(bare) <= 2 else bare


def _spelled_out(text: str, emojis: dict[str, str]) -> str:
    parts = []
    after_space = True
    for character in text:
        if character in emojis:
            parts.append(emojis[character] if after_space else " " + emojis[character])
            after_space = False
        else:
            parts.append(character)
            after_space = character == " "
    return "".join(parts)


def _valence(words: list[str], lowered: list[str], place: int, mixed: bool) -> float:
    module, _, _ = _constants()
    known, word = lexicon(), lowered[place]
    before = lowered[max(place - 3, 0) : place][::-1]
    valence = known[word]
    if word == "no" and place + 1 < len(lowered) and lowered[place + 1] in known:
        valence = 0.0
    if "no" in before[:2] or (before[2:3] == ["no"] and before[0] in ("or", "nor")):
        valence = known[word] * module.N_SCALAR
    if mixed and words[place].isupper():
        valence += module.C_INCR if valence > 0 else -module.C_INCR
    for distance, near in enumerate(before):
        if near in known:
            continue
        step = module.scalar_inc_dec(words[place - distance - 1], valence, mixed)
        valence = valence + step * (1.0, 0.95, 0.9)[distance]
        valence = _negated(valence, before, distance)
        if distance == 2:
            valence = analyzer()._special_idioms_check(valence, *_window(lowered, place))
    if before and before[0] == "least" and (len(before) < 2 or before[1] not in ("at", "very")):
        valence = valence * module.N_SCALAR
    return float(valence)


def _window(lowered: list[str], place: int) -> tuple[list[str], int]:
    """Return the words that idioms may reach to, and the place among them: three before, two behind."""
    return lowered[place - 3 : place + 3], 3


def _negated(valence: float, before: list[str], distance: int) -> float:
    module, negators, _ = _constants()
    if distance:
        opens = before[distance] == "never" and before[distance - 1] in ("so", "this")
        if opens or (distance == 2 and before[0] in ("so", "this")):
            return valence * 1.25
        if before[distance] == "without" and "doubt" in before[:distance]:
            return valence
    word = before[distance]
    return valence * module.N_SCALAR if word in negators or "n't" in word else valence


def _summed(sentiments: list[float], text: str) -> Scores:
    module, _, _ = _constants()
    total = float(sum(sentiments))
    marks = text.count("!")
    questions = text.count("?")
    emphasis = min(marks, 4) * 0.292 + ((questions * 0.18 if questions <= 3 else 0.96) if questions > 1 else 0)
    if total > 0:
        total += emphasis
    elif total < 0:
        total -= emphasis
    positive = sum(value + 1 for value in sentiments if value > 0)
    negative = sum(value - 1 for value in sentiments if value < 0)
    neutral = sum(value == 0 for value in sentiments)
    if positive > math.fabs(negative):
        positive += emphasis
    elif positive < math.fabs(negative):
        negative -= emphasis
    whole = positive + math.fabs(negative) + neutral
    return Scores(
        round(math.fabs(positive / whole), 3),
        round(math.fabs(negative / whole), 3),
        round(module.normalize(total), 4),
    )
