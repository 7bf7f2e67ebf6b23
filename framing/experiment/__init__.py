"""A config runs: train → evaluate → score → compare → annotate, into one folder, resumable at any moment."""

from __future__ import annotations

from framing.experiment.planning import Plan, make_plan
from framing.experiment.run import Run, run_experiment

__all__ = ["Plan", "Run", "make_plan", "run_experiment"]
