"""The cases of the behavioural audit: hand-written templates and lists, filled the same way every time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from framing.errors import InputError
from framing.models.tasks import BINARY

SUITE = Path(__file__).parent / "audit_suite"
"""The folder of the suite: ``lists.yaml``, and a file for each test."""

EXPECTED: dict[str, str] = {
    "reports": "the score stays below the model's threshold",
    "editorializes": "the score reaches the threshold",
    "same": "both sentences lie on the same side of the threshold",
    "higher": "the second sentence scores higher than the first",
    "noticed": "the second sentence reaches the threshold",
    "author_lower": "the author's score of the second sentence is lower than that of the first",
    "other_kept": "the score of the words of others in the second sentence is not lower than that of the first",
}
"""What a case may expect of a model."""

CHECKS: dict[str, tuple[str, ...]] = {
    "minimum": ("reports", "editorializes"),
    "invariance": ("same",),
    "direction": ("higher", "noticed", "author_lower", "other_kept"),
}
"""The three kinds of tests of CheckList (Ribeiro et al. 2020), and what each may expect."""

COLUMNS = ("check", "test", "expected", "phenomenon", "template", "before", "after", "tasks")
_KEYS = frozenset(
    ("check", "expected", "tasks", "fills", "templates", "vary", "marks", "wraps", "speakers", "editorializing only")
)
_SLOT = re.compile(r"\{([a-z]+)(\d?)(?:\.([a-z]+))?\}")
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_TRIES = 200

Lists = Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]]
"""The columns and rows of each list."""


def audit_cases(folder: Path = SUITE) -> pd.DataFrame:
    """Return the cases of a suite, one row each, in the order of its files and templates.

    Columns: ``check`` (a key of :data:`CHECKS`), ``test`` (the file's name, with what is expected behind it where
    the file expects several things), ``expected`` (a key of :data:`EXPECTED`), ``phenomenon``, ``template`` (test file
    and number: cases of one template are one cluster), ``before`` and ``after`` (texts; ``after`` is empty where a
    sentence stands alone), ``tasks`` (a tuple of the tasks that are asked).

    A file gives ``check``, ``expected`` (one or several), ``tasks``, ``fills`` (cases of a template, as far as they
    differ) and ``templates`` by phenomenon. A template has slots, ``{list}``, ``{list.column}`` or ``{list2}`` for
    another row, and choices, ``[first|second]``, which make a pair of texts for each two neighbours. ``vary`` names
    the list of which the second text has another row; ``marks`` are pairs of quotation marks put in place of “ ”;
    ``wraps`` are sentences that quote a template. Raises InputError where a file says something else.
    """
    lists = _read_lists(folder / "lists.yaml")
    rows = [row for path in sorted(folder.glob("*.yaml")) if path.stem != "lists" for row in _read_test(path, lists)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


@lru_cache(maxsize=1)
def frozen_cases() -> pd.DataFrame:
    """Return the cases of the suite that ships with the package."""
    return audit_cases()


def checksum(cases: pd.DataFrame) -> str:
    """Return the SHA-256 of cases: of what each expects and of its texts, in order."""
    rows = cases[["test", "expected", "template", "before", "after"]].itertuples(index=False)
    return hashlib.sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()


def fill(text: str, lists: Lists, first: int, step: int = 0, vary: str | None = None) -> str:
    """Return a template with its slots filled: deterministic, another row of the lists for each ``first + step``.

    Slots of one list with other numbers get other rows. Where ``vary`` is given, ``step`` moves that list alone.
    """

    def row(match: re.Match[str]) -> str:
        name, number, column = match[1], int(match[2] or 1), match[3]
        columns, rows = lists[name]
        moved = step if vary in (None, name) else 0
        at = (first + 3 * list(lists).index(name) + moved + number - 1) % len(rows)
        return rows[at][columns.index(column) if column else 0]

    filled = _SLOT.sub(row, text)
    return filled[0].upper() + filled[1:]


def _read_lists(path: Path) -> Lists:
    found = {name: (part["columns"], part["rows"]) for name, part in _load(path).items()}
    for name, (columns, rows) in found.items():
        for number, row in enumerate(rows, start=1):
            if len(row) != len(columns) or not all(isinstance(cell, str) and cell for cell in row):
                raise InputError(
                    f"{path}: row {number} of {name!r} is {row!r}; give {len(columns)} texts ({', '.join(columns)})."
                )
    return found


def _read_test(path: Path, lists: Lists) -> Iterator[tuple[Any, ...]]:
    test = _load(path)
    expected = [test["expected"]] if isinstance(test.get("expected"), str) else list(test.get("expected") or ())
    _check(path, test, expected)
    number = 0
    for phenomenon, templates in test["templates"].items():
        asked = tuple(test["tasks"])
        if phenomenon in test.get("editorializing only", ()):
            asked = ("editorializing",)
        for template in templates:
            _check_slots(path, template, lists)
            pairs = _pairs(template, test, lists, 7 * number)
            for before, after in pairs:
                for each in expected:
                    name = path.stem if len(expected) == 1 else f"{path.stem}_{each}"
                    yield test["check"], name, each, phenomenon, f"{path.stem}:{number}", before, after, asked
            number += 1


def _pairs(template: str, test: Mapping[str, Any], lists: Lists, first: int) -> list[tuple[str, str]]:
    """Return the different cases of a template: as many as its test fills it."""
    found: dict[tuple[str, str], None] = {}
    step, count = 0, None
    while step < _TRIES and (count is None or step < test["fills"] or len(found) < count):
        made = list(_filled(template, test, lists, first, step))
        count = test["fills"] * len(made) if count is None else count
        found |= dict.fromkeys(made)
        step += 1
    return list(found)[:count]


def _filled(template: str, test: Mapping[str, Any], lists: Lists, first: int, step: int) -> Iterator[tuple[str, str]]:
    """Yield what one filling of a template gives: a text alone, or pairs of texts."""
    if "vary" in test:
        # Neighbours are compared: were all compared with one name, that name would decide every case.
        yield tuple(fill(template, lists, first, step + k, test["vary"]) for k in (0, 1))  # type: ignore[misc]
    elif "wraps" in test:
        for number, wrap in enumerate(test["wraps"]):
            speaker = test["speakers"][(first + number + step) % len(test["speakers"])]
            words = wrap.replace("{speaker}", speaker).replace("{Speaker}", speaker[0].upper() + speaker[1:])
            opinion = fill(template, lists, first, step)
            yield f"{opinion}.", fill(words.replace("{opinion}", opinion), lists, first, step)
    elif "marks" in test:
        styles = [mark.split() for mark in test["marks"]]
        texts = [template.replace("“", opening).replace("”", closing) for opening, closing in styles]
        for text in texts[1:]:
            yield fill(texts[0], lists, first, step), fill(text, lists, first, step)
    elif choices := _CHOICE.search(template):
        many = len(choices[1].split("|"))
        texts = [_CHOICE.sub(lambda match, k=k: match[1].split("|")[k], template) for k in range(many)]  # type: ignore[misc]
        for before, after in pairwise(texts):
            yield fill(before, lists, first, step), fill(after, lists, first, step)
    else:
        yield fill(template, lists, first, step), ""


def _load(path: Path) -> Any:
    if not path.is_file():
        raise InputError(f"There is no file {path}; a suite has lists.yaml and a file for each test.")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _check(path: Path, test: Mapping[str, Any], expected: Sequence[str]) -> None:
    if unknown := set(test) - _KEYS:
        raise InputError(f"{path}: unknown key {sorted(unknown)[0]!r}; a test has {', '.join(sorted(_KEYS))}.")
    if test.get("check") not in CHECKS:
        raise InputError(f"{path}: check is {test.get('check')!r}; give one of {', '.join(CHECKS)}.")
    allowed = CHECKS[test["check"]]
    if not expected or not set(expected) <= set(allowed):
        raise InputError(f"{path}: expected is {expected}; a test of {test['check']} expects {', '.join(allowed)}.")
    if not test.get("tasks") or not set(test["tasks"]) <= set(BINARY):
        raise InputError(f"{path}: tasks are {test.get('tasks')!r}; give some of {', '.join(BINARY)}.")
    if not isinstance(test.get("fills"), int) or test["fills"] < 1 or not test.get("templates"):
        raise InputError(f"{path}: give fills, a number of 1 or more, and templates by phenomenon.")


def _check_slots(path: Path, template: object, lists: Lists) -> None:
    if not isinstance(template, str):
        raise InputError(f"{path}: {template!r} is not a text; put the template in quotation marks.")
    for name, _, column in _SLOT.findall(template):
        if name not in lists or (column and column not in lists[name][0]):
            raise InputError(f"{path}: no list for the slot of {template!r}; there are {', '.join(lists)}.")
    if "{" in _SLOT.sub("", template) or "[" in _CHOICE.sub("", template):
        raise InputError(f"{path}: {template!r} has a brace or bracket that is no slot {{list}} and no choice [a|b].")
