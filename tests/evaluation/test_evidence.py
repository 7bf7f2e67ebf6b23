from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.articles.words import tokens
from framing.errors import InputError
from framing.evaluation.evidence import (
    COLUMNS,
    by_word,
    evaluate_evidence,
    fit_folds,
    load_folds,
    mark_words,
    models_to_compare,
    precision_at_k,
)
from framing.models import LinearRecipe, LinearSettings, load_model, save_model

VILE = {"the": 0.1, "vile": 3.0, "mob": 2.0, "attacked": 1.0}


class Known:
    """A model whose weights of words are known."""

    name, tasks, thresholds = "known", ("loaded_language",), {}

    def __init__(self, weights, trained_on=()):
        self.weights, self.card = weights, {"trained_on": list(trained_on)}

    def classes_(self, task):
        raise NotImplementedError

    predict_proba = predict_many = evidence = classes_

    def word_weights(self, sentences, task, view=None):
        assert task == "loaded_language"
        return [[(t.start, t.end, self.weights.get(t.form, 0.0)) for t in tokens(text)] for text in sentences]


def table(**changes):
    rows = {
        "row_id": ["a", "b", "c", "d"],
        "text": ["The vile mob attacked.", "The mob attacked a vile town.", "A mob came by.", "Calm prevailed."],
        "article": ["one", "one", "two", "three"],
        "loaded_language": [1, 1, 0, 1],
        "biased_words": [["vile", "mob"], ["Mob"], ["mob"], ["elsewhere"]],
        "fold": [0, 1, 0, 1],
    }
    return pd.DataFrame({**rows, **changes})


def marked(text, words):
    found, mask = mark_words(text, words)
    return [word.form for word, one in zip(found, mask, strict=True) if one]


def test_precision_by_hand():
    found = evaluate_evidence({"known": Known(VILE), "blind": Known({})}, table())
    assert tuple(found) == COLUMNS
    values = found.set_index("model")["value"]
    # Row a: 2 of 4 words, both found. Row b: 1 of 6 words; the heaviest is vile, which is not marked.
    assert values["known"] == pytest.approx((1 + 0) / 2)
    assert values["random"] == pytest.approx((2 / 4 + 1 / 6) / 2)
    assert values["longest"] == pytest.approx((1 / 2 + 0) / 2)
    assert values["blind"] == pytest.approx((1 / 2 + 0) / 2)
    assert found["n"].tolist() == [2] * 4 and found["clusters"].tolist() == [1] * 4
    assert found["marked"].iloc[0] == 1.5
    assert found["low"].isna().all()  # one article allows no interval


def test_intervals_are_over_articles_and_repeatable():
    tables = [table(row_id=[f"{n}{i}" for i in "abcd"], article=[f"{n}"] * 4) for n in range(80)]
    tables[:20] = [one.assign(biased_words=[["mob"]] * 4) for one in tables[:20]]
    many = pd.concat(tables, ignore_index=True)
    first, again, other = (evaluate_evidence({"known": Known(VILE)}, many, 25, seed=s) for s in (0, 0, 1))
    pd.testing.assert_frame_equal(first, again)
    row = first.set_index("model").loc["known"]
    assert row["low"] < row["value"] < row["high"] and row["clusters"] == 80
    assert not first["low"].equals(other["low"])


def test_each_fold_has_its_model():
    by_fold = {0: Known(VILE), 1: Known({"mob": 1.0})}
    assert evaluate_evidence({"m": by_fold}, table()).set_index("model")["value"]["m"] == 1.0
    swapped = {0: by_fold[1], 1: by_fold[0]}
    assert evaluate_evidence({"m": swapped}, table()).set_index("model")["value"]["m"] == 0.25
    only = evaluate_evidence({"m": {0: Known(VILE)}, "all": Known(VILE)}, table())
    assert set(only["n"]) == {1}  # the other fold is left out, for every model


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Do-nothing Democrats lie", ["do-nothing", "lie"], ["do-nothing", "lie"]),
        ("the mob and the mob", ["mob"], ["mob", "mob"]),
        ("A so-called “expert”", ["“expert”", "SO-CALLED"], ["so-called", "expert"]),
        ("radical left mob", ["radical left", "rad", ""], ["radical", "left"]),
        ("", ["mob"], []),
    ],
)
def test_marked_words_are_found(text, words, expected):
    assert marked(text, words) == expected


