"""The table of results in the README, written from stored metrics: no number in it is typed by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from pydantic import Field, ValidationError

from framing.config import Section
from framing.errors import ConfigError, InputError
from framing.experiment.results import count, with_interval

BEGIN, END = "<!-- results -->", "<!-- end of results -->"
"""What the table stands between in the README."""


SMALLER_IS_BETTER = ("brier", "calibration_error")
"""Metrics of errors, of which the smallest is the best."""


class Row(Section):
    """One row: what is measured on which part of which corpus, and what others published, in words.

    ``instead`` replaces keys for one column, where its metrics are stored under others (its ``model``, its ``split``).
    """

    label: str
    corpus: str
    split: str
    task: str
    metric: str
    published: str = ""
    instead: dict[str, dict[str, str]] = Field(default_factory=dict)


class Table(Section):
    """A table: the files with stored metrics (patterns), the columns with the model that each one shows, the rows.

    Where several patterns have a metric, the first of them counts.
    """

    metrics: tuple[str, ...] = Field(min_length=1)
    columns: dict[str, str] = Field(min_length=1)
    rows: tuple[Row, ...] = Field(min_length=1)


def read_table_spec(path: Path) -> Table:
    """Return the description of a table in a YAML file; raises ConfigError in one line where it is none."""
    try:
        return Table.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(
            f"No table at {path} ({error.strerror}); give a YAML file such as docs/results.yaml."
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{path}: '{where}': {first['msg']}.") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} cannot be read as YAML: {' '.join(str(error).split())}") from None


def read_metrics(patterns: tuple[str, ...], root: Path) -> pd.DataFrame:
    """Return stored metrics as one table; raises InputError for a pattern that no file fits."""
    tables = []
    for number, pattern in enumerate(patterns):
        paths = sorted(root.glob(pattern))
        if not paths:
            raise InputError(f"No file fits {pattern} below {root}; run the benchmarks, or name other metrics.")
        for path in paths:
            rows = pd.read_csv(path) if path.suffix == ".csv" else pd.DataFrame(json.loads(path.read_text("utf-8")))
            tables.append(rows.assign(file=path.name, pattern=number))
    return pd.concat(tables, ignore_index=True)


def results_markdown(table: Table, root: Path) -> str:
    """Return the table as Markdown, the best model of each row in bold; what was not measured is left empty.

    Raises InputError where a row has no stored metric at all, or one model has two different ones.
    """
    metrics = read_metrics(table.metrics, root)
    heads = ["task, corpus, split", "n", *table.columns, "published"]
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join("---" for _ in heads) + " |"]
    for row in table.rows:
        found = {head: _stored(metrics, row, head, model) for head, model in table.columns.items()}
        there = {head: one for head, one in found.items() if one is not None}
        if not there:
            raise InputError(
                f"No stored metric for {row.label!r}: {row.corpus}, {row.split}, {row.task}, {row.metric}."
            )
        sign = -1.0 if row.metric in SMALLER_IS_BETTER else 1.0
        values = {head: sign * one["value"] for head, one in there.items()}
        best = max(values, key=values.__getitem__)
        cells = [_cell(one, head == best and len(there) > 1) for head, one in found.items()]
        n = count(next(iter(there.values()))["n"])
        lines.append("| " + " | ".join([row.label, n, *cells, row.published]) + " |")
    return "\n".join(lines) + "\n"


def write_between(text: str, table: str, where: str) -> str:
    """Return a text with the table between its two markers; raises InputError where they are missing."""
    pattern = re.compile(f"({re.escape(BEGIN)}\n).*?({re.escape(END)})", re.DOTALL)
    if not pattern.search(text):
        raise InputError(f"{where} has no place for the table; write {BEGIN} and, below it, {END}.")
    return pattern.sub(lambda match: match.group(1) + table + match.group(2), text)


def _stored(metrics: pd.DataFrame, row: Row, head: str, model: str) -> dict[str, Any] | None:
    wanted = {"corpus": row.corpus, "split": row.split, "task": row.task, "metric": row.metric, "model": model}
    wanted |= row.instead.get(head, {})
    here = metrics[(metrics[list(wanted)] == list(wanted.values())).all(axis=1)]
    here = here[here["pattern"] == here["pattern"].min()]
    values = here[["value", "low", "high", "n"]].drop_duplicates()
    if len(values) > 1:
        files = ", ".join(sorted(set(here["file"])))
        raise InputError(f"{row.label!r}: {wanted['model']} has {len(values)} stored values, in {files}.")
    return None if values.empty else {str(key): value for key, value in values.iloc[0].items()}


def _cell(one: dict[str, Any] | None, best: bool) -> str:
    if one is None:
        return ""
    text = with_interval(one)
    value, _, interval = text.partition(" ")
    return f"**{value}** {interval}".strip() if best else text
