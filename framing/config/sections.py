"""The sections of a config: frozen pydantic models in which every key and every name must be known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)

from framing.articles.targets import check_targets
from framing.config.comparing import Compare
from framing.config.device import check_device
from framing.config.section import Section, named
from framing.corpora import CORPORA, get_corpus
from framing.errors import ConfigError, FramingError, InputError, unknown_name
from framing.evaluation.baselines import BASELINES
from framing.evaluation.splits import SPLITS
from framing.models.linear_settings import LinearSettings
from framing.models.tasks import get_task
from framing.models.training_settings import EncoderSettings


def _plain(given: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """Check a value that is swept; one mistake instead of one for each type that it could have."""
    try:
        return handler(given)
    except ValidationError:
        raise ConfigError(f"has to be a text, a number, true, false or null (given: {given!r}).") from None


Value = Annotated[str | int | float | bool | None, WrapValidator(_plain)]


class Train(Section):
    """Train a model before anything else; the later steps use it, and evaluation on folds trains it anew.

    ``features`` are the keys of :class:`framing.models.FeatureSettings`, which is imported only where they are given.
    """

    linear: LinearSettings | None = None
    features: dict[str, Any] | None = None
    encoder: EncoderSettings | None = None

    @field_validator("features")
    @classmethod
    @named
    def _of_features(cls, given: dict[str, Any] | None) -> dict[str, Any] | None:
        if given is not None:
            from framing.models import FeatureSettings

            try:
                return FeatureSettings.model_validate_json(json.dumps(given), strict=True).model_dump(mode="json")
            except ValidationError as error:
                from framing.config.complaints import complaints

                raise ConfigError("\n".join(complaints(error, FeatureSettings))) from None
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
    @named
    def _known_corpus(cls, name: str) -> str:
        return get_corpus(name).name

    @field_validator("task")
    @classmethod
    @named
    def _known_task(cls, name: str | None) -> str | None:
        return None if name is None else get_task(name).name

    @field_validator("baselines")
    @classmethod
    @named
    def _known_baselines(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in BASELINES:
                raise unknown_name("baseline", name, BASELINES)
        return names

    @field_validator("metrics")
    @classmethod
    @named
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

    ``titles`` scores headlines that stand in a column of their own too (:func:`framing.with_titles`). ``targets`` are
    scored for stance, as :func:`framing.score_stance` does: targets with their aliases ({China: [China, Beijing]}), a
    YAML file of these, or "auto" for those that the articles name most. The model has to answer stance.
    """

    articles: str = "sample"
    columns: dict[str, str] = Field({})
    on_error: Literal["raise", "skip"] = "raise"
    evidence: bool = True
    voice: str = "rules"
    titles: bool = False
    targets: str | dict[str, str | list[str]] | None = None

    @field_validator("targets", mode="before")
    @classmethod
    def _usable_targets(cls, given: Any) -> Any:
        if isinstance(given, Mapping):
            try:
                return check_targets(given)
            except InputError as error:
                raise ConfigError(str(error).removeprefix("targets: ")) from None
        if given is not None and not isinstance(given, str):
            raise ConfigError(f"has to be a file of targets, targets with their aliases, or auto (given: {given!r}).")
        return given


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
    sweep: dict[str, tuple[Value, ...]] = Field({})
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
        if wrong := list(self._contradictions()):
            raise ConfigError("\n".join(wrong))
        return self

    def _contradictions(self) -> Iterator[str]:
        """Yield what does not go together."""
        for section in ("compare", "annotate"):
            if getattr(self, section) and self.score is None:
                yield f"'{section}' needs scores; add a 'score' section."
        if self.compare is not None and self.score is not None:
            yield from self.compare.contradictions(with_stance=self.score.targets is not None)
        if self.seeds and self.train is None:
            yield "'seeds' trains a model once for each seed; add a 'train' section, or leave 'seeds' out."
        if self.sweep and self.score is not None:
            yield ("A sweep compares models by their evaluation; leave 'score' to a config of the one that you choose.")
        if self.sweep and self.train is None and set(self.sweep) != {"model"}:
            yield (
                f"Without a 'train' section a sweep can vary 'model' alone, not {', '.join(map(repr, self.sweep))}; "
                "add 'train', or leave the sweep out."
            )
        if len(set(self.seeds)) < len(self.seeds):
            yield f"'seeds' names a seed twice: {list(self.seeds)}."
        for number, one in enumerate(self.evaluate):
            try:
                one.check()
            except FramingError as error:
                yield f"'evaluate.{number}': {error}"

    def section(self, key: str) -> Any:
        """Return what stands at a dotted key; raises AttributeError where nothing does."""
        found: Any = self
        for part in key.split("."):
            found = found[part] if isinstance(found, dict) else getattr(found, part)
        return found
