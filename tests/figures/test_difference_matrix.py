from __future__ import annotations

import pandas as pd
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from framing.figures import difference_matrix


def contrast(
    a: str, b: str, difference: float, p: float, equivalent: bool = False, kind: str = "raw"
) -> dict[str, object]:
    return {
        "measure": "mean_editorializing", "source_a": a, "source_b": b, "kind": kind, "difference": difference,
        "low": difference - 0.1, "high": difference + 0.1, "p_adjusted": p, "correction": "holm",
        "equivalent": equivalent,
    }  # fmt: skip


TABLE = pd.DataFrame(
    [contrast("A", "B", -0.3, 0.001), contrast("A", "C", -0.25, 0.01), contrast("B", "C", 0.05, 0.5, True)]
)


def cells(table: pd.DataFrame, **options: str) -> dict[tuple[int, int], tuple[str, str, str | None]]:
    """Return text, colour and hatch of each cell by its column and row."""
    axes = difference_matrix(table, **options).axes[0]
    patches = {(int(p.get_x()), int(p.get_y())): p for p in axes.patches if isinstance(p, Rectangle)}
    texts = {
        (int(t.get_position()[0]), int(t.get_position()[1])): t.get_text() for t in axes.texts if t.get_ha() == "center"
    }
    return {at: (texts[at], to_hex(p.get_facecolor()), p.get_hatch()) for at, p in patches.items()}


def test_a_cell_is_its_row_minus_its_column() -> None:
    found = cells(TABLE)  # from the lowest source to the highest: A, C, B
    assert set(found) == {(0, 1), (0, 2), (1, 2)}
    assert found[0, 1][0] == "+0.25\n[0.15, 0.35]"
    assert found[0, 2][0] == "+0.30\n[0.20, 0.40]"
    assert found[1, 2][0] == "≈ +0.05\n[−0.05, 0.15]"


def test_only_what_is_told_from_none_is_filled() -> None:
    found = cells(TABLE)
    assert found[1, 2][1:] == ("#ffffff", "////")
    assert found[0, 1][2] is None and found[0, 1][1] != "#ffffff"
    light = [sum(int(found[at][1][k : k + 2], 16) for k in (1, 3, 5)) for at in ((0, 1), (0, 2))]
    assert light[0] > light[1]  # the larger difference is darker


def test_the_kind_is_chosen() -> None:
    both = pd.concat([TABLE, pd.DataFrame([contrast("A", "B", 0.02, 0.9, kind="adjusted")])])
    assert len(cells(both)) == 3
    assert cells(both, kind="adjusted") == {(0, 1): ("+0.02\n[−0.08, 0.12]", "#ffffff", "////")}


def test_names_stand_on_the_diagonal() -> None:
    axes = difference_matrix(TABLE).axes[0]
    names = [t.get_text() for t in axes.texts if isinstance(t, Text) and t.get_ha() == "left"]
    assert names == ["A", "C", "B"]


def test_kinds_are_told_apart_by_their_heading_and_share_one_scale_of_colours() -> None:
    larger = pd.DataFrame([contrast("A", "B", 0.6, 0.001, kind="within_event")])
    both = pd.concat([TABLE, larger])
    raw, within = (difference_matrix(both, kind=kind) for kind in ("raw", "within_event"))
    said = [" ".join(t.get_text().replace("\n", " ") for t in figure.texts) for figure in (raw, within)]
    assert "Raw: means over all articles" in said[0] and "Within events: articles on the same event" in said[1]
    assert all("deepest colour is a difference of 0.60, in the figures of all kinds." in words for words in said)
    assert cells(both)[0, 2][1] != cells(TABLE)[0, 2][1]  # 0.30 is the largest of TABLE alone
    alone = " ".join(t.get_text().replace("\n", " ") for t in difference_matrix(TABLE.drop(columns="kind")).texts)
    assert "Raw" not in alone and alone.endswith("The deepest colour is a difference of 0.30.")


def test_a_small_cell_keeps_the_sign_of_what_is_equivalent() -> None:
    names = [f"S{k:02}" for k in range(16)]
    rows = [contrast(a, b, -0.01 * (at + 1), 0.9, True) for at, a in enumerate(names) for b in names[at + 1 :]]
    rows[0] = contrast("S00", "S01", 0.09, 0.9, True)  # against the order of all others
    texts = {text for text, *_ in cells(pd.DataFrame(rows)).values()}
    assert any(text.startswith("≈.") for text in texts) and any(text.startswith("≈−.") for text in texts)
