"""The cases of the audit: frozen, well-formed, and of other words than what training and the other audits use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import framing.evaluation
import framing.models
from framing.errors import InputError
from framing.evaluation.audit_cases import CHECKS, EXPECTED, SUITE, audit_cases, checksum, fill, frozen_cases
from framing.evaluation.name_pools import FOLDER as MEASURED

FROZEN = "79794f59872b1bc6fdd0314f6705961372999b7f79d4557dd244d1f1e8253580"
TRAINED = Path(framing.models.__file__).parent / "names"
PAIRS = Path(framing.evaluation.__file__).parent / "pairs.txt"
CASES = frozen_cases()
LISTS = yaml.safe_load((SUITE / "lists.yaml").read_text(encoding="utf-8"))
NAMES = ("person", "country", "place", "party", "religion", "outlet")
WORDS = ("bad", "good", "adverb", "manner", "insult", "farce")


def lines(path: Path) -> list[str]:
    """Return the lines of a list that are neither blank, comments nor headings."""
    found = path.read_text(encoding="utf-8").splitlines()
    return [line for line in found if line.strip() and not line.startswith(("#", "["))]


def foreign_names() -> set[str]:
    """Return every name, in every form, that training swaps or that the measurement of names knows."""
    files = [path for path in (*TRAINED.glob("*.txt"), *MEASURED.glob("*.txt")) if path.name != "templates.txt"]
    cells = {cell for path in files for line in lines(path) for cell in re.split(r"[|\t]", line)}
    last = {name.split()[-1] for name in lines(TRAINED / "known.txt")}
    return {re.sub(r"^the ", "", cell.strip().rstrip("*").lower()) for cell in cells | last} - {"-", "f", "m"}


def foreign_sentences() -> list[str]:
    """Return the templates of the measurement of names and the parts of the pairs of voice."""
    parts = [part for path in (MEASURED / "templates.txt", PAIRS) for line in lines(path) for part in line.split("|")]
    return [re.sub(r"\{.*?\}", "#", part) for part in parts]


def words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+|#", text.lower())


def test_the_suite_is_the_frozen_one() -> None:
    # It was written before any model was run on it. A case may be repaired where its English or its label is wrong,
    # never because of what a model does; then the checksum changes, and the change says which case and why.
    assert checksum(CASES) == FROZEN


def test_there_are_enough_different_cases() -> None:
    different = CASES.drop_duplicates(["before", "after"])
    assert len(different) >= 2000
    assert not CASES.duplicated(["test", "before", "after"]).any()
    assert CASES.groupby("test")["template"].nunique().min() >= 10


def test_filling_is_the_same_every_time() -> None:
    assert checksum(audit_cases()) == checksum(CASES)


@pytest.mark.parametrize("check", CHECKS)
def test_cases_have_the_texts_that_their_check_needs(check: str) -> None:
    here = CASES[CASES["check"].eq(check)]
    assert set(here["expected"]) <= set(CHECKS[check]) <= set(EXPECTED)
    assert here["after"].eq("").all() if check == "minimum" else here["after"].ne("").all()
    assert here["before"].ne(here["after"]).all()


def test_sentences_are_whole() -> None:
    texts = [text for text in (*CASES["before"], *CASES["after"]) if text]
    for text in texts:
        assert not re.search(r"[{}\[\]|]|  | [.,]|\b[Aa] [aeiouAEIO]\w", text), text
        assert re.search(r"^[\W]?[A-Z\d“]", text) and text.rstrip("”\"’'»")[-1] in ".?!„", text


def test_names_are_not_those_of_training_or_of_the_measurement_of_names() -> None:
    ours = {re.sub(r"^the ", "", cell.lower()) for name in NAMES for row in LISTS[name]["rows"] for cell in row}
    assert not ours & foreign_names()


def test_loaded_words_are_not_those_of_the_other_templates() -> None:
    ours = {cell.lower() for name in WORDS for (cell,) in LISTS[name]["rows"]}
    theirs = {word for sentence in foreign_sentences() for word in words(sentence)}
    assert sorted(ours & theirs) == []


def test_loaded_words_are_not_those_of_training() -> None:
    # Whatever the training of models puts into sentences stands somewhere in their room: in a list or in the code.
    ours = {cell.lower() for name in WORDS for (cell,) in LISTS[name]["rows"]}
    files = [path for path in TRAINED.parent.rglob("*") if path.suffix in (".py", ".txt", ".yaml", ".tsv", ".csv")]
    assert len(files) > 20
    # The words that tell names from others are looked up, never put in.
    files = [path for path in files if path.name != "everyday.txt"]
    theirs = {word: path.name for path in files for word in words(path.read_text(encoding="utf-8"))}
    assert {word: theirs[word] for word in sorted(ours & set(theirs))} == {}


def test_templates_share_no_run_of_five_words_with_the_other_templates() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        found = words(text)
        return {tuple(found[k : k + 5]) for k in range(len(found) - 4)}

    ours = {run for text in {*CASES["before"], *CASES["after"]} for run in runs(text)}
    theirs = {run for sentence in foreign_sentences() for run in runs(sentence)}
    assert sorted(ours & theirs) == []


def test_varied_names_are_all_that_differs() -> None:
    for _, rows in CASES[CASES["test"].eq("places")].groupby("template"):
        assert all(left == right for (left, right) in pairwise_texts(rows["after"], rows["before"]))


def pairwise_texts(afters: object, befores: object) -> list[tuple[str, str]]:
    """Return what each case ends with and what the next one begins with: a chain."""
    a, b = list(afters), list(befores)  # type: ignore[call-overload]
    return list(zip(a[:-1], b[1:], strict=True))


def test_slots_of_one_list_are_filled_with_different_rows() -> None:
    lists = {name: (part["columns"], part["rows"]) for name, part in LISTS.items()}
    for step in range(60):
        left, right = fill("{country} {country2}", lists, 4, step).split(" ")
        assert left != right


def test_a_suite_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    (tmp_path / "lists.yaml").write_text("place:\n  columns: [name]\n  rows: [[Here]]\n", encoding="utf-8")
    good = {
        "check": "minimum",
        "expected": "reports",
        "tasks": ["editorializing"],
        "fills": 1,
        "templates": {"a": ["B {place}."]},
    }
    for change, said in (
        ({"check": "most"}, "minimum, invariance, direction"),
        ({"expected": "same"}, "reports, editorializes"),
        ({"tasks": ["frames"]}, "editorializing, loaded_language"),
        ({"fills": 0}, "1 or more"),
        ({"templates": {"a": ["{town} sleeps."]}}, "there are place"),
        ({"templates": {"a": ["{place} [sleeps."]}}, "no choice"),
        ({"templates": {"a": [{"b": "c"}]}}, "quotation marks"),
        ({"colour": "red"}, "unknown key"),
    ):
        (tmp_path / "test.yaml").write_text(yaml.safe_dump(good | change), encoding="utf-8")
        with pytest.raises(InputError, match=said):
            audit_cases(tmp_path)
    (tmp_path / "test.yaml").write_text(yaml.safe_dump(good), encoding="utf-8")
    assert audit_cases(tmp_path)["before"].tolist() == ["B Here."]
    (tmp_path / "lists.yaml").write_text("place:\n  columns: [name]\n  rows: [[Here, There]]\n", encoding="utf-8")
    with pytest.raises(InputError, match="give 1 texts"):
        audit_cases(tmp_path)
    with pytest.raises(InputError, match="no file"):
        audit_cases(tmp_path / "elsewhere")
