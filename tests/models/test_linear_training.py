from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from framing.errors import InputError
from framing.models import LinearSettings, fit_linear, linear_recipe
from framing.models.linear_heads import Examples, Trainer
from framing.models.linear_training import as_classifier

Tables = dict[str, pd.DataFrame]
NEW = ["The committee met on Tuesday, officials said.", "What a shameful and corrupt betrayal, of course!"]


def test_training_is_deterministic(settings: LinearSettings, tables: Tables) -> None:
    first, second = (fit_linear(settings, tables, seed=3) for _ in range(2))
    for task in settings.tasks:
        np.testing.assert_array_equal(first.heads[task].coef_, second.heads[task].coef_)
        np.testing.assert_array_equal(first.predict_proba(NEW, task), second.predict_proba(NEW, task))
    assert first.thresholds == second.thresholds
    assert first.calibrations == second.calibrations


def test_the_card_counts_the_rows_of_each_part(settings: LinearSettings, tables: Tables) -> None:
    own = tables["loaded_language"]
    table = own.assign(part=np.where(own["article"].isin(["own/mayor", "own/court"]), "dev", "train"))
    rows = [{"corpus": "own", "parts": [part]} for part in ("train", "dev")]
    task = {"calibrate_on": "own", "rows": rows}
    parts = LinearSettings.model_validate({**settings.model_dump(), "tasks": {"loaded_language": task}})
    training = fit_linear(parts, {"loaded_language": table}, 3).card["training"]
    assert [row["rows"] for row in training] == [48, 12]


def test_it_learns_and_leaves_its_tables_alone(settings: LinearSettings, tables: Tables) -> None:
    before = {task: table.copy(deep=True) for task, table in tables.items()}
    lines: list[str] = []
    model = fit_linear(settings, tables, seed=3, report=lines.append)
    for task, table in tables.items():
        pd.testing.assert_frame_equal(table, before[task])
        plain, heated = model.predict_proba(NEW, task)[:, 1]
        assert plain < 0.5 < heated
    assert len(lines) == 3


def test_the_order_of_columns_and_unused_rows_do_not_matter(
    settings: LinearSettings, tables: Tables, make_rows: Callable[[str, str, tuple[str, ...]], pd.DataFrame]
) -> None:
    more = make_rows("own", "another part", ("pope", "king"))
    padded = {task: pd.concat([table, more], ignore_index=True)[table.columns[::-1]] for task, table in tables.items()}
    plain, other = fit_linear(settings, tables, 3), fit_linear(settings, padded, 3)
    np.testing.assert_array_equal(plain.heads["editorializing"].coef_, other.heads["editorializing"].coef_)


def test_weights_and_voices_choose_rows(settings: LinearSettings, tables: Tables) -> None:
    plain = settings.model_dump()
    plain["tasks"]["editorializing"]["rows"][1]["voices"] = ["other"]
    with_voices = LinearSettings.model_validate(plain)
    training = fit_linear(with_voices, tables, 3).card["training"]
    # Two of the six sentences about each of four people report what others say.
    assert [row["rows"] for row in training] == [60, 60, 8]


def test_the_card_says_what_was_used(settings: LinearSettings, tables: Tables) -> None:
    card = fit_linear(settings, tables, 3).card
    assert card["trained_on"] == ["more:a", "own:train"]
    assert card["training"][2] == {
        "task": "editorializing",
        "corpus": "more",
        "parts": ["a"],
        "rows": 24,
        "positive": 0.5,
        "weight": 0.5,
    }
    assert LinearSettings.model_validate(card["settings"]) == settings


def test_a_recipe_trains_on_the_tables_it_is_given(settings: LinearSettings, tables: Tables) -> None:
    recipe = linear_recipe(settings)
    assert recipe.parts == {"loaded_language": ["own:train"], "editorializing": ["own:train", "more:a"]}
    np.testing.assert_array_equal(
        recipe.fit(tables, 3).heads["editorializing"].coef_,
        fit_linear(settings, tables, 3).heads["editorializing"].coef_,
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda tables: tables.pop("editorializing"), "needs a table for 'editorializing'"),
        (
            lambda tables: tables.update(editorializing=tables["editorializing"].drop(columns="article")),
            "lacks article",
        ),
        (lambda tables: tables.update(editorializing=tables["editorializing"].assign(label=1)), "labels 0 and 1, both"),
        (lambda tables: tables.update(editorializing=tables["editorializing"].assign(label=2)), "labels 0 and 1, both"),
        (
            lambda tables: tables.update(editorializing=tables["editorializing"].query("corpus == 'more'")),
            "No row of 'own'",
        ),
    ],
)
def test_tables_that_cannot_be_used_are_refused(
    settings: LinearSettings, tables: Tables, change: Callable[[Tables], object], complaint: str
) -> None:
    change(tables)
    with pytest.raises(InputError, match=complaint):
        fit_linear(settings, tables, seed=3)


@pytest.fixture
def trainer(settings: LinearSettings) -> Trainer:
    """Two tasks over the same 40 articles of one row; the input is noise plus one telling column."""
    from scipy import sparse

    rng = np.random.default_rng(0)
    y = np.arange(40) % 2
    X = sparse.csr_matrix(np.column_stack([rng.normal(0, 1, (40, 5)), y + rng.normal(0, 0.7, 40)]))
    articles = np.array([f"a{n}" for n in range(40)], dtype=object)
    examples = Examples(X, y, np.ones(40), np.full(40, "own", dtype=object), articles)
    return Trainer(settings, {"loaded_language": examples, "editorializing": examples}, seed=0)


def test_held_out_logits_never_saw_their_rows(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a task starts from is fitted without the held-out articles, too."""
    fitted: list[tuple[str, frozenset[str]]] = []
    whole = Trainer._fit

    def remember(self: Trainer, task: str, without: frozenset[str]) -> object:
        fitted.append((task, without))
        return whole(self, task, without)

    monkeypatch.setattr(Trainer, "_fit", remember)
    logits, labels = trainer.held_out("editorializing")
    assert len(logits) == len(labels) == 40
    assert len(fitted) == 6 and all(without for _, without in fitted)
    assert [task for task, _ in fitted] == ["editorializing", "loaded_language"] * 3
    assert {name for task, without in fitted if task == "editorializing" for name in without} == {
        f"a{n}" for n in range(40)
    }


def test_a_head_holds_what_it_starts_from(trainer: Trainer) -> None:
    """The folded coefficients give the logit of the two-stage model, so one product scores a sentence."""
    X = trainer.examples["editorializing"].X
    start, line = trainer.fit("loaded_language"), trainer.fit("editorializing")
    assert line.coef.shape == start.coef.shape == (6,)
    assert np.corrcoef(line.logits(X), start.logits(X))[0, 1] > 0.9
    classifier = as_classifier(line)
    np.testing.assert_allclose(classifier.decision_function(X), line.logits(X), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(classifier.predict(X), (line.logits(X) > 0).astype(int))
