from __future__ import annotations

import pandas as pd
import pytest

from framing.features.quotation import Quotation


def table(**columns: object) -> pd.DataFrame:
    row = {
        "text": "He said “a b c d e f” and “so on”.",
        "start": 100,
        "end": 134,
        "voice": "mixed",
        "author_share": 0.4,
        "quoted_share": 0.4,
        "attributed_share": 0.2,
        "quoted_spans": [(109, 121)],
        "attributed_spans": [(126, 128)],
        "scare_spans": [(127, 132)],
        **columns,
    }
    return pd.DataFrame([row])


def features(given: pd.DataFrame | list[str]) -> dict[str, float]:
    out = Quotation().set_output(transform="pandas").transform(given)
    return {name.removeprefix("quotation_"): float(out[name].iloc[0]) for name in out.columns}


def test_shares_and_counts_come_from_the_table() -> None:
    found = features(table())
    assert (found["quoted_share"], found["attributed_share"]) == (0.4, 0.2)
    assert (found["quotations"], found["scare_quotes"]) == (1, 1)
    assert found["longest"] == pytest.approx(1.0986, abs=1e-4)
    assert (found["has_author"], found["mixed"]) == (1, 1)


def test_a_sentence_of_others_only() -> None:
    found = features(table(author_share=0.0, quoted_share=1.0, attributed_share=0.0))
    assert (found["has_author"], found["mixed"]) == (0, 0)


def test_strings_are_read_for_their_voices() -> None:
    assert features(["The mayor opened the bridge."])["quoted_share"] == 0
    assert features(['"The bridge is a disgrace to this town," said the mayor.'])["quoted_share"] > 0.5
