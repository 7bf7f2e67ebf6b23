"""Which tests and intervals a comparison really used, and what of its model is calibrated, for the methods text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from framing.comparison.permutation import LARGEST
from framing.evaluation.studentised import FEWEST
from framing.models.tasks import TASKS
from framing.report.wording import count, listed

if TYPE_CHECKING:
    from framing.comparison import Comparison

PERMUTED = frozenset({"exact", "permutation"})
"""Values of ``p_method`` that stand for permutations: all of them, or drawn ones."""

_CALIBRATED = {
    "editorializing": "editorializing (the author’s words)",
    "loaded_language": "loaded language",
    "frames": "frames",
    "stance": "stance",
}
TEMPERATURE = "temperature"
"""How tasks of mentions are calibrated: all labels by one slope."""
_METHODS = {"sigmoid": "Platt scaling", "isotonic": "isotonic regression", TEMPERATURE: "temperature scaling"}


def p_methods(contrasts: pd.DataFrame) -> dict[str, set[str]]:
    """Return how the p values of each kind of difference were found: the values of ``p_method``."""
    if not {"p_method", "p"} <= set(contrasts.columns):
        return {}
    rows = contrasts[contrasts["p"].notna() & contrasts["p_method"].fillna("").astype(str).ne("")]
    return {str(kind): set(map(str, group["p_method"])) for kind, group in rows.groupby("kind", sort=False)}


def used_tests(methods: Mapping[str, set[str]]) -> list[str]:
    """Return the tests behind the p values of :func:`p_methods`, in words; with their kind where there are several."""
    found = {}
    for kind, names in methods.items():
        parts = []
        if names & PERMUTED:
            within = kind == "within_event"
            parts.append("permutations of the two sources within each event" if within else "permutations of articles")
        if "welch" in names:
            many = f" where two sources have more than {count(LARGEST)} articles together" if parts else ""
            parts.append(f"Welch’s t test{many}")
        parts += [words for name, words in (("wald", "Wald tests"), ("t", "Student’s t tests")) if name in names]
        parts += sorted(names - PERMUTED - {"welch", "wald", "t"})
        found[kind] = ", or ".join(parts)
    words = {"within_event": "within event"}
    return [f"{text} ({words.get(kind, kind)})" if len(found) > 1 else text for kind, text in found.items()]


def raw_intervals(compared: Comparison) -> dict[str, bool]:
    """Return whether raw estimates and differences have intervals by ``bootstrap``, and by Student's ``t``."""
    sizes = []
    for table, columns in ((compared.estimates, ["n_articles"]), (compared.contrasts, ["n_a", "n_b"])):
        if set(columns) <= set(table.columns):
            rows = table[(table["kind"] == "raw") & table["low"].notna()]
            sizes += rows[columns].min(axis=1).tolist()
    return {"bootstrap": any(n >= FEWEST for n in sizes), "t": any(n < FEWEST for n in sizes)}


def calibration(described: Mapping[str, Any], measures: Sequence[str], stance: bool) -> tuple[list[str], list[str]]:
    """Return the methods by which a model is calibrated, and what is calibrated, in sentences.

    ``described`` is its ``model.json``, ``measures`` those of the comparison, ``stance`` whether that has stance. A
    curve counts where it is of the view that the task is asked in: one of whole articles is not for sentences.
    """
    found: dict[str, list[str]] = {}
    curves = described.get("calibrations", {})
    for task, by_view in curves.items():
        if task == "stance" and not stance:
            continue
        if task in TASKS and TASKS[task].view in by_view:
            given = by_view[TASKS[task].view]
            names = {str(curve["method"]) for curve in (given if isinstance(given, list) else [given])}
            if TASKS[task].kind == "mention":  # of its curve, only the slope counts
                names = {TEMPERATURE}
            for name in sorted(names):
                found.setdefault(_METHODS.get(name, name), []).append(task)
    every = {task for tasks in found.values() for task in tasks}
    said = [
        f"Calibrated by {method}: {listed(_CALIBRATED.get(task, task.replace('_', ' ')) for task in tasks)}."
        for method, tasks in sorted(found.items())
    ]
    if "mean_other_editorializing" in measures and "other" not in curves.get("editorializing", {}):
        said.append(
            "The words of others have no curve of their own: they share that of the author’s words."
            if "editorializing" in every
            else "The words of others are not calibrated."
        )
    if any(name.startswith("frame_") for name in measures) and "frames" not in every:
        said.append("The probabilities of frames in single sentences are not calibrated.")
    if stance and "stance" in {*described.get("heads", {}), *described.get("apart", ())} and "stance" not in every:
        said.append("The model’s stance is not calibrated.")
    return sorted(found), said
