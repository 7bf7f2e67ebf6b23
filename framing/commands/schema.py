"""The JSON Schema of configs, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; printed where left out.")] = None,
) -> None:
    """Print the JSON Schema of configs. Editors that read it complete keys and mark what is wrong."""
    import json

    from framing.config import json_schema
    from framing.places import make_folder
    from framing.terminal import tell_file

    text = json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(text, nl=False)
        return
    make_folder(output.parent)
    output.write_text(text, encoding="utf-8")
    tell_file(output, "JSON Schema of configs")
