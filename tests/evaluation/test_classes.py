from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.errors import ConfigError, UnknownNameError
from framing.evaluation.classes import (
    as_class_predictions,
    baseline_classes,
    class_rows,
    cross_fit_classes,
    score_features,
)
from framing.evaluation.predictions import as_predictions, measure
from framing.models import load_model


def table(rows: int = 60) -> pd.DataFrame:
    kinds = ["report", "comment", "mock"]
    made = pd.DataFrame({"genre": [kinds[n % 3] for n in range(rows)], "article": [f"a{n // 3}" for n in range(rows)]})
    made["text"] = [f"{kind} number {n}." for n, kind in enumerate(made["genre"])]
    return made.assign(row_id=[f"r{n:02d}" for n in range(rows)], outlet=None, fold=0)


def test_folds_are_drawn_by_article_where_there_are_none() -> None:
    rows = class_rows(table(), "genre")
    assert rows.attrs["classes"] == ["comment", "mock", "report"]
    assert sorted(rows["fold"].unique()) == [0, 1, 2, 3, 4]
    assert len(rows[["article", "fold"]].drop_duplicates()) == rows["article"].nunique()
    own = class_rows(table().assign(fold=[n // 30 for n in range(60)]), "genre")
    assert sorted(own["fold"].unique()) == [0, 1]


def test_what_tells_of_the_class_is_learned_and_what_does_not_is_not() -> None:
    rows = class_rows(table(), "genre")
    rng = np.random.default_rng(0)
    telling = np.eye(3)[rows["label"]] + rng.normal(0, 0.1, (60, 3))
    told = cross_fit_classes(rows, telling)
    assert (told.argmax(axis=1) == rows["label"]).all()
    np.testing.assert_allclose(told.sum(axis=1), 1)
    noise = cross_fit_classes(rows, rng.normal(0, 1, (60, 3)))
    assert (noise.argmax(axis=1) == rows["label"]).mean() < 0.6


def test_a_row_is_never_in_the_training_of_its_own_prediction() -> None:
    rows = class_rows(table(), "genre")
    # A feature that names the row itself: only a model that saw the row could use it.
    found = cross_fit_classes(rows, np.eye(60))
    assert np.ptp(found, axis=0).max() < 0.5


def test_baselines_are_measured_as_the_models_are() -> None:
    rows = class_rows(table(), "genre")
    both = [as_class_predictions(rows, baseline_classes(rows, name), name) for name in ("majority", "tf-idf")]
    about = {"corpus": "c", "split": "s", "task": "genre", "seed": 0}
    metrics = measure(as_predictions(pd.concat(both).assign(**about)), resamples=20)
    accuracy = metrics[metrics["metric"] == "accuracy"].set_index("model")["value"]
    assert accuracy["tf-idf"] == 1.0 and accuracy["majority"] < 0.5


def test_a_text_has_the_mean_and_the_largest_score_of_its_sentences() -> None:
    model = load_model("linear")
    one, two, both = "The council met on Tuesday.", "What a disgrace!", "The council met on Tuesday. What a disgrace!"
    features = score_features(model, pd.Series([one, two, both]))
    half = (features.shape[1] - 1) // 2
    np.testing.assert_allclose(features[2, :half], features[:2, :half].mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(features[2, half:-1], features[:2, half:-1].max(axis=0), rtol=1e-6)


def test_columns_that_cannot_be_learned_say_so() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'genre'"):
        class_rows(table(), "gender")
    with pytest.raises(ConfigError, match="has 1 class among 60 rows"):
        class_rows(table().assign(genre="report"), "genre")
