from __future__ import annotations

import pytest

from framing.figures.panels import panels
from framing.figures.style import styled


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (5, 3), (15, 3)])
def test_panels_are_of_one_size_and_do_not_overlap(count: int, columns: int) -> None:
    with styled():
        figure, found = panels([f"Outlet {k}" for k in range(count)], columns, 1.0, 0.8, "Below", "Above")
        assert [axes.texts[0].get_text() for axes in found] == [f"Outlet {k}" for k in range(count)]
        places = [axes.get_position() for axes in found]
        assert len({(round(p.width, 9), round(p.height, 9)) for p in places}) == 1
        for k, one in enumerate(places):
            assert 0 < one.x0 < one.x1 < 1 and 0 < one.y0 < one.y1 < 1
            for other in places[k + 1 :]:
                assert one.x1 < other.x0 or other.x1 < one.x0 or one.y0 > other.y1
        assert {t.get_text() for t in figure.texts} == {"Above", "Below"}


def test_only_the_lowest_panels_have_numbers_below() -> None:
    with styled():
        _, found = panels(list("ABCD"), 3, 1.0, 0.8, "", "")
        assert [axes.xaxis.get_tick_params()["labelbottom"] for axes in found[:2]] == [False, True]
