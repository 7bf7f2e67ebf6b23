from __future__ import annotations

from pathlib import Path

import pandas as pd

import framing
from framing.articles import read_table, write_table
from framing.articles.tabulate import with_texts
from framing.codebook import OWN, codebook
from framing.tables import ATTRIBUTION_TEXTS, ATTRIBUTIONS

TEXTS = list(ATTRIBUTION_TEXTS)


def test_who_says_what_can_be_read() -> None:
    found = framing.attributions("“The bridge is lost,” Ada Bell told reporters, “and so is the town.”")
    assert list(found.columns) == [*ATTRIBUTIONS, *ATTRIBUTION_TEXTS] and len(found) == 1
    source, cue, content = found.loc[0, TEXTS]
    assert source == "Ada Bell" and cue.startswith("told")
    assert "The bridge is lost," in content and " … " in content and "and so is the town." in content


def test_spans_are_joined_as_they_stand_and_those_of_several_sentences_are_one_piece() -> None:
    text = "Bell said: “It rained.\n\nIt  poured.” Then, she added, it stopped."
    at = [text.index(part) for part in ("It rained.", "It  poured.", "it stopped.")]
    spans = [(at[0], at[0] + 10), (at[1], at[1] + 11), (at[2], at[2] + 11)]
    said = pd.DataFrame(
        {
            "article_id": ["7", "7"],
            "source": [[(0, 4)], []],
            "cue": [[(5, 9)], []],
            "content": [spans, [(at[0], at[1] + 11)]],
        }
    )
    found = with_texts(said, pd.DataFrame({"article_id": [7], "text": [text]}))
    assert found.loc[0, TEXTS].tolist() == ["Bell", "said", "It rained. It poured. … it stopped."]
    assert found.loc[1, "content_text"] == "It rained. It poured." and found.loc[1, TEXTS[:2]].isna().all()


def test_texts_are_there_without_any_attribution_and_are_kept_and_explained(tmp_path: Path) -> None:
    none = framing.attributions("It rained.")
    assert none.empty and list(none.columns) == [*ATTRIBUTIONS, *ATTRIBUTION_TEXTS]
    path = write_table(framing.attributions("“It rained,” Ada Bell said."), tmp_path / "said.csv")
    assert read_table(path)["content_text"].tolist()[0].strip("“”,") == "It rained"
    assert OWN not in set(codebook(path)["meaning"])
