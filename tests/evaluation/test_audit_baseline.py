"""The tf-idf baseline behind the methods of a model."""

from __future__ import annotations

import numpy as np
import pytest

from framing.articles import read_voices
from framing.evaluation.audit_baseline import PARTS, fit_words
from framing.models.protocol import Model
from framing.models.tasks import BINARY


def test_it_is_a_model_of_both_tasks(toy: str) -> None:
    model = fit_words(parts=dict.fromkeys(BINARY, (toy, ("train", "dev"))))
    assert isinstance(model, Model) and model.tasks == BINARY and set(PARTS) == set(BINARY)
    assert model.thresholds == {"editorializing": 0.5, "loaded_language": 0.5}
    assert model.card["trained_on"] == [f"{toy}:train", f"{toy}:dev"] * 2
    loaded, plain = "The vile mayor of place3 wrecked it on day 1.", "The mayor of place3 opened a bridge on day 1."
    found = model.predict_many([loaded, plain], model.tasks)
    for task in model.tasks:
        assert found[task].shape == (2, 2)
        np.testing.assert_allclose(found[task].sum(axis=1), 1)
        assert found[task][0, 1] > 0.5 > found[task][1, 1]
    assert model.evidence([loaded, plain], "editorializing") == [[], []]


def test_it_sees_the_view_that_is_asked_for(toy: str) -> None:
    model = fit_words(parts={"editorializing": (toy, ("train",))})
    table = read_voices(["“The vile mayor wrecked it,” a guest said."])
    author, other = (model.predict_proba(table, "editorializing", view)[0, 1] for view in ("author", "other"))
    assert author == pytest.approx(model.predict_proba(table, "editorializing")[0, 1])
    assert other > author
