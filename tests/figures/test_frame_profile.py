from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

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
