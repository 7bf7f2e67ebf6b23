from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.config import json_schema, load_config
from framing.config.reading import merged
from framing.errors import ConfigError

ROOT = Path(__file__).parent.parent.parent
GOOD = "name: x\nseed: 0\nscore: {articles: sample}\n"
ENCODER = "name: x\nseed: 0\ntrain:\n  encoder:\n    tasks: {frames: {data: [{corpus: gvfc}]}}\n"
LINEAR = (
    "name: x\nseed: 0\ntrain:\n  linear:\n    tasks:\n"
    "      editorializing: {calibrate_on: sample, rows: [{corpus: sample, parts: [all]}]}\n"
)
CONFIGS = sorted(p for p in (ROOT / "configs").rglob("*.yaml") if p.parent.name != "studies")


def write(folder: Path, text: str, name: str = "c.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize("path", CONFIGS, ids=lambda p: p.name)
def test_the_configs_that_ship_are_valid(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    config = load_config(path)
    assert load_config(path) == config
    with pytest.raises(ValueError, match="frozen"):
        config.seed = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        # The broken configs that are promised a message each.
        ("name: x\nseed: 0\nscor: {}\n", "unknown key 'scor'. Did you mean 'score'?"),
        ("name: x\nseed: 0\nevaluate: [{corpus: bab, split: article}]\n", "Did you mean 'babe'"),
        ("name: x\nseed: none\n", "'seed': has to be a whole number (given: 'none')"),
        (ENCODER + "    lr: 1e-5\n", "'train.encoder.lr': '1e-5' is a text to YAML, not a number; write 1.0e-5"),
        ("name: x\nseed: 0\nscore: {articles: nowhere.csv}\n", "no file or folder at nowhere.csv"),
        (LINEAR + "      editorializing: {}\n", "the key 'editorializing' stands twice, in lines 6 and 7"),
        ("name: x\nscore: {}\n", "'seed' is missing"),
        (GOOD + "device: gpu\n", "unknown device 'gpu'"),
        (GOOD + "device: cuda:97\n", "no device 'cuda:97'"),
        # And others.
        (GOOD + "compare: {figurs: []}\n", "unknown key 'compare.figurs'. Did you mean 'figures'?"),
        (GOOD + "compare: {figures: [source_dot]}\n", "Did you mean 'source_dots'"),
        (GOOD + "compare: {figures: [reliability]}\n", "'reliability' is not drawn from sources"),
        (GOOD + "compare: {measures: [mean_editorialising]}\n", "Did you mean 'mean_editorializing'"),
        (GOOD + "compare: {period: monthly}\n", "Unknown period 'monthly'. Did you mean 'month'?"),
        (GOOD + "compare: {level: 0.3}\n", "'compare.level': Input should be greater than or equal to 0.5"),
        (GOOD + "compare: {level: 95}\n", "'compare.level': Input should be less than 1"),
        (GOOD + "compare: []\n", "'compare': has to be keys and values"),
        ("name: a/b\nseed: 0\n", "'name'"),
        ("name: x\nseed: '0'\n", "'seed': '0' is a text to YAML, not a number; write 0."),
        ("name: x\nseed: 0\ncompare: {}\n", "'compare' needs scores"),
        ("name: x\nseed: 0\nseeds: [1, 2]\n", "'seeds' trains a model once for each seed"),
        (LINEAR + "seeds: [1, 1]\n", "names a seed twice"),
        (LINEAR + "seeds: [1, -1]\n", "'seeds.1'"),
        ("name: x\nseed: 0\nmodel: liner\n", "'model': no model 'liner'. Did you mean 'linear'?"),
        ("name: x\nseed: 0\nbeside: [defult]\n", "'beside': no model 'defult'. Did you mean 'default'?"),
        ("name: x\nseed: 0\nscore: {voice: defult}\n", "settle voices 'defult'. Did you mean 'default'"),
        ("name: x\nseed: 0\nscore: {voice: fast}\n", "score.voice: 'fast' has no attribution head"),
        ("name: x\nseed: 0\nmodel: linear\nscore: {voice: model}\n", "score.voice: 'linear' has no attribution head"),
        ("name: x\nseed: 0\nfold_models: runs/fold/model\n", "{} for the fold"),
        ("name: x\nseed: 0\nevaluate: [{corpus: babe, split: artikle}]\n", "Did you mean 'article'"),
        ("name: x\nseed: 0\nevaluate: [{corpus: babe, split: article, task: loaded}]\n", "loaded_language"),
        ("name: x\nseed: 0\nevaluate: [{corpus: babe, split: article, metrics: [f1]}]\n", "Unknown metric 'f1'"),
        ("name: x\nseed: 0\nevaluate: [{corpus: babe, split: article, baselines: [tfidf]}]\n", "'tf-idf'"),
        (
            "name: x\nseed: 0\nevaluate: [{corpus: babe, split: article, otherwise: train}]\n",
            "'otherwise' is run where",
        ),
        ("name: x\nseed: 0\ntrain: {}\n", "one of 'linear', 'features', 'encoder'"),
        (GOOD + "compare: {marks: {No: x}}\n", "the key False is no text to YAML; put it in quotation marks"),
        (ENCODER + "    lerning_rate: 1\n", "unknown key 'train.encoder.lerning_rate'"),
        (ENCODER + "    hold_out: [{corpus: bab}]\n", "Did you mean 'babe'"),
        (ENCODER + "    hold_out: [{corpus: gvfc, manifest: none.csv}]\n", "no manifest at none.csv"),
        (
            ENCODER + "    hold_out: [{corpus: babe, part: trein}]\n",
            "Unknown part of babe 'trein'. Did you mean 'train'",
        ),
        (ENCODER.replace("frames", "frame"), "Unknown task 'frame'"),
        (LINEAR + "sweep: {train.linear.folds: [2, x]}\n", "sweep, folds=x: 'train.linear.folds'"),
        (LINEAR + "sweep: {train.linear.fold: [2]}\n", "Did you mean 'folds'"),
        (LINEAR + "sweep: {train.linear.folds: [2, 2]}\n", "two variants of one name"),
        ("name: [\n", "cannot be read as YAML"),
        ("- a\n", "must hold keys and values"),
        ("extends: none.yaml\nname: x\n", "No config at"),
    ],
)
def test_a_broken_config_answers_in_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, text))
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_extends_takes_over_keys_one_level_deep(tmp_path: Path) -> None:
    write(tmp_path, GOOD + "compare: {draws: 500}\n", "base.yaml")
    child = write(tmp_path, "extends: base.yaml\nname: y\ncompare: {measures: [quoted_share]}\n")
    config = load_config(child)
    assert (config.name, config.seed) == ("y", 0)
    assert config.compare is not None
    assert (config.compare.draws, config.compare.measures) == (500, ("quoted_share",))
    grandchild = write(tmp_path, "extends: c.yaml\nname: z\n", "d.yaml")
    with pytest.raises(ConfigError, match="one level"):
        load_config(grandchild)


