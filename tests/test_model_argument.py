"""Every public function with a model takes its name, its folder (a str or a Path) and the loaded model alike."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import framing
from framing import evaluation
from framing.corpora import embedded
from framing.errors import InputError, UnknownNameError
from framing.evaluation.audit_cases import frozen_cases
from framing.evaluation.pairs import read_pairs
from framing.models import MODELS, as_model, load_model, recipe_of
from framing.models.tuned_store import base_of
from framing.scale import query, score_corpus

TASK = "editorializing"
TEXT = "The council voted on Tuesday. China’s shameful stunt, of course, wrecked the town."


def forms(name: str) -> dict[str, Any]:
    return {"str folder": str(MODELS[name]), "Path": MODELS[name], "loaded": load_model(name)}


def labels() -> pd.DataFrame:
    says = ("The council met on day {}.", "What a shameful stunt by the council on day {}!")
    rows = [(f"s{i}", f"a{i % 20}", "me", says[i % 2].format(i), float(i % 2)) for i in range(40)]
    return pd.DataFrame(rows, columns=["sentence_id", "article_id", "coder", "text", "editorializing"])


def name_rows() -> pd.DataFrame:
    row = {"data": "newsmtsc", "article": "a", "fold": -1, "kind": "person", "text": "Ann Bell lied.",
           "swapped": ["Bo Lee lied.", "Cy Day lied."], "names": ["Bo Lee", "Cy Day"], "loaded_language": np.nan,
           "editorializing": np.nan}  # fmt: skip
    return pd.DataFrame([row, {**row, "article": "b", "text": "Ann Bell left."}])


def blocks_rows() -> pd.DataFrame:
    table = labels().rename(columns={"article_id": "article", "editorializing": "label"})
    return table[["text", "label", "article"]]


def marked_rows() -> pd.DataFrame:
    row = {"row_id": "a", "text": "What a shameful stunt!", "article": "a", "loaded_language": 1}
    return pd.DataFrame([{**row, "biased_words": ["shameful"]}])


def told_twice() -> pd.DataFrame:
    """Return scores of a few articles, each of which a second source has too."""
    once = embedded.articles().head(6)
    twice = pd.concat([once.assign(source=name, article_id=once["article_id"] + name) for name in ("one", "other")])
    return framing.score(twice, "fast", evidence=False)


QUICK: dict[str, Any] = {"resamples": 20, "baselines": ()}
FEW: dict[str, Any] = {"resamples": 20, "metrics": ("auc",)}

CALLS: dict[str, Callable[[Any], pd.DataFrame]] = {
    "attributions": lambda model: framing.attributions(TEXT, model),
    "audit": lambda model: framing.audit(model, [model], frozen_cases().head(3)).tests,
    "evaluate": lambda model: framing.evaluate(model, "sample", **QUICK),
    "explain": lambda model: framing.explain("What a shameful stunt!", model),
    "score": lambda model: framing.score(TEXT, model),
    "score_stance": lambda model: framing.score_stance(TEXT, {"China": ["China"]}, model),
    "to_sentences": lambda model: framing.to_sentences(TEXT, model),
    "compare_models": lambda model: evaluation.compare_models([model, "fast"], "sample", "all", **FEW),
    "evaluate_evidence": lambda model: evaluation.evaluate_evidence({"it": model}, marked_rows(), resamples=20),
    "evaluate_groups": lambda model: evaluation.evaluate_groups(model, "sample", "all", **FEW),
    "evaluate_names": lambda model: evaluation.evaluate_names(model, cases=name_rows(), resamples=20),
    "evaluate_pairs": lambda model: evaluation.evaluate_pairs(model, read_pairs()[:3], resamples=20),
    "evaluate_seeds": lambda model: evaluation.evaluate_seeds([model, model], "sample", **QUICK),
    "family_importance": lambda model: evaluation.family_importance(model, blocks_rows(), TASK, resamples=9),
    "leakage_of": lambda model: evaluation.leakage_of(model, "sample", "all"),
    "predict": lambda model: evaluation.predict(model, "sample", "all", TASK, baselines=()),
}
ENCODER = {"score_stance", "attributions", "to_sentences"}  # what asks for more than the small models answer


@pytest.mark.parametrize("name", CALLS)
def test_a_name_a_folder_and_a_loaded_model_give_the_same(name: str) -> None:
    shipped = "default" if name in ENCODER else "linear"
    expected = CALLS[name](shipped)
    assert len(expected) or name == "attributions"
    for form, given in forms(shipped).items():
        found = CALLS[name](given)
        pd.testing.assert_frame_equal(found, expected, obj=f"{name} of a {form}")
        assert found.attrs.get("model") == expected.attrs.get("model")
    for wrong in (3, None, load_model, type(load_model("linear"))):
        if wrong is not None or name not in ("to_sentences", "attributions"):  # None: rules settle who says what
            with pytest.raises(InputError):
                CALLS[name](wrong)
    with pytest.raises(UnknownNameError, match="Did you mean 'linear'"):
        CALLS[name]("liner")


def test_sources_are_matched_with_any_form_of_a_model() -> None:
    scores = told_twice()

    def matched(model: Any) -> pd.DataFrame:
        asked: dict[str, Any] = {"measures": ["mean_editorializing"], "draws": 100, "words": False, "copies": "all"}
        return framing.compare_sources(scores, match="found", model=model, **asked).estimates

    expected = matched("default")
    assert "within_event" in set(expected["kind"])
    for given in forms("default").values():
        pd.testing.assert_frame_equal(matched(given), expected)
    with pytest.raises(InputError, match="of type int; give a model's name"):
        matched(3)


def test_corpora_are_scored_with_any_form_of_a_model(tmp_path: Path) -> None:
    articles = tmp_path / "a.txt"
    articles.write_text(TEXT, encoding="utf-8")

    def scored(form: str, model: Any) -> pd.DataFrame:
        folder = score_corpus(articles, tmp_path / form, model)
        return query(folder.path, "SELECT text, editorializing, loaded_language FROM sentences")

    expected = scored("name", "linear")
    for form, given in forms("linear").items():
        pd.testing.assert_frame_equal(scored(form, given), expected)
    score_corpus(articles, tmp_path / "name", MODELS["linear"], resume=True)
    score_corpus(articles, tmp_path / "Path", str(MODELS["linear"]), resume=True)


def test_training_takes_names_and_folders_and_says_why_not_a_loaded_model(tmp_path: Path) -> None:
    def trained(model: Any) -> framing.annotation.Training:
        return framing.train_on_labels(labels(), TASK, model, folds=2, resamples=20, seed=1)

    by_name = trained("linear")
    for form in ("str folder", "Path"):
        pd.testing.assert_frame_equal(trained(forms("linear")[form]).metrics, by_name.metrics)
    with pytest.raises(InputError, match="not as LinearModel; save a loaded model to a folder and give that"):
        trained(load_model("linear"))
    path = by_name.save(tmp_path / "mine")
    pd.testing.assert_frame_equal(framing.score(TEXT, path), framing.score(TEXT, by_name.model))


def test_a_recipe_and_the_files_are_those_of_any_form() -> None:
    assert all(recipe_of(given) == recipe_of("linear") for given in forms("linear").values())
    assert base_of("linear") == "linear" and base_of(str(MODELS["linear"])) == MODELS["linear"]


def test_a_relative_folder_named_like_a_model_is_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(MODELS["linear"].parent)
    assert base_of(Path("linear")) == Path("linear") and as_model(Path("linear")).name == "linear"


def test_every_public_function_with_a_model_is_here() -> None:
    elsewhere = {"compare_sources", "train_on_labels"}
    for room in (framing, evaluation):
        for name in room.__all__:
            function = getattr(room, name)
            if inspect.isfunction(function) and {"model", "models"} & set(inspect.signature(function).parameters):
                assert name in {*CALLS, *elsewhere}, f"{name} takes a model: say in CALLS how it is called"
