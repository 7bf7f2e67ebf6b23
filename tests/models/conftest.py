"""A small corpus of our own, and models trained on it: a linear one and a tiny encoder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from framing.models import LinearModel, LinearSettings, fit_linear

sys.path.insert(0, str(Path(__file__).parent))

PEOPLE = ("mayor", "minister", "council", "company", "union", "court", "governor", "board", "agency", "school")
PLAIN = (
    "The {who} met on Tuesday to discuss the budget.",
    "Officials said the {who} will publish the report in March.",
    "The {who} approved 40 permits last year, according to records.",
)
HEATED = (
    "What a shameful, cowardly stunt by the {who}!",
    "The disgraceful {who} has once again betrayed us all, of course.",
    "We must stop the corrupt {who} before this madness ruins everything.",
)

SETTINGS = LinearSettings.model_validate(
    {
        "min_words": 1,
        "min_characters": 2,
        "folds": 3,
        "tasks": {
            "loaded_language": {"calibrate_on": "own", "rows": [{"corpus": "own", "parts": ["train"]}]},
            "editorializing": {
                "calibrate_on": "own",
                "start_from": "loaded_language",
                "rows": [{"corpus": "own", "parts": ["train"]}, {"corpus": "more", "parts": ["a"], "weight": 0.5}],
            },
        },
    }
)


def rows(corpus: str, part: str, people: tuple[str, ...]) -> pd.DataFrame:
    made = [
        {"text": text.format(who=who), "label": label, "article": f"{corpus}/{who}"}
        for who in people
        for label, texts in ((0, PLAIN), (1, HEATED))
        for text in texts
    ]
    return pd.DataFrame(made).assign(corpus=corpus, part=part)


@pytest.fixture(scope="session")
def settings() -> LinearSettings:
    return SETTINGS


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    """A table for each task: 60 rows of ten articles, and 24 more of another corpus for editorializing."""
    own = rows("own", "train", PEOPLE)
    return {
        "loaded_language": own,
        "editorializing": pd.concat([own, rows("more", "a", ("bank", "club", "army", "press"))], ignore_index=True),
    }


@pytest.fixture(scope="session")
def small_model() -> LinearModel:
    own = rows("own", "train", PEOPLE)
    return fit_linear(SETTINGS, {"loaded_language": own, "editorializing": own}, seed=1)


@pytest.fixture(scope="session")
def make_rows() -> Callable[[str, str, tuple[str, ...]], pd.DataFrame]:
    return rows


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory):
    from encoder_fixtures import make_encoder

    return make_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="session")
def tiny_model(tiny_encoder):
    from encoder_fixtures import plain_settings, tables

    from framing.models.training import train_encoder
    from framing.models.training_settings import make_settings

    return train_encoder(make_settings(plain_settings(tiny_encoder)), tables())
