from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from run_fixtures import FILE, evaluation

from framing.config import Evaluate, load_config
from framing.errors import DataMissingError
from framing.experiment.parts import choose_part, earlier_parts, fetch_files, held_out, is_at_hand, part_rows, part_sums


def part(**changes: object):
    return choose_part(Evaluate.model_validate(evaluation(**changes)))


def test_an_official_file_is_read_as_the_corpus_reads_its_own(own: Path) -> None:
    found = part()
    rows = part_rows(found.plain())
    assert len(rows) == 40 and rows["part"].unique().tolist() == ["own"]
    assert set(rows["editorializing"]) == {0, 1} and rows["row_id"].is_unique
    assert set(part_sums(found)) == {FILE}
    assert earlier_parts(found) == [] and not is_at_hand("checkthat:dev_en") and is_at_hand("sample:all")


def test_a_missing_file_says_what_is_run_instead(own: Path) -> None:
    gone = part(file="checkthat_subjectivity/gone.tsv", otherwise="dev_en", url="https://example.org/gone.tsv")
    assert (gone.split, gone.file) == ("dev_en", None)
    assert "gone.tsv is missing" in gone.note and "--fetch" in gone.note and gone.note.endswith("dev_en.")
    assert part(file="checkthat_subjectivity/gone.tsv").split is None


def test_what_is_held_out_takes_its_near_duplicates_and_articles_along() -> None:
    said = "The harbour board voted on Tuesday to raise the fee for every berth by four percent"
    texts = [
        said,
        f"{said}.",
        "Rain fell on the mill all day long while nobody was there.",
        "The ferry was late again.",
    ]
    rows = pd.DataFrame({"row_id": list("abcd"), "text": texts, "article": ["1", "2", "1", "3"], "fold": [0, 1, 1, 1]})
    assert held_out(rows, 0, "topic").tolist() == [True, True, True, False]
    assert held_out(rows, 0, "random").tolist() == [True, True, False, False]


def test_labels_may_stand_in_another_column(own: Path) -> None:
    found = part(corpus="sample", split="all", file=None, column="other_editorializing")
    rows = part_rows(found.plain())
    assert rows["editorializing"].equals(rows["other_editorializing"])
    assert found.label == "other_editorializing"


def test_a_file_is_fetched_only_when_asked_and_an_unreachable_one_is_told(own: Path, tmp_path: Path) -> None:
    source = tmp_path / "there.tsv"
    source.write_text("sentence_id\tsentence\tlabel\n1\tHe left.\tOBJ\n", encoding="utf-8")
    text = (
        "name: x\nseed: 0\nevaluate:\n  - {{corpus: checkthat, split: t, task: editorializing, file: {}, url: '{}'}}\n"
    )
    config = tmp_path / "c.yaml"
    config.write_text(text.format("fetched/there.tsv", source.as_uri()), encoding="utf-8")
    fetch_files(load_config(config))
    assert (own / "fetched" / "there.tsv").read_text("utf-8") == source.read_text("utf-8")
    config.write_text(text.format("fetched/gone.tsv", (tmp_path / "gone.tsv").as_uri()), encoding="utf-8")
    with pytest.raises(DataMissingError, match=r"put the file at .*gone\.tsv"):
        fetch_files(load_config(config))
    assert sorted(path.name for path in (own / "fetched").iterdir()) == ["there.tsv"]
