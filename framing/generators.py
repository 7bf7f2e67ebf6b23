"""Global random generators are left as they are, also by what is imported on the way."""

from __future__ import annotations

import random


def import_rich() -> None:
    """Import rich, which draws from Python's global generator as it is imported, and put the generator back.

    scikit-learn imports it, so that the user's numbers would change when a model is first loaded.
    """
    state = random.getstate()
    import rich.style  # noqa: F401

    random.setstate(state)
