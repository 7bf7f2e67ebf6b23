"""What the command line shows: progress, short tables with intervals, and what was written where."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from framing.counts import counted
from framing.decimals import written_p

_NARROWEST, _BETWEEN = 16, 2  # characters of a column whose cells wrap, and between columns


def progress(items: Iterable[Any], doing: str, total: int) -> Iterable[Any]:
    """Show a progress bar on a terminal for what takes more than a moment."""
    if (total < 20 and doing == "Reading") or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, description=doing, total=total, console=Console(stderr=True), transient=True)


@contextmanager
def shard_report() -> Iterator[Callable[[Any], None]]:
    """Give what shows the `framing.scale.Progress` of a stream of shards: a bar on a terminal, lines elsewhere."""
    if not sys.stderr.isatty():
        yield lambda progress: typer.echo(f"{shard_name(progress)}: {shard_line(progress)}", err=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    with Progress(TextColumn("{task.description}"), BarColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Scoring", total=1.0)
        yield lambda progress: bar.update(task, completed=progress.share, description=shard_line(progress))


def shard_name(progress: Any) -> str:
    """Return which shard is done, counted from 1, and of how many where that is known: ``Shard 1 of 3``."""
    return f"Shard {progress.shard + 1:,}" + ("" if progress.of is None else f" of {progress.of:,}")


def shard_line(progress: Any) -> str:
    """Return how far a run over a corpus is, how fast, and how long it will take, in one line."""
    line = f"{progress.share:.0%}, {counted(progress.articles, 'article')}, {counted(progress.sentences, 'sentence')}"
    if progress.rate:
        line += f", {progress.rate:,.0f} sentences/s"
    if progress.left is not None:
        minutes = round(progress.left) // 60
        line += f", {minutes // 60}:{minutes % 60:02d}:{round(progress.left) % 60:02d} left"
    return line


def tell_rejects(rejects: list[dict[str, str]]) -> None:
    """List on standard error what was left out of reading, and why."""
    if rejects:
        typer.echo(f"{len(rejects)} left out:", err=True)
        for reject in rejects:
            typer.echo(f"  {reject['where']}: {reject['reason']}", err=True)


def tell_file(path: Path, what: str) -> None:
    """Say what was written where."""
    typer.echo(f"{what} → {path}")


def tell_scores(scores: Any) -> None:
    """Print one line an article, and the sentences that editorialize most."""
    from framing.summary import summarize

    table = summarize(scores)
    typer.echo(
        short_table(table[["article_id", "source", "n_sentences", "share_editorializing", "mean_editorializing"]])
    )
    typer.echo("\nMost editorializing:")
    for row in scores.nlargest(5, "editorializing").itertuples():
        typer.echo(f"  {row.editorializing:.2f}  {row.text}")


def beside(output: Path | None) -> Path | None:
    """Return where the stance table goes: beside the scores, in their format; CSV beside a page."""
    if output is None:
        return None
    return output.with_suffix(".stance.csv" if output.suffix.lower() == ".html" else f".stance{output.suffix}")


def tell_stance(scores: Any, wanted: dict[str, list[str]] | None, model: Any, output: Path | None) -> None:
    """Score the stance toward targets, say which were proposed or never mentioned, and write or print it."""
    from framing.articles import write_table
    from framing.stance import score_stance, summarize_stance

    stance = score_stance(scores, wanted, model, progress=progress)
    found = stance.attrs["targets"]
    if wanted is None:
        typer.echo("Targets proposed (list your own in a file: --targets targets.yaml):" if found else "No name found.")
        for name, aliases in found.items():
            typer.echo(f"  {name}: {', '.join(aliases)}")
    elif silent := [name for name in found if name not in set(stance["target"])]:
        typer.echo(f"Never mentioned: {', '.join(silent)}")
    if output is not None:
        tell_file(
            write_table(stance, output),
            f"{counted(len(stance), 'mention')} of {counted(stance['target'].nunique(), 'target')}",
        )
    elif len(stance):
        measures = ["mean_stance", "share_negative", "share_positive"]
        table = with_intervals(summarize_stance(stance), measures)
        typer.echo("\nStance, -1 to 1, mean of the articles with 95 % interval:")
        typer.echo(short_table(table[["source", "target", "n_mentions", "n_articles", *measures]]))


def results_table(results: Any) -> str:
    """One line for a model on a split, its metrics side by side, each with its interval."""
    results = with_intervals(results, ["value"])
    index = [c for c in ("corpus", "split", "task", "model", "n", "clusters") if c in results]
    wide = results.pivot_table(index=index, columns="metric", values="value", aggfunc="first", sort=False)
    return short_table(wide.reset_index())


def with_intervals(table: Any, measures: list[str]) -> Any:
    """Write ``.073 [.063, .087]`` in place of three columns, with ``± .004`` where seeds spread."""

    def written(row: Any, name: str) -> str:
        prefix = "" if name == "value" else f"{name}_"
        value, low, high = (row[name], row[f"{prefix}low"], row[f"{prefix}high"])
        if value != value:
            return "–"
        spread = "" if row.get("sd") is None or row["sd"] != row["sd"] else f" ± {row['sd']:.3f}"
        return f"{value:.3f}" + ("" if low != low else f" [{low:.3f}, {high:.3f}]") + spread

    return table.assign(**{name: table.apply(written, axis=1, args=(name,)) for name in measures})


def _is_p(name: str) -> bool:
    return name in ("p", "p_adjusted") or name.endswith("_p")


def _p(value: Any) -> Any:
    return written_p(value) if isinstance(value, float) and value == value else value


def short_table(table: Any) -> str:
    """Return a table as text, three decimals a number; p values as journals set them."""
    p_values = {name: table[name].map(_p) for name in table.columns if _is_p(str(name))}
    table = table.assign(**p_values)
    with_lists = table.map(lambda cell: ", ".join(map(str, cell)) if isinstance(cell, list | tuple) else cell)
    text: str = with_lists.to_string(index=False, float_format=lambda x: f"{x:.3f}", max_colwidth=48, na_rep="–")
    return text


def fitted_table(table: Any, spare: Sequence[str] = ()) -> str:
    """Return a table as text that fits the terminal, nothing of it cut: cells wrap where its columns are too wide.

    Where that would make columns narrower than is read with ease, those of ``spare`` are left out, the first one
    first, which a line below says. What is not shown on a terminal has its rows in one line each, as wide as they are.
    """
    cells = {str(name): [str(name), *map(_written, table[name])] for name in table.columns}
    numeric = {str(name) for name in table.columns if table[name].dtype.kind in "iuf"}
    width, left_out = _columns(), []
    for name in spare:
        if sum(map(_least, cells.values())) + _BETWEEN * (len(cells) - 1) <= width:
            break
        left_out.append(name)
        del cells[name]
    widths = _widths(cells, width)
    columns = [_column(cells[name], widths[name], name in numeric) for name in cells]
    lines = [_side_by_side(row) for row in zip(*columns, strict=True)]
    if left_out:
        lines.append(f"Left out, for the width of the terminal: {', '.join(left_out)}.")
    return "\n".join(lines)


def wrapped(text: str, indent: int = 0) -> str:
    """Return a text in lines that fit the terminal, 80 characters where there is none, those after the first indented.

    ``indent`` is how many spaces stand before the first line; the others have two more. No word is broken.
    """
    before = " " * indent
    return textwrap.fill(
        text, shutil.get_terminal_size().columns, initial_indent=before, subsequent_indent=f"{before}  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _columns() -> float:
    """Return how many characters fit into a line: of the terminal or as ``COLUMNS`` says; else as many as there are."""
    shown = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return shutil.get_terminal_size().columns if shown else float("inf")


def _written(cell: Any) -> str:
    if isinstance(cell, list | tuple):
        return ", ".join(map(_written, cell))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if cell is None or cell != cell:
        return "–"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _widest(cells: Sequence[str]) -> int:
    return max(map(len, cells))


def _least(cells: Sequence[str]) -> int:
    """Return the least width of a column: no word is broken, and what wraps has some room."""
    return min(_widest(cells), max(_NARROWEST, _widest([word for cell in cells for word in cell.split()])))


def _widths(cells: dict[str, list[str]], width: float) -> dict[str, int]:
    """Return the widths of columns: at least :func:`_least`, and what is left goes to those that lack most."""
    widths = {name: _least(column) for name, column in cells.items()}
    wanted = {name: _widest(column) for name, column in cells.items()}
    if sum(wanted.values()) + _BETWEEN * (len(cells) - 1) <= width:
        return wanted
    for _ in range(int(width) - _BETWEEN * (len(cells) - 1) - sum(widths.values())):
        widths[max(widths, key=lambda name: wanted[name] / widths[name])] += 1
    return widths


def _column(cells: Sequence[str], width: int, right: bool) -> list[list[str]]:
    """Return the cells of a column, each as lines of one width."""
    wrapped = [textwrap.wrap(cell, width, break_on_hyphens=False) or [""] for cell in cells]
    width = max(len(line) for lines in wrapped for line in lines)
    return [[line.rjust(width) if right else line.ljust(width) for line in lines] for lines in wrapped]


def _side_by_side(row: Sequence[list[str]]) -> str:
    """Return the cells of a row beside each other."""
    high = max(map(len, row))
    blank = [" " * len(lines[0]) for lines in row]
    lines = [
        [lines[k] if k < len(lines) else empty for lines, empty in zip(row, blank, strict=True)] for k in range(high)
    ]
    return "\n".join((" " * _BETWEEN).join(line).rstrip() for line in lines)
