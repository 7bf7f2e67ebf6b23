"""What every page shares: its templates, the colours, and how numbers are written."""

from __future__ import annotations

from functools import cache

import jinja2
import pandas as pd

PALETTES: dict[str, dict[str, str]] = {
    "light": {
        "paper": "#fbfaf6",
        "ink": "#1d1d1b",
        "muted": "#5f5b54",
        "rule": "#dcd7cc",
        "quoted": "#1b4a85",
        "attributed": "#4a6b93",
        "shade": "#e28014",
        "strength": "0.85",
    },
    "dark": {
        "paper": "#181715",
        "ink": "#f0ece4",
        "muted": "#aaa398",
        "rule": "#3b3833",
        "quoted": "#a3c8f3",
        "attributed": "#8fabca",
        "shade": "#e28014",
        "strength": "0.55",
    },
}
"""Colours of the page. A score of 1 lays ``shade`` over ``paper`` with the opacity ``strength``; all text keeps a
contrast of 4.5 : 1 (WCAG 2.2, AA)."""


@cache
def environment() -> jinja2.Environment:
    """Return the templates; what they are given is escaped."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("framing.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters["percent"] = lambda share: "–" if pd.isna(share) else f"{100 * share:.0f} %"
    made.filters["short"] = short
    made.filters["rgb"] = lambda colour: " ".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return made


def short(probability: float) -> str:
    """Return a probability with two decimals and no leading zero; nothing where it is missing."""
    return "" if pd.isna(probability) else f"{probability:.2f}".removeprefix("0")
