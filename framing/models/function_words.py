"""English words of grammar, which are never shown as evidence."""

from __future__ import annotations

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those each every either neither some any such both
    he him his himself she her hers herself it its itself they them their theirs themselves one
    who whom whose which what whatever whoever whichever
    about above across after against along amid among amongst around as at before behind below beneath beside besides
    between beyond by despite down during except for from in inside into like near of off on onto out outside over past
    per since through throughout till to toward towards under until up upon via with within without
    and or nor but if because while whereas although though unless than whether when where why how
    am is are was were be been being 'm 're 's isn't aren't wasn't weren't
    have has had having haven't hasn't hadn't do does did doing done don't doesn't didn't
    will would shall can could may might won't wouldn't can't cannot couldn't
    there here then also it's he's she's that's they're he'd she'd they'd it'd he'll she'll they'll it'll they've
    there's who's what's mr mrs ms dr
    """.split()
)
"""Lower case with straight apostrophes: determiners, pronouns of the third person, prepositions, conjunctions,
auxiliaries and titles, one closed class each.

Left out, hence shown, are those that may carry an opinion: the first and second person (we, you), obligation (must,
should, ought), negation (not, never, no) and degree (so, too, very, even, only, just).
"""


def is_function_word(form: str) -> bool:
    """Return whether a word is one of grammar; ``form`` is that of :func:`framing.articles.words.tokens`."""
    return form in FUNCTION_WORDS or form.removesuffix("'s") in FUNCTION_WORDS
