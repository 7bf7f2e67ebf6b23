from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from framing.articles import write_table
from framing.comparison import Comparison, compare_sources
from framing.comparison.contrasts import CONTRASTS
from framing.comparison.estimates import ESTIMATES
from framing.comparison.vectors import article_vectors
from framing.corpora import embedded
from framing.errors import InputError, UnknownNameError
from framing.models import load_model
from framing.models.tuned import TunedModel
from framing.scoring import score

MEASURE = "mean_editorializing"


def pick(table: pd.DataFrame, kind: str, measure: str = MEASURE) -> pd.DataFrame:
    return table[(table["kind"] == kind) & (table["measure"] == measure)].reset_index(drop=True)


@pytest.fixture(scope="module")
def compared(request: pytest.FixtureRequest) -> Comparison:
    return compare_sources(request.getfixturevalue("two_outlets_once"), match="event", adjust=["topic"], draws=2000)


def test_every_table_has_its_columns_and_every_number_its_interval_and_n(compared: Comparison) -> None:
    assert list(compared.estimates.columns) == list(ESTIMATES)
    assert list(compared.contrasts.columns) == list(CONTRASTS)
    assert compared.sources == ["Banner", "Ledger"]
    for kind in ("raw", "within_event", "adjusted"):
        rows = pick(compared.estimates, kind)
        assert (rows["low"] < rows["value"]).all() and (rows["value"] < rows["high"]).all()
        assert list(rows["n_articles"]) == [24, 24] and list(rows["n_sentences"]) == [144, 144]
        contrast = pick(compared.contrasts, kind).iloc[0]
        assert contrast["low"] < 0.2 < contrast["high"] and contrast["p_adjusted"] < 0.01
        assert contrast["detectable"] > 0 and not contrast["equivalent"]
    assert 0 < pick(compared.estimates, "raw")["icc"].min() < 1


def test_a_file_of_scores_that_pandas_read_is_compared(two_outlets_once: pd.DataFrame, tmp_path: Path) -> None:
    text = pd.read_csv(write_table(two_outlets_once, tmp_path / "scores.csv"))
    text.attrs = two_outlets_once.attrs
    one, two = (compare_sources(table, draws=100, measures=[MEASURE]) for table in (text, two_outlets_once))
    pd.testing.assert_frame_equal(one.estimates, two.estimates)
    assert one.scores is not None and one.scores["quoted_spans"].map(type).eq(list).all()  # type: ignore[index]
    with pytest.raises(InputError, match=r"framing\.articles\.read_table"):
        compare_sources(text.assign(quoted_spans="[(0, 1)]"), draws=100)


def test_raw_numbers_are_means_over_articles_and_differences_of_them(compared: Comparison) -> None:
    values = compared.articles.groupby("source")[MEASURE]
    rows = pick(compared.estimates, "raw").set_index("source")
    assert rows["value"].to_dict() == pytest.approx(values.mean().to_dict())
    row = pick(compared.contrasts, "raw").iloc[0]
    assert row["difference"] == pytest.approx(values.mean()["Banner"] - values.mean()["Ledger"])
    a, b = (values.get_group(name).to_numpy() for name in ("Banner", "Ledger"))
    theirs = stats.ttest_ind(a, b, equal_var=False).confidence_interval()
    assert (row["low"], row["high"]) == pytest.approx((theirs.low, theirs.high), abs=0.01)


def test_events_and_series_are_there_where_asked_and_dated(compared: Comparison) -> None:
    assert compared.events is not None and compared.events["event"].nunique() == compared.settings["n_events"] == 24
    assert compared.series is not None and compared.series["period"].nunique() > 2
    assert set(compared.tables()) == {"articles", "estimates", "contrasts", "copies", "events", "words", "series"}


def test_the_period_of_series_has_enough_articles_or_is_warned_of(two_outlets: pd.DataFrame) -> None:
    taken = compare_sources(two_outlets, draws=200, measures=[MEASURE])
    assert taken.settings["series_period"] == "quarter" and taken.warnings == ()
    named = compare_sources(two_outlets, draws=200, measures=[MEASURE], period="month")
    assert named.settings["series_period"] == "month" and named.series is not None
    assert named.series["n_articles"].median() == 2 and "2 in a typical month" in named.warnings[0]


