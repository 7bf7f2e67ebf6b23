from __future__ import annotations

import json
import re
from dataclasses import replace

import pandas as pd
import pytest

from framing.comparison import Comparison
from framing.models import MODELS, described
from framing.report.comparison_report import report_html
from framing.report.methods import facts
from framing.report.procedures import calibration, p_methods, raw_intervals, used_tests
from framing.report.references import REFERENCES, references


def methods_of(compared: Comparison) -> str:
    page = report_html(compared, examples=0)
    return " ".join(re.sub("<[^>]+>", "", page[page.index('id="methods"') : page.index('id="cite"')]).split())


def with_methods(compared: Comparison, **by_kind: str) -> Comparison:
    """Return the comparison with differences of these kinds, each with a method of its p values."""
    raw = compared.contrasts[compared.contrasts["kind"] == "raw"]
    tables = [raw.assign(kind=kind, p=0.2, p_method=method) for kind, method in by_kind.items()]
    return replace(compared, contrasts=pd.concat(tables, ignore_index=True))


def test_the_tests_are_those_that_were_made(full: Comparison) -> None:
    small = with_methods(full, raw="permutation")
    assert used_tests(p_methods(small.contrasts)) == ["permutations of articles"]
    assert "p values are from permutations of articles. They are adjusted" in methods_of(small)
    large = with_methods(full, raw="welch")
    assert "p values are from Welch’s t test." in methods_of(large)
    assert "permutation" not in methods_of(large)
    named = list(references(facts(large), []))
    assert REFERENCES["welch"] in named and REFERENCES["permutation"] not in named
    kinds = with_methods(full, raw="exact", within_event="exact", adjusted="wald", corrected="t")
    assert (
        "p values are from permutations of articles (raw), permutations of the two sources within each event (within "
        "event), Wald tests (adjusted) and Student’s t tests (corrected)."
    ) in methods_of(kinds)
    mixed = large.contrasts.assign(p_method=["exact", *large.contrasts["p_method"].iloc[1:]])
    assert used_tests(p_methods(mixed)) == [
        "permutations of articles, or Welch’s t test where two sources have more than 500 articles together"
    ]
    unknown = replace(full, contrasts=full.contrasts.drop(columns="p_method"))
    assert "p values are adjusted for the number" in methods_of(unknown)


def test_intervals_are_said_as_they_were_made(full: Comparison) -> None:
    assert raw_intervals(full) == {"bootstrap": True, "t": False}
    assert "studentised bootstrap (400 draws, seed 3). Where the values of articles or events are all" in methods_of(
        full
    )
    estimates = full.estimates.copy()
    estimates.loc[estimates.index[0], "n_articles"] = 7
    some = methods_of(replace(full, estimates=estimates))
    assert "(400 draws, seed 3), or by Student’s t where a source has fewer than 8 articles." in some
    few = replace(full, estimates=full.estimates.assign(n_articles=5), contrasts=full.contrasts.iloc[:0], events=None)
    few = replace(few, settings={**full.settings, "match": None}, words=None, speakers=None)
    assert "are by Student’s t." in methods_of(few) and "bootstrap" not in methods_of(few)
    few = replace(few, estimates=few.estimates[few.estimates["kind"] == "raw"])
    assert REFERENCES["bootstrap"] not in list(references(facts(few), []))


def test_only_what_has_a_curve_is_called_calibrated(full: Comparison) -> None:
    default = json.loads((MODELS["default"] / "model.json").read_text("utf-8"))
    measures = ["mean_editorializing", "mean_other_editorializing", "frame_economic"]
    methods, said = calibration(default, measures, stance=True)
    assert methods == ["Platt scaling", "temperature scaling"]
    assert REFERENCES["temperature"] in list(references(facts(full), methods))
    assert REFERENCES["temperature"] not in list(references(facts(full), methods[:1]))
    assert said == [
        "Calibrated by Platt scaling: loaded language and editorializing (the author’s words).",
        "Calibrated by temperature scaling: stance.",
        "The words of others have no curve of their own: they share that of the author’s words.",
        "The probabilities of frames in single sentences are not calibrated.",
    ]
    bare = {**default, "calibrations": {k: v for k, v in default["calibrations"].items() if k != "stance"}}
    assert calibration(bare, measures, stance=True)[1][-1] == "The model’s stance is not calibrated."
    assert calibration(default, ["mean_editorializing"], stance=False)[1] == said[:1]
    assert calibration({}, measures[:2], stance=False) == ([], ["The words of others are not calibrated."])
    text = methods_of(replace(full, settings={**full.settings, "model": "default"}))
    assert said[0] in text and "Probabilities were calibrated" not in text


@pytest.mark.parametrize("name", [name for name in MODELS if "editorializing" in described(name)[0]])
def test_every_model_that_ships_says_what_is_calibrated(name: str) -> None:
    described = json.loads((MODELS[name] / "model.json").read_text("utf-8"))
    said = calibration(described, ["mean_editorializing"], stance=False)[1]
    assert len(said) == 1 and "loaded language" in said[0] and "editorializing" in said[0]
