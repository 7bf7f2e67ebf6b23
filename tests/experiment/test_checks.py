from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd
import pytest
from run_fixtures import encoder, linear, write_articles, write_config

from framing.config import load_config
from framing.errors import ConfigError, InputError, UnknownNameError
from framing.experiment import checks, make_plan

TARGETS = {"board": ["board"], "Nobody": ["Zaphod"]}


def plan(folder: Path, targets: object = None, **content: object):
    score = {"articles": str(write_articles(folder)), "targets": targets}
    return make_plan(load_config(write_config(folder, **{"score": score, **content})))


def test_a_model_without_stance_is_refused_as_elsewhere(tmp_path: Path, small_encoder: Path) -> None:
    with pytest.raises(InputError, match=r"The model 'linear' does not answer stance, only .*; take 'default' or"):
        plan(tmp_path, TARGETS, model="linear")
    with pytest.raises(ConfigError, match="x is trained for editorializing, not for stance; add stance to its tasks"):
        plan(tmp_path, TARGETS, train=linear())
    with pytest.raises(ConfigError, match="x is trained for editorializing, loaded_language, not for stance"):
        plan(tmp_path, "auto", train=encoder(small_encoder))


def test_a_model_that_does_not_answer_what_scores_need_is_refused(tmp_path: Path) -> None:
    needed = r"scores need editorializing and loaded_language as well; take another model"
    with pytest.raises(ConfigError, match=f"attribution answers attribution only, and {needed}"):
        plan(tmp_path, None, model="attribution")


def test_targets_that_no_article_mentions_are_told_of_and_not_compared(tmp_path: Path) -> None:
    made = plan(tmp_path, TARGETS)
    assert made.notes == ["score.targets: no article mentions 'Nobody'; see how the articles spell its aliases."]
    assert not plan(tmp_path, "auto").notes
    with pytest.raises(ConfigError, match=r"compare\.measures: no article mentions 'Nobody'"):
        plan(tmp_path, TARGETS, compare={"measures": ["stance_board", "stance_Nobody"]})
    plan(tmp_path, TARGETS, compare={"measures": ["stance_board"]})


def test_frames_need_a_model_that_answers_them(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="frame_economic needs a model that answers frames; linear answers"):
        plan(tmp_path, model="linear", compare={"measures": ["frame_economic"]})
    plan(tmp_path, model="fast", compare={"measures": ["frame_economic"]})


def test_changes_need_their_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"needs the package ruptures: pip install 'framing\[series\]'"):
        plan(tmp_path, model="linear", compare={"changes": True})
    monkeypatch.setattr(checks, "find_spec", importlib.util.find_spec)
    plan(tmp_path, model="linear", compare={})


def test_labels_are_of_the_articles_and_of_the_measures(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": ["He left."], "article_id": ["w"], "editorializing": ["yes"]})
    table.to_csv(tmp_path / "coded.csv", index=False)
    table.assign(article_id="other").to_csv(tmp_path / "others.csv", index=False)
    labels = [str(tmp_path / "coded.csv")]
    plan(tmp_path, model="linear", compare={"labels": labels})
    with pytest.raises(ConfigError, match="no article with labels, of 1, is scored here"):
        plan(tmp_path, model="linear", compare={"labels": [str(tmp_path / "others.csv")]})
    with pytest.raises(InputError, match="The labels are of editorializing, which none of the measures quoted_share"):
        plan(tmp_path, model="linear", compare={"labels": labels, "measures": ["quoted_share"]})


def test_targets_and_labels_are_inputs_and_the_plan_tells_of_stance(tmp_path: Path) -> None:
    pd.DataFrame({"text": ["He left."], "article_id": ["w"], "editorializing": ["yes"]}).to_csv(
        tmp_path / "coded.csv", index=False
    )
    compare = {"labels": [str(tmp_path / "coded.csv")]}
    (tmp_path / "t.yaml").write_text("board: [board]\n", encoding="utf-8")
    first = plan(tmp_path, str(tmp_path / "t.yaml"), compare=compare)
    assert first.steps[0].title == "score 4 articles with default, stance toward 1 target"
    assert first.steps[0].seconds > plan(tmp_path).steps[0].seconds
    (tmp_path / "t.yaml").write_text("board: [board, council]\n", encoding="utf-8")
    other = plan(tmp_path, str(tmp_path / "t.yaml"), compare=compare)
    assert first.keys["score"] != other.keys["score"]
    (tmp_path / "coded.csv").write_text("text,article_id,editorializing\nHe left.,w,no\n", encoding="utf-8")
    third = plan(tmp_path, str(tmp_path / "t.yaml"), compare=compare)
    assert other.keys["score"] == third.keys["score"] and other.keys["compare"] != third.keys["compare"]


def test_what_is_compared_with_is_a_value_of_the_column_that_is_compared(tmp_path: Path) -> None:
    path = write_articles(tmp_path)
    pd.read_csv(path).assign(leaning=["left", "right "] * 2).to_csv(path, index=False)
    made = {"score": {"articles": str(path)}, "model": "linear"}
    for reference in ("left", "right"):
        make_plan(load_config(write_config(tmp_path, **made, compare={"by": "leaning", "reference": reference})))
    with pytest.raises(UnknownNameError, match="value of 'leaning' to compare with 'lefd'"):
        make_plan(load_config(write_config(tmp_path, **made, compare={"by": "leaning", "reference": "lefd"})))
