from __future__ import annotations

import pytest
import yaml

from framing.config import make_config
from framing.errors import ConfigError

TASK = {"data": [{"corpus": "babe", "part": "train"}]}


def complaint(encoder: dict) -> str:
    with pytest.raises(ConfigError) as caught:
        make_config({"name": "x", "seed": 0, "train": {"encoder": {"tasks": {"loaded_language": TASK}, **encoder}}})
    return str(caught.value)


def test_a_key_below_a_task_is_told_with_its_nearest() -> None:
    text = complaint({"tasks": {"loaded_language": {**TASK, "wieght": 2.0}}})
    assert "'train.encoder.tasks.loaded_language.wieght'. Did you mean 'weight'?" in text


def test_a_key_in_a_list_is_told_with_its_nearest() -> None:
    text = complaint({"tasks": {"loaded_language": {"data": [{"corpus": "babe", "prat": "train"}]}}})
    assert "data.0.prat'. Did you mean 'part'?" in text


@pytest.mark.parametrize(
    ("given", "written"), [("1e-5", "1.0e-5"), ("7.25E-4", "7.25e-4"), ("0.5", "0.5"), ("1e3", "1.0e+3")]
)
def test_a_number_that_is_a_text_is_told_how_to_write_it(given: str, written: str) -> None:
    assert f"write {written}." in complaint({"lr": given})
    assert yaml.safe_load(written) == float(given)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"lr": "fast"}, "'train.encoder.lr': has to be a number (given: 'fast')"),
        ({"steps": 2.5}, "'train.encoder.steps'"),
        ({"steps": 0}, "greater than 0 (given: 0)"),
        ({"dtype": "float16"}, "'float32' or 'bfloat16' (given: 'float16')"),
    ],
)
def test_other_mistakes_say_what_was_given(changes: dict, told: str) -> None:
    assert told in complaint(changes)


def test_every_mistake_is_told_in_a_line_of_its_own() -> None:
    with pytest.raises(ConfigError) as caught:
        make_config(
            {
                "name": "x",
                "seed": "3",
                "scor": {},
                "evaluate": [{"corpus": "bab", "split": "article"}, {"corpus": "babe", "split": "all", "task": "x"}],
                "compare": {"draws": 5, "figures": ["source_dot"]},
                "sweep": {"model": [[1]]},
            },
            "c.yaml",
        )
    first, *lines = str(caught.value).splitlines()
    assert first == "c.yaml: 7 mistakes:"
    expected = (
        "'seed': '3' is a text to YAML, not a number; write 3.",
        "'evaluate.0.corpus': Unknown corpus 'bab'. Did you mean 'babe'",
        "'evaluate.1.task': Unknown task 'x'.",
        "'compare.figures': Unknown figure 'source_dot'. Did you mean 'source_dots'",
        "'compare.draws': Input should be greater than or equal to 100 (given: 5).",
        "'sweep.model.0': has to be a text, a number, true, false or null (given: [1]).",
        "unknown key 'scor'. Did you mean 'score'?",
    )
    assert len(lines) == len(expected)
    for line in expected:
        assert any(told.startswith(f"  {line}") for told in lines), line


def test_what_does_not_go_together_is_told_at_once() -> None:
    one = {"corpus": "babe", "split": "artikle"}
    with pytest.raises(ConfigError) as caught:
        make_config({"name": "x", "seed": 0, "seeds": [1, 1], "compare": {}, "evaluate": [one]})
    told = str(caught.value)
    assert told.startswith("config: 4 mistakes:\n") and told.count("\n") == 4
    for line in (
        "'compare' needs scores",
        "'seeds' trains a model",
        "names a seed twice",
        "'evaluate.0': Unknown split",
    ):
        assert line in told


def test_settings_of_features_are_told_in_the_same_words() -> None:
    with pytest.raises(ConfigError) as caught:
        make_config({"name": "x", "seed": 0, "train": {"features": {"lerner": "boosted", "tasks": {}}}})
    told = str(caught.value)
    assert "'train.features': unknown key 'lerner'. Did you mean 'learner'?" in told
    assert "'train.features': 'tasks': Dictionary should have at least 1 item" in told


def test_every_value_of_a_sweep_is_checked() -> None:
    head = {"calibrate_on": "sample", "rows": [{"corpus": "sample", "parts": ["all"]}]}
    plain = {"name": "x", "seed": 0, "train": {"linear": {"tasks": {"editorializing": head}}}}
    with pytest.raises(ConfigError) as caught:
        make_config({**plain, "sweep": {"train.linear.folds": [2, "x", 0]}})
    assert [line.split(":")[0] for line in str(caught.value).splitlines()[1:]] == [
        "  sweep, folds=x",
        "  sweep, folds=0",
    ]


def told_of(train: dict) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        make_config({"name": "x", "seed": 0, "train": train})
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def test_all_unknown_names_of_an_encoder_are_told_at_once() -> None:
    told = told_of(
        {
            "encoder": {
                "tasks": {"loaded_language": {"data": [{"corpus": "bab"}, {"corpus": "babe", "part": "trein"}]}},
                "hold_out": [{"corpus": "smaple"}],
            }
        }
    )
    assert [line.partition(" Did")[0] for line in told] == [
        "'train.encoder.tasks.loaded_language.data.0': Unknown corpus 'bab'.",
        "'train.encoder.tasks.loaded_language.data.1': Unknown part of babe 'trein'.",
        "'train.encoder.hold_out.0': Unknown corpus 'smaple'.",
    ]
    two = told_of({"encoder": {"tasks": {"frame": TASK, "stanc": TASK}}})
    assert [line.partition(":")[2].partition(":")[0].strip() for line in two] == [
        "Unknown task 'frame'",
        "Unknown task 'stanc'",
    ]


@pytest.mark.parametrize("kind", ["linear", "features"])
def test_all_unknown_names_of_a_linear_model_and_one_on_features_are_told_at_once(kind: str) -> None:
    head = {"calibrate_on": "babe", "rows": [{"corpus": "babe", "parts": ["train"]}]}
    families = told_of({kind: {"tasks": {"loaded_language": head}, "families": ["stile", "style", "lexikon"]}})
    assert [line.partition(" Did")[0].rpartition(": ")[2] for line in families] == [
        "Unknown feature family 'stile'.",
        "Unknown feature family 'lexikon'.",
    ]
    tasks = told_of({kind: {"tasks": {"loaded": head, "editorialising": head}, "calibration": "spline"}})
    for name in ("calibration 'spline'", "task 'loaded'", "task 'editorialising'"):
        assert sum(f"Unknown {name}" in line for line in tasks) == 1
    rows = [{"corpus": "bab", "parts": ["train"]}, {"corpus": "babe", "parts": ["trein", "tset"]}]
    told = told_of({kind: {"tasks": {"loaded_language": {"calibrate_on": "babe", "rows": rows}}}})
    where = f"'train.{kind}.tasks.loaded_language'"
    assert [line.partition(" Did")[0].partition(" Known")[0] for line in told] == [
        f"{where}: Unknown corpus 'bab'.",
        f"{where}: Unknown part of babe 'trein'.",
        f"{where}: Unknown part of babe 'tset'.",
    ]
