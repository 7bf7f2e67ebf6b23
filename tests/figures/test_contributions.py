from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import framing
from framing.errors import InputError
from framing.figures import contributions, save

SENTENCE = "Typically, the so-called experts characteristically surrendered to the mob."


def test_the_largest_are_drawn_and_the_rest_is_one_bar(tmp_path: Path) -> None:
    table = framing.explain(SENTENCE)
    figure = contributions(table, top=5)
    axes = figure.axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert len(labels) == 6 and labels[-1].endswith("more") and labels[0].startswith(table["what"][0][:20])
    widths = [bar.get_width() for bar in axes.patches]
    assert sum(widths) == pytest.approx(table["contribution"].sum())
    assert figure.texts[0].get_text() == SENTENCE
    assert save(figure, tmp_path / "why.png").stat().st_size > 1000


def test_what_is_no_explanation_is_refused() -> None:
    with pytest.raises(InputError, match="no column 'what'"):
        contributions(pd.DataFrame({"a": [1]}))
    with pytest.raises(InputError, match="at least 1"):
        contributions(framing.explain(SENTENCE), top=0)
