from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing.errors import InputError
from framing.models import MODELS, LinearModel, Model, load_model, save_model
from framing.models.calibration import Calibration
from framing.models.encoder_hub import save_pretrained
from framing.models.tuned import LIGHT, TunedHead, TunedModel, raw_blocks, take
from framing.models.tuned_store import load_tuned, save_tuned
from framing.models.tuned_training import (
    Candidate,
    Rows,
    candidates_for,
    check_enough,
    expected_threshold,
    fit_head,
    prepare,
)
from framing.scoring import score

TASK = "editorializing"


def labelled(make_rows: object, flip: bool = False) -> pd.DataFrame:
    """Return rows of people that the small model has not seen; ``flip`` turns what the labels mean around."""
    people = ("clinic", "senate", "bishop", "farmer", "harbour", "museum", "orchestra", "printer", "regent", "tailor")
    table = make_rows("mine", "a", people)  # type: ignore[operator]
    return table.assign(label=1 - table["label"]) if flip else table


def rows_of(model: Model, table: pd.DataFrame) -> Rows:
    raw = raw_blocks(model, table["text"].tolist(), TASK, ("score", "features", "n-grams"))
    return Rows(raw, table["label"].to_numpy(int), table["article"].to_numpy(object), np.ones(len(table)))


@pytest.fixture
def tuned(small_model: LinearModel, make_rows: object) -> TunedModel:
    head, _ = fit_head(rows_of(small_model, labelled(make_rows, flip=True)), candidates_for(small_model), 3, seed=1)
    return TunedModel(small_model, {TASK: head}, {"name": "mine"})


def test_labels_that_mean_the_opposite_are_learned(tuned: TunedModel, make_rows: object) -> None:
    table = labelled(make_rows, flip=True)
    p = tuned.predict_proba(table["text"].tolist(), TASK)
    assert p.shape == (len(table), 2) and np.allclose(p.sum(axis=1), 1)
    assert p[table["label"] == 1, 1].min() > p[table["label"] == 0, 1].max()
    assert (tuned.predict(table["text"].tolist(), TASK) == "editorializing").tolist() == (table["label"] == 1).tolist()


def test_other_tasks_are_the_base_s(tuned: TunedModel, small_model: LinearModel) -> None:
    texts = ["What a shameful stunt by the mayor!", "The mayor met on Tuesday."]
    found = tuned.predict_many(texts, ("loaded_language", TASK))
    assert np.array_equal(found["loaded_language"], small_model.predict_proba(texts, "loaded_language"))
    assert not np.allclose(found[TASK], small_model.predict_proba(texts, TASK))
    assert tuned.tasks == small_model.tasks and set(tuned.thresholds) == set(small_model.thresholds)
    assert tuned.evidence(texts, TASK) == small_model.evidence(texts, TASK)
    with pytest.raises(InputError, match="not tuned"):
        tuned.predict(texts, "loaded_language")


def test_an_article_is_scored_with_it(tuned: TunedModel) -> None:
    scores = score("The mayor met on Tuesday.\n\nWhat a shameful stunt by the mayor!", tuned)
    assert scores.attrs["model"] == "mine" and scores.attrs["thresholds"][TASK] == tuned.heads[TASK].threshold
    assert scores["editorializing"].between(0, 1).all()


