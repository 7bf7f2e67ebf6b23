"""What a config of the study of features may say, and what its parts share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field

from framing.articles.loose import as_table
from framing.corpora import get_corpus
from framing.evaluation import classification_metrics
from framing.evaluation.bootstrap import interval
from framing.evaluation.splits import folded_rows
from framing.features import FEATURES, get_family
from framing.models.tasks import get_task

SHOWN = ("macro_f1", "weighted_f1", "auc")
COMPARED = ("macro_f1", "auc")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Corpus(_Section):
    """A corpus, its task and the kinds of folds."""

    corpus: str
    task: str
    splits: tuple[str, ...] = Field(min_length=1)


class Models(_Section):
    """Models on features beside the linear model, which has n-grams and ``linear_families``."""

    corpora: tuple[Corpus, ...] = Field(min_length=1)
    linear_families: tuple[str, ...] = ()
    linear_strength: float = Field(1.0, gt=0)


class Ngrams(_Section):
    """Where n-grams are compared with n-grams and features: all families, and each set of ``sets``."""

    corpus: str
    task: str
    split: str
    C: float = Field(1.0, gt=0)
    sets: dict[str, tuple[str, ...]] = {}


class Pages(_Section):
    """The comparison of opinion and news pages; for ``magazines`` see :func:`framing.corpora.allsides.plain_pages`."""

    corpus: str
    articles: int = Field(2000, ge=20)
    C: float = Field(0.01, gt=0)
    magazines: tuple[str, ...] = ()


class Encoder(_Section):
    """An encoder whose logits are fused with features.

    ``model`` is a folder, or ``crossfit`` the table of fold models (framing.evaluation.crossfit); both below the folder
    of the runs. ``split`` is a kind of folds that keeps apart what the encoder has not seen. ``outlets`` are those
    that are judged, all where it is empty.
    """

    name: str
    corpus: str
    task: str
    split: str
    model: str | None = None
    crossfit: str | None = None
    outlets: tuple[str, ...] = ()


class Fusion(_Section):
    """Late fusion of features beside encoders."""

    encoders: tuple[Encoder, ...] = Field(min_length=1)
    C: float = Field(0.01, gt=0)


class Importance(_Section):
    """A model that ships and a part that it has not seen, and an invented sentence for the figure of contributions."""

    model: str
    corpus: str
    part: str
    task: str
    sentence: str


class Study(_Section):
    """What the study does."""

    name: str
    seed: int = Field(ge=0)
    learner: str = "features"
    C: float = Field(0.01, gt=0)
    resamples: int = Field(1000, ge=0)
    families: tuple[str, ...] = tuple(FEATURES)
    corpora: tuple[Corpus, ...] = ()
    models: Models | None = None
    ngrams: Ngrams | None = None
    pages: Pages | None = None
    fusion: Fusion | None = None
    importance: Importance | None = None


def load_study(path: Path) -> Study:
    """Return the study of a YAML file, with every family and corpus looked up."""
    study = Study.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    sets = () if study.ngrams is None else study.ngrams.sets.values()
    for name in (*study.families, *(name for families in sets for name in families)):
        get_family(name)
    for one in (*study.corpora, *(() if study.fusion is None else study.fusion.encoders)):
        get_corpus(one.corpus), get_task(one.task)
    return study


def subsets(families: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield name and families of every model: all, each alone, all but each."""
    yield "all", families
    for name in families:
        yield f"only {name}", (name,)
    for name in families:
        yield f"without {name}", tuple(other for other in families if other != name)


def columns_of(families: tuple[str, ...]) -> list[str]:
    """Return the columns that ``framing.features.extract`` gives for some families."""
    return [f"{family}_{name}" for family in families for name in get_family(family)().features()]


def labelled(corpus: str, task: str) -> pd.DataFrame:
    """Return the folded rows of a corpus that have a label of the task, with the columns that say who speaks."""
    rows = folded_rows(corpus)
    rows = rows[rows[task].notna()].reset_index(drop=True)
    return as_table(rows.assign(corpus=corpus, label=rows[task].astype("int64")), voice=True)


def measure(rows: pd.DataFrame, found: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the metrics of ``found`` (``probability, threshold, fold``, a row a row) with the draws behind them.

    The same articles are drawn for every model of the same rows, so that differences of draws are paired.
    """
    table = classification_metrics(
        rows["label"], found["probability"], rows["article"], found["threshold"], found["fold"],
        resamples=study.resamples, seed=study.seed, keep_draws=True,
    )  # fmt: skip
    return table[table["metric"].isin(SHOWN)].reset_index(drop=True)


def difference(one: pd.DataFrame, other: pd.DataFrame, ending: str) -> pd.DataFrame:
    """Return how much more ``one`` has than ``other`` of each metric, with paired intervals over articles."""
    first, second = one.set_index("metric"), other.set_index("metric")
    rows = []
    for name in COMPARED:
        gap = float(first.loc[name, "value"] - second.loc[name, "value"])
        draws = first.loc[name, "draws"] - second.loc[name, "draws"]
        low, high = interval(gap, draws, int(first.loc[name, "clusters"]))
        rows.append((f"{name}_{ending}", gap, low, high, *first.loc[name, ["n", "clusters"]]))
    return pd.DataFrame(rows, columns=["metric", "value", "low", "high", "n", "clusters"])
