"""Lines that name who speaks: transcripts and interviews ("MS. DUVAL: …", "A: …"), and posts from Twitter.

A post that an article shows is a line of its own: "… — Ana Duval (@anaduval) March 3, 2025".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from framing.tables import Span

_CAPITALS = r"[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,3}"
_NAME = r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}"  # one word alone is too often a heading (Winner: …)
_LABEL = re.compile(rf"(?P<who>{_CAPITALS}|{_NAME}|[QA])(?: \([^)\n]{{2,40}}\))?:[ \u00a0](?=\S)")
_NOBODY = frozenset(
    """advertisement also analysis answer background breaking bottom caption claim conclusion correction credit
    developing disclaimer editor editorial exclusive fact facts false file flashback image images likes listen live
    media more myth next note opinion order pants photo photographer photos pictures pictured poll question rating read
    reality related report see sign source sources status subscribe summary takeaway the top topics true tweet twitter
    update updated video view watch what why worth""".split()
)
"""First words of labels that announce a thing, not a speaker."""

_LINES, _SPEAKERS = 4, 2
_POST = re.compile(
    r"(?P<text>\S++\s++\S++\s++\S.*?)(?<!\s)\s*+[—–]{1,2}\s*(?P<who>[^()@—–]{2,60}?) ?\(@\w{1,15}\)"
    r"\s*(?:on )?(?:[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})?\W*"
)


class Turn(NamedTuple):
    """A line that somebody speaks: its ``label``, whether that ``named`` who speaks (A does not), the ``content``."""

    label: Span
    named: bool
    content: Span


def find_turns(text: str, lines: Sequence[Span]) -> dict[int, Turn]:
    """Return the turns of an interview or transcript, and the posts that are shown, by the number of the line.

    ``lines`` are the spans of the lines. For a transcript it takes four turns or more of two speakers or more, each of
    whom speaks twice, so that labels such as "UPDATE:" make no transcript. Questions marked Q are the author's.
    """
    found = {n: match for n, (start, end) in enumerate(lines) if (match := _LABEL.match(text, start, end))}
    said = Counter(match["who"] for match in found.values() if not _announces(match["who"]))
    speakers = {who for who, n in said.items() if n > 1}
    posts = {n: _post(match, lines[n]) for n, (s, e) in enumerate(lines) if (match := _post_in(text, s, e))}
    if len(speakers) < _SPEAKERS or sum(said[who] for who in speakers) < _LINES:
        return posts
    return posts | {
        n: Turn((match.start(), match.end() - 2), match["who"] != "A", (match.end(), lines[n][1]))
        for n, match in found.items()
        if match["who"] != "Q" and match["who"] in said and (match["who"] in speakers or match["who"].isupper())
    }


def turns_of(text: str, sentences: Sequence[tuple[int, int, int]]) -> dict[int, Turn]:
    """Return :func:`find_turns` of the lines that sentences ``(start, end, line)`` make up."""
    lines: dict[int, Span] = {}
    for start, end, line in sentences:
        lines[line] = (lines[line][0] if line in lines else start, end)
    numbers = list(lines)
    return {numbers[n]: turn for n, turn in find_turns(text, list(lines.values())).items()}


def _post_in(text: str, start: int, end: int) -> re.Match[str] | None:
    return _POST.fullmatch(text, start, end) if text.find("(@", start, end) >= 0 else None


def _post(match: re.Match[str], line: Span) -> Turn:
    return Turn((match.start("who"), line[1]), True, match.span("text"))


def _announces(who: str) -> bool:
    return who.split()[0].rstrip(".").lower() in _NOBODY or who.replace("’", "'").split()[0].endswith("'s")
