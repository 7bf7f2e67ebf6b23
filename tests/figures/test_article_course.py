from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from framing.errors import InputError, UnknownNameError
from framing.figures import article_course

Maker = Callable[..., pd.DataFrame]


def test_the_scores_stand_at_their_position_over_the_words_of_others(scores_of_an_article: Maker) -> None:
    scores = scores_of_an_article()
    axes = article_course(scores).axes[0]
    bars = {round(p.get_x() + p.get_width() / 2): p.get_height() for p in axes.patches}
    assert bars[5] == 1 and bars[7] == pytest.approx(0.6) and bars[8] == 0
    author = axes.collections[0].get_offsets()
    assert author[8].tolist() == [8, scores["editorializing"][8]]
    assert author.mask[5].any()  # no words of the author's own


def test_the_order_of_rows_does_not_matter(scores_of_an_article: Maker) -> None:
    scores = scores_of_an_article()
    shuffled = scores.sample(frac=1, random_state=0)
    shuffled.attrs = scores.attrs
    assert article_course(shuffled)._repr_png_() == article_course(scores)._repr_png_()  # type: ignore[attr-defined]


def test_an_article_is_chosen_by_name(scores_of_an_article: Maker) -> None:
    one = scores_of_an_article()
    both = pd.concat([one, one.assign(article_id="other", editorializing=0.5)], ignore_index=True)
    with pytest.raises(InputError, match="2 articles; name one"):
        article_course(both)
    with pytest.raises(UnknownNameError, match="Did you mean 'other'"):
        article_course(both, article_id="othr")
    values = article_course(both, article_id="other").axes[0].collections[0].get_offsets()[:, 1]
    assert set(values.tolist()) == {0.5}


def test_the_threshold_is_drawn_where_it_is_known(scores_of_an_article: Maker) -> None:
    scores = scores_of_an_article()
    dashed = [line for line in article_course(scores).axes[0].lines if set(line.get_ydata()) == {0.42}]
    assert len(dashed) == 1
    scores.attrs = {}
    assert not [line for line in article_course(scores).axes[0].lines if set(line.get_ydata()) == {0.42}]


def test_what_lines_and_marks_mean_is_written(scores_of_an_article: Maker) -> None:
    scores = scores_of_an_article()
    headed = scores.assign(kind=["heading", *scores["kind"][1:]])
    plain = scores.assign(kind="body")
    said = [" ".join(t.get_text() for t in article_course(rows).texts) for rows in (headed, plain)]
    assert all("the author’s words" in words and "dashed: threshold" in words for words in said)
    assert ["dotted: headings" in words for words in said] == [True, False]
