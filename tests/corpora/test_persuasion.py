from __future__ import annotations

from pathlib import Path

import pytest

from framing.corpora.persuasion import TECHNIQUES, read_part
from framing.errors import InputError


def write(folder: Path, *lines: tuple[str, set[str], str]) -> list[Path]:
    header = ",".join(("text", *TECHNIQUES, "label"))
    rows = [",".join((text, *(str(int(name in used)) for name in TECHNIQUES), label)) for text, used, label in lines]
    (folder / "persuasion.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return [folder / "persuasion.csv"]


def test_techniques_are_a_list(tmp_path: Path) -> None:
    both = {"Doubt", "Flag_Waving"}
    rows = read_part("all", write(tmp_path, ("Stand up for the town!", both, "True"), ("It rained.", set(), "False")))
    assert rows["techniques"].tolist() == [["Flag_Waving", "Doubt"], []]
    assert rows["persuasive"].tolist() == [1, 0]
    assert len(TECHNIQUES) == 19


def test_flag_that_is_not_known(tmp_path: Path) -> None:
    path = write(tmp_path, ("It rained.", set(), "False"))[0]
    path.write_text(path.read_text().replace(",0,", ",x,", 1))
    with pytest.raises(InputError, match="has the labels 'x'"):
        read_part("all", [path])
