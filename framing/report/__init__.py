"""Pages to read: the annotated article, and the report of a comparison; tables in LaTeX."""

from __future__ import annotations

from framing.report.annotated import Annotated, annotated_html, show
from framing.report.comparison_report import report_html, write_report
from framing.report.latex import to_latex

__all__ = ["Annotated", "annotated_html", "report_html", "show", "to_latex", "write_report"]
