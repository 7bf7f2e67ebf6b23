from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.corpora import CORPORA
from framing.errors import ConfigError, InputError, UnknownNameError
from framing.models.training_data import label_rows, read_held_out, read_tables, text_key, with_insertions
from framing.models.training_distant import page_sentences
from framing.models.training_settings import make_settings, only, without_fold, without_outlet


def test_labels_in_the_form_that_examples_need():
    rows = pd.DataFrame({"text": ["a", "b"], "label_x": [1, None], "names": [["b"], []], "page": ["news", "opinion"]})
    assert label_rows(rows, "label_x", "binary", ("no", "yes"))["label"].tolist() == [1.0]
    assert label_rows(rows, "names", "several", ("a", "b"))["label"].tolist() == [[0.0, 1.0], [0.0, 0.0]]
    assert label_rows(rows, "page", "binary", ("news", "opinion"))["label"].tolist() == [0.0, 1.0]
    with pytest.raises(InputError, match="has the labels b; known are a"):
        label_rows(rows, "names", "several", ("a",))
    with pytest.raises(InputError, match="has the labels opinion"):
        label_rows(rows, "page", "binary", ("news", "comment"))
    with pytest.raises(InputError, match="No column 'mood'"):
        label_rows(rows, "mood", "binary", ("no", "yes"))
    with pytest.raises(InputError, match="attributions"):
        label_rows(rows, "attribution", "tokens", ())


def test_pages_are_balanced_within_outlets_and_only_the_authors_words_are_taken():
    own = "The plan of the council is good and will help a great many families. "
    said = "“The plan is an awful disaster and we must act against it now,” she said. "
    articles = pd.DataFrame(
        {
            "text": [own * 5 + said * 3] * 9,
            "label": [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            "outlet": [*["A"] * 6, "B", "C", None],
            "row_id": [f"r{i}" for i in range(9)],
        }
    )
    found = page_sentences(articles, 3, np.random.default_rng(0))
    assert set(found["article"]) <= {f"r{i}" for i in range(6)}
    assert found.groupby("label")["article"].nunique().to_dict() == {0.0: 2, 1.0: 2}
    assert found["article"].value_counts().max() == 3
    assert not found["text"].str.contains("disaster").any()
    again = page_sentences(articles, 3, np.random.default_rng(0))
    assert found.equals(again)
    with pytest.raises(InputError, match="outlet"):
        page_sentences(articles.drop(columns="outlet"), 3, np.random.default_rng(0))


def settings(**changes):
    plain = {
        "encoder": "none",
        "tasks": {"editorializing": {"data": [{"corpus": "sample"}]}},
        "hold_out": [{"corpus": "sample", "share": 0.3}],
    }
    return make_settings({**plain, **changes})


def test_what_is_held_out_is_not_learned_from():
    whole = CORPORA["sample"].table()
    column = next(name for name in ("editorializing", "label") if name in whole)
    tasks = {"editorializing": {"data": [{"corpus": "sample", "column": column}]}}
    tables, (held_out,) = read_tables(settings(tasks=tasks))
    learned = tables["editorializing"]
    assert 0 < len(held_out.rows) < len(whole) and 0 < len(learned) < len(whole)
    assert not set(learned["row_id"]) & set(held_out.rows["row_id"])
    assert not set(map(text_key, learned["text"])) & set(map(text_key, held_out.rows["text"]))
    doubled = {"editorializing": {"data": [{"corpus": "sample", "column": column, "repeat": 2, "limit": 5}]}}
    assert len(read_tables(settings(tasks=doubled))[0]["editorializing"]) == 10


def test_a_manifest_names_what_is_held_out(tmp_path, monkeypatch):
    rows = CORPORA["sample"].table()
    path = tmp_path / "folds.csv"
    pd.DataFrame({"row_id": rows["row_id"], "article_fold": [0, *[1] * (len(rows) - 1)]}).to_csv(path, index=False)
    (one,) = read_held_out(settings(hold_out=[{"corpus": "sample", "manifest": str(path)}]))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (same,) = read_held_out(settings(hold_out=[{"corpus": "sample", "manifest": f"~/{path.name}"}]))
    assert same.rows.equals(one.rows)
    assert one.rows["row_id"].tolist() == [rows["row_id"][0]] and one.judge
    with pytest.raises(ConfigError, match="no column 'outlet_fold'"):
        read_held_out(settings(hold_out=[{"corpus": "sample", "manifest": str(path), "column": "outlet_fold"}]))
    with pytest.raises(ConfigError, match="nothing of sample"):
        read_held_out(settings(hold_out=[{"corpus": "sample", "manifest": str(path), "value": 7}]))
    with pytest.raises(InputError, match="cannot be read"):
        read_held_out(settings(hold_out=[{"corpus": "sample", "manifest": str(tmp_path / "none.csv")}]))
    with pytest.raises(ConfigError, match=r"Unknown corpus .smaple.\. Did you mean .sample."):
        read_held_out(settings(hold_out=[{"corpus": "smaple"}]))


def test_an_outlet_is_left_out_of_what_is_learned() -> None:
    settings = make_settings({"tasks": {"loaded_language": {"data": [{"corpus": "sample"}]}}})
    with pytest.raises(ConfigError, match="no folds"):
        without_fold(settings, 0)
    left = without_outlet(settings, "babe", "Breitbart")
    assert left.tasks["loaded_language"].data[0].without_outlets == ("Breitbart",)
    assert left.hold_out[-1].outlet == "Breitbart" and left.hold_out[-1].corpus == "babe"
    assert not settings.hold_out
    with pytest.raises(UnknownNameError, match="stance"):
        only(settings, ["stance"])


def test_plain_rows_come_again_with_a_word_put_in():
    texts = [f"The council approved plan {n} on Monday, she said." for n in range(40)]
    rows = pd.DataFrame({"text": texts, "label": [0.0] * 30 + [1.0] * 10, "row_id": range(40)})
    found = with_insertions(rows, 0.5, np.random.default_rng(0))
    new = found.iloc[40:]
    assert found.iloc[:40]["text"].tolist() == texts and len(new) == 15
    assert set(new["row_id"]) <= set(range(30)) and set(new["label"]) == {0.0, 1.0}
    assert not set(new["text"]) & set(texts)


def test_insertions_are_for_tasks_of_two_labels():
    content = {"tasks": {"stance": {"data": [{"corpus": "newsmtsc", "part": "train", "insertions": 0.2}]}}}
    with pytest.raises(ConfigError, match="insertions"):
        make_settings(content)


@pytest.mark.parametrize(("task", "setting"), [("stance", "voices"), ("frames", "swaps"), ("attribution", "smoothing")])
def test_a_setting_that_a_task_has_no_use_for_is_refused(task, setting):
    value = {"swaps": 2, "smoothing": 0.1}.get(setting, True)
    given = {"data": [{"corpus": "newsmtsc", "part": "train"}], setting: value}
    with pytest.raises(ConfigError, match=f"{setting} is of no use to '{task}'"):
        make_settings({"tasks": {task: given}})