def test_the_one_beside_is_taken():
    _, mask = mark_words("The big war on the women", ["war", "on", "the"])
    assert mask.tolist() == [False, False, True, True, True, False]


def test_pieces_of_a_compound_add_up():
    words = tokens("An anti-tax mob")
    assert by_word(words, [(3, 7, 1.0), (8, 11, 2.0), (12, 15, 0.5)]).tolist() == [0.0, 3.0, 0.5]
    assert by_word(words, []).tolist() == [0.0, 0.0, 0.0]


def test_of_equal_words_the_first_counts():
    assert precision_at_k(np.zeros(3), np.array([True, False, False])) == 1.0
    assert precision_at_k(np.zeros(3), np.array([False, False, True])) == 0.0


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(InputError, match="known was trained on babe"):
        evaluate_evidence({"known": Known(VILE, ["babe:train"])}, "babe")
    with pytest.raises(InputError, match="the table has no column biased_words"):
        evaluate_evidence({}, table().drop(columns="biased_words"))
    with pytest.raises(InputError, match="no column fold"):
        evaluate_evidence({"m": {0: Known(VILE)}}, table().drop(columns="fold"))
    with pytest.raises(InputError, match="No biased sentence"):
        evaluate_evidence({}, table(biased_words=[["nowhere"]] * 4))
    with pytest.raises(InputError, match="No biased sentence"):
        evaluate_evidence({"m": {7: Known(VILE)}}, table())
    with pytest.raises(InputError, match="no method word_weights"):
        evaluate_evidence(
            {"m": object.__new__(type("Dumb", (), {"card": {}, "tasks": (), "predict_proba": None}))}, table()
        )
    with pytest.raises(InputError, match=r"runs/fold\{\}/model, not 'runs/model'"):
        load_folds("runs/model", load_model, "toy")


def test_folds_are_fitted_without_their_rows(toy, monkeypatch, tmp_path):
    settings = LinearSettings.model_validate(
        {
            "min_words": 1,
            "min_characters": 2,
            "folds": 2,
            "families": ["lexicon"],
            "tasks": {"loaded_language": {"calibrate_on": "toy", "rows": [{"corpus": "toy", "parts": ["train"]}]}},
        }
    )
    from framing.evaluation.splits import folded_rows, folds

    models = fit_folds(LinearRecipe(settings), toy)
    rows = folded_rows(toy)
    fold = folds(toy, "article", rows["row_id"])
    assert set(models) == set(np.unique(fold))
    for k, model in models.items():
        assert model.card["training"][0]["rows"] < (fold != k).sum() + 1
    with pytest.raises(InputError, match="no column biased_words"):
        evaluate_evidence({"linear": models}, toy)
    marked_rows = rows.assign(
        fold=fold, biased_words=[["vile", "wrecked"] if one else [] for one in rows["loaded_language"]]
    )
    found = evaluate_evidence({"linear": models}, marked_rows, resamples=50).set_index("model")
    assert found.loc["linear", "value"] > 0.8 > found.loc["random", "value"]
    monkeypatch.setattr("framing.models.recipe_of", lambda name: LinearRecipe(settings))
    told = []
    assert set(models_to_compare("linear", None, toy, say=told.append)) == {"linear"}
    assert told
    for k, model in models.items():
        save_model(model, tmp_path / f"fold{k}" / "model", name=f"mine-fold{k}")
    compared = models_to_compare("linear", str(tmp_path / "fold{}" / "model"), toy, say=told.append)
    assert list(compared) == ["mine", "linear"]
    again = evaluate_evidence(compared, marked_rows, resamples=50).set_index("model")
    assert again.loc["mine", "value"] == again.loc["linear", "value"] == found.loc["linear", "value"]
    assert [model.name for model in compared["mine"].values()] == [f"mine-fold{k}" for k in sorted(models)]
