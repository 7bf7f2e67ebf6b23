from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.experiment.steps import DONE, Step, Store, digest, is_whole, publish, write_text

STEP = Step("train-a", "train", {"seed": 1, "train": {"C": 0.5}}, "train a", facts={"file": "abc"})


def made(run: Path, step: Step = STEP, key: str = "k", text: str = "weights") -> Path:
    store = Store(run)
    write_text(store.begin(step, key, False) / "model.txt", text)
    return store.finish(step, key, {}, 1.5)


@given(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3), max_size=3), st.integers())
def test_the_hash_hangs_on_the_inputs_alone(other: dict, seed: int) -> None:
    key = digest(STEP, {}, {"numpy": "2"})
    same = replace(STEP, name="another", title="words", rows=5, seconds=9.0)
    assert digest(same, {}, {"numpy": "2"}) == key
    assert (digest(replace(STEP, given=other), {}, {"numpy": "2"}) == key) == (other == STEP.given)
    assert (digest(replace(STEP, given={**STEP.given, "seed": seed}), {}, {"numpy": "2"}) == key) == (seed == 1)


@pytest.mark.parametrize("change", [{"facts": {"file": "abd"}}, {"kind": "fold"}, {"given": {}}])
def test_every_input_counts(change: dict) -> None:
    assert digest(replace(STEP, **change), {}, {}) != digest(STEP, {}, {})


def test_the_steps_that_are_needed_count() -> None:
    step = replace(STEP, needs=("score",))
    assert digest(step, {"score": "a"}, {}) != digest(step, {"score": "b"}, {})
    assert digest(step, {"score": "a"}, {}) != digest(step, {"score": "a"}, {"torch": "2"})


def test_a_result_is_there_only_when_it_is_whole(tmp_path: Path) -> None:
    store = Store(tmp_path / "run")
    part = store.begin(STEP, "k", False)
    assert store.finished(STEP, "k") is None and part.name.startswith(".")
    place = made(tmp_path / "run")
    assert store.finished(STEP, "k") == place and not part.exists()
    assert store.finished(STEP, "other") is None


@pytest.mark.parametrize("damage", ["changed", "deleted", "not listed"])
def test_a_damaged_result_is_none(tmp_path: Path, damage: str) -> None:
    place = made(tmp_path / "run")
    if damage == "changed":
        (place / "model.txt").write_text("other", encoding="utf-8")
    elif damage == "deleted":
        (place / "model.txt").unlink()
    else:
        (place / DONE).write_text("{", encoding="utf-8")
    assert not is_whole(place)
    assert Store(tmp_path / "run").finished(STEP, "k") is None
    assert not place.exists()


def test_an_unfinished_step_goes_on_only_where_it_may(tmp_path: Path) -> None:
    store = Store(tmp_path / "run")
    (store.begin(STEP, "k", True) / "checkpoint").write_text("3", encoding="utf-8")
    assert (store.begin(STEP, "k", True) / "checkpoint").exists()
    assert not (store.begin(STEP, "k", False) / "checkpoint").exists()


def test_a_result_of_another_run_is_taken_over_whole(tmp_path: Path) -> None:
    made(tmp_path / "one")
    (tmp_path / "two").mkdir()
    store = Store(tmp_path / "two")
    assert store.is_finished(STEP, "k") and not store.place(STEP, "k").exists()
    place = store.finished(STEP, "k")
    assert place is not None and place.parent.parent.name == "two" and is_whole(place)
    (tmp_path / "one" / "steps" / "train-a-k" / "model.txt").write_text("broken", encoding="utf-8")
    (tmp_path / "three").mkdir()
    assert Store(tmp_path / "three").finished(STEP, "k") == tmp_path / "three" / "steps" / "train-a-k"


def test_what_is_published_is_a_copy(tmp_path: Path) -> None:
    place = made(tmp_path / "run")
    published = publish(place / "model.txt", tmp_path / "model.txt")
    published.write_text("mine", encoding="utf-8")
    assert is_whole(place)
    folder = publish(place, tmp_path / "copy")
    assert publish(place, folder) == folder and (folder / "model.txt").read_text("utf-8") == "weights"
