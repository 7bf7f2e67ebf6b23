"""What a corpus costs in core-hours and GPU-hours, from rates that the other benchmarks measured.

    python benchmarks/costs.py RATES.json … [--gpu RATES.json …] [--articles 10000000] [--write docs/scale.md]

RATES.json are what ``benchmarks/scoring.py --json``, ``benchmarks/ray_scaling.py --json`` and others wrote: every entry
that has ``what`` and ``sentences_per_second`` and is ours ("framing, …") becomes a row. Rates were of one physical
core, or of one GPU where the file is given after ``--gpu``. An article has 46 sentences, as in AllSides, unless told
otherwise. ``--write`` puts the table between the marks of a Markdown file.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ON_PROCESSOR = ("fast", "linear")
"""Models that use no GPU; their rates beside one are those of its machine's processor."""
MARKS = re.compile(r"(<!-- costs -->\n).*?(<!-- end of costs -->)", re.DOTALL)


def rates(content: Any) -> Iterator[tuple[str, float]]:
    """Yield what was measured and its rate, from wherever it stands in a file."""
    if isinstance(content, dict):
        what, rate = content.get("what"), content.get("sentences_per_second")
        if isinstance(what, str) and what.startswith("framing, ") and ";" not in what and isinstance(rate, int | float):
            yield what.removeprefix("framing, "), float(rate)
        for inner in content.values():
            yield from rates(inner)
    elif isinstance(content, list):
        for inner in content:
            yield from rates(inner)


def table(measured: list[tuple[str, str, float]], articles: int, sentences: float) -> str:
    lines = [
        f"| model | unit | sentences/s | hours for {articles:,} articles | days on 64 units |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, unit, rate in measured:
        hours = articles * sentences / rate / 3600
        lines.append(f"| `{name}` | {unit} | {rate:,.0f} | {hours:,.0f} {unit}-hours | {hours / 64 / 24:,.2f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--gpu", nargs="*", type=Path, default=[])
    parser.add_argument("--articles", type=int, default=10_000_000)
    parser.add_argument("--sentences", type=float, default=46.0, help="of an article")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    measured = [
        (name, unit, rate)
        for unit, files in (("core", options.files), ("GPU", options.gpu))
        for file in files
        for name, rate in rates(json.loads(file.read_text("utf-8")))
        if unit == "core" or name not in ON_PROCESSOR
    ]
    if not measured:
        parser.error("no rate of ours in these files: entries with 'what' (\"framing, …\") and 'sentences_per_second'")
    made = table(measured, options.articles, options.sentences)
    print(made, end="")
    if options.write:
        text = options.write.read_text("utf-8")
        if not MARKS.search(text):
            parser.error(f"{options.write}: no line <!-- costs --> and <!-- end of costs --> to write between")
        options.write.write_text(MARKS.sub(lambda found: found[1] + made + found[2], text), encoding="utf-8")


if __name__ == "__main__":
    main()
