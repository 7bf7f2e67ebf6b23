"""When and where somebody spoke, told before it: In a statement Friday, … Speaking to reporters in Dublin, …"""

from __future__ import annotations

import re

MOST = 10
"""Words; what is longer tells more than the occasion."""

_OPENINGS = frozenset("in on at during speaking writing under for after before".split())
_EXAMPLES = re.compile(r"^for (?:example|instance)\W*$")
_OCCASIONS = frozenset(
    """statement statements interview interviews tweet tweets post posts speech speeches address remarks letter letters
    email emails memo report reports briefing conference hearing testimony call debate rally appearance meeting
    questioning filing release podcast broadcast video op-ed essay column editorial message press reporters twitter
    facebook response monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december jan feb aug sept oct nov dec""".split()
)
_YEAR = re.compile(r"^(?:1[89]|20)\d\d$")
_WORDS = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")
_VIEWS = frozenset("blatant bizarre desperate shameful stunning outrageous infamous fiery rambling so-called".split())


def is_occasion(words: str) -> bool:
    """Tell whether words before a source and its cue only say when, where or to whom was spoken.

    They open with a preposition or "speaking", end with a comma, are few, and name an occasion of speech or a date.
    "For example," counts too. The occasion with a view of it ("In a rambling speech, …") is the author's.
    """
    lower = words.strip().lower()
    if not lower.endswith(","):
        return False
    if _EXAMPLES.match(lower):
        return True
    found = _WORDS.findall(lower)
    if not found or len(found) > MOST or found[0] not in _OPENINGS or not _VIEWS.isdisjoint(found):
        return False
    return any(word.rstrip(".") in _OCCASIONS or _YEAR.match(word) for word in found[1:])
