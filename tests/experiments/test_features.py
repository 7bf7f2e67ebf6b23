from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import study_corpora
import study_fusion
import study_pages
from pydantic import ValidationError
from study_figures import draw_families, draw_gains, draw_losses
from study_settings import Encoder, Fusion, Ngrams, Pages, Study, load_study, subsets

from framing.errors import UnknownNameError
from framing.features import FEATURES, extract

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "configs" / "studies" / "features.yaml"
PLAIN = ["The council met on Monday.", "The town opened a bridge.", "He left in 2019."]
LOADED = ["What a cowardly surrender!", "The so-called experts lied.", "This absurd plan is a disgrace."]
BABE = {"corpus": "babe", "task": "loaded_language", "splits": ("random", "article", "outlet", "topic")}


def quiet(line: str) -> None:
    pass


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row_id": [str(i) for i in range(90)],
            "text": [f"{(LOADED if i % 2 else PLAIN)[i // 2 % 3]} {i}" for i in range(90)],
            "label": [i % 2 if i % 11 else 1 - i % 2 for i in range(90)],
            "article": [str(i // 3) for i in range(90)],
            "outlet": ["abc"[i // 3 % 3] for i in range(90)],
            "topic": [str(i // 3 % 6) for i in range(90)],
            "corpus": "babe",
            "part": "train",
        }
    )


def by_article(corpus: str, split: str, row_ids: object) -> np.ndarray:
    """Folds of the invented rows, which are in no manifest."""
    return np.arange(90) // 3 % 3


def small(**changes: object) -> Study:
    given = {"name": "small", "seed": 1, "families": ("style", "lexicon"), "resamples": 20}
    return Study.model_validate({**given, **changes})


def test_the_config_that_ships_is_valid_and_names_every_family() -> None:
    loaded = load_study(CONFIG)
    assert set(loaded.families) == set(FEATURES)
    assert {one.corpus for one in loaded.corpora} == {"babe", "checkthat"}


def test_unknown_keys_and_families_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text("name: a\nseed: 1\nsede: 2\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="sede"):
        load_study(path)
    path.write_text("name: a\nseed: 1\nfamilies: [stile]\n", encoding="utf-8")
    with pytest.raises(UnknownNameError, match="style"):
        load_study(path)


def test_every_subset_is_asked() -> None:
    found = dict(subsets(("a", "b")))
    assert found == {"all": ("a", "b"), "only a": ("a",), "only b": ("b",), "without a": ("b",), "without b": ("a",)}


def test_losses_and_changes_are_differences_of_what_is_shown(
    rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study_corpora, "labelled", lambda corpus, task: rows)
    monkeypatch.setattr(study_corpora, "folds", by_article)
    study = small(corpora=({**BABE, "splits": ("article", "topic")},))
    results = study_corpora.study_corpora(study, say=quiet)
    assert set(results["features"]) == {"all", "only style", "only lexicon", "without style", "without lexicon"}
    topic = results[results["split"] == "topic"].pivot_table(index="features", columns="metric", values="value")
    article = results[results["split"] == "article"].pivot_table(index="features", columns="metric", values="value")
    for metric in ("macro_f1", "auc"):
        np.testing.assert_allclose(topic[f"{metric}_lost"], topic.loc["all", metric] - topic[metric])
        np.testing.assert_allclose(topic[f"{metric}_change"], topic[metric] - article[metric])
    assert (article["auc_change"] == 0).all() and topic.loc["all", "auc_lost"] == 0
    assert topic.loc["only lexicon", "auc"] == topic.loc["without style", "auc"]


def test_a_family_that_measures_nothing_guesses(rows: pd.DataFrame) -> None:
    nothing = extract(rows, ("position",))
    fold = by_article("", "", None)
    found = study_corpora.held_out(small(), rows, nothing, "loaded_language", ("position",), fold)
    assert (found.groupby("fold")["probability"].nunique() == 1).all() and found["probability"].between(0.3, 0.7).all()


def test_a_text_that_is_held_out_is_not_learned_from_elsewhere(
    rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = rows.assign(text=rows["text"].where(rows.index != 4, rows["text"].iloc[0]))
    fold, seen = by_article("", "", None), []
    fit = study_corpora.fit_features

    def spy(settings: object, tables: dict[str, pd.DataFrame], *rest: object, **more: object) -> object:
        seen.append(set(tables["loaded_language"]["text"]))
        return fit(settings, tables, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(study_corpora, "fit_features", spy)
    study_corpora.held_out(small(), twice, extract(twice, ("style",)), "loaded_language", ("style",), fold)
    assert fold[0] != fold[4] and twice["text"].iloc[0] == twice["text"].iloc[4]
    assert all(twice["text"].iloc[0] not in seen[k] for k in (fold[0], fold[4]))


def test_features_that_know_the_label_are_gained_by_late_fusion(
    rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = np.random.default_rng(0).normal(size=len(rows))
    monkeypatch.setattr(study_fusion, "labelled", lambda corpus, task: rows)
    monkeypatch.setattr(study_fusion, "folds", by_article)
    monkeypatch.setattr(study_fusion, "encoder_logits", lambda encoder, rows, runs: noise)
    encoder = Encoder(name="e", corpus="babe", task="loaded_language", split="article", model="m", outlets=("a", "b"))
    found = study_fusion.study_fusion(small(), Fusion(encoders=(encoder,), C=1.0), Path(), say=quiet)
    table = found.set_index(["model", "metric"])
    assert table.loc[("encoder and lexicon", "auc_gained"), "low"] > 0.1
    assert set(found["n"]) == {60} and set(found["judged"]) == {"a, b"}


def test_pages_are_sampled_alike_within_an_outlet() -> None:
    table = pd.DataFrame(
        {
            "outlet": ["a"] * 40 + ["b"] * 30 + ["c"] * 20,
            "page": ["opinion"] * 12 + ["news"] * 28 + ["opinion", "news"] * 15 + ["news"] * 20,
        }
    )
    picked = study_pages.sampled_pages(table, 40, seed=0)
    assert picked.groupby(["outlet", "page"]).size().to_dict() == {
        ("a", "news"): 10, ("a", "opinion"): 10, ("b", "news"): 10, ("b", "opinion"): 10,
    }  # fmt: skip
    # The outlet with few pages gives all that it has, the other one the rest.
    more = study_pages.sampled_pages(table, 54, seed=0).groupby("outlet").size().to_dict()
    assert more == {"a": 24, "b": 30}


def test_pages_are_compared_within_their_outlet() -> None:
    y, score = np.array([1, 0, 1, 0]), np.array([9.0, 8.0, 2.0, 1.0])
    study = small()
    assert study_pages.within(y, score, pd.Series(["a", "a", "b", "b"]), study)[0] == 1.0
    assert study_pages.within(y, score, pd.Series(["a"] * 4), study)[0] == 0.75


def test_no_page_is_scored_by_a_model_that_saw_its_outlet() -> None:
    outlet = np.repeat(["a", "b", "c", "d", "e"], 20)
    X = (outlet[:, None] == np.unique(outlet)).astype(float)
    y = np.tile([0, 1], 50)
    y[:20] = 1  # outlet "a" gives its label away to a model that has seen it
    score = study_pages.held_out_scores(X, y, outlet, C=100.0)
    assert (np.abs(score[:20]) < 0.1).all()


def results_of(subset_names: tuple[str, ...], splits: tuple[str, ...], corpus: str) -> list[dict[str, object]]:
    return [
        {"corpus": corpus, "split": split, "features": name, "metric": metric, "value": 0.6, "low": 0.5, "high": 0.7}
        for name in subset_names for split in splits for metric in ("auc", "auc_lost", "auc_change")
    ]  # fmt: skip


def test_the_figures_name_every_family_once() -> None:
    names = ("all", "only style", "only voice_valence", "without style", "without voice_valence")
    splits = ("random", "article", "outlet", "topic")
    corpora = pd.DataFrame([*results_of(names, splits, "babe"), *results_of(names, ("random",), "checkthat")])
    pages = pd.DataFrame(results_of(names, ("outlet",), "allsides"))
    pages = pages.assign(judged="without magazines", low_outlets=0.5, high_outlets=0.7, outlets=18)
    figure = draw_families(corpora, pages[pages["metric"] == "auc"])
    assert [t.get_text() for t in figure.axes[0].get_yticklabels()] == ["all families", "style", "voice valence"]
    assert len(figure.axes) == 3 and len(figure.legends[0].get_texts()) == 4
    assert [t.get_text() for t in draw_losses(corpora).axes[0].get_yticklabels()] == ["style", "voice valence"]
    gained = {"metric": "auc_gained", "value": 0.01, "low": 0.0, "high": 0.02, "corpus": "babe", "split": "outlet"}
    gained = pd.DataFrame([gained, {**gained, "metric": "macro_f1_gained"}])
    ngrams = gained.assign(features="n-grams and all families")
    fusion = gained.assign(encoder="shared stage", model="encoder and all families")
    texts = [text.get_text() for text in draw_gains(ngrams, fusion).axes[0].texts]
    assert texts == ["+0.010", "+0.010", "Macro-F1"]


def test_settings_refuse_what_cannot_be() -> None:
    with pytest.raises(ValidationError):
        Pages(corpus="allsides", articles=2)
    with pytest.raises(ValidationError):
        Ngrams(corpus="babe", task="loaded_language", split="outlet", C=0)
