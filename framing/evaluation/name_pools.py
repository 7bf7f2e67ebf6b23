"""Names by kind, those looked for and those put in their place, and sentence templates with slots for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from framing.errors import InputError

FOLDER = Path(__file__).parent / "names"
KINDS = (
    "persons",
    "countries",
    "parties",
    "religions",
    "peoples",
    "professions",
    "newspapers",
    "broadcasters",
    "cities",
    "regions",
)
"""The kinds of names; each has a file in ``names/``."""

_SECTIONS = ("known", "pool")
_SLOT = re.compile(r"\{([a-z]+)(\d?)(?:\.([a-z]+))?\}")


@dataclass(frozen=True)
class Name:
    """One name in its forms, in the order of the kind's ``forms``; a form that it does not have is None.

    ``guarded`` forms (starred in the files) mean something else too and are looked for only where that is ruled out.
    ``gender`` ("f", "m") is known of persons alone.
    """

    kind: str
    forms: tuple[str | None, ...]
    guarded: tuple[bool, ...] = ()
    gender: str | None = None

    @property
    def label(self) -> str:
        """The name as results show it: a person's surname, else its first form."""
        return str(next(form for form in self.forms if form))


@dataclass(frozen=True)
class Pool:
    """The names of a kind: those that texts are searched for, and those that are put in their place."""

    kind: str
    forms: tuple[str, ...]
    known: tuple[Name, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True)
class Template:
    """A sentence with slots; ``slots`` are (start, end, kind, number, form) of each slot in ``text``."""

    label: str
    text: str
    slots: tuple[tuple[int, int, str, str, str | None], ...]


@lru_cache(maxsize=1)
def pools() -> dict[str, Pool]:
    """Return the names of every kind that ships with the package."""
    return {kind: read_pool(FOLDER / f"{kind}.txt") for kind in KINDS}


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """Return the sentence templates that ship with the package."""
    return read_templates(FOLDER / "templates.txt")


def read_pool(path: Path) -> Pool:
    """Return the names of a file: a line ``# forms: …``, then ``[known]`` and ``[pool]`` with a name a line.

    Forms stand between bars; ``-`` is a form that the name does not have. Raises InputError where a line does not have
    as many forms as the file says, where a section is missing, or where a name is both looked for and put in.
    """
    kind, forms, section = path.stem, list[str](), ""
    found: dict[str, list[Name]] = {name: [] for name in _SECTIONS}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("# forms:"):
            forms = [form.strip() for form in line.removeprefix("# forms:").split(",")]
        elif line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        if not line.strip() or line.startswith(("#", "[")):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != len(forms) or section not in found:
            raise InputError(
                f"{path}, line {number}: got {len(cells)} forms in section {section!r}; give {len(forms)} "
                f"({', '.join(forms)}), in one of the sections {', '.join(_SECTIONS)}."
            )
        found[section].append(_name(kind, cells, has_gender=forms[-1] == "gender"))
    if empty := [name for name in _SECTIONS if not found[name]]:
        raise InputError(f"{path} has no name in section [{empty[0]}].")
    if both := {form for name in found["known"] for form in name.forms if form} & {
        form for name in found["pool"] for form in name.forms if form
    }:
        raise InputError(f"{path}: {sorted(both)[0]!r} is both looked for and put in; leave it out of one section.")
    shown = tuple(form for form in forms if form != "gender")
    return Pool(kind, shown, tuple(found["known"]), tuple(found["pool"]))


def read_templates(path: Path) -> tuple[Template, ...]:
    """Return the templates of a file: ``plain | A sentence with {persons.last}.``, one a line.

    Raises InputError for another label, or a slot of an unknown kind or form.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        label, _, text = (part.strip() for part in line.partition("|"))
        slots = tuple((m.start(), m.end(), m[1], m[2], m[3]) for m in _SLOT.finditer(text))
        wrong = [f"{kind}.{form}" for _, _, kind, _, form in slots if not _is_slot(kind, form)]
        if label not in ("plain", "editorializing") or wrong or not slots or "{" in _SLOT.sub("", text):
            raise InputError(
                f"{path}, line {number}: give 'plain |' or 'editorializing |' and a sentence with slots like "
                f"{{persons.last}} or {{countries}}{f', not {wrong[0]}' if wrong else ''}."
            )
        found.append(Template(label, text, slots))
    return tuple(found)


def _is_slot(kind: str, form: str | None) -> bool:
    return kind in KINDS and (form is None or form in pools()[kind].forms)


def _name(kind: str, cells: list[str], has_gender: bool) -> Name:
    gender = cells[-1] if has_gender else None
    forms = cells[:-1] if has_gender else cells
    return Name(
        kind,
        tuple(None if form == "-" else form.removesuffix("*") for form in forms),
        tuple(form.endswith("*") for form in forms),
        gender,
    )
