"""Metrics with intervals, calibration, splits that do not leak, baselines, voice, and behavioural audits."""

from __future__ import annotations

from framing.evaluation.agreement import agreement
from framing.evaluation.audit import Audit, audit
from framing.evaluation.baselines import BASELINES
from framing.evaluation.calibration import CALIBRATION_METRICS, calibration_metrics, reliability_bins
from framing.evaluation.evidence import evaluate_evidence
from framing.evaluation.groups import evaluate_groups, metrics_by_group
from framing.evaluation.importance import family_importance
from framing.evaluation.leakage import leakage
from framing.evaluation.leaks import leakage_of
from framing.evaluation.learning_curve import learning_curve
from framing.evaluation.metrics import METRICS, classification_metrics
from framing.evaluation.names import evaluate_names, name_cases
from framing.evaluation.paired import compare_measured, compare_models, compare_predictions
from framing.evaluation.pairs import evaluate_pairs
from framing.evaluation.prior_shift import correct_prior, estimate_prior, prior_shift, shift_prior
from framing.evaluation.recipes import Recipe
from framing.evaluation.results import evaluate, predict
from framing.evaluation.seeds import evaluate_seeds
from framing.evaluation.splits import fold_rows, folds
from framing.evaluation.voice import evaluate_voice
from framing.evaluation.voice_errors import count_errors, voice_errors

__all__ = [
    "BASELINES",
    "CALIBRATION_METRICS",
    "METRICS",
    "Audit",
    "Recipe",
    "agreement",
    "audit",
    "calibration_metrics",
    "classification_metrics",
    "compare_measured",
    "compare_models",
    "compare_predictions",
    "correct_prior",
    "count_errors",
    "estimate_prior",
    "evaluate",
    "evaluate_evidence",
    "evaluate_groups",
    "evaluate_names",
    "evaluate_pairs",
    "evaluate_seeds",
    "evaluate_voice",
    "family_importance",
    "fold_rows",
    "folds",
    "leakage",
    "leakage_of",
    "learning_curve",
    "metrics_by_group",
    "name_cases",
    "predict",
    "prior_shift",
    "reliability_bins",
    "shift_prior",
    "voice_errors",
]
