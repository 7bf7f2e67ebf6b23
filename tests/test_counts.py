from __future__ import annotations

import pytest

from framing.counts import counted


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ((1, "article"), "1 article"),
        ((0, "article"), "0 articles"),
        ((2000, "article"), "2,000 articles"),
        ((1, "copy", "copies"), "1 copy"),
        ((2, "copy", "copies"), "2 copies"),
    ],
)
def test_a_count_has_its_noun(given: tuple[int, str], written: str) -> None:
    assert counted(*given) == written
