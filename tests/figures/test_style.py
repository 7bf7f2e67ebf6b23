from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from framing.errors import InputError
from framing.figures import save, source_dots

ROWS = pd.DataFrame({"source": ["A", "A", "B"], "mean_editorializing": [0.1, 0.4, 0.7]})


@pytest.mark.parametrize(("ending", "magic"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_the_same_table_gives_the_same_file(tmp_path: Path, ending: str, magic: bytes) -> None:
    one = save(source_dots(ROWS), tmp_path / "new" / f"one{ending}")
    two = save(source_dots(ROWS), tmp_path / f"two{ending}")
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes().startswith(magic)
    assert b"Date" not in one.read_bytes() and b"<dc:date>" not in one.read_bytes()


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.png, \.svg, \.pdf"):
        save(source_dots(ROWS), tmp_path / "figure.doc")
    assert not list(tmp_path.iterdir())
