"""A config runs: train → evaluate → score → compare → annotate, into one folder."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

import framing
from framing.articles import read_articles, write_table
from framing.config import Config, load_config
from framing.corpora import embedded
from framing.errors import ConfigError, InputError
from framing.evaluation import Recipe, evaluate
from framing.evaluation.splits import SPLITS
from framing.figures import get_figure, save
from framing.models import Model, linear_recipe, load_model, recipe_of, save_model, train_linear
from framing.models.training_settings import EncoderSettings, Settings
from framing.report import show
from framing.scoring import Progress, read, score_sentences, silent
from framing.summary import summarize, summarize_sources

_ON_THE_CARD = ("macro_f1", "weighted_f1", "mcc", "auc", "brier")
_VERSIONS = ("numpy", "pandas", "scikit-learn", "scipy", "nupunkt", "matplotlib", "torch", "transformers")


@dataclass
class Run:
    """What a run made: its folder, and its tables by name (results, scores, articles, sources)."""

    folder: Path
    config: Config
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)


def run_experiment(
    config: str | Path | Config,
    folder: str | Path = "runs",
    *,
    progress: Progress = silent,
    say: Callable[[str], None] = lambda line: None,
) -> Run:
    """Run a config and return what it made.

    Everything is written below ``folder/<name>-<hash>/``, the hash being that of the resolved config: the config, the
    versions of what ran, and for each step its tables, figures and pages. ``progress`` wraps long loops; ``say`` gets
    a line for each step.
    """
    config = config if isinstance(config, Config) else load_config(config)
    resolved = config.model_dump(mode="json")
    digest = hashlib.blake2b(json.dumps(resolved, sort_keys=True).encode(), digest_size=4).hexdigest()
    run = Run(Path(folder) / f"{config.name}-{digest}", config)
    try:
        run.folder.mkdir(parents=True, exist_ok=True)
        _write_text(run, "config.yaml", yaml.safe_dump(resolved, sort_keys=False, allow_unicode=True))
    except OSError as error:
        raise ConfigError(f"Cannot write to {run.folder}: {error.strerror or error}; give another folder.") from None
    _write_text(run, "versions.json", json.dumps(_versions(), indent=2) + "\n")
    if config.train is not None and config.train.encoder is not None:
        _train_encoder(run, config.train.encoder, say)
        return run
    trained = None
    linear = None if config.train is None else config.train.linear
    if linear is not None:
        say("Training the linear model")
        trained = train_linear(linear, config.seed, say)
    model: Model = trained or load_model(config.model)
    if config.evaluate:
        _evaluate(run, model, say)
    if trained is not None:
        metrics = _for_the_card(run.tables["results"], model.name) if config.evaluate else []
        run.files.append(save_model(trained, run.folder / "model", metrics))
    if config.score is not None:
        _score(run, model, say, progress)
        if config.compare is not None:
            _compare(run, say)
        for article_id in config.annotate:
            page = run.folder / f"annotated-{article_id}.html"
            show(run.tables["scores"], article_id).save(page)
            run.files.append(page)
    return run


def _versions() -> dict[str, str]:
    return {
        "framing": framing.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in _VERSIONS},
    }


def _write_text(run: Run, name: str, text: str) -> None:
    (run.folder / name).write_text(text, encoding="utf-8")


def _write(run: Run, name: str, table: pd.DataFrame) -> None:
    run.files.append(write_table(table, run.folder / name))


def _train_encoder(run: Run, encoder: EncoderSettings, say: Callable[[str], None]) -> None:
    """Train an encoder in the run's folder; a run that was stopped there goes on."""
    say("Reading what the encoder learns from")
    # torch is imported only where an encoder is trained.
    from framing.models.training import train_encoder
    from framing.models.training_data import make_judge, read_tables

    settings = Settings(**encoder.model_dump(), name=run.config.name, seed=run.config.seed)
    tables, held_out = read_tables(settings)
    say(f"Training the encoder on {sum(map(len, tables.values()))} rows")
    train_encoder(settings, tables, out=run.folder, judge=make_judge(settings, held_out))
    run.files.append(run.folder / "model")


def _evaluate(run: Run, model: Model, say: Callable[[str], None]) -> None:
    config = run.config
    linear = None if config.train is None else config.train.linear
    results = []
    for one in config.evaluate:
        judged: Model | Recipe = model
        if one.split in SPLITS:
            judged = linear_recipe(linear) if linear is not None else recipe_of(config.model)
        say(f"Evaluating on {one.corpus}, {one.split}")
        results.append(
            evaluate(judged, one.corpus, one.split, one.task, one.view, config.seed, one.resamples, one.baselines)
        )
    run.tables["results"] = pd.concat(results, ignore_index=True)
    _write(run, "results.csv", run.tables["results"])


def _for_the_card(results: pd.DataFrame, model: str) -> list[dict[str, Any]]:
    """Return the rows of the results that a model card shows: the model beside tf-idf, the common metrics."""
    shown = results["model"].isin([model, "tf-idf"]) & results["metric"].isin(_ON_THE_CARD)
    columns = ["task", "corpus", "split", "model", "metric", "value", "low", "high", "n"]
    rows = results.loc[shown, columns].round({"value": 6, "low": 6, "high": 6})
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def _score(run: Run, model: Model, say: Callable[[str], None], progress: Progress) -> None:
    settings = run.config.score
    assert settings is not None
    if settings.articles == "sample":
        articles = read_articles(embedded.articles())
    elif (path := Path(settings.articles)).exists():
        articles = read_articles(path, columns=settings.columns or None, on_error=settings.on_error)
    else:
        raise InputError(
            f"score.articles: no file or folder at {path}; 'sample' is the corpus that ships with framing."
        )
    say(f"Scoring {len(articles)} articles with {model.name}")
    sentences, attributions = read(articles)
    unknown = [name for name in run.config.annotate if name not in set(articles["article_id"])]
    if unknown:
        raise InputError(f"annotate: no article {unknown[0]!r} among the {len(articles)} scored ones.")
    scores = score_sentences(sentences, model, progress=progress)
    run.tables["scores"], run.tables["articles"] = scores, summarize(scores)
    _write(run, "scores.parquet", scores)
    _write(run, "attributions.parquet", attributions)
    _write(run, "articles.csv", run.tables["articles"])


def _compare(run: Run, say: Callable[[str], None]) -> None:
    settings = run.config.compare
    assert settings is not None
    say("Comparing the sources")
    seed, draws = run.config.seed, settings.draws
    run.tables["sources"] = summarize_sources(run.tables["scores"], seed=seed, draws=draws)
    _write(run, "sources.csv", run.tables["sources"])
    for name in settings.figures:
        for measure in settings.measures:
            figure = get_figure(name)(run.tables["articles"], measure=measure, seed=seed, draws=draws)
            run.files.append(save(figure, run.folder / f"{name}-{measure}.png"))