def test_the_same_seed_gives_the_same_tables_and_another_source_changes_no_estimate(two_outlets: pd.DataFrame) -> None:
    one = compare_sources(two_outlets, draws=300, measures=[MEASURE])
    again = compare_sources(two_outlets, draws=300, measures=[MEASURE])
    pd.testing.assert_frame_equal(one.estimates, again.estimates)
    pd.testing.assert_frame_equal(one.contrasts, again.contrasts)
    third = two_outlets.assign(
        source="Courier", **{name: two_outlets[name] + "c" for name in ("article_id", "sentence_id", "text")}
    )
    more = compare_sources(pd.concat([two_outlets, third]), draws=300, measures=[MEASURE], copies="all").estimates
    pd.testing.assert_frame_equal(more[more["source"] != "Courier"].reset_index(drop=True), one.estimates)


def test_a_reference_leaves_the_pairs_with_it(make_scores) -> None:
    scores = make_scores([(source, [v]) for source in "ABC" for v in (0.1, 0.2, 0.3)])
    table = compare_sources(scores, draws=200, measures=[MEASURE], reference="B").contrasts
    assert list(zip(table["source_a"], table["source_b"], strict=True)) == [("A", "B"), ("C", "B")]
    with pytest.raises(UnknownNameError, match=r"source to compare with 'D'.*Known: A, B, C"):
        compare_sources(scores, reference="D")


def test_few_articles_and_a_single_one_are_warned_of(make_scores) -> None:
    scores = make_scores([("A", [0.1]), ("B", [0.2]), ("B", [0.4]), (None, [0.9])])
    found = compare_sources(scores, draws=200, measures=[MEASURE])
    warning = found.estimates.set_index("source")["warning"]
    assert warning["A"] == "A single article: no interval." and warning["B"] == "Only 2 articles: fewer than 20."
    assert np.isnan(found.estimates.set_index("source").loc["A", "low"])
    assert found.warnings == (
        "Articles without a value in 'source' are left out: 1.",
        "Fewer than 20 articles: A (1), B (2).",
    )


def test_articles_whose_date_is_not_known_are_told(make_scores) -> None:
    dates = ["2024-05-01", "2024-07-01", "sometime in May", None]
    scores = make_scores([(source, [0.2]) for source in "ABAB"], {"published": dates})
    found = compare_sources(scores, draws=200, measures=[MEASURE])
    assert any("without a known date: 2 of 4; " in note and "'sometime in May'" in note for note in found.warnings)
    assert len(found.articles) == 4 and found.series is not None and found.series["n_articles"].sum() == 2


def test_no_detectable_difference_exceeds_what_is_possible(make_scores) -> None:
    """Of two sources whose articles are at either end, not even the largest difference would have been found."""
    values = [("A", 0.0), ("B", 1.0), ("A", 1.0), ("B", 0.0), ("A", 0.1), ("B", 0.7)]
    columns = {"event": [f"e{at // 2}" for at in range(6)], "topic": ["taxes"] * 6}
    scores = make_scores([(source, [value]) for source, value in values], columns)
    found = compare_sources(scores, match="event", adjust=["length"], draws=200, measures=[MEASURE])
    assert set(found.contrasts["kind"]) == {"raw", "within_event", "adjusted"}
    assert found.contrasts["detectable"].isna().all() and found.contrasts["equivalence_p"].notna().all()
    assert any("would be found with 80 % power: 3 of 3 (" in note for note in found.warnings)


def test_copies_count_once(make_scores) -> None:
    text = " ".join(f"w{k}" for k in range(200))
    scores = make_scores([("A", [0.1]), ("A", [0.3]), ("B", [0.1]), ("B", [0.5])], {"text": [text, None, text, None]})
    once, every = (compare_sources(scores, draws=200, copies=choice) for choice in ("once", "all"))
    assert len(once.articles) == 3 and len(every.articles) == 4
    assert list(once.copies["kept"]) == [True, False]
    assert "Articles left out because they are copies of others: 1." in once.warnings


def test_scores_that_are_all_missing_give_rows_without_numbers(two_outlets: pd.DataFrame) -> None:
    scores = two_outlets.assign(editorializing=np.nan)
    found = compare_sources(scores, match="event", adjust=["topic"], draws=200, measures=[MEASURE])
    assert found.estimates["value"].isna().all() and found.contrasts["p"].isna().all()
    assert (pick(found.estimates, "raw")["warning"] == "No article has a value.").all()


def test_one_source_has_estimates_and_no_contrast(make_scores) -> None:
    found = compare_sources(make_scores([("A", [v]) for v in (0.1, 0.2, 0.4)]), draws=200)
    assert len(found.contrasts) == 0 and len(found.estimates) > 0


