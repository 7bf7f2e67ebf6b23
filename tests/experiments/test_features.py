from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

ROOT = Path(__file__).parents[2]
PLAIN = ["The council met on Monday.", "The town opened a bridge.", "He left in 2019."]
LOADED = ["What a cowardly surrender!", "The so-called experts lied.", "This absurd plan is a disgrace."]


@pytest.fixture(scope="module")
def study() -> ModuleType:
    spec = importlib.util.spec_from_file_location("features_study", ROOT / "experiments" / "features" / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # pydantic looks the names of annotations up there
    spec.loader.exec_module(module)
    return module


def test_the_config_that_ships_is_valid_and_names_every_family(study: ModuleType) -> None:
    from framing.features import FEATURES

    loaded = study.load_study(ROOT / "configs" / "studies" / "features.yaml")
    assert set(loaded.families) == set(FEATURES)
    assert {one.corpus for one in loaded.corpora} == {"babe", "checkthat"}


def test_an_unknown_key_is_refused(study: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text("name: a\nseed: 1\nsede: 2\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="sede"):
        study.load_study(path)


def test_every_subset_is_asked(study: ModuleType) -> None:
    found = dict(study.subsets(("a", "b")))
    assert found == {"all": ("a", "b"), "only a": ("a",), "only b": ("b",), "without a": ("b",), "without b": ("a",)}


def test_a_small_study_runs_from_rows_to_figure(study: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = pd.DataFrame(
        {
            "row_id": [str(i) for i in range(90)],
            "text": [f"{(LOADED if i % 2 else PLAIN)[i // 2 % 3]} {i}" for i in range(90)],
            "label": [i % 2 if i % 11 else 1 - i % 2 for i in range(90)],
            "article": [str(i // 3) for i in range(90)],
            "topic": [str(i // 3 % 6) for i in range(90)],
            "corpus": "babe",
            "part": "train",
        }
    )
    monkeypatch.setattr(study, "labelled", lambda corpus, task: rows)
    small = study.Study(
        name="small", seed=1, families=("style", "lexicon"), resamples=20,
        corpora=({"corpus": "babe", "task": "loaded_language", "splits": ("topic",)},),
    )  # fmt: skip
    results = study.study_corpora(small, say=lambda line: None)
    assert set(results["features"]) == {"all", "only style", "only lexicon", "without style", "without lexicon"}
    lost = results[results["metric"] == "macro_f1_lost"].set_index("features")["value"]
    value = results[results["metric"] == "macro_f1"].set_index("features")["value"]
    np.testing.assert_allclose(lost["without style"], value["all"] - value["without style"])
    assert lost["all"] == 0 and value["only lexicon"] == value["without style"]
    assert [label.get_text() for label in study.figure(results).axes[0].get_yticklabels()] == [
        "all", "only style", "only lexicon",
    ]  # fmt: skip


def test_pages_are_sampled_alike_within_an_outlet(study: ModuleType) -> None:
    table = pd.DataFrame(
        {
            "outlet": ["a"] * 40 + ["b"] * 30 + ["c"] * 20,
            "page": ["opinion"] * 12 + ["news"] * 28 + ["opinion", "news"] * 15 + ["news"] * 20,
        }
    )
    picked = study.sampled_pages(table, 40, seed=0)
    assert picked.groupby(["outlet", "page"]).size().to_dict() == {
        ("a", "news"): 10, ("a", "opinion"): 10, ("b", "news"): 10, ("b", "opinion"): 10,
    }  # fmt: skip
