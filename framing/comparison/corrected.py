"""Sources compared in spite of the detector's errors, by a labelled part of the corpus whose drawing is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from framing.annotation.labels import OWN, consensus
from framing.comparison.contrasts import margin_of, source_pairs
from framing.comparison.corrected_design import FEW_ERRORS, METHODS, Mean, Sentences, difference, estimate
from framing.comparison.equivalence import MARGIN, equivalence
from framing.errors import InputError, unknown_name
from framing.scale.stored import Scores, columns_of
from framing.summary import thresholds_of

KIND = "corrected"
FEW_LABELS = 30
"""Fewer labels of a source than this bear a warning."""

TASK_OF: dict[str, tuple[str, bool]] = {
    "share_editorializing": ("editorializing", True),
    "mean_editorializing": ("editorializing", False),
    "mean_other_editorializing": ("other_editorializing", False),
    "share_loaded_language": ("loaded_language", True),
    "mean_loaded_language": ("loaded_language", False),
}
"""The measures that labels can correct: the task that coders answer, and whether scores are cut at the threshold first.

A ``frame_<name>`` is its own task, not cut. Share and mean of a task are corrected toward the same thing, the share of
sentences of which coders say yes.
"""

FRAME = "frame_"


@dataclass(frozen=True)
class Corrected:
    """What :func:`corrected_sources` gives.

    ``estimates`` and ``contrasts`` have the columns of a comparison's tables, ``kind`` "corrected", of one method, and
    ``method, n_labels`` (``n_labels_a, n_labels_b``) beyond. ``methods`` has every method of :data:`METHODS` side by
    side: ``measure, source`` or ``source_a − source_b``, ``method, value, low, high, n_articles, n_labels, tuning``.
    """

    estimates: pd.DataFrame
    contrasts: pd.DataFrame
    methods: pd.DataFrame
    warnings: tuple[str, ...]


def corrected_sources(
    scores: Scores,
    labels: pd.DataFrame,
    measures: Sequence[str] | None = None,
    *,
    articles: pd.DataFrame | None = None,
    by: str = "source",
    method: str = "prediction_powered",
    reference: str | None = None,
    margin: float | Mapping[str, float] = MARGIN,
    level: float = 0.95,
) -> Corrected:
    """Return estimates and contrasts of sources that hold whatever errors the detector makes.

    ``scores`` is what :func:`framing.score` returns; ``labels`` what :func:`framing.read_labels` returns, with an
    ``inclusion_probability`` and a ``stratum`` for each labelled sentence (:func:`framing.annotate_sample` writes
    them). ``measures`` are names of :data:`TASK_OF` or frames; those that the labels speak to where None. ``articles``
    (``article_id, source``) says which articles count, and for which source; all where None. ``method`` is one of
    :data:`METHODS`. Sentences that were drawn and got no answer are taken to be like the others of their stratum.

    The value of a source is the mean over its articles of the share of their (body, scored) sentences of which coders
    say yes: prediction-powered (Angelopoulos et al. 2023, Science 382; PPI++, arXiv:2311.01453) or design-based (Egami
    et al. 2023, NeurIPS) from all scores and the labels. Intervals are
    Student's, clustered by article (of shares, on the scale of log odds).

    Raises InputError where probabilities are missing or labels match no sentence, UnknownNameError for other names.
    """
    if method not in METHODS:
        raise unknown_name("method of correction", method, METHODS)
    tasks = labels.attrs.get("tasks", ())
    if measures is None:
        known = [name for name, (task, _) in TASK_OF.items() if task in scores.columns]
        wanted = correctable([*known, *(str(c) for c in scores.columns if str(c).startswith(FRAME))], labels)
    else:
        wanted = list(dict.fromkeys(measures))
    for name in wanted:
        if _task(name)[0] not in labels.columns:
            raise InputError(
                f"The labels do not speak to {name!r}: they have no column {_task(name)[0]!r} (they have "
                f"{', '.join(tasks) or 'no task'})."
            )
    of = _sources(scores, articles, by)
    limits = thresholds_of(scores)
    warned: list[str] = []
    found: dict[tuple[str, str], dict[str, Mean]] = {}
    sizes: dict[tuple[str, str], tuple[int, int, int, str]] = {}
    for name in wanted:
        task, cut = _task(name)
        population = _population(scores, of, task, limits.get(task, 0.5) if cut else None)
        population, notes = _labelled(population, labels, task)
        warned += [note for note in notes if note not in warned]
        for source, part in population.groupby("source", sort=True):
            sentences = _sentences(part)
            found[name, str(source)] = {each: estimate(sentences, each) for each in METHODS}
            labelled = int(sentences.drawn.sum())
            sizes[name, str(source)] = (sentences.articles, len(part), labelled, _warning(part, labelled))
    sources = sorted({source for _, source in found})
    pairs = source_pairs(sources, reference)
    margins = {name: margin_of(name, margin, MARGIN) for name in wanted}
    return Corrected(
        _estimates(found, sizes, method, level),
        _contrasts(found, sizes, pairs, wanted, method, margins, level),
        _methods(found, sizes, pairs, wanted, level),
        tuple(warned),
    )


def correctable(measures: Sequence[str], labels: pd.DataFrame) -> list[str]:
    """Return those of some measures that labels can correct; raises InputError where there are none."""
    known = [name for name in measures if name in TASK_OF or name.startswith(FRAME)]
    found = [name for name in known if _task(name)[0] in labels.columns]
    if not found:
        tasks = ", ".join(labels.attrs.get("tasks", ())) or "no task"
        raise InputError(f"The labels are of {tasks}, which none of the measures {', '.join(measures)} is made from.")
    return found


def _task(measure: str) -> tuple[str, bool]:
    if measure.startswith(FRAME):
        return measure, False
    if measure not in TASK_OF:
        raise unknown_name("measure that labels can correct", measure, (*TASK_OF, "frame_<name>"))
    return TASK_OF[measure]


def _sources(scores: Scores, articles: pd.DataFrame | None, by: str) -> pd.Series:
    """Return the source of each article that counts, by article id."""
    column = by if articles is None else "source"
    table = columns_of(scores, ("article_id", by)) if articles is None else articles
    missing = [name for name in ("article_id", column) if name not in table.columns]
    if missing:
        raise InputError(f"There is no column {missing[0]!r}; it has {', '.join(map(str, table.columns))}.")
    known = table.dropna(subset=[column]).drop_duplicates("article_id").set_index("article_id")
    return known[column].astype("str")


def _population(scores: Scores, of: pd.Series, task: str, threshold: float | None) -> pd.DataFrame:
    rows = columns_of(scores, ("sentence_id", "article_id", "kind", task), kind=["body"])
    rows = rows[rows[task].notna() & rows["article_id"].isin(of.index)]
    score = rows[task].astype(float)
    found = pd.DataFrame(
        {
            "sentence_id": rows["sentence_id"].astype("str"),
            "article_id": rows["article_id"],
            "source": rows["article_id"].map(of),
            "score": score if threshold is None else (score >= threshold).astype(float),
        }
    )
    return found.reset_index(drop=True)


def _labelled(population: pd.DataFrame, labels: pd.DataFrame, task: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the population with ``label, probability, stratum`` (NaN where not labelled), and what to beware of."""
    missing = [name for name in ("inclusion_probability", "stratum") if name not in labels.columns]
    if missing:
        raise InputError(
            f"The labels have no column {missing[0]!r}: without knowing how they were drawn they correct nothing. Draw "
            "with framing.annotate_sample; or, for sentences that you drew at random within each source, add "
            "inclusion_probability (drawn / all of the source) and stratum (the source)."
        )
    rows = consensus(labels, task)
    rows = rows.assign(sentence_id=rows["sentence_id"].astype("str"))
    known = rows[rows["sentence_id"].isin(population["sentence_id"])]
    if known.empty and rows["sentence_id"].str.startswith(OWN).all():
        raise InputError(
            "The labels have no column 'sentence_id', without which they are not found among the scores; copy it from "
            "the scores beside each labelled sentence."
        )
    if known.empty:
        raise InputError(
            f"No labelled sentence, of {len(rows)}, is among those that have a score for {task}; score the corpus that "
            "they were drawn from, with the same texts."
        )
    p = known["inclusion_probability"].astype(float).to_numpy()
    if not ((p > 0) & (p <= 1)).all():
        raise InputError("Every labelled sentence needs an inclusion_probability above 0 and at most 1.")
    # Only the sentences of which the question can be asked: a "?" elsewhere says nothing of who answers here.
    drawn = labels.drop_duplicates("sentence_id")
    drawn = drawn[drawn["sentence_id"].astype("str").isin(population["sentence_id"])]
    shares = known.groupby("stratum")["sentence_id"].count() / drawn.groupby("stratum")["sentence_id"].count()
    notes = []
    if strange := len(rows) - len(known):
        many, are = ("sentence", "is") if strange == 1 else ("sentences", "are")
        notes.append(f"{strange} labelled {many} {are} not among the scored ones and {are} left out.")
    if (silent := len(drawn) - len(known)) > 0.05 * len(drawn):
        many = "has no answer; it is" if silent == 1 else "have no answer; they are"
        notes.append(f"{silent} of {len(drawn)} drawn sentences {many} taken to be like the others.")
    joined = known.set_index("sentence_id")
    at = population["sentence_id"]
    probability = joined["inclusion_probability"].astype(float) * joined["stratum"].map(shares)
    return population.assign(
        label=at.map(joined["label"]), probability=at.map(probability), stratum=at.map(joined["stratum"])
    ), notes


