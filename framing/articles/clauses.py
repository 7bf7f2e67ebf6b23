"""The clause that somebody's words give without quotation marks: where it begins behind its cue, and where it ends."""

from __future__ import annotations

from framing.articles import mentions
from framing.articles.cues import LISTENER, NOTED, NOUNS, PLAIN, SPEECH, VERBS
from framing.articles.tokens import QUOTATION, Tokens

CLAUSE = frozenset("that if whether why how what who where when which".split())
_NO_SUBJECT = mentions.PREPOSITIONS | frozenset(
    """and or but so than then not nothing yes no again too here there out off up down last earlier later that
    monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow publicly only , . ; : )
    ( — – - ! ? …""".split()
)
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today".split())
TOLD = frozenset("tell tells told telling assured warned informed".split())
_SUBJECTS = frozenset("he she they it we i there this these".split())
TIMES = frozenset("week month year morning afternoon evening weekend summer spring fall winter time".split())
_CONJUNCTIONS = CLAUSE | frozenset("and or but because since while as , ; : — –".split())


def clause_start(tokens: Tokens, cue: int, ceiling: int) -> int | None:
    """Return the token with which the clause after a cue begins, its conjunction included; None without a clause."""
    lower = tokens.lower
    if lower[cue] == "according":
        comma = next((i for i in range(cue, ceiling) if lower[i] == ","), None)
        return None if comma is None else comma + 1
    at = _past_days(lower, cue + 1)
    if at < ceiling and _begins_clause(lower, at) and (VERBS.get(lower[cue]) == PLAIN or _is_clause(lower, cue, at)):
        return at
    for i in range(at, min(ceiling, cue + 14)):
        if lower[i] in (":", ";", QUOTATION) or (lower[at] == "," and lower[i] == "that" and lower[i - 1] != ","):
            break
        if lower[i] in CLAUSE and (i == at or lower[cue] in LISTENER or lower[i] == "that"):
            return i if i + 1 < ceiling else None
    return _after_listener(lower, at, ceiling) if lower[cue] in TOLD else None


def _past_days(lower: list[str], at: int) -> int:
    """Return the position behind a day or the like: said (on) Thursday …, said this week …"""
    if lower[at : at + 1] in (["this"], ["last"]) and not TIMES.isdisjoint(lower[at + 1 : at + 2]):
        return at + 2
    for first in (at, at + 1):
        if first < len(lower) and lower[first] in _DAYS and (first == at or lower[at] == "on"):
            return first + 1
    return at


def _begins_clause(lower: list[str], at: int) -> bool:
    if lower[at] == "there":
        return at + 1 < len(lower) and lower[at + 1] in mentions.FINITE
    return lower[at] not in _NO_SUBJECT and lower[at] not in CLAUSE and lower[at] != QUOTATION


def _is_clause(lower: list[str], cue: int, at: int) -> bool:
    """Tell whether a subject and its verb follow a cue that may also take a thing: She noted the plan was late."""
    if lower[cue] not in NOTED:
        return False
    for word in lower[at + 1 : at + 9]:
        if word in mentions.FINITE:
            return True
        if word in CLAUSE or word in mentions.PREPOSITIONS or not word.isalnum():
            return False
    return False


def _after_listener(lower: list[str], at: int, ceiling: int) -> int | None:
    """Return where the clause begins that says what somebody was told: told reporters this was …"""
    for i in range(at + 1, min(ceiling - 1, at + 10)):
        if lower[i] in (",", ":", ";", QUOTATION, "to"):
            return None
        word, _, rest = lower[i].replace("’", "'").partition("'")  # he’s
        if word in _SUBJECTS and (rest or lower[i + 1] in mentions.FINITE or word in mentions.PRONOUNS):
            return i
    return None


def clause_end(tokens: Tokens, at: int) -> int:
    """Return where a clause stops: at the sentence's end, at ", but" or ", yet", or where the next cue's begins."""
    lower = tokens.lower
    end = len(lower)
    for i in range(at, end):
        if lower[i] == ";":
            return i
        but = lower[i + 1 : i + 2] in (["but"], ["yet"]) and lower[i + 2 : i + 3] != ["that"]  # but that: it goes on
        if lower[i] == "," and (but or any(map(_is_report, lower[i + 1 : i + 3]))):
            return i
    while end > at and lower[end - 1] in (".", "!", "?"):
        end -= 1
    return end


def _is_report(word: str) -> bool:
    return word == "according" or word in SPEECH or (word in VERBS and word.endswith("ing") and word not in NOUNS)


def verdict(tokens: Tokens, start: int, stop: int) -> int:
    """Return where the author goes on behind a claim that is the subject: His claim that taxes fell | is a lie.

    The clause of the claim has a verb of its own; the next one belongs to the claim, unless a conjunction is between.
    """
    lower = tokens.lower
    verbs = [i for i in range(start + 1, stop) if is_finite(lower[i]) or lower[i] in mentions.PAST]
    verbs = [i for i in verbs if lower[i - 1] not in mentions.FINITE]  # would have
    if len(verbs) < 2 or lower[verbs[1]] not in mentions.FINITE:
        return stop
    between = lower[verbs[0] : verbs[1]]
    return stop if not _CONJUNCTIONS.isdisjoint(between) else verbs[1]


def is_finite(word: str) -> bool:
    """Tell whether a word looks like a finite verb."""
    contracted = word.endswith(("n't", "n’t", "'s", "’s"))
    return word in mentions.FINITE or contracted or (word.endswith("ed") and len(word) > 4)
