from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from framing.errors import InputError, UnknownNameError
from framing.figures import FIGURES, draw_all
from framing.figures.draw_all import is_of_comparison, typical_articles

Maker = Callable[..., SimpleNamespace]


def test_everything_that_there_are_tables_for_is_drawn(tables: Maker, tmp_path: Path) -> None:
    made = tables("two")
    made.scores["article_id"] = made.articles["article_id"].iloc[0]
    made.articles = made.articles.iloc[:1]
    drawing = draw_all(made, tmp_path / "new", formats=[".png", ".svg"])
    names = {file.name for file in drawing.files}
    assert {"source_forest-mean_editorializing.png", "source_forest-mean_other_editorializing.svg"} <= names
    assert {"word_funnel-author.png", "word_funnel-other.png", "difference_matrix-mean_editorializing-raw.png"} <= names
    assert not drawing.left_out
    drawn = {name.split("-")[0].split(".")[0] for name in names}
    assert drawn == {name for name, draw in FIGURES.items() if is_of_comparison(draw)}
    assert all(file.stat().st_size > 1000 for file in drawing.files)


def test_what_is_missing_is_said_and_the_rest_is_drawn(tables: Maker, tmp_path: Path) -> None:
    made = tables("two")
    made.events = made.words = made.stance = made.scores = None
    drawing = draw_all(made, tmp_path)
    assert set(drawing.left_out) == {"event_slopes", "word_funnel", "stance_by_target", "article_course"}
    assert "match=" in drawing.left_out["event_slopes"]
    assert any(file.name.startswith("source_forest") for file in drawing.files)


def test_articles_called_nearly_alike_have_a_file_each(tables: Maker, tmp_path: Path) -> None:
    made, ids = tables("two"), ["news/1", "News 1"]
    made.articles = made.articles.drop_duplicates("source").head(2).assign(article_id=ids)
    made.scores = pd.concat([made.scores.assign(article_id=name) for name in ids], ignore_index=True)
    drawing = draw_all(made, tmp_path, figures={"article_course": FIGURES["article_course"]})
    assert sorted(file.name for file in drawing.files) == ["article_course-News_1-2.png", "article_course-news_1.png"]


def test_measures_are_chosen(tables: Maker, tmp_path: Path) -> None:
    only = {"source_forest": FIGURES["source_forest"], "reliability": FIGURES["reliability"]}
    drawing = draw_all(tables("two"), tmp_path, figures=only, measures=["frame_political"])
    assert [file.name for file in drawing.files] == ["source_forest-frame_political.png"]


def test_the_typical_article_is_at_the_median() -> None:
    articles = pd.DataFrame(
        {
            "article_id": list("abcde"),
            "source": ["A", "A", "A", "B", "B"],
            "mean_editorializing": [0.9, 0.2, 0.3, None, 0.5],
        }
    )
    assert typical_articles(SimpleNamespace(articles=articles, scores=pd.DataFrame())) == ["c", "e"]


def test_mistakes_are_named_before_anything_is_drawn(tables: Maker, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.png, \.svg, \.pdf"):
        draw_all(tables("two"), tmp_path, formats=[".jpg"])
    with pytest.raises(UnknownNameError, match="mean_editorializing"):
        draw_all(tables("two"), tmp_path, measures=["mean_editorialising"])
    assert not list(tmp_path.iterdir())
