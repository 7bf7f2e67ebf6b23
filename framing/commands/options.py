"""What several commands take: a model, columns of the user's tables, what to do with what cannot be used."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


class OnErrorChoice(StrEnum):
    """What to do with a row or a file that cannot be used."""

    raise_ = "raise"
    skip = "skip"


class BackendChoice(StrEnum):
    """What computes an encoder."""

    torch = "torch"
    onnx = "onnx"
    openvino = "openvino"


ModelOption = Annotated[str, typer.Option("--model", "-m", help="A model's name or folder (see: framing models).")]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column", help="Which column is which, as OURS=THEIRS (--column text=story; none: article_id=); repeatable."
    ),
]
TitlesOption = Annotated[
    bool,
    typer.Option("--titles", help="Score headlines that stand in a column of their own: each is put before its text."),
]
VoiceOption = Annotated[
    str,
    typer.Option(
        help="Who settles whose words a sentence gives: rules, the attribution head of the model that scores "
        "(model), or another model with one, such as attribution."
    ),
]
BackendOption = Annotated[
    BackendChoice, typer.Option(help="What computes an encoder; onnx and openvino are extras to install.")
]
PeriodOption = Annotated[
    str,
    typer.Option(help="Of series over time: week, month, quarter, year, or auto: the shortest with enough articles."),
]
OnErrorOption = Annotated[
    OnErrorChoice, typer.Option(help="Stop at an article that cannot be used, or list and skip it.")
]


def columns(given: list[str] | None) -> dict[str, str] | None:
    """Return what --column gave as a mapping of our columns to theirs; raises InputError for another form.

    Theirs is empty where the table has none, ``article_id=``, so that no column is guessed.
    """
    pairs = {}
    for pair in given or ():
        ours, sign, theirs = pair.partition("=")
        if not sign or not ours:
            raise InputError(f"--column takes OURS=THEIRS, for example text=story, not {pair!r}.")
        pairs[ours] = theirs
    return pairs or None


def is_folder(path: Path) -> bool:
    """Return whether an output is a folder: one that is there, or a name without a suffix."""
    return path.is_dir() or not path.suffix


def renamed(table: pd.DataFrame, given: list[str] | None) -> pd.DataFrame:
    """Return a table with the columns of --column under our names; raises InputError for one that it lacks."""
    pairs = columns(given) or {}
    for ours, theirs in pairs.items():
        if theirs not in table:
            raise InputError(f"No column {theirs!r} for {ours!r}; columns: {', '.join(map(str, table.columns))}.")
    replaced = [ours for ours, theirs in pairs.items() if ours in table and ours != theirs]
    return table.drop(columns=replaced).rename(columns={theirs: ours for ours, theirs in pairs.items()})
