from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from framing.articles import read_voices
from framing.articles.loose import as_table, voiced
from framing.errors import InputError

TEXTS = ["The mayor said “the plan is awful” on Tuesday.", "The council voted."]


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA])
@pytest.mark.parametrize("column", ["quoted_spans", "attributed_spans"])
def test_spans_that_are_missing_are_told(nothing: Any, column: str) -> None:
    table = read_voices(TEXTS)
    broken = table.assign(**{column: [table[column].iloc[0], nothing]})
    for read in (voiced, lambda given: as_table(given, voice=True)):
        with pytest.raises(InputError, match=f"1 of 2 values of '{column}' are no lists of spans"):
            read(broken)
    assert as_table(broken) is broken  # nobody asks who speaks


def test_a_table_with_voices_stays_as_it_is() -> None:
    table = read_voices(TEXTS)
    assert voiced(table) is table and as_table(table, voice=True) is table
    partly = table[["text", "start", "quoted_spans", "attributed_spans"]]
    assert voiced(partly) is partly
    assert voiced(table[["text"]])["quoted_spans"].tolist() == table["quoted_spans"].tolist()
