"""The README says what is true: its commands run, and its tree is the package's.

``python tests/test_readme.py`` writes the tree anew.
"""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TREE = re.compile(r"(<!-- tree -->\n```text\n).*?(```)", re.DOTALL)


def command(name: str) -> list[str]:
    """The steps of the README's command below the comment ``<!-- name command -->``."""
    found = re.search(rf"<!-- {name} command -->\n```bash\n(.+?)\n```", README.read_text("utf-8"), re.DOTALL)
    assert found, f"no {name} command"
    return [step.strip() for step in found.group(1).replace("\\\n", " ").split("&&")]


def tree() -> str:
    """One line a file: its path and the first sentence of its docstring."""
    lines = []
    for path in sorted(
        (ROOT / "framing").rglob("*.py"), key=lambda p: (p.parent.parts, p.name != "__init__.py", p.name)
    ):
        doc = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        first = " ".join(re.split(r"\n\s*\n", doc)[0].split())
        first = re.split(r"(?<=[.?])\s", first)[0].rstrip(".")
        lines.append(f"{path.relative_to(ROOT)!s:42s} {first}")
    return "\n".join(lines) + "\n"


def test_the_main_command_runs(tmp_path: Path) -> None:
    venv, install, *steps = command("main")
    assert venv == "python3 -m venv .venv"
    assert install == ".venv/bin/pip install ."
    assert steps
    for step in steps:
        program, *arguments = shlex.split(step)
        assert program == ".venv/bin/framing"
        arguments = [str(ROOT / a) if (ROOT / a).exists() else a for a in arguments]
        done = subprocess.run(
            [sys.executable, "-m", "framing.cli", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "Written to runs/demo-" in done.stdout
    folder = next((tmp_path / "runs").iterdir())
    assert {p.name for p in folder.iterdir()} >= {
        *("config.yaml", "versions.json", "scores.parquet", "attributions.parquet", "articles.csv", "sources.csv"),
        *("source_dots-mean_editorializing.png", "annotated-plain-lantern-tax-vote.html"),
    }


def test_the_test_command_can_run() -> None:
    venv, install, *steps = command("test")
    assert venv == "python3 -m venv .venv"
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    named = re.fullmatch(r"\.venv/bin/pip install -e '\.\[(\w+)\]'", install)
    assert named and named.group(1) in extras
    assert [shlex.split(step)[0] for step in steps] == [f".venv/bin/{tool}" for tool in ("ruff", "mypy", "pytest")]


def test_every_file_of_the_package_is_in_the_tree() -> None:
    found = TREE.search(README.read_text("utf-8"))
    assert found
    assert found.group(0) == f"{found.group(1)}{tree()}```", "run: python tests/test_readme.py"


def test_linked_files_exist() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


if __name__ == "__main__":
    README.write_text(TREE.sub(lambda m: m.group(1) + tree() + m.group(2), README.read_text("utf-8")), "utf-8")
