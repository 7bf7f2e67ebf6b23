"""The sections of a config: frozen pydantic models in which every key and every name must be known."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from framing.config.device import check_device
from framing.corpora import CORPORA, get_corpus
from framing.errors import ConfigError, unknown_name
from framing.evaluation.baselines import BASELINES
from framing.evaluation.splits import SPLITS
from framing.models.linear_settings import LinearSettings
from framing.models.tasks import get_task
from framing.models.training_settings import EncoderSettings
from framing.summary import MEASURES

Value = str | int | float | bool | None


class Section(BaseModel):
    """A part of a config: frozen, and every key must be known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Train(Section):
    """Train a model before anything else; the later steps use it, and evaluation on folds trains it anew.

    ``features`` are the keys of :class:`framing.models.FeatureSettings`, which is imported only where they are given.
    """

    linear: LinearSettings | None = None
    features: dict[str, Any] | None = None
    encoder: EncoderSettings | None = None

    @field_validator("features")
    @classmethod
    def _of_features(cls, given: dict[str, Any] | None) -> dict[str, Any] | None:
        if given is not None:
            from framing.models import FeatureSettings

            try:
                return FeatureSettings.model_validate_json(json.dumps(given), strict=True).model_dump(mode="json")
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"]))
                raise ConfigError(f"{where}: {(first.get('ctx') or {}).get('error') or first['msg']}") from None
        return given

    @model_validator(mode="after")
    def _one(self) -> Train:
        if sum(part is not None for part in (self.linear, self.features, self.encoder)) != 1:
            raise ConfigError("'train' says how one model is trained: give it one of 'linear', 'features', 'encoder'.")
        return self


class Published(Section):
    """A result that others published, shown beside ours: whose, which metric, its value, on how many rows, where."""

    model: str
    metric: str
    value: float
    n: int | None = Field(None, gt=0)
    split: str | None = None
    source: str = ""


