"""A comparison of sources as the command line prints it: estimates with intervals, differences, what to beware of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from framing.terminal import short_table, with_intervals

_SHOWN = ("share_editorializing", "mean_editorializing", "mean_other_editorializing", "mean_loaded_language")


def tell_comparison(compared: Any, measures: Sequence[str] | None = None) -> None:
    """Print the estimates of measures, then what differs; the main ones where none are named. Warnings stand once."""
    chosen = [name for name in measures or _SHOWN if name in compared.measures] or compared.measures[:6]
    shown = list(dict.fromkeys(chosen))
    estimates = with_intervals(compared.estimates, ["value"])
    estimates = estimates[estimates["measure"].isin(shown)]
    wide = estimates.pivot_table(
        index=["kind", "source"], columns="measure", values="value", aggfunc="first", sort=False
    )[shown]
    n = estimates.groupby(["kind", "source"], sort=False)[["n_articles", "n_sentences"]].max()
    level = f"{compared.settings.get('level', 0.95) * 100:g} %"
    typer.echo(f"Estimates: means over articles (within events: over events) with {level} intervals.")
    typer.echo(short_table(n.join(wide).reset_index()))
    _tell_stance(compared, level)
    _tell_differences(compared, shown)
    for note in compared.notes:
        typer.echo(note)
    for warning in dict.fromkeys(compared.warnings):
        typer.echo(f"Beware: {warning}")


def _tell_stance(compared: Any, level: str) -> None:
    """Print the stance toward each target by source, with how many articles and mentions it rests on."""
    if compared.stance is None or not len(compared.stance):
        return
    stance = with_intervals(compared.stance, ["value"]).rename(columns={"value": "stance"})
    typer.echo(f"\nStance, -1 to 1: means over articles with {level} intervals.")
    typer.echo(short_table(stance[["target", "source", "stance", "n_articles", "n_mentions"]]))


def _tell_differences(compared: Any, shown: list[str]) -> None:
    contrasts = compared.contrasts[compared.contrasts["measure"].isin(shown)].rename(columns={"difference": "value"})
    if not len(contrasts):
        return
    contrasts = with_intervals(contrasts, ["value"]).rename(columns={"value": "a − b"})
    contrasts["equivalent"] = contrasts["equivalent"].map({True: "yes", False: ""})
    names = ["measure", "kind", "source_a", "source_b", "a − b", "p_adjusted", "effect", "equivalent", "n_a", "n_b"]
    typer.echo("\nDifferences; p adjusted for all pairs; equivalent: within the margin.")
    typer.echo(short_table(contrasts[names]))
    _tell_errors(compared, shown)


def _tell_errors(compared: Any, shown: list[str]) -> None:
    """Say which differences outlast the model's errors, where no labels correct them and its errors are known."""
    from framing.comparison.sensitivity import MODEL, sensitivity, told

    if compared.settings.get("model") != MODEL or (compared.contrasts["kind"] == "corrected").any():
        return
    shares = [name for name in shown if name.startswith("share_")]
    for line in told(sensitivity(compared), shares) if shares else ():
        typer.echo(line)
