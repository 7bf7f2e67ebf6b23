from __future__ import annotations

from pathlib import Path

import pytest

from framing.config import load_config
from framing.errors import ConfigError

ROOT = Path(__file__).parent.parent
GOOD = "name: x\nseed: 0\nscore: {articles: sample}\n"
ENCODER = "name: x\nseed: 0\ntrain:\n  encoder:\n    tasks: {frames: {data: [{corpus: gvfc}]}}\n"


def write(folder: Path, text: str, name: str = "c.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    "path", sorted(p for p in (ROOT / "configs").rglob("*.yaml") if p.parent.name != "studies"), ids=lambda p: p.name
)
def test_the_configs_that_ship_are_valid(path: Path) -> None:
    assert load_config(path).name


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name: x\nseed: 0\nscor: {}\n", "unknown key 'scor'. Did you mean 'score'?"),
        (GOOD + "compare: {figurs: []}\n", "unknown key 'compare.figurs'. Did you mean 'figures'?"),
        (GOOD + "compare: {figures: [source_dot]}\n", "Did you mean 'source_dots'?"),
        (GOOD + "compare: {figures: [reliability]}\n", "'reliability' is drawn from labels and probabilities"),
        (GOOD + "compare: {measures: [mean_editorialising]}\n", "Did you mean 'mean_editorializing'"),
        ("name: x\nscore: {}\n", "'seed' is missing"),
        ("name: x\nseed: none\n", "'seed'"),
        ("name: a/b\nseed: 0\n", "'name'"),
        ("name: x\nseed: 0\ncompare: {}\n", "'compare' needs scores"),
        ("name: x\nseed: 0\nevaluate: [{corpus: bab, split: article}]\n", "Did you mean 'babe'"),
        ("name: x\nseed: 0\nevaluate: [{corpus: babe, split: artikle}]\n", "Did you mean 'article'?"),
        ("name: x\nseed: 0\nevaluate: [{corpus: babe, split: article, task: loaded}]\n", "loaded_language"),
        ("name: x\nseed: 0\ntrain: {}\n", "either 'linear' or 'encoder'"),
        (ENCODER + "    lerning_rate: 1\n", "unknown key 'train.encoder.lerning_rate'"),
        (ENCODER + "    hold_out: [{corpus: bab}]\n", "Did you mean 'babe'"),
        (
            ENCODER + "    hold_out: [{corpus: babe, part: trein}]\n",
            "Unknown part of babe 'trein'. Did you mean 'train'",
        ),
        (ENCODER + "score: {}\n", "'score' belongs in another config"),
        (ENCODER.replace("frames", "frame"), "Unknown task 'frame'"),
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


def test_a_missing_config_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "demo.yaml")
    with pytest.raises(ConfigError, match=r"Did you mean .*demo\.yaml"):
        load_config(tmp_path / "dmo.yaml")