def test_extends_in_a_circle_is_said_to_be_one(tmp_path: Path) -> None:
    write(tmp_path, "extends: c.yaml\n" + GOOD, "base.yaml")
    with pytest.raises(ConfigError, match="circle"):
        load_config(write(tmp_path, "extends: base.yaml\n"))
    with pytest.raises(ConfigError, match="circle"):
        load_config(write(tmp_path, "extends: self.yaml\n" + GOOD, "self.yaml"))


def test_a_missing_config_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "demo.yaml")
    with pytest.raises(ConfigError, match=r"Did you mean .*demo\.yaml"):
        load_config(tmp_path / "dmo.yaml")


def test_dates_are_keys_as_they_are_written(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD + "compare: {marks: {2016-11-08: the election}}\n"))
    assert config.compare is not None and config.compare.marks == {"2016-11-08": "the election"}


def test_yaml_anchors_may_be_merged(tmp_path: Path) -> None:
    text = "name: x\nseed: 0\nevaluate:\n  - &a {corpus: babe, split: article}\n  - {<<: *a, split: outlet}\n"
    assert [one.split for one in load_config(write(tmp_path, text)).evaluate] == ["article", "outlet"]


def test_the_schema_knows_every_key_and_holds_what_is_loaded(tmp_path: Path) -> None:
    schema = json_schema()
    assert {"extends", "train", "evaluate", "score", "compare", "sweep", "seeds"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert "published" in schema["$defs"]["Evaluate"]["properties"]
    assert {"titles", "targets"} <= set(schema["$defs"]["Score"]["properties"])
    assert {"marks", "changes", "labels", "words"} <= set(schema["$defs"]["Compare"]["properties"])
    json.dumps(schema)


plain = st.recursive(
    st.integers(), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8
)
sections = st.dictionaries(st.sampled_from("abc"), plain, max_size=3)


@given(sections, sections)
def test_what_is_merged_has_the_keys_of_both_and_the_values_of_the_second(base: dict, own: dict) -> None:
    both = merged(base, own)
    assert set(both) == {*base, *own}
    for key, value in own.items():
        if not isinstance(value, dict):
            assert both[key] == value
    assert merged(both, own) == both
    assert merged(base, {}) == base
