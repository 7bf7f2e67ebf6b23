from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from framing.corpora import CORPORA
from framing.corpora.corpus import Corpus
from framing.evaluation.heldout import COLUMNS, evaluate_held_out
from framing.models.training_settings import make_settings

TEXT = "The mayor said the plan is late. It rained."


def said(part: str, paths: list[Path]) -> pd.DataFrame:
    annotated = {"source": [[0, 9]], "cue": [[10, 14]], "content": [[15, 31]]}
    rows = [
        {"text": TEXT, "original_id": str(n), "article": str(n), "article_id": str(n), "annotator": "x"}
        for n in range(3)
    ]
    return pd.DataFrame(rows).assign(attributions=[[annotated]] * 3)


def test_every_task_that_the_rows_have_labels_of(
    toy: str, tiny_model: Any, monkeypatch: pytest.MonkeyPatch, settings_with: Callable[[list[dict[str, Any]]], Any]
) -> None:
    monkeypatch.setitem(
        CORPORA,
        "said",
        Corpus(
            name="said",
            title="",
            origin="",
            licence="",
            commercial=True,
            citation="@misc{said}",
            parts={"all": ()},
            rows={},
            labels={"attributions": ""},
            reader=said,
        ),
    )
    held = [{"corpus": toy, "part": "dev"}, {"corpus": "said"}, {"corpus": toy, "part": "train", "judge": False}]
    table = evaluate_held_out(tiny_model, settings_with(held), resamples=20)
    assert tuple(table.columns) == COLUMNS
    found = table.groupby("held_out")["task"].unique()
    assert set(found[f"{toy}:dev"]) == {"loaded_language", "editorializing"}
    assert set(found["said"]) == {"attribution", "voice by model", "voice by rules"}
    by = table.set_index(["held_out", "task", "metric"])
    rows = CORPORA[toy].table("dev")
    assert by.loc[(f"{toy}:dev", "editorializing", "auc"), "n"] == rows["editorializing"].notna().sum()
    assert by.loc[("said", "voice by rules", "content_words_f1"), "value"] == 1
    assert by.loc[("said", "attribution", "pair_f1"), "clusters"] == 3
    more = evaluate_held_out(tiny_model, settings_with(held), report=True, voice=False, resamples=20)
    assert set(more["held_out"]) == {f"{toy}:dev", "said", f"{toy}:train"}
    assert not more["task"].str.startswith("voice").any()


@pytest.fixture
def settings_with(tmp_path: Path) -> Callable[[list[dict[str, Any]]], Any]:
    def make(hold_out: list[dict[str, Any]]) -> Any:
        tasks = {"loaded_language": {"data": [{"corpus": "babe"}]}}
        return make_settings({"name": "x", "seed": 0, "steps": 1, "tasks": tasks, "hold_out": hold_out})

    return make