class Evaluate(Section):
    """One evaluation: a corpus, and a part of it or a kind of folds (article, outlet, random, …).

    ``file`` is an official part that the corpus does not come with: a file below the data folder, read as the corpus's
    own parts are, ``origin`` where one gets it, and ``url`` where ``framing run --fetch`` does. Where it is missing,
    ``otherwise`` (a part or a kind of folds) is run instead, and said so. ``column`` holds the labels where it is not
    named like the task. ``classes`` names a column of labels that no model answers (the genre of articles), which is
    then learned from the model's scores, on the corpus's folds or on five that no article crosses. ``metrics`` are
    those of the tables; all others are computed too. ``published`` are results of others.
    """

    corpus: str
    split: str
    task: str | None = None
    view: str | None = None
    file: str | None = None
    origin: str | None = None
    url: str | None = None
    otherwise: str | None = None
    column: str | None = None
    classes: str | None = None
    metrics: tuple[str, ...] = ()
    baselines: tuple[str, ...] = tuple(BASELINES)
    resamples: int = Field(1000, ge=0)
    published: tuple[Published, ...] = ()

    @field_validator("corpus")
    @classmethod
    def _known_corpus(cls, name: str) -> str:
        return get_corpus(name).name

    @field_validator("task")
    @classmethod
    def _known_task(cls, name: str | None) -> str | None:
        return None if name is None else get_task(name).name

    @field_validator("baselines")
    @classmethod
    def _known_baselines(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in BASELINES:
                raise unknown_name("baseline", name, BASELINES)
        return names

    @field_validator("metrics")
    @classmethod
    def _known_metrics(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        from framing.evaluation.predictions import ALL_METRICS

        for name in names:
            if name not in ALL_METRICS:
                raise unknown_name("metric", name, ALL_METRICS)
        return names

    def check(self) -> None:
        """Raise where the corpus has no such split."""
        known = [*CORPORA[self.corpus].parts, *SPLITS]
        for split in (self.split if self.file is None else None, self.otherwise):
            if split is not None and split not in known:
                raise unknown_name(f"split of {self.corpus}", split, known)
        if self.otherwise is not None and self.file is None:
            raise ConfigError("'otherwise' is run where 'file' is missing; name the file, or leave 'otherwise' out.")


class Score(Section):
    """Score articles: ``sample`` is the corpus that ships with the package; anything else is a file or folder.

    ``titles`` scores headlines that stand in a column of their own too (:func:`framing.with_titles`).
    """

    articles: str = "sample"
    columns: dict[str, str] = {}
    on_error: Literal["raise", "skip"] = "raise"
    evidence: bool = True
    voice: str = "rules"
    titles: bool = False


class Compare(Section):
    """Compare the sources of the scored articles; the keys are those of :func:`framing.compare_sources`.

    ``figures`` are drawn once for each of ``measures``; ``report`` writes the page with all tables and figures.
    """

    measures: tuple[str, ...] = ("mean_editorializing",)
    figures: tuple[str, ...] = ("source_dots",)
    draws: int = Field(2000, ge=100)
    by: str = "source"
    match: str | None = None
    adjust: tuple[str, ...] = ()
    adjust_by: Literal["model", "strata"] = "model"
    reference: str | None = None
    copies: str = "once"
    days: int = Field(3, ge=0)
    margin: float = Field(0.05, gt=0)
    effect: Literal["cliffs_delta", "cohens_d"] = "cliffs_delta"
    period: str = "auto"
    level: float = Field(0.95, ge=0.5, lt=1)
    report: bool = True

    @field_validator("copies")
    @classmethod
    def _known_copies(cls, name: str) -> str:
        if name != "once":  # the room of comparisons is loaded only where its names are asked for
            from framing.comparison.copies import CHOICES

            if name not in CHOICES:
                raise unknown_name("way to count copies", name, CHOICES)
        return name

    @field_validator("period")
    @classmethod
    def _known_period(cls, name: str) -> str:
        if name != "auto":
            from framing.comparison.series import check_period

            check_period(name)
        return name

    @field_validator("measures")
    @classmethod
    def _known_measures(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in MEASURES:
                raise unknown_name("measure", name, MEASURES)
        return names

    @field_validator("figures")
    @classmethod
    def _known_figures(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        # Matplotlib is loaded only where a config names a figure.
        from framing.figures import get_figure
        from framing.figures.draw_all import is_of_comparison

        for name in names:
            if not is_of_comparison(get_figure(name)):
                raise ValueError(f"{name!r} is not drawn from sources that are compared")
        return names


class Mlflow(Section):
    """Where MLflow keeps its record of runs (the extra ``framing[mlflow]``): a folder or an address."""

    uri: str = "mlruns"
    experiment: str = "framing"


class Config(Section):
    """A run: train → evaluate → score → compare → annotate, each step only where the config has its section.

    ``seed`` draws everything that is drawn; ``seeds`` trains the model once for each, and evaluates their mean.
    ``model`` is the one that is evaluated and scores where nothing is trained, ``beside`` are others that are evaluated
    with it, ``fold_models`` the folders of models trained without a fold each ('runs/fold{}/model'), for evaluation on
    folds. ``sweep`` runs the config once for each value of a key ('train.linear.tasks.loaded_language.C': [0.3, 1]).
    ``jobs`` is how many models are trained at a time: as many as there are cores where it is left out.
    """

    name: str = Field(pattern=r"^[\w.-]+$")
    seed: int = Field(ge=0)
    seeds: tuple[Annotated[int, Field(ge=0)], ...] = ()
    model: str = "default"
    beside: tuple[str, ...] = ()
    fold_models: str | None = None
    train: Train | None = None
    evaluate: tuple[Evaluate, ...] = ()
    score: Score | None = None
    compare: Compare | None = None
    annotate: tuple[str, ...] = ()
    sweep: dict[str, tuple[Value, ...]] = {}
    device: str = "auto"
    jobs: int | None = Field(None, ge=1)
    output: str = "runs"
    mlflow: Mlflow | None = None

    @field_validator("device")
    @classmethod
    def _known_device(cls, name: str) -> str:
        return check_device(name)

    @field_validator("fold_models")
    @classmethod
    def _with_fold(cls, name: str | None) -> str | None:
        if name is not None and "{}" not in name:
            raise ConfigError(f"folders with {{}} for the fold, as 'runs/fold{{}}/model', not {name!r}.")
        return name

    @model_validator(mode="after")
    def _consistent(self) -> Config:
        for section in ("compare", "annotate"):
            if getattr(self, section) and self.score is None:
                raise ConfigError(f"'{section}' needs scores; add a 'score' section.")
        if self.seeds and self.train is None:
            raise ConfigError("'seeds' trains a model once for each seed; add a 'train' section, or leave 'seeds' out.")
        if self.sweep and self.score is not None:
            raise ConfigError(
                "A sweep compares models by their evaluation; leave 'score' to a config of the one that you choose."
            )
        if self.sweep and self.train is None and set(self.sweep) != {"model"}:
            raise ConfigError(
                f"Without a 'train' section a sweep can vary 'model' alone, not {', '.join(map(repr, self.sweep))}; "
                "add 'train', or leave the sweep out."
            )
        if len(set(self.seeds)) < len(self.seeds):
            raise ConfigError(f"'seeds' names a seed twice: {list(self.seeds)}.")
        for one in self.evaluate:
            one.check()
        return self

    def section(self, key: str) -> Any:
        """Return what stands at a dotted key; raises AttributeError where nothing does."""
        found: Any = self
        for part in key.split("."):
            found = found[part] if isinstance(found, dict) else getattr(found, part)
        return found
