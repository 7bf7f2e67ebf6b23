from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from framing import tables
from framing.corpora.basil import read_part
from framing.errors import InputError

Write = Callable[..., list[Path]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(*sources: str) -> list[Path]:
        rows = [
            {
                "title": " It rains ",
                "date": "2016-01-02",
                "url": f"http://example.org/{source}",
                "source": source,
                "uuid": "empty",
                "main-event": f"Rain as {source} spells it",
                "main-entities": ["The mayor"],
                "triplet-uuid": "t-1",
                "body-paragraphs": [["It rained.", "It stopped."], ["The end."]],
                "text": "It rained. It stopped.\n\nThe end.",
            }
            for source in sources
        ]
        (tmp_path / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return [tmp_path / "articles.jsonl"]

    return file


def test_rows_are_an_articles_table(write: Write) -> None:
    rows = read_part("all", write("nyt", "fox", "hpo"))
    assert set(tables.ARTICLES) - {"topic"} <= set(rows.columns)
    assert rows["article_id"].tolist() == ["t-1_nyt", "t-1_fox", "t-1_hpo"]
    assert rows["source"].tolist() == ["New York Times", "Fox News", "HuffPost"]
    assert rows["event"].tolist() == rows["triplet-uuid"].tolist() == ["t-1"] * 3
    assert rows["title"].iloc[0] == "It rains"
    assert rows["published"].iloc[0] == "2016-01-02"
    assert rows["main_entities"].iloc[0] == ["The mayor"]
    assert "\n\n".join(" ".join(sentences) for sentences in rows["paragraphs"].iloc[0]) == rows["text"].iloc[0]


def test_source_that_is_not_known(write: Write) -> None:
    with pytest.raises(InputError, match="has the sources wsj"):
        read_part("all", write("nyt", "wsj"))
