"""Metrics with intervals, splits that do not leak, baselines, and the evaluation of voice."""
