from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from framing.errors import InputError
from framing.evaluation import calibration_metrics, reliability_bins
from framing.figures import get_figure, reliability
from framing.figures.style import styled


def table(n: int = 600, slope: float = 1.0, name: str = "one", seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    p = rng.beta(0.8, 1.2, n)
    y = (rng.random(n) < 1 / (1 + np.exp(-slope * np.log(p / (1 - p))))).astype(int)
    return pd.DataFrame({"label": y, "probability": p, "article": np.arange(n) // 3, "task": name})


def words(figure: Figure) -> list[str]:
    found = [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    return [line for text in found for line in text.split("\n")]


def test_dots_intervals_and_band_are_those_of_the_bins() -> None:
    rows = table(slope=0.5)
    figure = reliability(rows, bins=8, seed=3, resamples=100)
    expected = reliability_bins(rows["label"], rows["probability"], rows["article"], 8, 100, 1000, 3)
    axes, below = figure.axes
    dots = next(c for c in axes.collections if isinstance(c, PathCollection))
    np.testing.assert_allclose(np.asarray(dots.get_offsets()), expected[["probability", "share"]])
    lines = next(c for c in axes.collections if isinstance(c, LineCollection))
    np.testing.assert_allclose([part[:, 1] for part in lines.get_segments()], expected[["low", "high"]])
    edges = axes.collections[0].get_paths()[0].vertices
    assert edges[:, 1].max() == pytest.approx(expected["perfect_high"].max())
    assert sum(bar.get_height() for bar in below.patches) == pytest.approx(1)


def test_numbers_are_said() -> None:
    rows = table(slope=0.5)
    figure = reliability(rows, resamples=100)
    metrics = calibration_metrics(rows["label"], rows["probability"], rows["article"], resamples=100, simulations=500)
    slope = metrics.set_index("metric").loc["slope"]
    assert "n = 600" in words(figure)
    assert f"slope {slope['value']:.2f} [{slope['low']:.2f}, {slope['high']:.2f}]" in words(figure)
    assert any("over articles" in line for line in words(figure))
    assert any("over rows" in line for line in words(reliability(rows.drop(columns="article"), resamples=10)))


def test_a_panel_for_each_value() -> None:
    rows = pd.concat([table(name="first"), table(300, name="second", seed=1)])
    figure = reliability(rows, by="task", resamples=20)
    assert len(figure.axes) == 4
    assert {"first", "second", "n = 600", "n = 300"} <= set(words(figure))
    # Histograms share a scale, so that their heights compare.
    assert figure.axes[1].get_ylim() == figure.axes[3].get_ylim()


@pytest.mark.parametrize("panels", [1, 2, 3])
def test_all_words_lie_inside_the_figure(panels: int) -> None:
    name = "A task of an outlet with quite a long name, $measured$ on all of its parts, number"
    rows = pd.concat([table(3000, name=f"{name} {k}", seed=k) for k in range(panels)])
    figure = reliability(rows, by="task", resamples=20)
    with styled():
        figure.draw_without_rendering()
        for text in figure.findobj(Text):
            if text.get_text() and text.get_visible():
                box = text.get_window_extent()
                assert box.x0 >= 0 and box.y0 >= 0, text.get_text()
                assert box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1, text.get_text()


def test_odd_tables() -> None:
    figure = reliability(table().assign(probability=np.nan))
    assert not figure.axes and any("Nothing to draw" in line for line in words(figure))
    one_class = reliability(table(50).assign(label=0), resamples=20)
    assert "slope –" in words(one_class)
    some = table(100)
    some.loc[:9, "label"] = np.nan
    assert "n = 90" in words(reliability(some, resamples=20))
    constant = reliability(table(60).assign(probability=0.3), resamples=20)
    assert len(constant.axes[0].collections[-1].get_offsets()) == 1


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(InputError, match="no column 'probability'"):
        reliability(table().drop(columns="probability"))
    with pytest.raises(InputError, match="no column 'model'"):
        reliability(table(), by="model")
    many = pd.concat([table(20, name=str(k)) for k in range(4)])
    with pytest.raises(InputError, match="'task' has 4 values; 3 panels"):
        reliability(many, by="task")


def test_it_is_found_by_name_and_the_same_table_gives_the_same_figure() -> None:
    assert get_figure("reliability") is reliability
    one, two = (reliability(table(), resamples=20, seed=1)._repr_png_() for _ in range(2))  # type: ignore[attr-defined]
    assert one == two
