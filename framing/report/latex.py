"""The estimates and differences of a comparison as LaTeX tables (booktabs), to be pasted into a paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from framing.errors import unknown_name
from framing.report.grids import Cell, Grid
from framing.report.result_tables import differences_table, headline_measure, kinds_table, sources_table
from framing.report.wording import MISSING

if TYPE_CHECKING:
    from framing.comparison import Comparison

_SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "−": "$-$", "±": r"$\pm$", "δ": r"$\delta$", "†": r"\textdagger{}",
    "\u202f": r"\,", "\u00a0": "~",
}  # fmt: skip
_SPACE = re.compile(r"\s+")


def to_latex(comparison: Comparison, measures: Sequence[str] | None = None) -> str:
    """Return LaTeX tables: what each source scores, raw beside adjusted where there is both, and how sources differ.

    ``measures`` are those of the first table (by default the voices side by side, as the report has them); the others
    are about the first of them. They need ``\\usepackage{booktabs}`` and ``\\usepackage[T1]{fontenc}``, and can be
    referred to as ``tab:framing-sources``, ``tab:framing-kinds`` and ``tab:framing-differences``. Names are escaped.

    Raises :class:`~framing.errors.UnknownNameError` for a measure that was not compared.
    """
    there = list(dict.fromkeys(comparison.estimates["measure"]))
    for name in measures or ():
        if name not in there:
            raise unknown_name("measure", name, there)
    headline = measures[0] if measures else headline_measure(comparison)
    grids = {
        "sources": sources_table(comparison, measures),
        "kinds": kinds_table(comparison, headline),
        "differences": differences_table(comparison, [headline]),
    }
    preamble = "% \\usepackage{booktabs} and \\usepackage[T1]{fontenc} in the preamble"
    tables = [_table(grid, f"tab:framing-{name}") for name, grid in grids.items() if grid is not None]
    return "\n\n".join([preamble, *tables]) + "\n"


def escape(text: str) -> str:
    """Return text as LaTeX sets it: special characters escaped, white space made one space."""
    return "".join(_SPECIAL.get(character, character) for character in _SPACE.sub(_one_space, text.strip()))


def _one_space(found: re.Match[str]) -> str:
    return found.group() if found.group() in ("\u202f", "\u00a0") else " "


def _table(grid: Grid, label: str) -> str:
    spec = "".join("r" if column.numeric else "l" for column in grid.columns)
    heads = [escape(column.head) for column in grid.columns]
    lines = [
        "\\begin{table}",
        "  \\centering",
        f"  \\caption{{{escape(grid.caption)}.{''.join(' ' + escape(note) for note in grid.notes)}}}",
        f"  \\label{{{label}}}",
        f"  \\begin{{tabular}}{{@{{}}{spec}@{{}}}}",
        "    \\toprule",
        f"    {' & '.join(heads)} \\\\",
        "    \\midrule",
        *(_row(row) for row in grid.rows),
        "    \\bottomrule",
        "  \\end{tabular}",
        "\\end{table}",
    ]
    return "\n".join(lines)


def _row(cells: Sequence[Cell]) -> str:
    line = " & ".join(_cell(cell.text, cell.aside) for cell in cells)
    # An opening bracket or a star there would be an option of the line break before it.
    return f"    {'{}' if line[:1] in ('[', '*') else ''}{line} \\\\"


def _cell(text: str, aside: str) -> str:
    return " ".join(escape(part) for part in (("--" if text == MISSING else text), aside) if part)
