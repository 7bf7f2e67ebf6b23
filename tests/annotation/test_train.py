from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing.annotation import Training, train_on_labels
from framing.annotation.train import METRICS
from framing.errors import InputError, UnknownNameError
from framing.models import load_model

# "Quaint" marks the invented construct here: a word that no model of ours takes for comment.
PLAIN = ("The {who} met on {day}.", "The {who} approved {n} permits on {day}.", "Records of the {who} go back to {n}.")
MARKED = ("The quaint {who} met on {day}.", "On {day} the quaint {who} approved {n} permits.")


def make_labels(n: int = 120, seed: int = 0, coders: int = 1, wrong: float = 0.0) -> pd.DataFrame:
    """Return labels of sentences in 40 articles of 8 sources; 1 where the sentence says "quaint"."""
    rng = np.random.default_rng(seed)
    who, days = ("council", "court", "board", "union", "school"), ("Monday", "Friday", "Sunday")
    rows = []
    for i in range(n):
        marked = bool(rng.random() < 0.4)
        text = str(rng.choice(MARKED if marked else PLAIN)).format(
            who=rng.choice(who), day=rng.choice(days), n=rng.integers(20, 900)
        )
        for coder in range(coders):
            code = marked ^ (rng.random() < wrong)
            rows.append((f"s{i}", f"a{i % 40}", f"o{i % 8}", f"c{coder}", text, float(code)))
    columns = ["sentence_id", "article_id", "source", "coder", "text", "editorializing"]
    table = pd.DataFrame(rows, columns=columns)
    table.attrs = {"tasks": ("editorializing",), "grouped": True}
    return table


@pytest.fixture(scope="module")
def training() -> Training:
    return train_on_labels(make_labels(), "editorializing", "linear", resamples=200, seed=1)


def value(table: pd.DataFrame, model: str, metric: str = "macro_f1") -> pd.Series:
    return table[(table["model"] == model) & (table["metric"] == metric)].iloc[0]


def test_what_the_model_did_not_know_is_learned(training: Training) -> None:
    tuned, shipped = value(training.metrics, "tuned"), value(training.metrics, "as it ships")
    assert tuned["value"] > 0.85 and shipped["value"] < 0.6
    assert value(training.differences, "tuned − as it ships")["low"] > 0.2
    assert set(training.metrics["metric"]) == set(METRICS) and (training.metrics["n"] == 120).all()
    assert (training.metrics["clusters"] == 40).all()
    assert any("helped" in hint for hint in training.hints)
    assert any("One coder" in hint for hint in training.hints)


def test_a_saved_model_answers_alike_and_has_its_card(training: Training, tmp_path: Path) -> None:
    path = training.save(tmp_path / "mine")
    texts = ["The quaint council met on Monday.", "The council met on Monday."]
    p = load_model(path).predict_proba(texts, "editorializing")
    assert np.array_equal(p, training.model.predict_proba(texts, "editorializing"))
    assert p[0, 1] > 0.5 > p[1, 1]
    card = (path / "README.md").read_text(encoding="utf-8")
    assert "120 labels" in card and training.hints[0] in card and "Nested cross-validation" in card
    assert json.loads((path / "model.json").read_text())["card"]["labels"] == 120
    # What it was made of is what its base was made of: evaluation looks there for sentences that it has seen.
    assert load_model(path).card["trained_on"] == load_model("linear").card["trained_on"]
    assert len(pd.read_csv(path / "metrics.csv")) == len(training.metrics) + len(training.differences)
    assert not list(path.rglob("*.pkl"))


def test_the_seed_settles_everything(training: Training) -> None:
    again = train_on_labels(make_labels(), "editorializing", "linear", resamples=200, seed=1)
    pd.testing.assert_frame_equal(again.metrics, training.metrics)
    other = train_on_labels(make_labels(), "editorializing", "linear", resamples=200, seed=2)
    assert not np.allclose(other.metrics["low"], training.metrics["low"])


def test_labels_of_chance_are_told_to_be_of_no_use() -> None:
    labels = make_labels(60, wrong=0.5, coders=2)
    labels.attrs["grouped"] = False
    found = train_on_labels(labels, "editorializing", "linear", resamples=200, seed=1)
    said = " ".join(found.hints)
    assert "too few to say how good" in said and "labels would." in said
    assert "no gain that these labels can show" in said or "did harm" in said
    assert "split evenly" in said and "Sharpen the codebook" in said and "flatters the model" in said
    alpha = found.agreement.set_index("measure").loc["krippendorff_alpha"]
    assert alpha["value"] < 0.4 and alpha["n"] == 60
    tuned = value(found.metrics, "tuned", "auc")
    assert tuned["low"] < 0.5  # nothing can be learned, and nothing leaks


