from __future__ import annotations

import re
from pathlib import Path

import pytest

import framing.models
from framing.errors import InputError
from framing.evaluation.name_pools import KINDS, pools, read_pool, read_templates, templates

TRAINED = Path(framing.models.__file__).parent / "names"


def trained_names() -> set[str]:
    """Every form that training may put in place of a name."""
    lines = [line for path in TRAINED.glob("*.txt") for line in path.read_text("utf-8").splitlines()]
    return {cell.casefold() for line in lines if not line.startswith("#") for cell in re.split(r"[|\t]", line) if cell}


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_many_differ_and_have_every_form(kind: str) -> None:
    pool = pools()[kind]
    assert len(pool.names) >= 12
    assert all(form for name in pool.names for form in name.forms)
    for form in range(len(pool.forms)):
        firsts = [name.forms[form] for name in pool.names]
        assert len(set(firsts)) == len(firsts)


@pytest.mark.parametrize("kind", KINDS)
def test_no_name_of_the_audit_is_swapped_in_while_training(kind: str) -> None:
    trained = trained_names()
    assert {"smith", "canada", "republicans"} <= trained
    forms = {str(form).casefold() for name in pools()[kind].names for form in name.forms}
    assert not forms & trained


def test_persons_of_both_genders_are_enough_for_ten_each() -> None:
    genders = [name.gender for name in pools()["persons"].names]
    assert min(genders.count("f"), genders.count("m")) >= 12 and set(genders) == {"f", "m"}


def test_templates_are_many_and_no_sentence_twice() -> None:
    labels = [template.label for template in templates()]
    assert min(labels.count("plain"), labels.count("editorializing")) >= 30
    assert len({template.text for template in templates()}) == len(labels)
    assert {len({slot[2:4] for slot in template.slots}) for template in templates()} == {1, 2}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("# forms: town\n[known]\nOne\n[pool]\nTwo | Three\n", "line 5: got 2 forms"),
        ("# forms: town\nOne\n", "in section ''"),
        ("# forms: town\n[known]\nOne\n", r"no name in section \[pool\]"),
        ("# forms: town\n[known]\nOne\n[pool]\nOne\n", "'One' is both"),
    ],
)
def test_broken_pools_are_refused(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "towns.txt").write_text(text, "utf-8")
    with pytest.raises(InputError, match=complaint):
        read_pool(tmp_path / "towns.txt")


@pytest.mark.parametrize(
    "line",
    [
        "plain | No slot.",
        "odd | {persons} left.",
        "plain | {person} left.",
        "plain | {persons.middle} left.",
        "{persons}",
    ],
)
def test_broken_templates_are_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "templates.txt").write_text(f"# own\nplain | {{cities}} grew.\n{line}\n", "utf-8")
    with pytest.raises(InputError, match="line 3"):
        read_templates(tmp_path / "templates.txt")
