"""Which words stand in the scope of a negation, by a rule that needs no parser."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from framing.features.reading import Reading

REACH = 4
"""Words behind a negator that it covers at most."""

NEGATORS = frozenset(
    "not no never neither nor without cannot nobody nothing none hardly scarcely barely nowhere".split()
)
ENDS = frozenset("but although though because while whereas however that which who except unless only".split())
"""Words that end the scope of a negation, as marks do (Das and Chen 2007; Councill et al. 2010)."""


def is_negator(form: str) -> bool:
    """Tell whether a word in lower case negates what follows."""
    return form in NEGATORS or form.endswith("n't")


def negated(reading: Reading) -> npt.NDArray[np.bool_]:
    """Return for every word of a batch whether a negator covers it.

    A negator covers the next four words of its clause; a mark, a conjunction or a relative pronoun ends it.
    """
    words = reading.words
    size = len(words.form)
    covered = np.zeros(size, dtype=bool)
    starts = np.flatnonzero(reading.flag(is_negator))
    if not len(starts):
        return covered
    ends = reading.flag(ENDS.__contains__)
    open_ = np.ones(len(starts), dtype=bool)
    for step in range(1, REACH + 1):
        place = np.minimum(starts + step, size - 1)
        open_ &= (
            (starts + step < size)
            & (words.row[place] == words.row[starts])
            & (words.clause[place] == words.clause[starts])
            & ~ends[place]
        )
        covered[place[open_]] = True
    return covered
