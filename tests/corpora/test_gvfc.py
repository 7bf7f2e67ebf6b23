from __future__ import annotations

from pathlib import Path

import pytest

from framing.corpora.frames import FRAMES
from framing.corpora.gvfc import POLICY_FRAMES, THEMES, read_part
from framing.errors import InputError

HEADER = "id,article_url,headline,lead_3_sentences_summary_of_full_article_text,Q3 Theme1,Q3 Theme2\n"
LINES = (
    "0,https://www.nytimes.com/2018/a.html?x=1,Town meets on guns,The town met.,7,99\n"
    '4,http://edition.cnn.com/b,"Shares fall, senator speaks",,9,3\n'
    "7,http://example.org/c,Owners rally,They rallied.,1,6\n"
)


def test_rows(tmp_path: Path) -> None:
    (tmp_path / "headlines.csv").write_text(HEADER + LINES, encoding="utf-8")
    rows = read_part("all", [tmp_path / "headlines.csv"])
    assert rows["text"].tolist() == ["Town meets on guns", "Shares fall, senator speaks", "Owners rally"]
    assert rows["themes"].tolist() == [
        ["public_opinion"],
        ["economic_consequences", "politics"],
        ["gun_rights", "race_or_ethnicity"],
    ]
    assert rows["frames"].tolist() == [["public_opinion"], ["economic", "political"], []]
    assert rows["outlet"].tolist()[:2] == ["New York Times", "CNN"]
    assert rows["outlet"].isna().tolist() == [False, False, True]
    assert rows["article"].tolist() == ["nytimes.com/2018/a.html", "edition.cnn.com/b", "example.org/c"]
    assert rows["lead"].isna().tolist() == [False, True, False]
    assert rows["original_id"].tolist() == ["0", "4", "7"]


def test_themes_map_to_policy_frames() -> None:
    assert set(POLICY_FRAMES) <= set(THEMES.values())
    assert set(POLICY_FRAMES.values()) <= set(FRAMES)


def test_theme_that_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "headlines.csv").write_text(HEADER + "0,http://a.org/b,A,B,12,99\n", encoding="utf-8")
    with pytest.raises(InputError, match="has the themes 12"):
        read_part("all", [tmp_path / "headlines.csv"])
