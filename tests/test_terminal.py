from __future__ import annotations

import pandas as pd
import pytest

from framing.terminal import fitted_table, short_table, wrapped


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": ["babe", "semeval_frames"],
            "title": [
                "BABE, Bias Annotations By Experts, of news",
                "SemEval-2023 task 3, frames and genre of news articles",
            ],
            "labels": [["loaded_language", "editorializing"], []],
            "licence": ["none stated; the articles belong to their publishers", "MIT"],
            "megabytes": [12.0, float("nan")],
            "present": [True, False],
        }
    )


def words(text: str) -> set[str]:
    return set(text.split())


@pytest.mark.parametrize("width", [80, 100, 120, 300])
def test_a_table_fits_the_terminal_and_nothing_of_it_is_cut(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = fitted_table(table(), spare=["title"])
    assert max(map(len, shown.splitlines())) <= width
    assert {"loaded_language,", "editorializing", "publishers", "stated;", "12", "–", "yes", "no"} <= words(shown)
    assert ("Experts," in shown) == ("Left out, for the width of the terminal: title." not in shown) == (width >= 100)
    assert (len(shown.splitlines()) == 3) == (width == 300)


def test_columns_stay_below_their_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    lines = fitted_table(table(), spare=["title"]).splitlines()
    at = lines[0].index("licence")
    assert [line[at:].split("  ")[0].strip() for line in lines[1:3]] == ["none stated; the", "articles belong"]
    assert lines[0].index("megabytes") + len("megabytes") == lines[1].index("12") + 2


def test_what_is_no_terminal_has_a_line_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert len(fitted_table(table(), spare=["title"]).splitlines()) == 3


def test_words_are_not_broken_however_narrow_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert {"loaded_language,", "semeval_frames", "publishers"} <= words(fitted_table(table()))


def test_small_p_values_are_written_as_journals_do_and_the_table_keeps_its_numbers() -> None:
    given = pd.DataFrame({"pair": ["a", "b", "c"], "p_adjusted": [0.0004, 0.0234, float("nan")], "p": [1.0, 0.5, 0.0]})
    shown = [line.split() for line in short_table(given).splitlines()[1:]]
    assert shown == [["a", "<.001", "1.000"], ["b", ".023", ".500"], ["c", "–", "<.001"]]
    assert given["p"].tolist() == [1.0, 0.5, 0.0]


@pytest.mark.parametrize("width", [None, 50])
def test_texts_are_wrapped_to_the_terminal_and_to_80_characters_where_there_is_none(
    width: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if width is not None:
        monkeypatch.setenv("COLUMNS", str(width))
    given = f"a_column (number): {'as it was measured ' * 9}"
    lines = wrapped(given, indent=2).splitlines()
    assert 40 < max(map(len, lines)) <= (width or 80) and " ".join(" ".join(lines).split()) == given.strip()
    assert lines[0].startswith("  a_column") and {line[:4] for line in lines[1:]} == {"    "}
    assert wrapped("x" * 90) == "x" * 90
