"""The contract of every family in the table, and of what puts them side by side."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks

from framing.articles import read_voices
from framing.errors import InputError, UnknownNameError
from framing.features import FEATURES, Family, describe, extract, get_family, write_page

TEXTS = [
    "The council approved the budget on Tuesday.",
    "What a shameful, cowardly surrender!",
    '"We will rebuild," said Mayor Ana Ruiz, according to a statement.',
    "So-called experts claimed that 40% of voters were never asked.",
]
ODD = [
    "",
    "   ",
    "…",
    "🙂🔥👍🏽",
    "word " * 10_000,
    "!" * 5_000,
    "\u202eright to left\u202c",
    "I\u0307stanbul ﬁne ẞ",
    "\x00",
]


@pytest.fixture(params=FEATURES)
def family(request: pytest.FixtureRequest) -> Family:
    return FEATURES[request.param]()


def test_names_are_stable_and_prefixed(family: Family) -> None:
    names = family.get_feature_names_out()
    assert len(names) == len(set(names)) == family.transform(TEXTS).shape[1]
    assert all(name.startswith(f"{family.family}_") for name in names)
    assert list(type(family)().fit(TEXTS).get_feature_names_out()) == list(names)
    assert all(family.described().values())


def test_a_clone_with_the_same_parameters_does_the_same(family: Family) -> None:
    copy = clone(family).set_params(**family.get_params())
    assert copy is not family
    np.testing.assert_array_equal(copy.fit(TEXTS).transform(TEXTS), family.transform(TEXTS))


# Of scikit-learn's checks those that feed no numbers; check_estimator itself runs little for input that is text.
CHECKS = (
    "check_estimator_cloneable",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_estimator_repr",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
    "check_mixin_order",
)


def test_it_passes_the_checks_of_scikit_learn_that_apply_to_text(family: Family) -> None:
    with pytest.warns(estimator_checks.SkipTestWarning):
        estimator_checks.check_estimator(family)
    for check in CHECKS:
        getattr(estimator_checks, check)(type(family).__name__, clone(family))
    assert family.__sklearn_tags__().input_tags.string


def test_odd_texts_give_finite_numbers(family: Family) -> None:
    values = family.transform(ODD)
    assert values.shape[0] == len(ODD)
    assert np.isfinite(values).all()
    assert np.abs(values).max() < 100


def test_no_rows_keep_the_columns(family: Family) -> None:
    assert family.transform([]).shape == (0, len(family.get_feature_names_out()))
    assert family.transform(read_voices(TEXTS).iloc[:0]).shape == (0, len(family.get_feature_names_out()))


def test_rows_stand_alone_and_keep_their_order(family: Family) -> None:
    together = family.transform(TEXTS)
    np.testing.assert_array_equal(family.transform(TEXTS[::-1]), together[::-1])
    np.testing.assert_array_equal(np.vstack([family.transform([text]) for text in TEXTS]), together)
    many = TEXTS * 1500  # more than one batch
    np.testing.assert_array_equal(family.transform(many), np.vstack([together] * 1500))


def test_strings_and_tables_agree_and_stay_as_they_are(family: Family) -> None:
    table = read_voices(TEXTS)
    before = table.copy(deep=True)
    texts = list(TEXTS)
    from_table, from_list = family.transform(table), family.transform(texts)
    np.testing.assert_array_equal(from_table, from_list)
    np.testing.assert_array_equal(family.transform(pd.Series(TEXTS)), from_list)
    np.testing.assert_array_equal(family.transform(np.array(TEXTS)), from_list)
    pd.testing.assert_frame_equal(table, before)
    assert texts == TEXTS


def test_pandas_output_keeps_the_index(family: Family) -> None:
    table = read_voices(TEXTS).set_index(pd.Index([7, 3, 5, 1]))
    out = family.set_output(transform="pandas").transform(table)
    assert isinstance(out, pd.DataFrame)
    assert list(out.index) == [7, 3, 5, 1]
    assert list(out.columns) == list(family.get_feature_names_out())


def test_it_works_in_a_pipeline(family: Family) -> None:
    pipeline = make_pipeline(family, LogisticRegression()).fit(TEXTS, [0, 1, 0, 1])
    assert pipeline.predict_proba(TEXTS).shape == (4, 2)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("one string", "put it into a list"),
        ([1, 2], "must be strings; got a int"),
        (pd.DataFrame({"body": ["a"]}), "no column 'text'; it has: body"),
        (pd.DataFrame({"text": ["a", None]}), "1 of 2"),
    ],
)
def test_what_is_no_sentences_is_refused_in_one_line(family: Family, wrong: object, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as caught:
        family.transform(wrong)
    assert "\n" not in str(caught.value)


def test_extract_puts_the_families_side_by_side() -> None:
    table = extract(TEXTS)
    assert list(table.columns) == [name for kind in FEATURES.values() for name in kind().get_feature_names_out()]
    np.testing.assert_array_equal(table.to_numpy(), np.hstack([kind().transform(TEXTS) for kind in FEATURES.values()]))
    some = extract(read_voices(TEXTS).set_index(pd.Index(list("abcd"))), families=["style", "lexicon"])
    assert list(some.index) == list("abcd")
    assert some.columns[0].startswith("style_") and some.columns[-1].startswith("lexicon_")
    assert extract(TEXTS, families=[]).shape == (4, 0)


def test_an_unknown_family_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'lexicon'"):
        get_family("lexicons")
    with pytest.raises(UnknownNameError, match="Did you mean 'style'"):
        extract(TEXTS, families=["styl"])


def test_extract_reads_an_article_as_one_whatever_the_order_and_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    from framing.articles import to_sentences

    story = 'Town votes\n\nThe town voted. "We won," said Ana Ruiz. "No," said Bo Lee.\n\nThe vote was close.'
    sentences = to_sentences([story, "One more story. It is short."])
    whole = extract(sentences)
    shuffled = sentences.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(extract(shuffled).sort_index(), whole)
    monkeypatch.setattr("framing.features.reading.BATCH", 2)
    pd.testing.assert_frame_equal(extract(sentences), whole)


def test_every_feature_is_described_reacts_to_its_example_and_keeps_its_range() -> None:
    table = describe()
    assert list(table.columns) == ["name", "family", "definition", "source", "range", "example"]
    assert list(table["name"]) == list(extract(TEXTS).columns)
    assert (table.drop(columns="example") != "").all(axis=None)
    shown = table[table["example"] != ""]
    values = extract(shown["example"].tolist()).to_numpy()
    mute = [name for row, name in enumerate(shown["name"]) if values[row, table.index[table["name"] == name][0]] == 0]
    assert not mute
    without = set(table.loc[table["example"] == "", "family"])
    assert without <= {"position", "speech"}
    everything = np.vstack([values, extract([*ODD, *TEXTS]).to_numpy()])
    limits = [feature for kind in FEATURES.values() for feature in kind().features().values()]
    for column, (name, limit) in enumerate(zip(table["name"], limits, strict=True)):
        assert everything[:, column].min() >= limit.low - 1e-9, name
        assert everything[:, column].max() <= limit.high + 1e-9, name


def test_some_families_are_described_alone() -> None:
    assert set(describe(["style"])["family"]) == {"style"}
    assert describe(["style"]).set_index("name").loc["style_exclamations", "range"] == "[0, 4]"
    with pytest.raises(UnknownNameError, match="Did you mean 'style'"):
        describe(["stile"])


def test_the_page_of_the_documentation_is_the_table(tmp_path: Path) -> None:
    page = write_page(tmp_path / "features.md")
    docs = Path(__file__).parents[2] / "docs" / "features.md"
    assert docs.read_text("utf-8") == page.read_text("utf-8"), (
        "run: python -c 'import framing; framing.features.write_page()'"
    )


def test_questions_that_open_with_a_form_of_be_or_do_are_told_of() -> None:
    table = describe(["argumentation"]).set_index("name")
    said = table.loc["argumentation_rhetorical_question", "definition"]
    for opener in ("is", "are", "do", "does"):
        assert f" {opener}," in said
        assert extract([f"{opener} it so?"], ["argumentation"])["argumentation_rhetorical_question"].tolist() == [1]
