"""What holds for every figure of a comparison: the cases it has to stand, its contract, and its look."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from framing.errors import InputError, UnknownNameError
from framing.figures import FIGURES
from framing.figures.draw_all import is_of_comparison, table_name
from framing.figures.style import styled

OF_COMPARISONS = {name: draw for name, draw in FIGURES.items() if is_of_comparison(draw)}
CASES = ("two", "fifteen", "long", "single", "nan")
Maker = Callable[..., SimpleNamespace]


def words(figure: Figure) -> list[Text]:
    return [found for found in figure.findobj(Text) if found.get_text().strip() and found.get_visible()]


def test_there_are_all_those_that_were_promised() -> None:
    promised = """article_course author_against_quoted difference_matrix event_slopes frame_profile source_dots
    source_forest source_reliability speakers_and_cues stance_by_target time_series word_funnel"""
    assert set(OF_COMPARISONS) == set(promised.split())


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_all_words_lie_inside_the_figure(tables: Maker, name: str, case: str) -> None:
    figure = OF_COMPARISONS[name](tables(case))
    with styled():
        figure.draw_without_rendering()
        for text in words(figure):
            if text.axes is not None and not text.axes.get_visible():
                continue
            box = text.get_window_extent()
            assert box.x0 >= -1 and box.y0 >= -1, text.get_text()
            assert box.x1 <= figure.bbox.x1 + 1 and box.y1 <= figure.bbox.y1 + 1, text.get_text()


@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_without_a_value_the_figure_says_so(tables: Maker, name: str) -> None:
    figure = OF_COMPARISONS[name](tables("nan"))
    assert not figure.axes
    assert words(figure)[0].get_text().startswith("Nothing to draw:")


@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_a_comparison_and_its_table_give_the_same_figure(tables: Maker, name: str) -> None:
    made = tables("single")
    draw = OF_COMPARISONS[name]
    of_table = draw(getattr(made, table_name(draw)))
    assert of_table._repr_png_() == draw(made)._repr_png_()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_the_table_is_left_as_it_was(tables: Maker, name: str) -> None:
    draw = OF_COMPARISONS[name]
    table = getattr(tables("two"), table_name(draw))
    before = table.copy()
    draw(table)
    assert table.equals(before) and list(table.columns) == list(before.columns)


@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_what_is_missing_is_named(tables: Maker, name: str) -> None:
    draw = OF_COMPARISONS[name]
    made = tables("two")
    table = getattr(made, table_name(draw))
    with pytest.raises(InputError, match=r"'source'|'article_id'|'source_a'"):
        draw(table.drop(columns=[c for c in ("source", "article_id", "source_a") if c in table]))
    setattr(made, table_name(draw), None)
    with pytest.raises(InputError, match=f"no table '{table_name(draw)}'"):
        draw(made)
    with pytest.raises(InputError, match="not int"):
        draw(3)


@pytest.mark.parametrize("name", ["source_forest", "difference_matrix", "event_slopes", "time_series", "source_dots"])
def test_an_unknown_measure_is_answered_with_the_nearest(tables: Maker, name: str) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'mean_editorializing'"):
        OF_COMPARISONS[name](tables("two"), measure="mean_editorialising")


@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_the_users_settings_neither_change_nor_matter(tables: Maker, name: str) -> None:
    before = dict(mpl.rcParams)
    plain = OF_COMPARISONS[name](tables("two"))
    assert dict(mpl.rcParams) == before
    with mpl.rc_context({"font.size": 30, "figure.facecolor": "red", "lines.linewidth": 9, "text.usetex": False}):
        other = OF_COMPARISONS[name](tables("two"))
    assert other._repr_png_() == plain._repr_png_()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_missing_names_and_odd_names_are_drawn(tables: Maker, name: str) -> None:
    made = tables("two")
    draw = OF_COMPARISONS[name]
    table = getattr(made, table_name(draw))
    columns = [c for c in ("source", "source_a", "source_b") if c in table]
    odd = {"Harbor Wire": "$x_1$ <b> & 100 %", "The Plain Lantern": "  "}
    table[columns] = table[columns].replace(odd)
    texts = " ".join(found.get_text() for found in words(draw(table)))
    assert "(no name)" in texts or "$x_1$" in texts


@pytest.mark.parametrize("name", [name for name in OF_COMPARISONS if name != "article_course"])
def test_the_level_is_that_of_the_comparison(tables: Maker, name: str) -> None:
    made, draw = tables("two"), OF_COMPARISONS[name]
    made.settings = {"level": 0.995}
    figure = draw(made)
    texts = " ".join(" ".join(found.get_text().split()) for found in words(figure))
    assert "99.5 % interval" in texts and "95 %" not in texts.replace("99.5 %", "") and "p ≥ .05" not in texts
    of_table = getattr(made, table_name(draw))
    assert draw(of_table, level=0.995)._repr_png_() == figure._repr_png_()  # type: ignore[attr-defined]
    assert draw(of_table)._repr_png_() != figure._repr_png_()  # type: ignore[attr-defined]


@pytest.mark.mpl_image_compare(baseline_dir="baseline", style="default", tolerance=8, savefig_kwargs={"dpi": 50})
@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_look(tables: Maker, name: str) -> Figure:
    """The image is that of the folder ``baseline``; to accept a change: pytest --mpl-generate-path (see there)."""
    return OF_COMPARISONS[name](tables("single"))


def test_colours_stay_apart_in_greyscale() -> None:
    from framing.figures.style import DOT, PALE, SCALE, SECOND, SHADE

    def lightness(colour: str) -> float:
        """Relative luminance to CIE L*, what the eye makes of it in grey."""
        red, green, blue = (
            v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in mpl.colors.to_rgb(colour)
        )
        y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        return float(116 * np.cbrt(y) - 16)

    assert lightness(DOT) - lightness(SECOND) > 15
    assert lightness(SHADE) - lightness(PALE) > 15
    steps = np.diff([lightness(colour) for colour in SCALE])
    assert (steps < -10).all()
