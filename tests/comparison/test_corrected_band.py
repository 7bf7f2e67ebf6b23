from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.comparison.corrected_band import (
    Errors,
    measured_errors,
    name_shift,
    sensitivity_band,
    sensitivity_of_contrasts,
    source_errors,
)
from framing.errors import InputError, UnknownNameError


def corpus(spread: float, sources: int = 30, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return labels, scores, sources, articles; a source's mean score is off by a normal error of that spread."""
    rng = np.random.default_rng(seed)
    source = np.repeat(np.arange(sources), 200)
    article = source * 1000 + np.tile(np.arange(200) // 4, sources)
    p = rng.uniform(0.3, 0.7, len(source))
    labels = (rng.random(len(source)) < p).astype(float)
    off = 0.05 + rng.normal(0, spread, sources)
    return labels, np.clip(p + off[source], 0, 1), source, article


@pytest.mark.parametrize("spread", [0.0, 0.08])
def test_the_spread_between_sources_is_found_again(spread: float) -> None:
    found = source_errors(*corpus(spread))
    assert found.mean == pytest.approx(0.05, abs=0.03)
    assert found.spread == pytest.approx(spread, abs=0.025)
    assert found.sources == 30 and (found.table["n"] == 200).all()


def test_a_source_not_seen_lies_within_reach_as_often_as_asked() -> None:
    inside = []
    for seed in range(150):
        labels, scores, source, article = corpus(0.06, sources=12, seed=seed)
        seen = source < 11
        errors = source_errors(labels[seen], scores[seen], source[seen], article[seen])
        off = (scores - labels)[~seen].mean()
        noise = 1.96 * np.sqrt(0.25 / 200)
        inside.append(abs(off - errors.mean) <= np.hypot(errors.reach(), noise))
    assert 0.9 <= np.mean(inside) <= 1.0


def known(spread: float) -> Errors:
    table = pd.DataFrame({"source": ["Seen"], "error": [0.1], "se": [0.01], "n": [400], "articles": [50]})
    return Errors(0.02, 0.01, spread, 20, table)


def test_a_band_is_wider_than_the_interval_and_a_known_error_is_taken_off() -> None:
    table = pd.DataFrame({"source": ["Seen", "New"], "value": [0.5, 0.5], "low": [0.45] * 2, "high": [0.55] * 2})
    found = sensitivity_band(table, known(0.05)).set_index("source")
    assert found.loc["Seen", "band_low"] == pytest.approx(0.4 - np.hypot(0.05, 1.96 * 0.01), abs=1e-3)
    assert found.loc["New", "band_high"] - found.loc["New", "band_low"] > 0.2
    wider = sensitivity_band(table, known(0.05), names=0.03).set_index("source")
    assert (wider["band_high"] - found["band_high"]).round(6).tolist() == [0.03, 0.03]


def test_a_difference_survives_errors_that_it_outweighs() -> None:
    table = pd.DataFrame({"source_a": "A", "source_b": "B", "difference": [0.3, 0.3, 0.02], "low": [0.25, 0.25, -0.03],
                          "high": [0.35, 0.35, 0.07]})  # fmt: skip
    small, large = sensitivity_of_contrasts(table, known(0.02)), sensitivity_of_contrasts(table, known(0.2))
    assert small["survives"].tolist() == [True, True, False] and not large["survives"].any()
    assert small["tolerates"].round(6).tolist() == [0.25, 0.25, 0.0]
    assert (large["band_low"] >= -1).all() and (large["band_high"] <= 1).all()


def test_what_names_move_is_read_from_the_audit() -> None:
    row = {"task": "editorializing", "data": "real", "against": "swapped", "kind": "all", "band": "all"}
    audit = pd.DataFrame(
        [{**row, "metric": "mean_absolute_change", "value": 0.012}, {**row, "metric": "flips", "value": 0.5}]
    )
    assert name_shift(audit, "editorializing") == 0.012
    assert name_shift(audit, "editorializing", share=True) == 0.5
    with pytest.raises(InputError, match="evaluate_names"):
        name_shift(audit, "loaded_language")


def test_too_few_sources_are_told() -> None:
    labels, scores, source, article = corpus(0.05, sources=2)
    with pytest.raises(InputError, match="2 sources have 20 labelled sentences of 10 articles"):
        source_errors(labels, scores, source, article)


@pytest.mark.parametrize("task", ["editorializing", "loaded_language"])
def test_the_errors_that_ship_are_read(task: str) -> None:
    share, mean = measured_errors(f"share_{task}"), measured_errors(f"mean_{task}")
    assert share.sources >= 8 and set(share.table["source"]) == set(mean.table["source"])
    # Shares are nearer to what coders say: probabilities are pulled toward the middle.
    assert 0 < share.spread < mean.spread
    with pytest.raises(UnknownNameError, match="share_editorializing"):
        measured_errors("share_editorialising")


def test_a_source_with_few_articles_says_nothing() -> None:
    labels, scores, source, article = corpus(0.05)
    article = np.where(source == 3, article % 2, article)
    assert set(source_errors(labels, scores, source, article).table["source"]) == {str(s) for s in range(30)} - {"3"}
