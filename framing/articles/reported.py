"""Speech without quotation marks: the clause that a reporting verb, or "according to", attributes to somebody.

The verb stands before the clause (She said it rained), behind it (Taxes would rise, the minister said), inside it (The
plan, he said, would fail), or in front of it after "as" (As Bell said, …); "in the words of Bell, …" and "in Bell's
view, …" attribute like "according to".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from framing.articles import mentions
from framing.articles.charges import charge
from framing.articles.clauses import CLAUSE, TIMES, TOLD, clause_end, clause_start, is_finite, verdict
from framing.articles.cues import ACCUSED, DESCRIBED, INFERENCE, JUDGE, LISTENER, NOTED, NOUNS, PLAIN, SPEECH, VERBS
from framing.articles.mentions import Range
from framing.articles.tokens import QUOTATION, Tokens

Found = tuple[int, Range, int, int]
"""Cue, source, and the first token of the content and the one after its last."""

_CUES = ACCUSED | DESCRIBED | frozenset(["according", *(verb for verb, pattern in VERBS.items() if pattern != JUDGE)])
_NOT_SAID = frozenset("but according adding who whom which whose while when where as".split())
_AS_SAID = SPEECH | frozenset(
    """put puts noted notes explained explains observed observes pointed points reported reports recalled recalls
    acknowledged acknowledges argued argues remarked remarks warned warns""".split()
)
_OWNERS = frozenset("his her their its".split())
_NO_CLAUSE = frozenset(
    """put puts putting continue continues continued continuing begin begins began beginning finish finishes finished
    read reads object objects""".split()
)
_VIEWS = frozenset("view opinion words telling eyes estimation judgment judgement".split())
_NO_VERB_AFTER = (mentions.DETERMINERS | mentions.PREPOSITIONS) - frozenset("my your his her its our their".split())
_NO_SPEAKERS = frozenset(
    """i you we me one nobody nothing none anyone anybody everyone everybody this that these which what there
    here""".split()
)
_CONTRACTED = frozenset("i you we there here that what let".split())
_HINTS = ("suggest", "indicat", "confirm", "hint", "impl", "signal")
_ASIDES = frozenset("however though too indeed meanwhile instead perhaps of alas then after".split())
_NEGATION = frozenset(("not", "n't", "never"))
_WORD = re.compile(r"\w+")
_INSIDE = re.compile(r"(?<=[a-z,] )\w+")
_DOCUMENTS = frozenset(
    """poll polls survey surveys study studies report reports data records documents figures research memo letter
    statement emails email transcript transcripts results numbers officials sources analysts critics experts
    researchers authorities filings article analysis witnesses prosecutors police investigators lawyers economists
    scientists supporters lawmakers aides advisers rules law laws constitution""".split()
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
    opening = _opening(tokens)
    if opening is not None and opening[0] not in used and not covered(tokens, opening[0]):
        yield opening
    for i in [i for i, word in enumerate(lower) if word in _CUES and i not in used]:
        if opening is not None and i <= opening[0]:
            continue
        found = _according(tokens, i) if lower[i] == "according" else _reported(tokens, i, source_of)
        if found is None or (i and tokens.capital(i) and not _headline(tokens, i)) or covered(tokens, i):
            continue
        _, source, begin, stop = found
        if begin < stop and not begin <= i < stop and not begin <= source[0] < stop:
            yield found
            if begin == 0 and (more := _goes_on(tokens, i, source, stop)):
                yield i, source, *more


def _headline(tokens: Tokens, cue: int) -> bool:
    """Tell whether a capital does not make a name of a verb of speech: Bell Says the Mill Will Close."""
    if tokens.lower[cue] not in SPEECH:
        return False
    words = [i for i, word in enumerate(tokens.lower) if len(word) > 3 and word.isalpha()]
    return len(words) > 2 and all(map(tokens.capital, words))


def _according(tokens: Tokens, i: int) -> Found | None:
    lower = tokens.lower
    if lower[i + 1 : i + 2] != ["to"]:
        return None
    if i > 1:
        source = mentions.after(tokens, i + 1, len(tokens))
        if source is None:
            return None
        stop = i - 1 if lower[i - 1] == "," else i
        after = next((j for j in range(i + 3, min(len(lower), i + 9)) if lower[j] == ","), len(lower))
        if stop < i and stop <= 5 and len(lower) - after > 4:  # In 2016, according to Bell, the mill closed
            return i, (i + 2, after), after + 1, clause_end(tokens, after + 1)
        return i, source, 0, stop
    comma = next((j for j in range(i + 3, len(tokens)) if lower[j] in (",", QUOTATION)), None)
    if comma is None or lower[comma] != ",":
        return None
    return i, (i + 2, comma), comma + 1, clause_end(tokens, comma + 1)


def opens(tokens: Tokens, cue: int) -> bool:
    """Tell whether a cue is one of the first words that attribute all that follows."""
    opening = _opening(tokens)
    return opening is not None and opening[0] == cue


def _opening(tokens: Tokens) -> Found | None:
    """Return the speech that the first words attribute: As Bell said, …; In the words of Bell, …; In Bell's view, …"""
    lower = tokens.lower
    if len(lower) < 6 or lower[0] not in ("as", "in"):
        return None
    comma = next((i for i in range(2, min(len(lower), 16)) if lower[i] == ","), None)
    if comma is None or comma + 3 > len(lower):
        return None
    content = comma + 1, clause_end(tokens, comma + 1)
    if lower[0] == "as":
        cue = next((i for i in range(2, comma) if lower[i] in _AS_SAID and not tokens.capital(i)), None)
        if cue is None or comma - cue > 6:
            return None
        source = mentions.before(tokens, cue, 1)
        return (cue, source, *content) if source and source[0] == 1 and _speaks(tokens, source, cue) else None
    if lower[1] == "the" and lower[2] in _VIEWS and lower[3] == "of" and comma > 4:
        return 2, (4, comma), *content
    owner = lower[comma - 2]
    if lower[comma - 1] in _VIEWS and comma > 2 and _is_possessor(owner):
        return comma - 1, (1, comma - 1), *content
    return None


