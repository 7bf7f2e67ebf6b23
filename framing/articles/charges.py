"""What somebody says without a clause of speech: accused the mayor of lying, blamed the storm, described how."""

from __future__ import annotations

from framing.articles import mentions
from framing.articles.clauses import clause_end
from framing.articles.cues import DESCRIBED
from framing.articles.tokens import QUOTATION, Tokens

_JOINS = {"a": ("of",), "b": ("for", "on")}  # accused of, blamed for
_FAR = 12  # tokens between "accused" and "of"
_BE = frozenset("is are was were be been being am get gets got".split())
_STOPS = frozenset((",", ";", ":", ".", QUOTATION, "who", "which", "that"))
_NO_VERB_AFTER = mentions.DETERMINERS | mentions.PREPOSITIONS | {"to", "not", "who", "don't", "don’t"}


def charge(tokens: Tokens, cue: int) -> tuple[int, int] | None:
    """Return the first token of what is said and the one after its last; None where the verb says nothing.

    "accused the mayor of lying" and "blamed the mayor for the costs" give all behind the verb; "was accused of" has no
    source in front of it, and gives nothing.
    """
    lower, verb = tokens.lower, tokens.lower[cue]
    before = lower[cue - 1] if cue else "the"
    if before in _NO_VERB_AFTER or not _BE.isdisjoint(lower[max(0, cue - 3) : cue]):  # the accused; is to blame
        return None
    if verb == "blame" and before.endswith("ed"):  # pinned blame on
        return None
    start = _start(lower, cue, verb)
    if start is None:
        return None
    stop = clause_end(tokens, start)
    return (start, stop) if stop - start > 2 else None


def _start(lower: list[str], cue: int, verb: str) -> int | None:
    if verb in DESCRIBED:  # described (to reporters) how
        return next((i for i in range(cue + 1, min(len(lower), cue + 6)) if lower[i] == "how"), None)
    for i in range(cue + 2, min(len(lower), cue + _FAR)):
        if lower[i] in _STOPS:
            return None
        if lower[i] in _JOINS[verb[0]]:
            return cue + 1
    return None
