from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.corpora import get_corpus
from framing.errors import InputError, UnknownNameError
from framing.evaluation import evaluate
from framing.evaluation.predictions import PREDICTION_COLUMNS, as_predictions, measure, predict_rows
from framing.models import load_model


def test_metrics_of_stored_predictions_are_those_of_an_evaluation() -> None:
    model, rows = load_model("linear"), get_corpus("sample").table("all")
    table = predict_rows(model, "editorializing", rows)
    stored = as_predictions(table.assign(corpus="sample", split="all", fold=0, seed=0))
    assert tuple(stored.columns) == PREDICTION_COLUMNS
    found = measure(stored, resamples=50).set_index("metric")["value"]
    direct = evaluate(model, "sample", "all", "editorializing", resamples=50, baselines=()).set_index("metric")["value"]
    for metric in found.index:
        assert found[metric] == pytest.approx(direct[metric]), metric


def test_the_order_of_rows_does_not_matter_not_even_to_the_draws() -> None:
    rows = get_corpus("sample").table("all")
    table = predict_rows(load_model("linear"), "editorializing", rows)
    table = as_predictions(table.assign(corpus="sample", split="all", fold=0, seed=0))
    one, other = measure(table, 30), measure(table.sample(frac=1, random_state=1), 30)
    pd.testing.assert_frame_equal(one, other)


def test_frames_and_stance_are_measured_from_their_lists() -> None:
    about = {"corpus": "c", "split": "s", "view": "all", "model": "m", "seed": 0, "fold": 0, "article": ["a", "b", "c"]}
    ids = {"row_id": ["1", "2", "3"], **about}
    flags = [[True, False], [False, True], [True, True]]
    frames = pd.DataFrame({**ids, "task": "frames", "kind": "several", "labels": flags, "predictions": flags})
    assert measure(as_predictions(frames), 10).set_index("metric")["value"]["micro_f1"] == 1.0
    p = [[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1]]
    stance = pd.DataFrame({**ids, "task": "stance", "kind": "mention", "label": [0.0, 1, 2], "probabilities": p})
    found = measure(as_predictions(stance.assign(predicted=[0.0, 1, 1])), 10).set_index("metric")["value"]
    assert found["accuracy"] == pytest.approx(2 / 3)
    nothing = stance.assign(predicted=[0.0, 1, -1])  # a mention that the model cannot see is wrong
    assert measure(as_predictions(nothing), 10).set_index("metric")["value"]["accuracy"] == pytest.approx(2 / 3)


def test_nothing_to_predict_is_an_error_and_nothing_to_measure_is_an_empty_table() -> None:
    model, rows = load_model("linear"), get_corpus("sample").table("all")
    with pytest.raises(UnknownNameError, match="task of linear"):
        predict_rows(model, "stance", rows)
    with pytest.raises(InputError, match="No row has a label"):
        predict_rows(model, "loaded_language", rows)
    empty = measure(as_predictions(pd.DataFrame()))
    assert empty.empty and {"metric", "value", "draws"} <= set(empty.columns)
    assert np.issubdtype(measure(as_predictions(pd.DataFrame()))["metric"].dtype, np.object_)
