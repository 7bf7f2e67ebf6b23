"""Metrics with intervals, splits that do not leak, baselines, and the evaluation of voice."""

from __future__ import annotations

from framing.evaluation.baselines import BASELINES
from framing.evaluation.metrics import METRICS, classification_metrics
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
    "evaluate_voice",
    "folds",
    "predict",
    "voice_errors",
]
