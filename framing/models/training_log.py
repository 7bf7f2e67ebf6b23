"""What a training run shows and writes of itself: a log of one JSON object a line, and a progress bar."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Log:
    """Appends one JSON object a line to ``log.jsonl``."""

    def __init__(self, folder: Path | None) -> None:
        self.path = None if folder is None else folder / "log.jsonl"
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def write(self, event: Mapping[str, Any]) -> None:
        """Append an event, numbers rounded to five digits and the time of day beside them."""
        if self.path is not None:
            rounded = json.loads(json.dumps(event), parse_float=lambda x: float(f"{float(x):.5g}"))
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"time": time.strftime("%H:%M:%S"), **rounded}) + "\n")


@contextmanager
def bar(progress: bool, done: int, until: int) -> Iterator[Callable[[int, Mapping[str, float]], None]]:
    """Yield the function that shows how far a run is and its mean losses; it shows nothing without ``progress``."""
    if not progress:
        yield lambda step, means: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("Training"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.description}")) as shown:
        line = shown.add_task("", total=until, completed=done)

        def show(step: int, means: Mapping[str, float]) -> None:
            shown.update(line, completed=step, description=" ".join(f"{k[:12]} {v:.3f}" for k, v in means.items()))

        yield show
