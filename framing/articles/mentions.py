"""The mention of who speaks, found beside a cue without a parser: before the verb, after it, or as the subject."""

from __future__ import annotations

from framing.articles.cues import JUDGE, NOUNS, VERBS
from framing.articles.tokens import QUOTATION, Tokens

Range = tuple[int, int]
"""Half-open range of token indices."""

PRONOUNS = frozenset("he she they it i we you who".split())
AUXILIARIES = frozenset(
    """is was were are am be been being has had have having will would could can may might should shall must did does do
    not n't also then later further never even still again just repeatedly already often first ever soon once simply
    to went goes going on himself herself themselves itself previously only earlier recently today tuesday wednesday
    thursday friday saturday sunday monday yesterday now both all more has’nt reportedly""".split()
)
PAST = frozenset(
    """met left went came took made gave got saw won lost held led ran stood sat kept became brought built bought cut
    fell felt grew heard hit knew laid paid rose sent set sold spent understood wore broke chose drew drove fought
    flew hung meant rode shook shot slept stuck struck swept taught tore woke withdrew overcame undertook faced
    refused need needs want wants plans seems has""".split()
)
FINITE = frozenset("is was were are has had have will would could can may might should shall must did does do".split())
PREPOSITIONS = frozenset(
    """in on at of to for from by with about during after before through under via amid among per against within
    since""".split()
)
_INSIDE_MENTION = frozenset("of for from at with to".split())
_SUBORDINATORS = frozenset(
    """that who which whom whose when while as because if since although though where than whereas but or so then nor
    until unless after before""".split()
)
_COORDINATORS = frozenset("but and or so nor then".split())
_NO_HEAD = frozenset(
    """there here just only maybe perhaps despite regarding considering given having rather instead not no yes too very
    well much more most such even once since until meanwhile thus hence last next""".split()
)
_ALONE = frozenset("some many most several all both one another those these".split())
_LEADING = frozenset(
    """but and still yet also however meanwhile then so now later once even instead indeed moreover though while
    as when""".split()
)
DETERMINERS = frozenset(
    """the a an his her their its our my your one another some many several most these those this that both all no every
    each""".split()
)
_BREAKS = frozenset([*", ; : — – - ( ) [ ] / | … ! ?".split(), QUOTATION])
_NO_MENTION = _BREAKS | PREPOSITIONS | (_SUBORDINATORS - {"who"})
_TITLES = frozenset("mr mrs ms dr sen rep gov gen lt col sgt capt prof rev st jr sr maj".split())
_APPOSITION = DETERMINERS | frozenset(
    """who whose which former then now director president professor chairman chief executive senior spokesman
    spokeswoman""".split()
)


def before(tokens: Tokens, cue: int, floor: int) -> Range | None:
    """Return the mention that ends right before the cue at index ``cue``; nothing left of ``floor`` is looked at.

    Adverbs and auxiliaries between the two are skipped; an apposition between commas belongs to the mention
    ("Zakir Jalaly, a Taliban official, said").
    """
    last = cue - 1
    while last >= floor and _skippable(tokens, last):
        last -= 1
    if last < floor or last in tokens.quotation:
        return None
    if tokens.lower[last] in (",", ")", "—", "–"):
        opening = "(" if tokens.lower[last] == ")" else tokens.lower[last]
        for k in range(last - 1, max(floor, last - 30), -1):
            if tokens.lower[k] == opening and k > floor:
                head = _start_of(tokens, k - 1, floor)
                return _tidy(tokens, head, last) if head < k else None
            if k in tokens.quotation or tokens.lower[k] == ";":
                break
        return None
    start = _start_of(tokens, last, floor)
    return _tidy(tokens, start, last + 1) if start <= last else None


def after(tokens: Tokens, cue: int, ceiling: int) -> Range | None:
    """Return the mention that begins right after the cue ("said John Smith, a professor at Harvard")."""
    start = cue + 1
    if start >= ceiling:
        return None
    head = tokens.lower[start]
    if head in _NO_MENTION:
        return None
    if head in PRONOUNS:
        return (start, start + 1)
    end, commas = start, 0
    while end < ceiling and end not in tokens.quotation:
        lower = tokens.lower[end]
        if lower == ",":
            following = tokens.lower[end + 1] if end + 1 < ceiling else ""
            if commas == 0 and (following in _APPOSITION or following.isdigit()):
                commas = 1
            else:
                break
        elif (lower in _BREAKS and lower not in "-/(") or (end > start and commas == 0 and _ends_mention(tokens, end)):
            break
        end += 1
    while end > start and tokens.lower[end - 1] in (".", ",", "and"):
        end -= 1
    return (start, end) if end > start else None


