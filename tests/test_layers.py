"""The house: every import goes left, and heavy libraries stay out of ``import framing``."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import framing

PACKAGE = Path(framing.__file__).parent
LAYERS = (
    *(
        "errors",
        "places",
        "generators",
        "counts",
        "decimals",
        "tables",
        "articles",
        "corpora",
        "features",
        "models",
        "scoring",
        "explanation",
        "evaluation",
    ),
    *("summary", "stance", "scale", "annotation", "comparison", "codebook"),
    *("figures", "report", "config", "experiment", "terminal", "commands", "cli"),
)
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield the rooms that a module imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module] if node.module != "framing" else [f"framing.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "framing" and len(parts) > 1:
                yield parts[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_left(path: Path) -> None:
    here = room(path)
    if here == "__init__":  # the face names every room
        return
    wrong = [other for other in imports(path) if LAYERS.index(other) > LAYERS.index(here)]
    assert not wrong, f"{here} must not import {', '.join(wrong)}"


def test_every_room_is_in_the_layers() -> None:
    assert {room(path) for path in MODULES} - {"__init__"} == set(LAYERS)


def test_importing_framing_loads_nothing_heavy() -> None:
    heavy = ("torch", "transformers", "sklearn", "pandas", "matplotlib", "datasets")
    code = f"import framing, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_scoring_loads_no_torch() -> None:
    code = "import framing.cli, framing.scoring, framing.experiment, sys; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_face_has_what_it_names() -> None:
    assert set(framing.__all__) == {*framing._HOMES, *framing._ROOMS}
    for name in framing.__all__:
        assert getattr(framing, name) is not None
    with pytest.raises(AttributeError):
        framing.nothing  # noqa: B018


def test_files_stay_short() -> None:
    long = {str(p.relative_to(PACKAGE)): n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) > 330}
    assert not long
