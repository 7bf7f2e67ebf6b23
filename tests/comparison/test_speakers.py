from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing import attributions, to_sentences
from framing.articles import write_table
from framing.comparison import quoted_speakers
from framing.comparison.speakers import SPEAKERS
from framing.corpora import embedded
from framing.errors import InputError


def tables(said: dict[str, list[str]], text: str = "He has said so.") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a sentence an article and its attributions: ``said`` has the speakers, an article each, by source."""
    articles = [(source, f"{source}{at}", name) for source, names in said.items() for at, name in enumerate(names)]
    scores = pd.DataFrame(
        [{"article_id": a, "start": 10, "end": 10 + len(text), "text": text, "source": s} for s, a, _ in articles]
    )
    rows = [
        {
            "article_id": article,
            "attribution_id": f"{article}:a0",
            "source": [],
            "cue": [(17, 21)],
            "content": [(22, 24)],
            "speaker": name or None,
            "direct": False,
        }
        for _, article, name in articles
    ]
    return scores, pd.DataFrame(rows)


def test_shares_add_up_and_the_most_quoted_come_first() -> None:
    found = quoted_speakers(*tables({"A": ["Ada Moreno"] * 6 + ["Bo Lind"] * 2 + [""], "B": ["Bo Lind"] * 3}))
    assert tuple(found.columns) == SPEAKERS
    assert found[["source", "speaker", "n"]].to_numpy().tolist() == [
        ["A", "Ada Moreno", 6],
        ["A", "Bo Lind", 2],
        ["B", "Bo Lind", 3],
    ]
    assert found["share"].tolist() == [0.75, 0.25, 1.0]  # the attribution without a name is not counted
    ada = found.iloc[0]
    assert 0 < ada["low"] < 0.75 < ada["high"] <= 1
    assert ada["n_articles"] == 6
    assert ada["cues"] == [("say", 6)]


def test_attributions_that_pandas_read_are_those_of_the_table(tmp_path: Path) -> None:
    table, said = tables({"A": ["Ada Moreno"] * 3, "B": ["Bo Lind"] * 2})
    text = pd.read_csv(write_table(said, tmp_path / "attributions.csv"))
    pd.testing.assert_frame_equal(quoted_speakers(table, text), quoted_speakers(table, said))


def test_forms_of_a_name_are_one_person() -> None:
    names = ["Paul D. Ryan", "Paul Ryan", "Paul Ryan", "Ryan", "Mr. Ryan", "Despite Ryan", "Paul Davis Ryan"]
    found = quoted_speakers(*tables({"A": names}))
    assert found[["speaker", "n"]].to_numpy().tolist() == [["Paul Ryan", 7]]


def test_a_surname_of_two_people_stays_alone_and_what_is_no_name_is_left_out() -> None:
    names = ["Bill Clinton"] * 2 + ["Hillary Clinton"] * 3 + ["Clinton", "The", "Mr.", "But"]
    found = quoted_speakers(*tables({"A": names}))
    assert found[["speaker", "n"]].to_numpy().tolist() == [["Hillary Clinton", 3], ["Bill Clinton", 2], ["Clinton", 1]]


@pytest.mark.parametrize(
    ("text", "cue", "expected"),
    [
        ("He has said so.", (17, 21), "say"),
        ("He was denouncing it.", (17, 27), "denounce"),
        ("He, according to her, left.", (14, 26), "according to"),
        ("He has tweeted so.", (18, 24), "tweet"),  # a model cut into the word
    ],
)
def test_cues_are_base_forms(text: str, cue: tuple[int, int], expected: str) -> None:
    scores, said = tables({"A": ["Ada Moreno"]}, text)
    said["cue"] = [[cue]]
    assert quoted_speakers(scores, said)["cues"].item() == [(expected, 1)]


def test_a_single_article_has_no_interval_and_no_attribution_no_row() -> None:
    scores, said = tables({"A": ["Ada Moreno"], "B": ["Bo Lind"] * 3})
    found = quoted_speakers(scores, said).set_index("source")
    assert np.isnan(found.loc["A", "low"]) and np.isfinite(found.loc["B", "low"])
    assert quoted_speakers(scores, said.iloc[:0]).empty
    assert len(quoted_speakers(scores, said, top=1)) == 2


def test_who_speaks_in_the_sample_corpus() -> None:
    articles = embedded.articles()
    found = quoted_speakers(to_sentences(articles), attributions(articles))
    assert set(found["source"]) == set(articles["source"])
    sums = found.groupby("source")["share"].sum()
    np.testing.assert_allclose(sums, 1.0)
    cues = {cue for listed in found["cues"] for cue, _ in listed}
    assert {"say", "tell"} <= cues


def test_mistakes_are_named() -> None:
    scores, said = tables({"A": ["Ada Moreno"]})
    with pytest.raises(InputError, match="no column 'cue'"):
        quoted_speakers(scores, said.drop(columns="cue"))
    with pytest.raises(InputError, match="'elsewhere', 1 in all"):
        quoted_speakers(scores, said.assign(article_id="elsewhere"))