def subject(tokens: Tokens, floor: int, ceiling: int) -> Range | None:
    """Return the first noun phrase of a clause, told by capitals, determiners and pronouns; None if there is none."""
    at = floor
    while at < ceiling:
        lower = tokens.lower[at]
        if lower == QUOTATION:
            return None
        if lower in _COORDINATORS or (lower in _LEADING and lower not in _SUBORDINATORS):
            at += 1
            continue
        if lower in PREPOSITIONS or lower in _SUBORDINATORS:  # an adverbial comes first: go past its comma
            comma = next((k for k in range(at, min(ceiling, at + 25)) if tokens.lower[k] == ","), None)
            if comma is None and lower in PREPOSITIONS:
                return None
            at = at + 1 if comma is None else comma + 1  # When he resigned …: the clause's own subject
            continue
        adverb = lower.endswith("ly") and at + 1 < ceiling and tokens.lower[at + 1] == ","
        if lower in _BREAKS or lower in _LEADING or adverb:
            at += 1
            continue
        break
    if at >= ceiling:
        return None
    if tokens.lower[at] in PRONOUNS:
        return (at, at + 1)
    end, named, determined = at, False, tokens.lower[at] in DETERMINERS
    while end < ceiling and end - at < 12:
        lower, capital = tokens.lower[end], tokens.capital(end)
        if (lower in _BREAKS and lower != "-") or lower in FINITE or (lower in PRONOUNS and end > at):
            break
        if lower in VERBS and not capital and not (end == at + 1 and determined and lower in NOUNS):  # the report
            break
        if end > at and ((lower in PREPOSITIONS and lower != "of") or lower in _SUBORDINATORS):
            break
        if end > at and not capital and (lower.endswith("ed") or lower in PAST):
            break
        if named and not capital and not determined and lower not in ("of", "the", "and", ".", "-"):
            break
        named = named or (capital and (end > at or lower not in DETERMINERS))
        end += 1
    while end > at and tokens.lower[end - 1] in ("and", "of", "the", ".", ",") and tokens.lower[end - 1] not in _TITLES:
        end -= 1
    return (at, end) if end > at and not (end == at + 1 and _is_no_head(tokens.lower[at])) else None


def _is_no_head(word: str) -> bool:
    return word in _NO_HEAD or word in DETERMINERS - _ALONE or not word[0].isalnum()


def _skippable(tokens: Tokens, i: int) -> bool:
    lower = tokens.lower[i]
    return lower in AUXILIARIES or (lower.endswith("ly") and len(lower) > 4 and not tokens.capital(i))


def _start_of(tokens: Tokens, last: int, floor: int) -> int:
    """Walk left from ``last`` to where its noun phrase begins."""
    if tokens.lower[last] in PRONOUNS:
        return last
    at = last
    while at >= floor:
        lower = tokens.lower[at]
        if lower in _SUBORDINATORS or lower in FINITE:
            break
        if lower in _BREAKS and lower not in "-/":
            break
        if lower == "and" and not (
            at > floor and tokens.capital(at - 1) and (tokens.capital(at + 1) or tokens.lower[at + 1] in DETERMINERS)
        ):
            break
        if at < last and VERBS.get(lower, JUDGE) != JUDGE and not lower.endswith("s") and not tokens.capital(at):
            break
        at -= 1
    return at + 1


def _tidy(tokens: Tokens, start: int, end: int) -> Range | None:
    """Drop what comes before the phrase: conjunctions, "On Monday", "In a statement"."""
    while start < end and (tokens.lower[start] in _LEADING or tokens.lower[start] in (".", "…")):
        start += 1
    if start < end and (tokens.lower[start] in PREPOSITIONS or tokens.lower[start].endswith("day")):
        run = end - 1
        if tokens.lower[run] not in PRONOUNS:
            while run > start and (
                tokens.capital(run - 1) or tokens.lower[run - 1] in ".-" or tokens.lower[run - 1] in DETERMINERS
            ):
                run -= 1
        if run > start:
            start = run
            while start < end - 1 and tokens.lower[start].endswith("day"):
                start += 1
    return (start, end) if start < end else None


def _ends_mention(tokens: Tokens, at: int) -> bool:
    """Tell whether a mention that began before stops at ``at``: an adverbial or a clause begins."""
    lower = tokens.lower[at]
    if lower in _INSIDE_MENTION or lower in ("and", "-", "."):
        return False
    return (
        lower in PREPOSITIONS
        or (lower in _SUBORDINATORS and lower != "who")
        or lower in FINITE
        or lower.endswith("day")
    )
