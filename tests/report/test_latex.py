from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.comparison import Comparison
from framing.errors import UnknownNameError
from framing.report.latex import escape, to_latex
from framing.report.wording import estimate


def rows(tex: str, label: str) -> list[str]:
    """The lines of the body of a table."""
    table = tex[tex.index(label) :]
    body = table[table.index("\\midrule") + len("\\midrule") : table.index("\\bottomrule")]
    return [line.strip() for line in body.strip().splitlines()]


def test_every_source_has_a_row_with_its_numbers(comparison: Comparison) -> None:
    body = rows(to_latex(comparison), "tab:framing-sources")
    raw = comparison.estimates[comparison.estimates["kind"] == "raw"]
    values = raw[raw["measure"] == "mean_editorializing"]
    assert len(body) == 3
    for line, row in zip(body, values.itertuples(), strict=True):
        assert f"& {estimate(row.value, row.low, row.high)} &" in line and line.endswith("\\\\")
        assert len(re.findall(r"(?<!\\)&", line)) == 6


def test_raw_and_within_event_stand_side_by_side_and_pairs_below(comparison: Comparison) -> None:
    tex = to_latex(comparison)
    assert len(rows(tex, "tab:framing-kinds")) == 3
    assert len(rows(tex, "tab:framing-differences")) == 6
    assert tex.count("\\begin{table}") == tex.count("\\end{table}") == 3
    raw_only = replace(
        comparison,
        estimates=comparison.estimates[comparison.estimates["kind"] == "raw"],
        contrasts=comparison.contrasts.iloc[:0],
    )
    assert to_latex(raw_only).count("\\begin{table}") == 1


def test_measures_can_be_chosen(comparison: Comparison) -> None:
    tex = to_latex(comparison, measures=["mean_loaded_language"])
    assert all(len(re.findall(r"(?<!\\)&", line)) == 3 for line in rows(tex, "tab:framing-sources"))
    assert "Loaded language" in tex and "Words of others" not in tex
    with pytest.raises(UnknownNameError, match="mean_editorializing"):
        to_latex(comparison, measures=["mean_editorialising"])


def test_names_are_escaped_and_a_bracket_is_no_option_of_the_line_before(comparison: Comparison) -> None:
    tex = to_latex(comparison)
    assert r"\&" in tex and r"\textless{}b\textgreater{}" in tex
    starting = [line for line in tex.splitlines() if "Fenwick" in line and line.strip().startswith(("{}[", "["))]
    assert starting and all(line.strip().startswith("{}[") for line in starting)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_what_is_escaped_has_no_live_special_character(text: str) -> None:
    escaped = escape(text)
    plain = re.sub(r"\\[&%$#_{},]|\\text[a-z]+\{\}|\$\\(?:pm|delta)\$|\$-\$|~", "", escaped)
    assert not set("\\&%$#_{}~^<>") & set(plain)
    assert "\n" not in escaped


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex on this machine")
def test_the_tables_compile(comparison: Comparison, tmp_path: Path) -> None:
    document = (
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{booktabs}\n\\begin{document}\n"
        f"{to_latex(comparison)}\\end{{document}}\n"
    )
    (tmp_path / "paper.tex").write_text(document, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"],
        cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "paper.pdf").exists()
