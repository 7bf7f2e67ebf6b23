"""Speech without quotation marks: the clause that a reporting verb, or "according to", attributes to somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from framing.articles import mentions
from framing.articles.cues import INFERENCE, JUDGE, LISTENER, NOUNS, PLAIN, SPEECH, VERBS
from framing.articles.mentions import Range
from framing.articles.tokens import QUOTATION, Tokens

Found = tuple[int, Range, int, int]
"""Cue, source, and the first token of the content and the one after its last."""

_CUES = frozenset(["according", *(verb for verb, pattern in VERBS.items() if pattern != JUDGE)])
_CLAUSE = frozenset("that if whether why how what who where when which".split())
_NO_SUBJECT = mentions.PREPOSITIONS | frozenset(
    """and or but so than then not nothing yes no again too here there out off up down last earlier later that
    monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow publicly only , . ; : )
    ( — – - ! ? …""".split()
)
_NEGATION = frozenset(("to", "not", "n't", "never"))
_DOCUMENTS = frozenset(
    """poll polls survey surveys study studies report reports data records documents figures research memo letter
    statement emails email transcript transcripts results numbers officials sources analysts critics experts
    researchers authorities filings article analysis witnesses prosecutors police investigators lawyers economists
    scientists supporters lawmakers aides advisers""".split()
)


def find(
    tokens: Tokens,
    source_of: Callable[[Tokens, int, int, int], Range | None],
    used: set[int],
    covered: Callable[[Tokens, int], bool],
) -> Iterator[Found]:
    """Yield the indirect speech of a sentence, from left to right.

    ``source_of`` finds the mention for a cue; cues in ``used`` and those inside a content (``covered``) are left out.
    """
    lower = tokens.lower
    for i in [i for i, word in enumerate(lower) if word in _CUES and i not in used]:
        found = _according(tokens, i) if lower[i] == "according" else _reported(tokens, i, source_of)
        if found is None or (i and tokens.capital(i)) or covered(tokens, i):
            continue
        _, source, begin, stop = found
        if begin < stop and not begin <= i < stop and not begin <= source[0] < stop:
            yield found


def clause_start(tokens: Tokens, cue: int, ceiling: int) -> int | None:
    """Return the token with which the clause after a cue begins, its conjunction included; None without a clause."""
    lower = tokens.lower
    if lower[cue] == "according":
        comma = next((i for i in range(cue, ceiling) if lower[i] == ","), None)
        return None if comma is None else comma + 1
    at = cue + 1
    for i in range(at, min(ceiling, cue + 14)):
        if lower[i] in (":", ";", QUOTATION):
            break
        if lower[i] in _CLAUSE and (i == at or lower[cue] in LISTENER or lower[i] == "that"):
            return i if i + 1 < ceiling else None
    if at >= ceiling or VERBS.get(lower[cue]) != PLAIN or lower[at] in _NO_SUBJECT or lower[at] == QUOTATION:
        return None
    return at


def clause_end(tokens: Tokens, at: int) -> int:
    """Return where a clause stops: at the sentence's end, at ", but", or where the next cue's clause begins."""
    lower = tokens.lower
    end = len(lower)
    for i in range(at, end):
        if lower[i] == ";":
            return i
        if lower[i] == "," and (lower[i + 1 : i + 2] == ["but"] or any(map(_is_report, lower[i + 1 : i + 3]))):
            return i
    while end > at and lower[end - 1] in (".", "!", "?"):
        end -= 1
    return end


def _is_report(word: str) -> bool:
    return word == "according" or word in SPEECH or (word in VERBS and word.endswith("ing") and word not in NOUNS)


def _according(tokens: Tokens, i: int) -> Found | None:
    lower = tokens.lower
    if lower[i + 1 : i + 2] != ["to"]:
        return None
    if i > 1:
        source = mentions.after(tokens, i + 1, len(tokens))
        return None if source is None else (i, source, 0, i - 1 if lower[i - 1] == "," else i)
    comma = next((j for j in range(i + 3, len(tokens)) if lower[j] in (",", QUOTATION)), None)
    if comma is None or lower[comma] != ",":
        return None
    return i, (i + 2, comma), comma + 1, clause_end(tokens, comma + 1)


def _reported(tokens: Tokens, i: int, source_of: Callable[[Tokens, int, int, int], Range | None]) -> Found | None:
    lower, verb = tokens.lower, tokens.lower[i]
    start = clause_start(tokens, i, len(tokens))
    if (
        start is not None
        and (verb not in NOUNS or (lower[start] == "that" and start == i + 1))
        and (VERBS[verb] == PLAIN or lower[start] in ("that", "if", "whether") or verb in LISTENER)
    ):
        if not _NEGATION.isdisjoint(lower[max(0, i - 2) : i]):
            return None
        source = source_of(tokens, i, 0, len(tokens))
        return (i, source, start, clause_end(tokens, start + 1)) if source and _speaks(tokens, source, verb) else None
    if verb in NOUNS or len(tokens) - i > 12 or not (verb in SPEECH or VERBS[verb] == PLAIN or verb.endswith("ed")):
        return None
    # The clause stands in front: Taxes would rise, the minister said.
    comma = next((j for j in range(i - 1, 2, -1) if lower[j] == ","), None)
    if comma is None:
        return None
    source = mentions.before(tokens, i, comma + 1)
    if source is None and comma == i - 1:
        source = mentions.after(tokens, i, len(tokens))
    if source is None or source[0] not in (comma + 1, i + 1) or not (verb in SPEECH or source[1] == i):
        return None
    return i, source, 0, comma


def _speaks(tokens: Tokens, source: Range, verb: str) -> bool:
    """Tell whether a mention can speak: people can, things only where the verb is not the author's inference."""
    words = tokens.lower[source[0] : source[1]]
    if words[0] in ("i", "you", "we", "one", "nobody", "this", "that", "these", "it", "which", "what"):
        return False
    if verb not in INFERENCE or words[0] in mentions.PRONOUNS or not _DOCUMENTS.isdisjoint(words):
        return True
    return any(tokens.capital(i) for i in range(max(source[0], 1), source[1]))
