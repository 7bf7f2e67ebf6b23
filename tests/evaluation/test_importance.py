from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.errors import InputError
from framing.evaluation import family_importance


class Two:
    """A model of two families: the first one is the label with noise, the second one nothing."""

    name = "two"

    def blocks(self, X: pd.DataFrame, task: str, view: str | None = None) -> dict[str, np.ndarray]:
        return {"good": X[["good"]].to_numpy(), "idle": X[["idle"]].to_numpy()}

    def score_blocks(self, blocks: dict[str, np.ndarray], task: str) -> np.ndarray:
        return blocks["good"][:, 0] + 0.01 * blocks["idle"][:, 0]


@pytest.fixture
def rows() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    label = rng.integers(0, 2, 300)
    return pd.DataFrame(
        {
            "text": "x",
            "label": label,
            "article": np.arange(300) // 3,
            "good": label + rng.normal(0, 0.7, 300),
            "idle": rng.normal(size=300),
        }
    )


def test_only_the_family_that_carries_the_label_is_important(rows: pd.DataFrame) -> None:
    found = family_importance(Two(), rows, "any", repeats=5, resamples=200).set_index("family")
    assert found.index[0] == "good"
    assert found.loc["good", "low"] > 0.2
    assert found.loc["idle", "low"] <= 0.01 and abs(found.loc["idle", "importance"]) < 0.01
    # Shuffled scores are worth .5, so that the loss is what lies above it.
    assert found.loc["good", "importance"] == pytest.approx(found.loc["good", "auc"] - 0.5, abs=0.05)
    assert (found["n"] == 300).all() and (found["clusters"] == 100).all()


def test_the_same_seed_gives_the_same_numbers(rows: pd.DataFrame) -> None:
    one, two = (family_importance(Two(), rows, "any", repeats=2, resamples=50, seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_what_cannot_be_judged_is_refused(rows: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="0 and 1, both"):
        family_importance(Two(), rows.assign(label=1), "any")
    with pytest.raises(InputError, match="lack article"):
        family_importance(Two(), rows.drop(columns="article"), "any")
    with pytest.raises(InputError, match="does not come apart"):
        family_importance(object(), rows, "any")  # type: ignore[arg-type]


def test_rows_without_an_article_are_articles_of_their_own(rows: pd.DataFrame) -> None:
    own = family_importance(Two(), rows.assign(article=[f"a{k}" for k in range(len(rows))]), "editorializing")
    pd.testing.assert_frame_equal(family_importance(Two(), rows.assign(article=None), "editorializing"), own)
