"""The studies of comparisons: what their scripts compute, on numbers made up here."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import yaml

ROOT = Path(__file__).parents[2]


def load(study: str) -> ModuleType:
    """Import the ``run.py`` of a study under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"{study}_run", ROOT / "experiments" / study / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def covered() -> tuple[ModuleType, pd.DataFrame]:
    """The coverage study in small."""
    module = load("comparison_coverage")
    study = module.load_study(ROOT / "configs" / "studies" / "comparison_coverage.yaml")
    kinds = {"reports": study.kinds["reports"]}
    small = {"sets": 150, "adjusted_sets": 10, "articles": (20,), "draws": 300, "kinds": kinds}
    return module, module.coverage(study.model_copy(update=small))


def test_our_intervals_cover_and_naive_ones_do_not(covered: tuple[ModuleType, pd.DataFrame]) -> None:
    table = covered[1].set_index(["quantity", "method"])
    assert table.loc[("estimate", "package"), "coverage"] > 0.9 > 0.75 > table.loc[("estimate", "naive"), "coverage"]
    assert table.loc[("contrast", "package"), "coverage"] > 0.9
    within = table.loc["within_event"]
    assert within.loc["package", "coverage"] > 0.9 and within.loc["package", "width"] < within.loc["unmatched", "width"]
    assert (table["low"] <= table["coverage"]).all() and (table["coverage"] <= table["high"]).all()


def test_the_figure_of_coverage_has_a_panel_for_each_quantity(covered: tuple[ModuleType, pd.DataFrame]) -> None:
    module, table = covered
    assert [axes.get_title(loc="left") for axes in module.draw_figure(table).axes] == list(module.QUANTITIES.values())


def test_kinds_of_articles_have_the_mean_that_they_say() -> None:
    module = load("comparison_coverage")
    kind = module.Kind(beta=(1.5, 18.5), weight=0.85, other=(5.0, 5.0))
    drawn = kind.draw((200_000,), np.random.default_rng(0))
    assert drawn.mean() == pytest.approx(kind.mean(), abs=0.002)


def test_committed_coverage_is_within_two_points_of_what_is_said_but_for_its_own_noise() -> None:
    table = pd.read_csv(ROOT / "experiments" / "comparison_coverage" / "coverage.csv")
    ours = table[table["method"] == "package"]
    assert set(ours["articles"]) == {20, 60, 200}
    assert (ours["high"] >= 0.93).all() and (ours["low"] <= 0.97).all()


def test_the_pooled_auc_counts_pairs_within_outlets_only(make_pages) -> None:
    module = load("allsides_pages")
    study = module.Study.model_validate(
        yaml.safe_load((ROOT / "configs" / "studies" / "allsides_pages.yaml").read_text())
    ).model_copy(update={"draws": 200, "measures": ("mean_editorializing",), "fewest": 3})
    scores = make_pages
    pooled = module.pooled_auc(study, scores, ["A", "B"]).iloc[0]
    # In each outlet 8 of 9 pairs are right; across outlets most pairs would be wrong.
    assert pooled["auc"] == pytest.approx(8 / 9) and pooled["low"] < pooled["auc"] <= pooled["high"]
    table = module.pages(study, scores)
    assert list(table["auc"]) == pytest.approx([8 / 9, 8 / 9]) and (table["difference"] > 0).all()


@pytest.fixture
def make_pages() -> pd.DataFrame:
    """Scores of six articles of each of two outlets, one of which editorializes more on its news pages."""
    rows = []
    for outlet, level in (("A", 0.0), ("B", 0.5)):
        for page, values in (("opinion", (0.2, 0.4, 0.45)), ("news", (0.1, 0.15, 0.3))):
            for k, value in enumerate(values):
                name = f"{outlet}-{page}-{k}"
                rows.append(
                    {
                        "article_id": name,
                        "sentence_id": f"{name}:0",
                        "kind": "body",
                        "text": f"Story {name} is short.",
                        "author_share": 1.0,
                        "quoted_share": 0.0,
                        "attributed_share": 0.0,
                        "speaker": None,
                        "source": outlet,
                        "published": None,
                        "event": None,
                        "topic": None,
                        "page": page,
                        "unseen": True,
                        "editorializing": value + level,
                        "other_editorializing": np.nan,
                        "loaded_language": 0.1,
                    }
                )
    table = pd.DataFrame(rows)
    table.attrs = {"thresholds": {"editorializing": 0.5, "loaded_language": 0.5}}
    return table


def test_quality_of_events_has_intervals_over_triplets() -> None:
    module = load("basil")
    ids = [f"{event}{outlet}" for event in "abcdef" for outlet in "123"]
    true = pd.Series([name[0] for name in ids], index=ids)
    found = true.where(true != "f")
    table = module.quality(found, true, "default", 0.15).set_index("metric")
    assert table.loc["precision", "value"] == 1 and table.loc["recall", "value"] == pytest.approx(5 / 6)
    assert table.loc["recall", "low"] < 5 / 6 < table.loc["recall", "high"] <= 1
    assert (table["triplets"] == 6).all()
