"""From a config to its steps: what is run in which order, on how many rows, and about how long it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from framing.annotation import read_labels
from framing.config import Compare, Config
from framing.config.targets import AUTO, targets_of
from framing.corpora import get_corpus
from framing.errors import ConfigError
from framing.evaluation.classes import class_rows
from framing.experiment.checks import check_articles, check_classes, check_outlets, check_scoring, check_targets_in
from framing.experiment.learners import Learner, learners, trained_parts, why_not
from framing.experiment.parts import Part, choose_part, is_at_hand, part_rows, part_sums
from framing.experiment.provenance import corpus_sums, hashed_versions, model_sums, path_sum, table_sum
from framing.experiment.scoring_steps import articles_of
from framing.experiment.steps import Step, digest
from framing.models import MODELS, encoder_under
from framing.models import encoder_packages as encoders
from framing.models.voice_readers import OWN, RULES
from framing.places import expanded

SECONDS = {
    "linear": 0.012,
    "features": 0.01,
    "token": 0.0004,
    "other token": 0.0015,
    "predict": 0.008,
    "article": 0.3,
    "baseline": 0.012,
    "overlap": 0.001,
    "score": 0.9,
    "stance": 0.1,
}
"""Seconds on one core of a present server, for the plan: a row that the linear model learns from, a token that the
encoder does (or another one, of 110 million parameters), a sentence or an article that is asked about, a row of a
baseline, a row compared, an article scored, and its stance toward targets."""

SHOWING = ("compare", "report", "annotate", "results")


@dataclass
class Plan:
    """The steps of a run in an order that works, their hashes, and what cannot be run on this machine."""

    config: Config
    steps: list[Step] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    models: list[str] = field(default_factory=list)

    def add(self, step: Step) -> Step:
        """Append a step; its hash is that of its inputs and of the steps that it needs."""
        needed = {name: self.keys[name] for name in step.needs}
        self.keys[step.name] = digest(step, needed, hashed_versions(step.kind in SHOWING))
        self.steps.append(step)
        return step

    def facts(self) -> dict[str, str]:
        """Return the checksums of all data and models that the run reads."""
        return {name: value for step in self.steps for name, value in sorted(step.facts.items())}

    def table(self) -> pd.DataFrame:
        """Return one row a step: ``step, rows, seconds``."""
        return pd.DataFrame([{"step": s.title, "rows": s.rows, "seconds": round(s.seconds, 1)} for s in self.steps])


def make_plan(config: Config) -> Plan:
    """Return the plan of a config; the data that it names are read, nothing is trained.

    Raises ConfigError where the data show that it cannot be run: an outlet that they do not have, a split that leaves
    a class empty, an evaluation on what the model learns from. Raises DataMissingError where a corpus is missing.
    """
    plan = Plan(config)
    for section in _train_sections(config):
        check_outlets(section)
    who = learners(config)
    plan.models = [learner.name for learner in who]
    trained = {learner.key: _train(plan, learner) for learner in who if learner.train is not None}
    results: list[str] = []
    for number, one in enumerate(config.evaluate):
        part = choose_part(one)
        if part.note:
            plan.notes.append(part.note)
        if part.split is not None:
            results += _evaluation(plan, number, part, who, trained)
    plan.notes = list(dict.fromkeys(plan.notes))
    if config.evaluate:
        _measured(plan, results, who)
    if config.score is not None:
        _scored(plan, trained.get(who[0].key), who[0])
    plan.notes += _to_be_fetched(config, who)  # last: what is on this machine is no part of the results
    return plan


def _to_be_fetched(config: Config, who: list[Learner]) -> list[str]:
    """Return what is to be said of encoders that are not on this machine yet."""
    used = [encoder_under(learner.model) for learner in who if learner.model in MODELS]
    used += [encoder_under(config.score.voice)] if config.score is not None and config.score.voice in MODELS else []
    used += [section["encoder"]["encoder"] for section in _train_sections(config) if section.get("encoder")]
    absent = [name for name in dict.fromkeys(used) if not encoders.at_hand(name)]
    return [f"The encoder {name} is not on this machine yet: {encoders.how_to_get(name)}." for name in absent]


def _train_sections(config: Config) -> list[dict[str, Any]]:
    return [learner.train for learner in learners(config) if learner.train is not None]


def _train(plan: Plan, learner: Learner) -> Step:
    assert learner.train is not None
    parts = trained_parts(learner.train)
    kind, settings = next((kind, one) for kind, one in learner.train.items() if one is not None)
    rows = sum(_count(part) for part in parts)
    seconds = 0.0
    if kind == "encoder":
        each = SECONDS["token" if str(settings["encoder"]).lower() in encoders.BUNDLED else "other token"]
        seconds = settings["steps"] * settings["batch_tokens"] * each
    facts = corpus_sums(parts) | (_named_sums(settings) if kind == "encoder" else {})
    return plan.add(
        Step(
            f"train-{learner.tag}",
            "train",
            {"train": learner.train, "name": plan.config.name, "seed": learner.seed},
            f"train {learner.name}, seed {learner.seed}",
            facts=facts,
            rows=rows,
            seconds=seconds or rows * SECONDS[kind],
        )
    )


def _named_sums(settings: dict[str, Any]) -> dict[str, str]:
    """Return the checksums of what an encoder's settings name: a model to start from, a folder's encoder, manifests."""
    manifests = [one.get("manifest") for section in ("hold_out", "folds") for one in settings.get(section) or ()]
    named = [settings.get("start"), settings.get("encoder"), *manifests]
    return {str(path): path_sum(expanded(path)) for path in dict.fromkeys(named) if path and expanded(path).exists()}


def _evaluation(
    plan: Plan, number: int, part: Part, who: list[Learner], trained: dict[tuple[str, int], Step]
) -> list[str]:
    """Add the steps of one evaluation and return the names of those that give predictions."""
    config, one = plan.config, part.evaluate
    given = {**part.plain(), "resamples": one.resamples}
    rows = part_rows(given)
    where = f"{one.corpus} {part.split}"
    tag = f"{number + 1}-{one.corpus}-{part.split}"
    if one.classes is not None:
        return _classes(plan, part, given, tag, rows, who, trained)
    labelled, made, left_out = check_classes(rows, given), list[str](), dict[str, str]()
    for learner in who:
        if reason := why_not(learner, part, part.task, config):
            left_out[learner.name] = reason
            continue
        made += _asked(plan, learner, part, {**given, "name": learner.name}, tag, rows, trained)
    if left_out and len(left_out) == len({learner.name for learner in who}) and part.split == one.split:
        raise ConfigError(f"evaluate.{number}: {next(iter(left_out.values()))}; choose another split or model.")
    plan.notes += [f"{where}: {reason}; left out." for reason in left_out.values()]
    told = {**given, "seed": config.seed, "baselines": list(one.baselines)}
    seconds = labelled * SECONDS["baseline"] * (4 if part.folded else 1)
    if one.baselines:
        name, title = f"baselines-{tag}", f"baselines on {where}"
        made.append(plan.add(Step(name, "baseline", told, title, (), part_sums(part), labelled, seconds)).name)
    return made


def _classes(
    plan: Plan,
    part: Part,
    given: dict[str, Any],
    tag: str,
    rows: pd.DataFrame,
    who: list[Learner],
    trained: dict[tuple[str, int], Step],
) -> list[str]:
    """Add the steps that learn labels from scores: one for each model, one for the baselines."""
    column = str(part.evaluate.classes)
    n, where, facts = len(class_rows(rows, column)), f"{column} of {part.evaluate.corpus} {part.split}", part_sums(part)
    made = []
    for learner in who:
        needs = (trained[learner.key].name,) if learner.key in trained else ()
        sums = {} if needs else model_sums(str(learner.model))
        told = {**given, "model": learner.model, "name": learner.name, "seed": learner.seed}
        name, title = f"classes-{tag}-{column}-{learner.tag}", f"{where} from scores of {learner.name}"
        made.append(plan.add(Step(name, "classes", told, title, needs, facts | sums, n, n * SECONDS["article"])).name)
        if any(name.partition(":")[0] == part.evaluate.corpus for name in learner.parts()):
            plan.notes.append(f"{where}: {learner.name} has learned other labels of these texts.")
    names = [name for name in part.evaluate.baselines if name in ("majority", "tf-idf")]
    told = {**given, "model": None, "seed": plan.config.seed, "baselines": names}
    title = f"baselines of {where}"
    return [*made, plan.add(Step(f"classes-{tag}-{column}-baselines", "classes", told, title, (), facts, n, 5.0)).name]


def _asked(
    plan: Plan,
    learner: Learner,
    part: Part,
    given: dict[str, Any],
    tag: str,
    rows: pd.DataFrame,
    trained: dict[tuple[str, int], Step],
) -> list[str]:
    """Add the steps that ask one learner about one part, or about each fold."""
    where, facts = f"{part.evaluate.corpus} {part.split}", part_sums(part)
    if not part.folded:
        needs = (trained[learner.key].name,) if learner.key in trained else ()
        sums = {} if needs else model_sums(str(learner.model))
        seconds = len(rows) * SECONDS[_asked_of(given["task"])]
        told = {**given, "model": learner.model, "seed": learner.seed}
        name, title = f"predict-{tag}-{learner.tag}", f"{learner.name} on {where}"
        return [plan.add(Step(name, "predict", told, title, needs, facts | sums, len(rows), seconds)).name]
    made = []
    model = plan.config.fold_models if learner.model == plan.config.model else None
    for k in np.unique(rows["fold"]):
        told = {**given, "fold": int(k), "train": learner.train, "model": model or learner.model, "seed": learner.seed}
        n, before = int((rows["fold"] == k).sum()), trained.get(learner.key)
        sums = dict(before.facts) if before is not None else model_sums((model or str(learner.model)).format(k))
        if before is None and model is None:
            sums |= corpus_sums(learner.parts())
        seconds = before.seconds if before is not None else 0.0 if model else len(rows) * SECONDS["linear"]
        title = f"{learner.name}, seed {learner.seed}, without fold {k} of {where}"
        seconds += n * SECONDS[_asked_of(given["task"])]
        step = Step(f"fold{k}-{tag}-{learner.tag}", "fold", told, title, (), facts | sums, n, seconds)
        made.append(plan.add(step).name)
    return made


def _asked_of(task: str) -> str:
    """Return whether a task is asked of articles or of sentences, by the name in :data:`SECONDS`."""
    return "article" if task in ("frames", "attribution") else "predict"


def _measured(plan: Plan, results: list[str], who: list[Learner]) -> None:
    """Add the steps that make one table of all that was asked."""
    config = plan.config
    resamples, shown, tested = {}, [], []
    for one in config.evaluate:
        part = choose_part(one)
        resamples[f"{one.corpus} {part.split} {part.label}"] = one.resamples
        shown.append({**one.model_dump(mode="json"), "task": part.label, "run": part.split})
        if part.split is not None:
            tested.append(part.plain())
    given: dict[str, Any] = {"resamples": resamples, "seed": config.seed}
    plan.add(Step("metrics", "metrics", given, "metrics with intervals", tuple(results)))
    learned = {learner.name: learner.parts() for learner in who}
    parts = sorted({name for names in learned.values() for name in names})
    absent = [name for name in parts if not is_at_hand(name)]
    if absent and tested:
        plan.notes.append(f"Not at hand, so that nothing can be said of texts in common: {', '.join(absent)}.")
    there = [name for name in parts if name not in absent]
    rows = sum(map(_count, there))
    given = {"tested": tested, "parts": {name: [p for p in names if p in there] for name, names in learned.items()}}
    title = "texts of the test that were trained on"
    plan.add(Step("overlap", "overlap", given, title, (), corpus_sums(there), rows, rows * SECONDS["overlap"]))
    given = {"evaluate": shown, "notes": list(plan.notes), "name": config.name}
    plan.add(Step("results", "results", given, "tables and figure of the results", ("metrics", "overlap")))


def _scored(plan: Plan, trained: Step | None, learner: Learner) -> None:
    config = plan.config
    assert config.score is not None
    check_scoring(config, learner)
    settings = config.score.model_dump(mode="json")
    articles = articles_of(settings)
    check_articles(config, articles)
    if config.score.titles and articles["title"].isna().all():
        plan.notes.append(
            "score.titles: no article has a headline in a column of its own; nothing is put before texts."
        )
    plan.notes += check_targets_in(config, articles)
    facts = {} if trained is not None else model_sums(config.model)
    if settings["voice"] not in (RULES, OWN):
        facts |= model_sums(settings["voice"])
    for named in (settings["articles"], settings["targets"]):
        if isinstance(named, str) and named not in ("sample", AUTO):
            facts |= {named: path_sum(expanded(named))}
    n, seconds = len(articles), len(articles) * SECONDS["score"]
    title = f"score {n} article{'' if n == 1 else 's'} with {config.name if trained else config.model}"
    title += "" if settings["voice"] == RULES else f", voices by {settings['voice']}"
    if config.score.targets is not None:
        targets = targets_of(config.score.targets)
        how_many = "proposed" if targets is None else len(targets)
        title += f", stance toward {how_many} target{'' if how_many == 1 else 's'}"
        seconds += n * SECONDS["stance"]
    needs = () if trained is None else (trained.name,)
    plan.add(Step("score", "score", {"model": config.model, "score": settings}, title, needs, facts, n, seconds))
    if config.compare is not None:
        _compared(plan, config.compare, n)
    if config.annotate:
        plan.add(Step("annotate", "annotate", {"annotate": list(config.annotate)}, "annotated articles", ("score",)))


def _compared(plan: Plan, compare: Compare, n: int) -> None:
    from framing.comparison.sources import FOUND
    from framing.comparison.vectors import VECTORS

    # Vectors for finding events are those of a model that ships, whatever scored.
    settings = compare.model_dump(mode="json", exclude={"report"})
    given: dict[str, Any] = {"compare": settings, "seed": plan.config.seed, "model": VECTORS}
    facts = model_sums(given["model"]) if compare.match == FOUND else {}
    if compare.labels:
        facts["labels"] = table_sum(read_labels(compare.labels, compare.key))
    plan.add(Step("compare", "compare", given, "compare the sources", ("score",), facts, n, 10.0))
    if compare.report:
        title = "report of the comparison"
        plan.add(Step("report", "report", {}, title, ("score", "compare"), rows=n, seconds=10.0))


def _count(name: str) -> int:
    corpus, _, part = name.partition(":")
    known = get_corpus(corpus)
    return known.rows[part] if part in known.rows else len(known.table(part))