def _goes_on(tokens: Tokens, cue: int, source: Range, stop: int) -> Range | None:
    """Return the rest of a clause into which its report is put: The plan, he said, would fail."""
    lower = tokens.lower
    at = max(cue + 1, source[1])
    if lower[stop : stop + 1] != [","] or lower[at : at + 1] != [","] or at + 3 > len(lower):
        return None
    following = lower[at + 1]
    if following in _NOT_SAID or following.endswith("ing") or following == QUOTATION:
        return None
    if source[0] > cue and following not in mentions.FINITE:  # an apposition: said Ben Miller, head of …
        return None
    return at + 1, clause_end(tokens, at + 1)


def _reported(tokens: Tokens, i: int, source_of: Callable[[Tokens, int, int, int], Range | None]) -> Found | None:
    lower, verb = tokens.lower, tokens.lower[i]
    if verb in ACCUSED or verb in DESCRIBED:
        said = charge(tokens, i)
        source = source_of(tokens, i, 0, len(tokens)) if said else None
        return (i, source, *said) if said and source and source[1] <= i and _speaks(tokens, source, i) else None
    start = clause_start(tokens, i, len(tokens))
    if _inverted(tokens, i):  # The plan, said Bell, is …
        start = None
    if (
        start is not None
        and (verb not in NOUNS or verb in NOTED or (lower[start] == "that" and start == i + 1))
        and (VERBS[verb] == PLAIN or lower[start] in ("that", "if", "whether") or verb in LISTENER or verb in NOTED)
    ):
        if verb in NOUNS and _is_noun(tokens, i):
            return None
        if lower[i - 1] == "to" or not _NEGATION.isdisjoint(lower[max(0, i - 2) : i]):
            return None
        if verb in _NO_CLAUSE or (verb == "alleged" and lower[start] != "that" and _is_adjective(lower, i)):
            return None
        source = source_of(tokens, i, 0, len(tokens))
        if lower[i - 1] == "who" and (comma := _comma(lower, start)):  # Bell, who says he loves the town, is a liar
            return (i, source, start, comma) if source else None
        stop = clause_end(tokens, start + 1)
        if verb in NOUNS and _is_possessor(lower[i - 1]):
            stop = verdict(tokens, start, stop)
        return (i, source, start, stop) if source and _speaks(tokens, source, i) else None
    inside = lower[i + 1 : i + 2] == [","]  # The plan, he said, would …
    speech = verb in SPEECH or VERBS[verb] == PLAIN or verb.endswith("ed")
    if lower[i + 1 : i + 2] == [":"]:  # Regarding the plan, she writes: …
        return None
    if verb in NOUNS or not speech or (len(tokens) - i > 12 and not inside):
        return None
    # The clause stands in front: Taxes would rise, the minister said.
    comma = next((j for j in range(i - 1, 0, -1) if lower[j] == ","), None)
    if comma is None or _is_aside(lower, i, comma):
        return None
    source = mentions.before(tokens, i, comma + 1)
    if source is None and comma == i - 1:
        source = mentions.after(tokens, i, len(tokens))
    if source is None or source[0] not in (comma + 1, i + 1) or not (verb in SPEECH or source[1] == i):
        return None
    return (i, source, 0, comma) if comma > 2 or _goes_on(tokens, i, source, comma) else None