def _sentences(part: pd.DataFrame) -> Sentences:
    return Sentences(
        pd.factorize(part["article_id"])[0].astype(np.int64),
        part["score"].to_numpy(float),
        part["label"].to_numpy(float),
        part["probability"].to_numpy(float),
        pd.factorize(part["stratum"])[0].astype(np.int64),
    )


def _warning(part: pd.DataFrame, labelled: int) -> str:
    if part["article_id"].nunique() < 2:
        return "A single article: no interval."
    if labelled < 2:
        return "No labels: no corrected estimate." if labelled == 0 else "A single label: no corrected estimate."
    errors = int((part["label"] - part["score"]).abs().gt(0.5).sum())
    if labelled < FEW_LABELS:
        return f"Only {labelled} labels: fewer than {FEW_LABELS}."
    if errors < FEW_ERRORS:
        found = f"{errors} error{'' if errors == 1 else 's'}"
        return f"The {labelled} labels show only {found} of the detector: the interval may be too narrow."
    return ""


def _estimates(
    found: Mapping[tuple[str, str], Mapping[str, Mean]],
    sizes: Mapping[tuple[str, str], tuple[int, int, int, str]],
    method: str,
    level: float,
) -> pd.DataFrame:
    rows = []
    for (measure, source), means in found.items():
        articles, sentences, labelled, warning = sizes[measure, source]
        mean = means[method]
        low, high = np.clip(mean.share_interval(level), 0, 1)
        rows.append(
            {
                "measure": measure, "source": source, "kind": KIND, "value": mean.value, "low": low, "high": high,
                "n_articles": articles, "n_sentences": sentences, "icc": np.nan, "warning": warning, "method": method,
                "n_labels": labelled,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _contrasts(
    found: Mapping[tuple[str, str], Mapping[str, Mean]],
    sizes: Mapping[tuple[str, str], tuple[int, int, int, str]],
    pairs: Sequence[tuple[str, str]],
    measures: Sequence[str],
    method: str,
    margins: Mapping[str, float],
    level: float,
) -> pd.DataFrame:
    rows = []
    for measure, (a, b) in ((m, pair) for m in measures for pair in pairs):
        if (measure, a) not in found or (measure, b) not in found:
            continue
        gap = difference(found[measure, a][method], found[measure, b][method])
        low, high = np.clip(gap.interval(level), -1, 1)
        margin = margins[measure]
        known = bool(np.isfinite(gap.se) and gap.se > 0)
        p = float(2 * stats.t.sf(abs(gap.value) / gap.se, gap.df)) if known else np.nan
        same = equivalence(gap.value, gap.se, gap.df, margin, level, largest=1.0)
        rows.append(
            {
                "measure": measure, "source_a": a, "source_b": b, "kind": KIND, "difference": gap.value, "low": low,
                "high": high, "p": p, "p_adjusted": np.nan, "correction": "", "effect": np.nan, "effect_name": "",
                "equivalence_p": same.p, "equivalent": bool(same.p < 1 - level), "margin": margin,
                "detectable": same.detectable, "n_a": sizes[measure, a][0], "n_b": sizes[measure, b][0],
                "p_method": "t", "method": method, "n_labels_a": sizes[measure, a][2],
                "n_labels_b": sizes[measure, b][2],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _methods(
    found: Mapping[tuple[str, str], Mapping[str, Mean]],
    sizes: Mapping[tuple[str, str], tuple[int, int, int, str]],
    pairs: Sequence[tuple[str, str]],
    measures: Sequence[str],
    level: float,
) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for (measure, source), means in found.items():
        articles, _, labelled, _ = sizes[measure, source]
        for name, mean in means.items():
            rows.append(
                (measure, source, name, mean.value, *mean.share_interval(level), articles, labelled, mean.tuning)
            )
    for measure, (a, b) in ((m, pair) for m in measures for pair in pairs):
        if (measure, a) not in found or (measure, b) not in found:
            continue
        both = [x + y for x, y in zip(sizes[measure, a][0:3:2], sizes[measure, b][0:3:2], strict=True)]
        for name in METHODS:
            gap = difference(found[measure, a][name], found[measure, b][name])
            rows.append((measure, f"{a} − {b}", name, gap.value, *gap.interval(level), *both, np.nan))
    columns = ["measure", "source", "method", "value", "low", "high", "n_articles", "n_labels", "tuning"]
    return pd.DataFrame(rows, columns=columns)
