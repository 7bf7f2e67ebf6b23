from __future__ import annotations

from pathlib import Path

import pytest

from framing.errors import InputError
from framing.scale.stream import _begin


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"voice": "attribution"}, r"another voice \(rules, now attribution\)"),
        ({"titles": True}, {}, r"another titles \(yes, now no\)"),
        ({}, {"targets": {"Bell": ["Bell"]}}, r"another targets \(none, now \{'Bell': \['Bell'\]\}\)"),
    ],
)
def test_what_a_folder_does_not_record_has_its_default(
    before: dict[str, object], after: dict[str, object], told: str, tmp_path: Path
) -> None:
    _begin(tmp_path, {"weights": "0a", **before}, resume=False)
    with pytest.raises(InputError, match=told):
        _begin(tmp_path, {"weights": "0a", **after}, resume=True)
