from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from framing.comparison import Comparison
from framing.models import MODELS, described
from framing.report import report_html
from framing.report.methods import detector, facts, settings_text
from framing.report.references import REFERENCES, bibtex, references


def test_the_facts_are_those_of_the_tables(full: Comparison) -> None:
    known = facts(full)
    assert known["n_sources"] == 3 and known["n_articles"] == len(full.articles) == 24
    assert known["n_sentences"] == full.articles["n_sentences"].sum()
    assert known["per_source"] == (8, 8) and len(known["small"]) == 3
    assert known["n_events"] == 8 and known["n_in_events"] == 24
    assert known["kinds"] == ["raw", "within_event"]
    assert (known["n_copies"], known["n_left_out"]) == (1, 1)
    days = pd.to_datetime(full.articles["published"], utc=True)
    assert known["period"] == (f"{days.min():%Y-%m-%d}", f"{days.max():%Y-%m-%d}")
    assert known["draws"] == 400 and known["seed"] == 3


def test_facts_that_are_not_known_are_none_or_empty(full: Comparison) -> None:
    bare = replace(
        full, articles=full.articles.drop(columns="published"), contrasts=full.contrasts.iloc[:0], settings={},
        events=None, words=None, estimates=full.estimates.assign(icc=np.nan),
    )  # fmt: skip
    known = facts(bare)
    assert known["period"] is None and known["icc"] is None and known["effects"] == [] and known["n_events"] == 0
    assert list(references(known, [])) == sorted(REFERENCES[name] for name in ("bootstrap", "copies", "near_ends"))


@pytest.mark.parametrize("name", [name for name in MODELS if "editorializing" in described(name)[0]])
def test_the_card_of_a_model_that_ships_is_read(full: Comparison, name: str) -> None:
    known = detector(replace(full, settings={**full.settings, "model": name}))
    stance = ["temperature scaling"] * (name == "default")  # of the models that ship, its stance alone is calibrated
    assert known["name"] == name and known["calibration"] == ["Platt scaling", *stance]
    assert {"babe", "checkthat"} <= set(known["trained_on"])
    assert {row["metric"] for row in known["measured"]} >= {"AUC", "macro-F1"}
    assert all(set(row) == {"task", "corpus", "metric", "value", "n"} for row in known["measured"])


def test_a_model_that_is_not_ours_or_not_named_has_no_card(full: Comparison) -> None:
    other = detector(replace(full, settings={"model": "mine/run-3", "thresholds": {"editorializing": 0.4}}))
    assert (other["name"], other["limit"], other["measured"]) == ("mine/run-3", 0.4, [])
    unnamed = detector(replace(full, settings={}, scores=None))
    assert (unnamed["name"], unnamed["limit"]) == ("", 0.5)


def test_who_settled_voices_and_whether_headlines_were_put_before_texts_is_said(
    full: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.report.drawings.PLANS", ())  # figures take most of the time of a page
    said = {
        ("rules", None): ("voices settled by rules", "settled by rules, without a model"),
        ("attribution", True): ("voices settled by <code>attribution</code>; headlines put", "were put before their"),
        (None, None): ("do not say who settled",),
    }
    assert (full.settings["voice"], full.settings["titles"]) == ("rules", None)
    for (voice, titles), expected in said.items():
        compared = replace(full, settings={**full.settings, "voice": voice, "titles": titles}, scores=None)
        page = report_html(compared, examples=0)
        assert all(text in page for text in expected)
        assert ("headlines put before" in page) == bool(titles) and (detector(compared)["voice"] == (voice or ""))


def test_settings_are_yaml_that_gives_them_back(full: Comparison) -> None:
    odd = {"draws": np.int64(7), "level": np.float64(0.9), "measures": ("a", "b"), "folder": Path("x"), "none": None}
    read = yaml.safe_load(settings_text(replace(full, settings=odd)))
    assert read == {"draws": 7, "level": 0.9, "measures": ["a", "b"], "folder": "x", "none": None}
    assert yaml.safe_load(settings_text(full))["seed"] == 3


def test_references_are_those_of_what_was_used(full: Comparison) -> None:
    named = list(references(facts(full), ["Platt scaling"]))
    assert named == sorted(named)
    assert {REFERENCES[name] for name in ("bootstrap", "holm", "cliffs_delta", "words", "calibration")} <= set(named)
    assert REFERENCES["corrected"] not in named and REFERENCES["cohens_d"] not in named
    assert "@software{framing" in bibtex() and bibtex().count("{") == bibtex().count("}")


def test_intervals_near_an_end_are_said_of_raw_estimates_too(full: Comparison, tmp_path: Path) -> None:
    raw = full.estimates[full.estimates["kind"] == "raw"]
    alone = replace(full, estimates=raw, contrasts=full.contrasts.iloc[:0], settings={**full.settings, "match": None})
    assert REFERENCES["near_ends"] in list(references(facts(alone), []))
    page = alone.report(tmp_path).read_text("utf-8")
    assert "Where the values of articles are all alike" in page and "no narrower than Clopper and Pearson" in page


def test_what_the_page_says_of_articles_and_sentences_fits_its_numbers(comparison: Comparison) -> None:
    page = report_html(comparison, examples=1)
    assert "1 sentence drawn at random and the one with the highest score for" in page
    assert "sentences of one article are not independent" not in page  # which their correlation may belie
    assert "since those of one article are not drawn one by one (here their intra-class correlation is " in page
    first = comparison.articles.drop_duplicates("source")
    page = report_html(replace(comparison, articles=first), examples=0)
    assert ", 1 article a source" in page
