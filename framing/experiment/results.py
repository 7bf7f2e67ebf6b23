"""The step that ends an evaluation: our results beside published ones, as Markdown, LaTeX and a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from framing.experiment.overlaps import counted, told
from framing.experiment.steps import write_text
from framing.experiment.training import Folders
from framing.figures import get_figure, save

MAIN = {
    "binary": ("macro_f1", "auc"),
    "mention": ("macro_f1", "accuracy"),
    "several": ("micro_f1", "macro_f1"),
}
"""The metrics of the tables where a config does not say which, by what a model gives."""

WRITTEN = {
    "macro_f1": "macro-F1",
    "weighted_f1": "weighted F1",
    "positive_f1": "F1 of the positive class",
    "micro_f1": "micro-F1",
    "mcc": "MCC",
    "auc": "AUC",
    "brier": "Brier score",
    "calibration_error": "calibration error",
    "accuracy": "accuracy",
}
COLUMNS = ("corpus", "split", "task", "metric", "model", "value", "low", "high", "n", "source")


def results(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Write ``results.md``, ``results.tex``, ``results.png`` and, as a table, ``beside.csv``."""
    measured = pd.read_csv(needed["metrics"] / "results.csv")
    table = beside_published(measured, given["evaluate"])
    shared = told(pd.read_csv(needed["overlap"] / "overlap.csv"))
    if not shared and len(measured):
        shared = ["No text of the tests stands (nearly) in what the models learned from, as far as it is at hand."]
    notes = [*given["notes"], *shared, *counted(pd.read_csv(needed["overlap"] / "leakage.csv"))]
    write_text(out / "results.md", to_markdown(table, given["name"], notes))
    write_text(out / "results.tex", to_latex(table, given["name"], notes))
    table.to_csv(out / "beside.csv", index=False, lineterminator="\n")
    if len(table):
        save(get_figure("results")(table), out / "results.png")


def beside_published(measured: pd.DataFrame, evaluations: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the chosen metrics of our models, then the published ones: one row each, :data:`COLUMNS`.

    ``source`` is empty for ours and the citation for others; ``low`` and ``high`` are missing for them. A published
    result of another split than the one that was run says so by its own ``split``.
    """
    rows: list[dict[str, Any]] = []
    for one in evaluations:
        here = measured[(measured["corpus"] == one["corpus"]) & (measured["task"] == one["task"])]
        run = one["run"]
        splits = here["split"].astype(str)
        here = here[(splits == run) | splits.str.startswith(f"{run}, not in ")]
        metrics = list(one["metrics"]) or _main(here)
        published = one["published"]
        metrics += [p["metric"] for p in published if p["metric"] not in metrics]
        for metric in dict.fromkeys(metrics):
            for split in here["split"].unique() if len(here) else [run or one["split"]]:
                ours = here[(here["split"] == split) & (here["metric"] == metric)]
                # Of several seeds their mean is shown; the seeds are in metrics.json.
                seeds = ours["model"].astype(str) + ", mean of "
                means = ours["model"][ours["model"].astype(str).str.contains(", mean of ")].str.split(" seeds").str[0]
                of_mean = seeds.map(lambda name, means=tuple(means): any(m.startswith(name) for m in means))
                rows += [{**row, "source": ""} for row in ours[~of_mean].to_dict("records")]
                if split == (run or one["split"]):
                    rows += [_as_row(p, one) for p in published if p["metric"] == metric]
    return pd.DataFrame(rows, columns=list(COLUMNS)).drop_duplicates(ignore_index=True)


def _as_row(published: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    nothing = float("nan")
    split = published["split"] or one["split"]
    n = nothing if published["n"] is None else published["n"]
    return {
        **published,
        "corpus": one["corpus"],
        "task": one["task"],
        "split": split,
        "low": nothing,
        "high": nothing,
        "n": n,
    }


def _main(here: pd.DataFrame) -> list[str]:
    there = set(here["metric"])
    if "brier" in there:
        return list(MAIN["binary"])
    if "micro_f1" in there:
        return list(MAIN["several"])
    return [name for name in MAIN["mention"] if name in there] or [name for name in ("auc",) if name in there]


def number(value: float) -> str:
    """Return a number with three digits, without the nought before the point where it is below one."""
    text = f"{value:.3f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def with_interval(row: Mapping[Any, Any]) -> str:
    """Return ``.700 [.651, .749]``, or the number alone where nobody gave an interval."""
    if row["value"] != row["value"]:
        return "–"
    text = number(row["value"])
    return text if row["low"] != row["low"] else f"{text} [{number(row['low'])}, {number(row['high'])}]"


def count(n: Any) -> str:
    """Return a number of rows with a comma at the thousands; empty where it is not known."""
    return "" if n != n or n is None else f"{int(n):,}"


def to_markdown(table: pd.DataFrame, name: str, notes: Sequence[str] = ()) -> str:
    """Return the table as Markdown with a line on what the numbers are, and the notes below it."""
    lines = [f"# {name}", "", "| corpus, split: task | metric | model | value [95 % interval] | n | source |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for row in table.to_dict("records"):
        cells = (
            f"{row['corpus']}, {row['split']}: {row['task'].replace('_', ' ')}",
            WRITTEN.get(row["metric"], row["metric"]),
            row["model"],
            with_interval(row),
            count(row["n"]),
            row["source"] or "this run",
        )
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    lines += ["", "Intervals by bootstrap over articles (over rows where the corpus names no article)."]
    lines += [f"- {note}" for note in notes]
    return "\n".join(lines) + "\n"


def to_latex(table: pd.DataFrame, name: str, notes: Sequence[str] = ()) -> str:
    """Return the table for LaTeX, with the package booktabs; the notes are the end of its caption."""
    lines = [
        "% needs \\usepackage{booktabs}",
        "\\begin{table}",
        "\\centering",
        "\\begin{tabular}{lllrrl}",
        "\\toprule",
        "corpus, split: task & metric & model & value [95\\,\\% interval] & $n$ & source \\\\",
        "\\midrule",
    ]
    for row in table.to_dict("records"):
        cells = [
            f"{row['corpus']}, {row['split']}: {row['task'].replace('_', ' ')}",
            WRITTEN.get(row["metric"], row["metric"]),
            row["model"],
            with_interval(row),
            count(row["n"]),
            row["source"] or "this run",
        ]
        lines.append(" & ".join(latex(str(cell)) for cell in cells) + " \\\\")
    caption = f"Results of {name}, with 95 % intervals by bootstrap over articles. " + " ".join(notes)
    lines += ["\\bottomrule", "\\end{tabular}", f"\\caption{{{latex(caption.strip())}}}", "\\end{table}"]
    return "\n".join(lines) + "\n"


_LATEX = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


def latex(text: str) -> str:
    """Return a text with LaTeX's special characters escaped, in one pass."""
    return "".join({**_LATEX, "–": "--"}.get(c, c) for c in text)
