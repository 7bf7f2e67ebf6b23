from __future__ import annotations

import pytest
from typer.testing import CliRunner

from framing.cli import COMMANDS, app


def test_no_command_is_cut_where_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = CliRunner().invoke(app, ["--help"]).output.partition("Commands:")[2]
    assert "..." not in said and "…" not in said
    for name, command in COMMANDS.items():
        [line] = [line.split() for line in said.splitlines() if line.split()[:1] == [name]]
        assert len(line) > 1 and (command.__doc__ or "").startswith(" ".join(line[1:]))
