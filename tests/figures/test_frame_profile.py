from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from framing.errors import InputError
from framing.figures import frame_profile


def table() -> pd.DataFrame:
    values = {"economic": (0.6, 0.2, 0.21), "morality": (0.30, 0.31, 0.29)}
    rows = [
        (f"frame_{frame}", source, "raw", value, value - 0.03, value + 0.03)
        for frame, listed in values.items()
        for source, value in zip("ABC", listed, strict=True)
    ]
    return pd.DataFrame(rows, columns=["measure", "source", "kind", "value", "low", "high"])


def hatched(kind_table: pd.DataFrame, level: float | None = None) -> set[tuple[int, int]]:
    patches = frame_profile(kind_table, level=level).axes[0].patches
    return {(int(p.get_x()), int(p.get_y())) for p in patches if isinstance(p, Rectangle) and p.get_hatch()}


def test_what_is_not_told_from_the_others_is_hatched() -> None:
    assert hatched(table()) == {(0, 1), (1, 1), (2, 1)}


def test_standard_errors_are_read_off_at_the_level_of_the_intervals() -> None:
    # 0.26 ± 0.03 against 0.205: 2.9 standard errors where that interval is one of 95 %, 1.0 where it is one of 50 %.
    close = table().replace({0.6: 0.26})
    close = close.assign(low=close["value"] - 0.03, high=close["value"] + 0.03)
    assert (0, 1) not in hatched(close) and (0, 1) in hatched(close, level=0.5)


def faces(of: pd.DataFrame) -> dict[tuple[int, int], tuple[float, float, float]]:
    patches = [p for p in frame_profile(of).axes[0].patches if isinstance(p, Rectangle) and p.get_fill()]
    return {(int(p.get_x()), int(p.get_y())): to_rgb(p.get_facecolor()) for p in patches}


def words(of: pd.DataFrame) -> str:
    return " ".join(text.get_text() for text in frame_profile(of).findobj(Text))


def test_colours_are_against_the_other_sources_and_those_of_a_rare_frame_as_deep_as_those_of_a_common_one() -> None:
    rare = table().assign(measure=table()["measure"].str.replace("economic", "rare"))
    rare[["value", "low", "high"]] /= 30
    both = faces(pd.concat([table(), rare[rare["measure"] == "frame_rare"]]))
    assert both[0, 0] == pytest.approx(both[0, 2])  # rows: economic, morality, rare
    assert both[0, 0][0] > both[0, 0][2] and both[1, 0][0] < both[1, 0][2]  # orange above, blue below
    assert both[0, 1] == (1, 1, 1)  # not told from the others


def test_the_ends_of_the_colours_are_said() -> None:
    assert "1/3" in words(table()) and "3 times the mean of the other sources" in words(table())
    extreme = table().replace({0.2: 0.001, 0.21: 0.001}).assign(low=lambda t: t["value"] - 1e-4)
    assert "4 times or more the mean" in words(extreme.assign(high=extreme["value"] + 1e-4))
    assert "times the mean" not in words(table()[table()["measure"] == "frame_morality"])


def test_where_values_lie_below_0_colours_are_differences() -> None:
    stance = table().assign(measure=table()["measure"].str.replace("frame_", "stance_"))
    stance[["value", "low", "high"]] -= 0.3
    shown = " ".join(t.get_text() for t in frame_profile(stance, prefix="stance_").findobj(Text))
    assert "+0.39 against the mean" in shown and "−0.39" in shown and "times" not in shown


def test_each_frame_has_its_own_scale_from_0() -> None:
    lines = frame_profile(table()).axes[0].lines
    ends = [max(line.get_xdata()) for line in lines if len(line.get_xdata()) == 2]
    assert ends[0] % 1 == pytest.approx(ends[3] % 1, abs=0.06)  # .63 of economic, .34 of morality
    assert all(0 < end % 1 < 1 for end in ends)


def test_frames_are_sorted_and_their_numbers_written() -> None:
    axes = frame_profile(table()).axes[0]
    assert [t.get_text() for t in axes.get_yticklabels()] == ["economic", "morality"]
    texts = [t.get_text() for t in axes.texts]
    assert texts[:3] == ["A", "0.60", "0.30"]


def test_other_measures_and_kinds_are_left_alone() -> None:
    more = pd.concat([table(), table().assign(kind="adjusted"), table().assign(measure="mean_editorializing").head(3)])
    assert len(frame_profile(more.drop_duplicates(["measure", "source", "kind"])).axes[0].texts) == 9
    with pytest.raises(InputError, match="answers frames"):
        frame_profile(table().assign(measure="mean_editorializing").drop_duplicates("source"))