def test_a_file_of_scores_is_compared_like_the_table(two_outlets: pd.DataFrame, tmp_path: Path) -> None:
    path = write_table(two_outlets, tmp_path / "scores.parquet")
    ours, theirs = (compare_sources(given, draws=200, measures=[MEASURE]) for given in (two_outlets, path))
    pd.testing.assert_frame_equal(ours.estimates, theirs.estimates)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"draws": 5}, "draws is 5"),
        ({"level": 95}, "level is 95"),
        ({"margin": 0}, "above 0"),
        ({"effect": "cohen"}, "effect size 'cohen'"),
        ({"copies": "never"}, "choice for copies 'never'"),
        ({"adjust_by": "ols"}, "way to adjust 'ols'"),
        ({"period": "decade"}, "period 'decade'"),
        ({"by": "sources"}, "no column 'sources'"),
    ],
)
def test_what_cannot_be_asked_is_said(two_outlets: pd.DataFrame, given: dict[str, object], message: str) -> None:
    with pytest.raises((InputError, UnknownNameError), match=message):
        compare_sources(two_outlets, **({"draws": 200, "measures": [MEASURE]} | given))  # type: ignore[arg-type]


def test_another_period_is_said_before_anything_is_computed(
    two_outlets_once: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.comparison.sources.article_measures", None)
    with pytest.raises(UnknownNameError, match=r"period 'monthly'\. Did you mean 'month'"):
        compare_sources(two_outlets_once, period="monthly")


def test_all_pairs_of_many_sources_are_warned_of(
    two_outlets_once: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.comparison.sources.MANY_PAIRS", 0)
    with pytest.warns(UserWarning, match="2 sources make 1 pairs.*Give a reference") as told:
        compared = compare_sources(two_outlets_once, measures=[MEASURE], words=False, draws=100)
    assert len(told) == 1 and len(pick(compared.contrasts, "raw")) == 1  # warned of, and done all the same


def test_events_are_found_whatever_model_scores() -> None:
    """Only encoders make vectors; where another model scores, they are those of the encoder that ships."""
    once = embedded.articles().head(6)
    twice = [once.assign(source=name, article_id=once["article_id"] + name) for name in ("one", "other")]
    scores = score(pd.concat(twice), "linear", evidence=False)

    def found(**given: Any) -> Comparison:
        return compare_sources(scores, match="found", copies="all", measures=[MEASURE], words=False, draws=100, **given)

    expected = found()
    assert expected.settings["n_events"] == 6 and expected.settings["vectors"] == "default"
    for model in ("linear", "fast", "cascade", TunedModel(load_model("linear"), {})):
        other = found(model=model)
        pd.testing.assert_frame_equal(other.estimates, expected.estimates)
        assert other.settings["vectors"] == "default"
    ours = found(vectors=article_vectors(scores, load_model("default")))  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(ours.estimates, expected.estimates)
    assert ours.settings["vectors"] == "given"
    by_column = compare_sources(scores, match="event", copies="all", measures=[MEASURE], words=False, draws=100)
    assert by_column.settings["vectors"] is None


def test_names_of_sources_are_without_spaces_around_them_and_those_that_look_alike_are_told(
    two_outlets_once: pd.DataFrame,
) -> None:
    number = two_outlets_once["article_id"].str.removeprefix("a").astype(int)
    spaced = two_outlets_once.assign(source=two_outlets_once["source"].where(number > 3, " Banner\t"))
    plain = two_outlets_once.assign(source=two_outlets_once["source"].where(number > 3, "Banner"))
    for table in (spaced, plain):
        table.attrs = two_outlets_once.attrs
    one, two = (compare_sources(table, draws=100, measures=[MEASURE], words=False) for table in (spaced, plain))
    pd.testing.assert_frame_equal(one.estimates, two.estimates)
    blank = two_outlets_once.assign(source=two_outlets_once["source"].where(number > 3, "  "))
    blank.attrs = two_outlets_once.attrs
    found = compare_sources(blank, draws=100, measures=[MEASURE], words=False)
    assert found.sources == ["Banner", "Ledger"]
    assert found.warnings[0] == "Articles without a value in 'source' are left out: 4."
    case = two_outlets_once.assign(source=two_outlets_once["source"].where(number > 3, "BAN NER"))
    case.attrs = two_outlets_once.attrs
    found = compare_sources(case, draws=100, measures=[MEASURE], words=False)
    assert found.sources == ["BAN NER", "Banner", "Ledger"]
    assert any(
        "case or spaces alone count as different ones: BAN NER / Banner. Give" in said for said in found.warnings
    )


def test_a_missing_package_for_changes_is_told_before_anything_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.comparison.series.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"Change points need the package ruptures: pip install 'framing\[series\]'"):
        compare_sources("no/such/scores.parquet", changes=True)
