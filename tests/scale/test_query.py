from __future__ import annotations

from pathlib import Path

import pytest

from framing.errors import InputError
from framing.scale import query


@pytest.mark.parametrize("sql", ["", "-- nothing", "select nonsense"])
def test_a_statement_without_an_answer_is_told(whole: Path, sql: str) -> None:
    with pytest.raises(InputError, match="The statement"):
        query(whole, sql)
