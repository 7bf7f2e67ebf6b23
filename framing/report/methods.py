"""The numbers of the methods text: the material, what was asked, and what is known of the detector."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import yaml

from framing.articles.dates import publication_days
from framing.models import MODELS
from framing.report.grids import rows_of
from framing.report.procedures import calibration, p_methods, raw_intervals, used_tests
from framing.report.result_tables import has_band, level_of
from framing.report.wording import count, estimate, kinds_in, number
from framing.summary import DEFAULT_THRESHOLD

if TYPE_CHECKING:
    from framing.comparison import Comparison

_METRICS = {"auc": "AUC", "macro_f1": "macro-F1", "micro_f1": "micro-F1", "brier": "Brier score"}


def facts(compared: Comparison) -> dict[str, Any]:
    """Return what the methods and limits are filled in with; what is not known is None or empty."""
    settings = compared.settings
    articles, contrasts, estimates = compared.articles, compared.contrasts, compared.estimates
    days = (
        publication_days(articles["published"]).dropna()
        if "published" in articles
        else pd.Series(dtype="datetime64[us]")
    )
    events = rows_of(compared.events)
    copies = rows_of(compared.copies)
    methods = p_methods(contrasts)
    icc = estimates["icc"].dropna() if "icc" in estimates else pd.Series(dtype=float)
    return {
        "by": str(settings.get("by", "source")),
        "n_sources": int(articles["source"].nunique()),
        "n_articles": len(articles),
        "n_sentences": int(articles["n_sentences"].sum()),
        "n_author": int(articles["n_author"].sum()),
        "per_source": _range(articles.groupby("source").size()),
        "period": (days.min().date().isoformat(), days.max().date().isoformat()) if len(days) else None,
        "draws": int(settings.get("draws", 10_000)),
        "level": level_of(compared),
        "seed": settings.get("seed", 0),
        "kinds": kinds_in([*estimates["kind"], *contrasts["kind"]]),
        "match": settings.get("match"),
        "n_events": 0 if events is None else int(events["event"].nunique()),
        "n_in_events": 0 if events is None else int(events["article_id"].nunique()),
        "adjust": [str(name) for name in settings.get("adjust") or ()],
        "reference": settings.get("reference"),
        "copies": settings.get("copies", "once"),
        "n_copies": 0 if copies is None else int((copies["copy_of"].fillna("").astype(str) != "").sum()),
        "n_left_out": 0 if copies is None else int((~copies["kept"].astype(bool)).sum()),
        "corrections": _names(contrasts, "correction"),
        "effects": _names(contrasts, "effect_name"),
        "intervals": raw_intervals(compared),
        "p_methods": {name for names in methods.values() for name in names},
        "tests": used_tests(methods),
        "margins": sorted({float(margin) for margin in contrasts["margin"].dropna()}) if len(contrasts) else [],
        "icc": (number(icc.min()), number(icc.max())) if len(icc) else None,
        "small": [str(s) for s, n in articles.groupby("source").size().items() if n < 20],
        "band": has_band(estimates),
        "frames": bool(estimates["measure"].str.startswith("frame_").any()),
        "stance": rows_of(compared.stance) is not None,
        "words": rows_of(compared.words) is not None,
        "speakers": rows_of(compared.speakers) is not None,
        "series": rows_of(compared.series) is not None,
    }


def detector(compared: Comparison) -> dict[str, Any]:
    """Return what is known about the model that gave the probabilities, from its card where it ships with framing.

    Keys: ``name``, ``limit`` (threshold of editorializing), ``thresholds`` (by task), ``voice`` (who settled voices:
    "rules", a model's name, or empty where it is not known), ``titles`` (whether headlines were put before texts),
    ``trained_on``, ``calibration`` (its methods), ``calibrated`` (what is, in sentences), ``measured`` (rows of its
    card: ``task, corpus, metric, value, n``).
    """
    attrs = {} if compared.scores is None else {str(k): v for k, v in compared.scores.attrs.items()}
    name = str(compared.settings.get("model") or attrs.get("model") or "")
    thresholds = compared.settings.get("thresholds") or attrs.get("thresholds") or {}
    limit = float(thresholds.get("editorializing", DEFAULT_THRESHOLD))
    known: dict[str, Any] = {
        "name": name,
        "limit": limit,
        "thresholds": {},
        "voice": str(compared.settings.get("voice") or attrs.get("voice") or ""),
        "titles": bool(compared.settings.get("titles") or attrs.get("titles")),
        "trained_on": [],
        "calibration": [],
        "calibrated": [],
        "measured": [],
    }
    for task, threshold in thresholds.items():
        if isinstance(threshold, int | float):
            known["thresholds"][task.replace("_", " ")] = number(threshold, 3)
    if name not in MODELS:
        return known
    # Read as JSON, since loading an encoder to read its card would import torch.
    described = json.loads((MODELS[name] / "model.json").read_text(encoding="utf-8"))
    card = described.get("card", {})
    known["trained_on"] = sorted({str(part).split(":")[0] for part in card.get("trained_on", ())})
    asked = [str(name) for name in compared.estimates["measure"].unique()]
    has_stance = rows_of(compared.stance) is not None or any(name.startswith("stance_") for name in asked)
    known["calibration"], known["calibrated"] = calibration(described, asked, has_stance)
    known["measured"] = [
        {
            "task": str(row["task"]).replace("_", " "),
            "corpus": f"{row['corpus']}, {row['split']}",
            "metric": _METRICS[row["metric"]],
            "value": estimate(row["value"], row["low"], row["high"]),
            "n": count(row["n"]),
        }
        for row in card.get("metrics", ())
        if row["model"] == name and row["metric"] in _METRICS
    ]
    return known


def settings_text(compared: Comparison) -> str:
    """Return the settings as YAML, as a config would hold them."""
    return yaml.safe_dump(_plain(compared.settings), sort_keys=False, allow_unicode=True, width=88)


def _plain(value: Any) -> Any:
    """Return a value as YAML can write it: no tuples, paths or numbers of numpy."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        return value.item()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _names(rows: pd.DataFrame, column: str) -> list[str]:
    return [str(name) for name in rows[column].dropna().unique() if name] if column in rows else []


def _range(sizes: pd.Series) -> tuple[int, int]:
    return (int(sizes.min()), int(sizes.max())) if len(sizes) else (0, 0)