def test_a_stored_model_gives_the_same_and_the_same_bytes(
    tuned: TunedModel, small_model: LinearModel, tmp_path: Path
) -> None:
    base = save_model(small_model, tmp_path / "small")
    one, other = save_tuned(tuned, tmp_path / "one", base), save_tuned(tuned, tmp_path / "two", base)
    for name in ("weights.skops", "model.json"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
    loaded = load_model(one)
    assert isinstance(loaded, TunedModel) and loaded.name == "mine"
    texts = ["What a shameful stunt by the mayor!", "The mayor met on Tuesday.", ""]
    assert np.array_equal(loaded.predict_proba(texts, TASK), tuned.predict_proba(texts, TASK))
    assert loaded.predict_proba([], TASK).shape == (0, 2)


def test_on_a_model_that_ships_only_its_name_is_stored(tuned: TunedModel, make_rows: object, tmp_path: Path) -> None:
    shipped = load_model("linear")
    head, _ = fit_head(rows_of(shipped, labelled(make_rows)), candidates_for(shipped), 3, seed=1)  # type: ignore[arg-type]
    path = save_tuned(TunedModel(shipped, {TASK: head}), tmp_path / "mine", "linear")
    assert not (path / "base").exists() and load_tuned(path).base is shipped
    description = json.loads((path / "model.json").read_text())
    description["base"]["sha256"] = "0" * 64
    (path / "model.json").write_text(json.dumps(description))
    with pytest.raises(InputError, match="another version of linear"):
        load_model(path)


def test_a_cascade_is_stored_by_its_name_too(make_rows: object, tmp_path: Path) -> None:
    """It has no weights of its own, only a description."""
    base, table = load_model("cascade"), labelled(make_rows)
    head, _ = fit_head(rows_of(base, table), candidates_for(base), 3, seed=1)
    model = TunedModel(base, {TASK: head})
    path = save_tuned(model, tmp_path / "mine", "cascade")
    texts = table["text"].tolist()[:6]
    assert load_tuned(path).base is base and not (path / "base").exists()
    assert np.array_equal(load_model(path).predict_proba(texts, TASK), model.predict_proba(texts, TASK))
    copied = save_tuned(model, tmp_path / "copied", MODELS["cascade"])
    assert np.array_equal(load_model(copied).predict_proba(texts, TASK), model.predict_proba(texts, TASK))


def test_a_model_of_the_hub_is_copied_from_where_it_was_fetched_to(
    tiny_model: object, make_rows: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_pretrained(tiny_model, tmp_path / "hub" / "files")  # type: ignore[arg-type]
    snapshot = tmp_path / "hub" / "snapshot"
    snapshot.mkdir()
    for file in (tmp_path / "hub" / "files").iterdir():  # the hub's cache holds links
        (snapshot / file.name).symlink_to(file)
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda name: str(snapshot))
    base, table = load_model("somebody/model"), labelled(make_rows)
    head, _ = fit_head(rows_of(base, table), (Candidate(("score",), 100.0),), 3, seed=1)
    model = TunedModel(base, {TASK: head})
    path = save_tuned(model, tmp_path / "mine", "somebody/model")
    shutil.rmtree(tmp_path / "hub")
    texts = table["text"].tolist()[:6]
    assert np.array_equal(load_model(path).predict_proba(texts, TASK), model.predict_proba(texts, TASK))


def test_a_model_that_is_tuned_again_leaves_nothing_of_its_base_behind(
    tuned: TunedModel, small_model: LinearModel, tmp_path: Path
) -> None:
    base = save_model(small_model, tmp_path / "base")
    path = save_tuned(tuned, tmp_path / "mine", base)
    (path / "base" / "left").write_text("of another base", encoding="utf-8")
    assert save_tuned(tuned, path, base) == path
    assert {file.name for file in (path / "base").iterdir()} == {file.name for file in base.iterdir()}
    save_tuned(tuned, path, path / "base")  # the base that it has already
    assert load_tuned(path).tasks == tuned.tasks and {file.name for file in path.iterdir()} >= {"base", "model.json"}
    assert not list(path.glob(".*"))


def test_what_cannot_be_saved_is_told_before_anything_is_written(tuned: TunedModel, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="not a folder that holds a model"):
        save_tuned(tuned, tmp_path / "mine", tmp_path / "empty")
    with pytest.raises(InputError, match="not as LinearModel; save a loaded model to a folder"):
        save_tuned(tuned, tmp_path / "mine", tuned.base)  # type: ignore[arg-type]
    assert not (tmp_path / "mine").exists()


def test_what_was_changed_is_not_loaded(tuned: TunedModel, small_model: LinearModel, tmp_path: Path) -> None:
    base = save_model(small_model, tmp_path / "small")
    path = save_tuned(tuned, tmp_path / "mine", base)
    weights = (path / "weights.skops").read_bytes()
    (path / "weights.skops").write_bytes(weights[:-1])
    with pytest.raises(InputError, match="not the file that model"):
        load_model(path)
    (path / "weights.skops").write_bytes(weights)
    description = json.loads((path / "model.json").read_text())
    for change in ({"heads": {}}, {"heads": {TASK: {"blocks": ["tea leaves"]}}}, {"features": "0"}):
        (path / "model.json").write_text(json.dumps({**description, **change}))
        with pytest.raises(InputError):
            load_model(path)


def test_the_simplest_that_is_no_worse_is_taken(small_model: LinearModel, make_rows: object) -> None:
    """Where the base's score says everything, nothing is put beside it."""
    table = labelled(make_rows)
    rng = np.random.default_rng(0)
    rows = rows_of(small_model, table)
    own = {**rows.raw, "score": np.where(table["label"] == 1, 2.0, -2.0)[:, None] + rng.normal(0, 1.5, (len(table), 1)),
           "features": rng.normal(size=rows.raw["features"].shape)}  # fmt: skip
    only = (Candidate(("score",), 100.0), Candidate(("score", "features"), 1.0))
    head, choice = fit_head(Rows(own, rows.y, rows.group, rows.weight), only, 3, seed=0)
    assert choice.chosen == 0 and head.prepared.blocks == ("score",) and len(choice.losses) == 2


def test_labels_of_chance_give_the_share_of_positives(small_model: LinearModel, make_rows: object) -> None:
    table = labelled(make_rows)
    y = np.tile([0, 0, 1], len(table) // 3 + 1)[: len(table)]
    rows = rows_of(small_model, table)
    noise = {**rows.raw, "score": np.random.default_rng(3).normal(size=(len(table), 1))}
    head, _ = fit_head(Rows(noise, y, rows.group, rows.weight), (Candidate(("score",), 100.0),), 3, seed=0)
    p = head.calibration(head.logits(noise))
    assert abs(p.mean() - y.mean()) < 0.1 and p.std() < 0.1


def test_too_few_labels_are_told() -> None:
    y, group = np.array([1] * 9 + [0] * 60), np.arange(69).astype(str)
    with pytest.raises(InputError, match="69 labels are too few to train on: 9 of them say 1"):
        check_enough(y, group, 5)
    with pytest.raises(InputError, match="in 1 groups"):
        check_enough(np.array([1] * 20 + [0] * 20), np.array(["a"] * 20 + list("bcdefghijklmnopqrstu")), 5)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_the_threshold_of_right_probabilities_is_near_the_best_one(share: float) -> None:
    from framing.models.calibration import macro_f1

    rng = np.random.default_rng(1)
    p = rng.beta(4 * share, 4 * (1 - share), 20_000)
    y = rng.random(len(p)) < p
    cut = expected_threshold(p)
    best = max(macro_f1(y, p >= c) for c in np.arange(0.05, 0.95, 0.01))
    assert macro_f1(y, p >= cut) > best - 0.005


def test_blocks_are_cut_by_rows_and_scaled_alike(small_model: LinearModel, make_rows: object) -> None:
    rows = rows_of(small_model, labelled(make_rows))
    part = take(rows.raw, np.array([3, 1]))
    assert part["texts"] == [rows.raw["texts"][3], rows.raw["texts"][1]] and part["score"].shape == (2, 1)
    prepared = prepare(rows.raw, ("score", "features", "n-grams"))
    assert np.allclose(prepared.design(rows.raw, ("score",)).toarray(), LIGHT * rows.raw["score"])
    features = prepared.design(rows.raw, ("features",)).toarray()
    assert np.sqrt((features**2).sum(axis=1)).mean() < 2


def test_a_model_without_vectors_says_so(small_model: LinearModel) -> None:
    with pytest.raises(InputError, match="no sentence vectors"):
        raw_blocks(small_model, ["It rained."], TASK, ("vectors",))
    with pytest.raises(InputError, match="no attribution head"):
        TunedModel(small_model, {}).attributor()


def test_an_encoder_lends_its_vectors(tiny_model: object, make_rows: object) -> None:
    base = tiny_model
    table = labelled(make_rows)
    candidates = candidates_for(base)  # type: ignore[arg-type]
    assert {c.blocks for c in candidates} == {("score",), ("score", "vectors"), ("score", "vectors", "n-grams")}
    raw = raw_blocks(base, table["text"].tolist(), "loaded_language", ("score", "vectors", "n-grams"))  # type: ignore[arg-type]
    rows = Rows(raw, table["label"].to_numpy(int), table["article"].to_numpy(object), np.ones(len(table)))
    head, _ = fit_head(rows, candidates, 3, seed=0)
    assert isinstance(head, TunedHead) and isinstance(head.calibration, Calibration)
    p = TunedModel(base, {"loaded_language": head}).predict_proba(table["text"].tolist(), "loaded_language")[:, 1]  # type: ignore[arg-type]
    assert p[table["label"] == 1].mean() > p[table["label"] == 0].mean() + 0.3
