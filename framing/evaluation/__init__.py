"""Metrics with intervals, splits that do not leak, baselines, the evaluation of voice, and behavioural audits."""

from __future__ import annotations

from framing.evaluation.baselines import BASELINES
from framing.evaluation.evidence import evaluate_evidence
from framing.evaluation.importance import family_importance
from framing.evaluation.metrics import METRICS, classification_metrics
from framing.evaluation.names import evaluate_names, name_cases
from framing.evaluation.pairs import evaluate_pairs
from framing.evaluation.results import Recipe, evaluate, predict
from framing.evaluation.splits import folds
from framing.evaluation.voice import evaluate_voice
from framing.evaluation.voice_errors import count_errors, voice_errors

__all__ = [
    "BASELINES",
    "METRICS",
    "Recipe",
    "classification_metrics",
    "count_errors",
    "evaluate",
    "evaluate_evidence",
    "evaluate_names",
    "evaluate_pairs",
    "evaluate_voice",
    "family_importance",
    "folds",
    "name_cases",
    "predict",
    "voice_errors",
]
