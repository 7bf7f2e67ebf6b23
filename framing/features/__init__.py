"""Feature families: what the literature measures in a sentence, as scikit-learn transformers.

A new family is one file with one class, and one line in ``FEATURES``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from framing.articles.loose import as_table
from framing.errors import unknown_name
from framing.features.argumentation import Argumentation
from framing.features.base import Family, Feature, measure_together
from framing.features.describe import describe_families, feature_page
from framing.features.epistemic import Epistemic
from framing.features.frame_vocabulary import FrameVocabulary
from framing.features.lexicon import Lexicon
from framing.features.microframes import Microframes
from framing.features.position import Position
from framing.features.prose import Prose
from framing.features.quotation import Quotation
from framing.features.speech import Speech
from framing.features.style import Style
from framing.features.vagueness import Vagueness
from framing.features.valence import Valence
from framing.features.voice_valence import VoiceValence

__all__ = ["FEATURES", "WITH_VECTORS", "Family", "Feature", "describe", "extract", "get_family", "write_page"]

FEATURES: dict[str, type[Family]] = {
    "lexicon": Lexicon,
    "quotation": Quotation,
    "style": Style,
    "valence": Valence,
    "epistemic": Epistemic,
    "speech": Speech,
    "prose": Prose,
    "voice_valence": VoiceValence,
    "vagueness": Vagueness,
    "argumentation": Argumentation,
    "position": Position,
    "frame_vocabulary": FrameVocabulary,
    "microframes": Microframes,
}

WITH_VECTORS = ("frame_vocabulary", "microframes")
"""The families that read an encoder's word vectors; they cost about half a second when first used."""


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
    if not chosen:
        return pd.DataFrame(index=table.index)
    measured = measure_together(chosen, table)
    names = [str(name) for family in chosen for name in family.get_feature_names_out()]
    return pd.DataFrame(np.hstack(measured), columns=names, index=table.index)


def describe(families: Sequence[str] | None = None) -> pd.DataFrame:
    """Return one row for each feature: ``name, family, definition, source, range, example``.

    ``families`` are names of :data:`FEATURES`, all where it is None. Raises UnknownNameError for another family.
    """
    return describe_families([get_family(name)() for name in (FEATURES if families is None else families)])


def write_page(path: str | os.PathLike[str] = "docs/features.md") -> Path:
    """Write the page of the documentation that lists every feature, and return its path."""
    page = Path(path)
    page.write_text(feature_page([family() for family in FEATURES.values()]), encoding="utf-8")
    return page
