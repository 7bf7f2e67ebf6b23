"""The behavioural audit of a model, in the manner of CheckList: what it must know, must not mind, and must notice.

Ribeiro, Wu, Guestrin and Singh (2020, Beyond Accuracy: Behavioral Testing of NLP Models with CheckList, ACL): a model
is tested like a program, with sentences written for one ability at a time. *Minimum functionality*: plain reports stay
low, plain opinions come out high. *Invariance*: who or what is named, pronouns, tense and the style of quotation marks
do not change the label. *Direction*: a loaded word raises the score, a quotation lowers that of the author.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.articles import read_voices
from framing.errors import InputError, unknown_name
from framing.evaluation.audit_baseline import NAME as WORDS
from framing.evaluation.audit_baseline import fit_words
from framing.evaluation.audit_cases import COLUMNS, frozen_cases
from framing.evaluation.audit_measures import failure_rates, judge, worst_cases
from framing.evaluation.names import distinct_names, model_name
from framing.models import ModelLike, as_model
from framing.models.protocol import Model
from framing.models.tasks import BINARY
from framing.models.voice_readers import OWN, RULES, voice_reader
from framing.scoring import score_sentences, silent

Progress = Callable[[Iterable[Any], str, int], Iterable[Any]]

ASKED: dict[str, float] = {"plain_fact": 0.99, "loaded_word_noticed": 0.90, "places": 0.995}
"""The share of cases that a model should get right, for the tests of which rates are published."""

PUBLISHED: dict[str, dict[str, float]] = {
    "plain_fact": {"RoBERTa on BABE": 0.951, "MAGPIE": 0.915, "RoBERTa on Anno-lexical": 0.964},
    "loaded_word_noticed": {"RoBERTa on BABE": 0.410, "MAGPIE": 0.682, "RoBERTa on Anno-lexical": 0.661},
    "places": {"RoBERTa on BABE": 0.984, "MAGPIE": 0.986, "RoBERTa on Anno-lexical": 0.971},
}
"""Published shares right of detectors of loaded language, on suites of their own: a rough mark, no comparison."""


@dataclass(frozen=True)
class Audit:
    """What models did on the suite.

    ``tests`` has one row for each model, test and task: ``model, check, test, expected, task, n, templates, failures,
    rate, low, high`` (95 %, cases of a template are one cluster), ``change`` (mean distance of the two scores).
    ``phenomena`` has the same by phenomenon. ``worst`` has the cases that fail most clearly, ``cases`` every one:
    ``model``, the columns of :func:`framing.evaluation.audit_cases.audit_cases`, ``task, score, score_after, margin,
    failed``.
    """

    tests: pd.DataFrame
    phenomena: pd.DataFrame
    worst: pd.DataFrame
    cases: pd.DataFrame

    def for_card(self, model: str) -> list[dict[str, Any]]:
        """Return the rows of ``tests`` of a model as plain data, as the model card takes them (``card["audit"]``)."""
        rows = self.tests[self.tests["model"].eq(model)]
        if rows.empty:
            raise unknown_name("model of this audit", model, list(dict.fromkeys(self.tests["model"])))
        shown = ["check", "test", "task", "n", "templates", "failures", "rate", "low", "high"]
        return [
            {str(name): round(value, 4) if isinstance(value, float) else value for name, value in row.items()}
            for row in rows[shown].to_dict("records")
        ]


def audit(
    model: ModelLike = "default",
    beside: Sequence[ModelLike] = (),
    cases: pd.DataFrame | None = None,
    *,
    per_template: int | None = None,
    voice: ModelLike = RULES,
    worst: int = 5,
    seed: int = 0,
    progress: Progress = silent,
) -> Audit:
    """Run the behavioural tests on a model, and on others beside it.

    ``model`` and ``beside`` are names, folders or loaded models; ``"tf-idf"`` is the baseline on words, which is fitted
    for it (with ``seed``) and needs the corpora. ``cases`` are the frozen ones of the package where left out, else a
    table like that of :func:`framing.evaluation.audit_cases.audit_cases`. ``per_template`` keeps at most so many cases
    of each template, for a quick look. ``voice`` is that of :func:`framing.score`, through which the sentences go, each
    on its own; where it is "model", rules read for a model without an attribution head. ``worst`` is how many cases
    of each test are shown. Models of one name are numbered. Raises InputError where a table of cases lacks a column or
    a model does not answer both tasks, UnknownNameError for a name that is none.
    """
    table = frozen_cases() if cases is None else cases
    if missing := [name for name in COLUMNS if name not in table]:
        raise InputError(f"The cases have no column {missing[0]!r}; they need {', '.join(COLUMNS)}.")
    if table.empty:
        raise InputError("Got no cases; give at least one, or leave them out for those of the package.")
    if per_template is not None:
        if per_template < 1:
            raise InputError(f"per_template is {per_template}; give 1 or more, or leave it out for every case.")
        table = table.groupby(["test", "template"], sort=False).head(per_template).reset_index(drop=True)
    models = [_load(each, seed) for each in (model, *beside)]
    called = distinct_names([model_name(each) for each in models])
    found = [
        _judged(each, table, voice, progress).assign(model=name) for each, name in zip(models, called, strict=True)
    ]
    judged = pd.concat(found, ignore_index=True)
    judged = judged[["model", *COLUMNS, "task", "score", "score_after", "margin", "failed"]]
    by = ["model", "check", "test", "expected", "task"]
    clearest = [worst_cases(part, worst) for _, part in judged.groupby("model", sort=False)]
    return Audit(
        tests=failure_rates(judged, by),
        phenomena=failure_rates(judged, [*by, "phenomenon"]),
        worst=pd.concat(clearest, ignore_index=True).drop(columns=["tasks"]),
        cases=judged,
    )


def _load(model: ModelLike, seed: int) -> Model:
    return fit_words(seed) if isinstance(model, str) and model == WORDS else as_model(model)


def _judged(model: Model, cases: pd.DataFrame, voice: ModelLike, progress: Progress) -> pd.DataFrame:
    cuts = {task: model.thresholds[task] for task in BINARY if task in model.tasks}
    if len(cuts) < len(BINARY):
        missing = ", ".join(task for task in BINARY if task not in cuts)
        raise InputError(f"{model_name(model)} does not answer {missing}; an audit asks {' and '.join(BINARY)}.")
    texts = [text for text in pd.unique(pd.concat([cases["before"], cases["after"]])) if text]
    reader = None if voice == OWN and "attribution" not in model.tasks else voice_reader(voice, model)
    sentences = read_voices(texts) if reader is None else read_voices(texts, attribute=reader.attributor())
    scores = score_sentences(sentences, model, evidence=False, progress=progress)
    return judge(cases, scores.assign(text=texts).set_index("text"), cuts)
