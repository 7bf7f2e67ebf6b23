from __future__ import annotations

import numpy as np
import pytest

import framing
from framing.errors import InputError
from framing.models.cascade import Selects

TEXT = "The mayor called it “a disgrace” on Monday. He left. “Shame on them,” she said. Nobody stayed."


def test_each_task_is_answered_for_its_own_rows(tiny_model) -> None:
    table = framing.to_sentences(TEXT)
    flags = {
        "editorializing": np.arange(len(table)) % 2 == 0,
        "loaded_language": np.arange(len(table)) > 0,
        "frames": np.zeros(len(table), dtype=bool),
    }
    found = tiny_model.predict_some(table, flags)
    assert list(found) == list(flags) and found["frames"].shape[0] == 0
    for task in ("editorializing", "loaded_language"):
        wanted = tiny_model.predict_proba(table[flags[task]], task)
        np.testing.assert_allclose(found[task], wanted, atol=1e-4)
    assert isinstance(tiny_model, Selects)


def test_a_text_that_two_tasks_ask_about_is_read_once(tiny_model, monkeypatch) -> None:
    table = framing.to_sentences("He left. She stayed. Nobody came.")
    read: list[int] = []
    states = type(tiny_model.runner).states

    def counted(self, ids, *rest):
        read.append(len(ids))
        return states(self, ids, *rest)

    monkeypatch.setattr(type(tiny_model.runner), "states", counted)
    every = np.ones(len(table), dtype=bool)
    tiny_model.predict_some(table, {"editorializing": every, "loaded_language": every})
    assert read == [len(table)]


def test_tasks_of_tokens_and_mentions_are_refused(tiny_model) -> None:
    table = framing.to_sentences("He left.")
    with pytest.raises(InputError, match="not asked of whole sentences"):
        tiny_model.predict_some(table, {"stance": np.array([True])})
