"""Sentences of an article, with exact offsets.

Every line break is a hard break; nothing but white space lies between two sentences. The splitting itself is
``nupunkt`` (Bommarito et al. 2025); the rules here mend what it breaks in news: ranks, reporting clauses after a
quotation, fragments that begin in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from framing.articles.cues import REPORTING_CLAUSE
from framing.tables import Span

_LONGEST_PIECE = 20_000  # characters handed over at once; a longer line is cut at white space first

_MARK = "[.!?…。！？‼⁇]"  # may end a sentence
# X X* and not X+: only a pattern that begins with a plain set of characters is looked for at full speed. What follows
# the marks may be missing, and nothing is given back, so that a row of dots is walked through once.
_CANDIDATE = re.compile(rf"({_MARK}{_MARK}*+)(?:[\"'”’»)\]]*+\s++(\S))?+")
_PLAIN_WORD = re.compile(r"[(\"“‘]*(?:[a-z’'-]*[a-z]{2}|\$?[\d,]{3,}|[A-Z][\w’'-]*[a-z]{3}|[\w-]+[’']s)[)\"”’]*")
_ABBREVIATIONS = frozenset(
    """approx assoc dept dist govt intl natl tech univ incl excl misc vol vols viii xiii iii vs etc inc ltd co cf ca al
    pp ch sec fig no nos art op ed eds rev st sr jr mr ms dr ft mt oz lb lbs mi hr hrs min jan feb mar apr jun jul
    aug sep sept oct nov dec mon tue wed thu fri sat sun a.m p.m am pm viz et ie eg""".split()
)
_NEVER_LAST = frozenset(("Mr", "Mrs", "Ms", "Dr", "“Mr", "Sen", "Rep", "Gov", "Gen", "Lt", "Sgt", "Capt", "Prof"))
_RANKS = """Lt Col Gen Sgt Maj Capt Cpl Pvt Cmdr Adm Brig Det Insp Supt Sen Sens Rep Reps Gov Govs Pres Prof Rev
    Fr Hon Dr Drs Mr Mrs Ms Mx Messrs St Ste Mt Ft Amb Atty Asst Assoc Dep Pfc Spc Msgr Sr vs v No Nos
    Art Sec Fig approx ca cf e.g i.e viz""".split()
_DOTTED = tuple(f"{rank}." for rank in _RANKS)
_RANK = re.compile(rf"(?:^|[\s(\"“‘'-])(?:{'|'.join(map(re.escape, _RANKS))})\.$")
_INITIALS = re.compile(r"(?:^|[\s(\"“‘'])(?:[A-Z]\.)+$")
_OFFICE_AHEAD = re.compile(
    r"(?:Senators?|Ambassadors?|Representatives?|Attorneys?|District|Supreme|Secretary|Circuit|General Assembly|"
    r"Security Council|House of|Senate|Chamber of|Court of|Embassy|Army|Navy|Air Force|Marines?|Capitol|Department of|"
    r"Census|Customs|Treasury|Trade Representative|Fish and|Forest Service|Postal Service|Border Patrol|Coast Guard|"
    r"Constitution)\b"
)
_NAME_AHEAD = re.compile(r"[A-Z][\w’'-]*[a-z]")
_ENDS_IN_QUOTE = re.compile(r"[?!…][\"”’»]+$")
_LOWER_AHEAD = re.compile(r"[\"“‘'(\[]*[a-z]")
_CLOSERS_ONLY = re.compile(r"[\"”’'»)\].!?…,;:]+(?=\s|$)")
_STRONG_END = re.compile(r"[.!?…][\"'”’»)\]]*$")


def split_line(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of one line ``text[start:end]``, which has no white space at its ends."""
    line = text[start:end]
    starts = [0]
    for at in _boundaries(line):
        if at > starts[-1] and not _belongs_together(line, starts[-1], at):
            starts.append(at)
    if len(starts) == 1:
        return [(start, end)]
    return [
        (start + a, start + a + len(line[a:b].rstrip())) for a, b in zip(starts, [*starts[1:], len(line)], strict=True)
    ]


def _boundaries(line: str) -> list[int]:
    """Return where sentences may begin in a line; the splitter is asked only where a mark may be an abbreviation's."""
    found: list[int] = []
    doubtful: list[int] = []
    for match in _CANDIDATE.finditer(line):
        marks, following = match.groups()
        if following is None:  # 3.5, or the end of the line
            continue
        plain = following.isupper() or following in '“"‘'
        if marks == ".":
            word = line[line.rfind(" ", 0, match.start()) + 1 : match.start()]
            if word in _NEVER_LAST or (len(word) == 1 and word.isupper()):  # a title, or an initial: J. Tate
                continue
            plain = plain and word not in _ABBREVIATIONS and _PLAIN_WORD.fullmatch(word) is not None
        (found if plain else doubtful).append(match.start(2))
    if doubtful:
        said = {start + at for start, end in _pieces(line) for at, _ in _nupunkt(line[start:end])}
        found = sorted([*found, *said.intersection(doubtful)])
    return found


def _nupunkt(text: str) -> Sequence[Span]:
    from nupunkt import sentence_spans  # loads its model, a third of a second: only once it is needed

    spans: Sequence[Span] = sentence_spans(text)
    return spans


def _pieces(line: str) -> list[Span]:
    """Cut a very long line at white space, so that time grows linearly with its length."""
    pieces, at = [], 0
    while len(line) - at > _LONGEST_PIECE:
        cut = line.rfind(" ", at + _LONGEST_PIECE // 2, at + _LONGEST_PIECE)
        cut = at + _LONGEST_PIECE if cut < 0 else cut + 1
        pieces.append((at, cut))
        at = cut
    pieces.append((at, len(line)))
    return pieces


def _belongs_together(line: str, start: int, at: int) -> bool:
    """Tell whether a boundary found at ``at`` is none, given the sentence that runs from ``start``."""
    left = line[start:at].rstrip()
    if line[at].isspace() or len(left) == at - start:  # no white space at the boundary: a number, a link
        return line[at].isspace() or not _STRONG_END.search(left)
    if _CLOSERS_ONLY.match(line, at):
        return True
    if left[-1] == ".":
        tail = left[-12:]
        if left.endswith(("U.S.", "U.N.", "U.K.", "E.U.")) and _OFFICE_AHEAD.match(line, at):
            return True
        if left.endswith(_DOTTED) and _RANK.search(tail):
            return True
        if left[-2:-1].isupper() and left[-3:-2] == "." and line[at].islower():  # the G.O.P. from …
            return True
        if (
            left[-2:-1].isupper()
            and _INITIALS.search(tail)
            and len(left) > 2
            and not left.endswith(("U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "L.A."))
        ):
            return bool(_NAME_AHEAD.match(line, at)) and left[-3:-2] in " .("
    if _LOWER_AHEAD.match(line, at):
        # After a full stop, lower case begins a sentence only where people write so; after ?” it is a clause.
        return bool(_ENDS_IN_QUOTE.search(left)) or left.endswith(("...", "…")) or not _STRONG_END.search(left)
    return bool(_ENDS_IN_QUOTE.search(left) and REPORTING_CLAUSE.match(line, at))
