"""Pages to read: the annotated article."""

from __future__ import annotations

from framing.report.annotated import Annotated, annotated_html, show

__all__ = ["Annotated", "annotated_html", "show"]
