"""The shape of a sentence: its length, its marks, whom it addresses."""

from __future__ import annotations

import re
from typing import ClassVar

import numpy as np
import pandas as pd

from framing.features.base import Family
from framing.features.tokens import WORD

I_FORMS = frozenset(["i", "me", "my", "mine", "myself", "i'm", "i've", "i'd", "i'll"])
WE_FORMS = frozenset(["we", "us", "our", "ours", "ourselves", "we're", "we've", "we'd", "we'll", "let's"])
YOU_FORMS = frozenset(["you", "your", "yours", "yourself", "yourselves", "you're", "you've", "you'd", "you'll"])
CONTRACTION = re.compile(r"n't$|'(?:re|ve|ll|d|m)$|^(?:it|that|there|here|what|who|he|she|let)'s$")
NOT_ADVERBS = frozenset(
    (
        "only",
        "early",
        "family",
        "daily",
        "weekly",
        "monthly",
        "yearly",
        "july",
        "italy",
        "reply",
        "supply",
        "apply",
        "ally",
        "rally",
        "assembly",
        "anomaly",
        "elderly",
        "likely",
        "unlikely",
        "friendly",
        "deadly",
        "holy",
        "ugly",
        "bully",
        "rely",
        "imply",
        "comply",
        "multiply",
        "monopoly",
        "homily",
        "nightly",
        "orderly",
        "costly",
        "lonely",
        "lovely",
        "lively",
        "timely",
        "belly",
        "jelly",
        "folly",
        "bodily",
    )
)


class Style(Family):
    """Length, punctuation, person and form of a sentence, counted in its text.

    Counts of marks and persons follow work on subjective and hyperpartisan prose (Wiebe et al. 2004; Potthast
    et al. 2018); counts above 4 are kept at 4, so that one odd sentence does not rule a model.
    """

    family = "style"
    definitions: ClassVar[dict[str, str]] = {
        "words": "number of words, as log(1 + x)",
        "word_length": "mean characters of a word",
        "exclamations": "exclamation marks",
        "questions": "question marks",
        "dashes": "dashes between words (–, —, --)",
        "brackets": "round and square brackets opened",
        "colons": "colons and semicolons",
        "commas": "commas",
        "first_singular": "I, me, my and their contractions",
        "first_plural": "we, us, our, let's and their contractions",
        "second": "you, your and their contractions",
        "contractions": "don't, it's, they're and the like",
        "capitals": "words of three or more letters, all in capitals",
        "names_share": "share of the words after the first that begin with a capital",
        "adverbs": "words in -ly that are adverbs",
        "superlatives": "words in -est, and most",
        "numbers": "words with a digit",
        "money": "signs of percent and money",
        "opens_with_and": "1 where it opens with and, but, so, or, yet, nor",
        "past": "share of the words in -ed, and was, were, had",
    }

    def measure(self, table: pd.DataFrame) -> np.ndarray:
        """Return the features of a sentences table, shape (sentences, 20)."""
        return np.array([_style(str(text)) for text in table["text"]], dtype=float)


OPENERS = frozenset(["and", "but", "so", "or", "yet", "nor"])
PAST = frozenset(["was", "were", "had"])


def _style(text: str) -> list[float]:
    words = WORD.findall(text)
    forms = [word.lower().replace("’", "'") for word in words]
    n = len(words)
    later = words[1:]
    counts = [
        text.count("!"),
        text.count("?"),
        text.count("–") + text.count("—") + text.count("--"),
        text.count("(") + text.count("["),
        text.count(":") + text.count(";"),
        text.count(","),
        sum(form in I_FORMS for form in forms),
        sum(form in WE_FORMS for form in forms),
        sum(form in YOU_FORMS for form in forms),
        sum("'" in form and CONTRACTION.search(form) is not None for form in forms),
        sum(len(word) > 2 and word.isupper() for word in words),
    ]
    adverbs = sum(len(form) > 4 and form.endswith("ly") and form not in NOT_ADVERBS for form in forms)
    superlatives = sum((len(form) > 5 and form.endswith("est")) or form == "most" for form in forms)
    numbers = sum(any(map(str.isdigit, form)) for form in forms)
    money = sum(map(text.count, "%$£€"))
    past = sum((len(form) > 4 and form.endswith("ed")) or form in PAST for form in forms)
    return [
        float(np.log1p(n)),
        sum(map(len, words)) / n if n else 0.0,
        *(float(min(count, 4)) for count in counts),
        sum(word[0].isupper() for word in later) / len(later) if later else 0.0,
        *(float(min(count, 4)) for count in (adverbs, superlatives, numbers, money)),
        float(bool(forms) and forms[0] in OPENERS),
        past / n if n else 0.0,
    ]