def _is_possessor(word: str) -> bool:
    return word in _OWNERS or word.endswith(("'s", "’s", "s'", "s’"))


def _comma(lower: list[str], at: int) -> int | None:
    return next((i for i in range(at, len(lower)) if lower[i] == ","), None)


def _is_aside(lower: list[str], cue: int, comma: int) -> bool:
    """Tell whether a cue only comments, or goes on after a comment: needless to say; The numbers, sadly, tell …"""
    if lower[cue - 1] in ("to", "be"):
        return True
    before = next((i for i in range(comma - 1, max(-1, comma - 4), -1) if lower[i] == ","), None)
    between = [] if before is None else lower[before + 1 : comma]
    return comma == cue - 1 and len(between) > 0 and (between[0].endswith("ly") or between[0] in _ASIDES)


def _is_noun(tokens: Tokens, i: int) -> bool:
    """Tell whether a cue that may be a noun is one: a state that voted, the point that he made."""
    lower = tokens.lower
    at = i - 1
    while at > 0 and lower[at].endswith("ly"):
        at -= 1
    if at < 0 or lower[at] in _NO_VERB_AFTER:
        return True
    if lower[i] not in ("state", "states"):
        return False
    return not tokens.capital(at) and lower[at] not in mentions.PRONOUNS | mentions.AUXILIARIES | _DOCUMENTS


def _inverted(tokens: Tokens, i: int) -> bool:
    """Tell whether who speaks stands behind the verb: …, said Bell, …      Taxes would rise, said Arden, a banker."""
    lower = tokens.lower
    if not 0 < i < len(lower) - 1 or lower[i - 1] != "," or lower[i] not in SPEECH or lower[i + 1] == "that":
        return False
    if not tokens.capital(i + 1) and lower[i + 1] not in mentions.DETERMINERS:
        return False
    asked = lower[i].startswith("ask") and not {"whether", "if"}.isdisjoint(lower[i + 2 : i + 10])
    if asked or lower[i] in TOLD or not TIMES.isdisjoint(lower[i + 2 : i + 3]):  # …, told the Post; said this week
        return False
    end = next((j for j in range(i + 1, min(len(lower), i + 8)) if not tokens.capital(j) and lower[j] != "."), i + 8)
    if end < len(lower) and lower[end] == "," and tokens.capital(i + 1):
        return True
    stops = CLAUSE | {"after", "as"}
    clause = next((j for j in range(i + 1, len(lower)) if lower[j] in stops), len(lower))
    return not any(map(is_finite, lower[i + 1 : clause]))


def _is_adjective(lower: list[str], i: int) -> bool:
    """Tell whether "alleged" stands before its noun: the alleged attack, Bell's alleged ties."""
    before = lower[i - 1] if i else "the"
    return before in mentions.DETERMINERS | mentions.PREPOSITIONS or before.endswith(("'s", "’s", "s'", "s’"))


def _speaks(tokens: Tokens, source: Range, cue: int) -> bool:
    """Tell whether a mention can speak: people can, things only where the verb is not the author's inference."""
    verb = tokens.lower[cue]
    words = tokens.lower[source[0] : source[1]]
    first, _, rest = words[0].replace("’", "'").partition("'")
    if words[0] in _NO_SPEAKERS or words[:2] == ["no", "one"] or (rest and first in _CONTRACTED):
        return False
    if words[0] == "it":
        return verb in ("said", "added", "argued")
    if verb not in INFERENCE or words[0] in mentions.PRONOUNS or not _DOCUMENTS.isdisjoint(words):
        return True
    if len(words) == 1 and verb.startswith(_HINTS) and not verb.endswith("ing") and 0 <= cue - source[1] < 3:
        return _is_name(tokens, source[0])
    return any(tokens.capital(i) for i in range(max(source[0], 1), source[1]))


def _is_name(tokens: Tokens, i: int) -> bool:
    """Tell whether the text has a capitalised word inside a sentence too."""
    start, end = tokens.span(i)
    word = tokens.text[start:end]
    if not word[:1].isupper():
        return False
    return word in _words_inside(tokens.text) if _WORD.fullmatch(word) else _stands_inside(tokens.text, word)


@lru_cache(maxsize=16)
def _words_inside(text: str) -> frozenset[str]:
    """Return the words that follow one in small letters or a comma. Kept, since every cue of a text asks for them."""
    return frozenset(_INSIDE.findall(text))


@lru_cache(maxsize=256)
def _stands_inside(text: str, word: str) -> bool:
    """Tell the same of one word with a hyphen, an apostrophe or the like in it."""
    return re.search(rf"[a-z,] {re.escape(word)}\b", text) is not None
