"""Feature families: what the literature measures in a sentence, as scikit-learn transformers.

A new family is one file with one class, and one line in ``FEATURES``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from framing.errors import unknown_name
from framing.features.base import Family, as_table
from framing.features.lexicon import Lexicon
from framing.features.quotation import Quotation
from framing.features.style import Style
from framing.features.valence import Valence

__all__ = ["FEATURES", "Family", "extract", "get_family"]

FEATURES: dict[str, type[Family]] = {
    "lexicon": Lexicon,
    "quotation": Quotation,
    "style": Style,
    "valence": Valence,
}


def get_family(name: str) -> type[Family]:
    """Return the family of that name; raises UnknownNameError with the nearest names."""
    if name not in FEATURES:
        raise unknown_name("feature family", name, FEATURES)
    return FEATURES[name]


def extract(sentences: pd.DataFrame | Iterable[str], families: Sequence[str] | None = None) -> pd.DataFrame:
    """Return one column a feature and one row a sentence, for a sentences table or a list of strings.

    ``families`` are names of :data:`FEATURES`, all where it is None; columns are named ``<family>_<feature>`` and rows
    keep the index. Raises UnknownNameError for another family and InputError for input that is not sentences.
    """
    chosen = [get_family(name)() for name in (FEATURES if families is None else families)]
    table = as_table(sentences, voice=any(family.voiced for family in chosen))
    columns = [
        pd.DataFrame(family.transform(table), columns=family.get_feature_names_out(), index=table.index)
        for family in chosen
    ]
    return pd.concat(columns, axis=1) if columns else pd.DataFrame(index=table.index)
