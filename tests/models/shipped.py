"""The shipped models that score, for tests over all of them: one whose encoder would have to be fetched is skipped."""

from __future__ import annotations

import pytest

from framing.models import MODELS, at_hand, described

SHIPPED = [
    pytest.param(name, marks=pytest.mark.skipif(not at_hand(name), reason=f"the encoder of {name} is not here"))
    for name in MODELS
    if "editorializing" in described(name)[0]
]