def test_outlets_are_held_out_whole() -> None:
    found = train_on_labels(make_labels(), "editorializing", "linear", group="outlet", folds=4, resamples=100, seed=1)
    assert not any("other articles of the same sources" in hint for hint in found.hints)
    with pytest.raises(InputError, match="in 8 groups"):
        train_on_labels(make_labels(), "editorializing", "linear", group="outlet", folds=9, seed=1)


def test_folds_with_fewer_outlets_within_train_all_the_same() -> None:
    labels = make_labels(150).assign(source=lambda rows: "o" + (rows.index % 5).astype(str))
    labels.attrs = make_labels().attrs
    found = train_on_labels(labels, "editorializing", "linear", group="outlet", resamples=100, seed=1)
    tuned, constant = value(found.metrics, "tuned"), value(found.metrics, "majority")
    assert tuned["value"] > 0.85 > constant["value"] and not any("did harm" in hint for hint in found.hints)


def test_folds_that_leave_nothing_to_learn_from_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.annotation.train.raw_blocks", None)  # told before anything is scored
    labels = make_labels(120).assign(source=lambda rows: "o" + (rows.index % 2).astype(str))
    labels.attrs = make_labels().attrs
    with pytest.raises(InputError, match=r"in 1 outlet; needed are 5 in 2 outlets.*\(now 2\), hold out articles"):
        train_on_labels(labels, "editorializing", "linear", group="outlet", folds=2, seed=1)


def test_half_of_few_labels_is_compared_with_only_where_it_can_be_trained_on(training: Training) -> None:
    labels = make_labels(200)
    yes = labels.index[labels["editorializing"] == 1]
    few = labels.drop(yes[11:]).reset_index(drop=True)
    few.attrs = labels.attrs
    found = train_on_labels(few, "editorializing", "linear", resamples=100, seed=1)
    assert found.differences["model"].unique().tolist() == ["tuned − as it ships"]
    assert not any("ore labels" in hint for hint in found.hints)
    assert value(found.metrics, "tuned", "auc")["value"] > value(found.metrics, "majority", "auc")["value"] + 0.2
    assert any("half of them" in hint for hint in training.hints)


def test_unequal_probabilities_weigh_the_calibration() -> None:
    labels = make_labels(200)
    rare = labels.assign(inclusion_probability=np.where(labels["editorializing"] == 1, 0.9, 0.1))
    rare.attrs = labels.attrs
    plain, weighted = (
        train_on_labels(each, "editorializing", "linear", resamples=50, seed=1) for each in (labels, rare)
    )
    texts = labels["text"].tolist()
    mean = [each.model.predict_proba(texts, "editorializing")[:, 1].mean() for each in (plain, weighted)]
    assert mean[1] < mean[0]  # the corpus has fewer of them than the sample
    assert any("harder than the corpus" in hint for hint in weighted.hints)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"task": "stance"}, UnknownNameError, "task of two labels"),
        ({"group": "outlets"}, UnknownNameError, "Did you mean 'outlet'"),
        ({"model": "linaer"}, UnknownNameError, "linear"),
    ],
)
def test_bad_requests_are_told(change: dict[str, str], error: type[Exception], message: str) -> None:
    given = {"task": "editorializing", "model": "linear", "group": "article", **change}
    with pytest.raises(error, match=message):
        train_on_labels(make_labels(), given["task"], given["model"], group=given["group"], seed=0)


def test_a_base_that_cannot_be_saved_is_told_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*given: object) -> None:
        raise AssertionError("sentences were scored")

    monkeypatch.setattr("framing.annotation.train.raw_blocks", never)
    for base, message in (
        (load_model("linear"), "given by its name"),
        (tmp_path, "not a folder that holds a model"),
        (str(tmp_path / "nothing"), "not a folder that holds a model"),
    ):
        with pytest.raises(InputError, match=message):
            train_on_labels(make_labels(), "editorializing", base, seed=0)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="were scored"):
        train_on_labels(make_labels(), "editorializing", "cascade", seed=0)


def test_too_few_labels_and_no_outlets_are_told() -> None:
    with pytest.raises(InputError, match="too few to train on"):
        train_on_labels(make_labels(15), "editorializing", "linear", seed=0)
    with pytest.raises(InputError, match="Folds by outlet need the outlet"):
        train_on_labels(make_labels().assign(source=None), "editorializing", "linear", group="outlet", seed=0)
