from __future__ import annotations

import pytest

from framing.config.section import named
from framing.errors import ConfigError, unknown_name


def test_an_unknown_name_is_a_mistake_that_pydantic_collects() -> None:
    @named
    def check(name: str) -> str:
        if name != "a":
            raise unknown_name("letter", name, ["a"])
        return name

    assert check("a") == "a"
    with pytest.raises(ConfigError, match=r"Unknown letter 'b'. Known: a\.") as caught:
        check("b")
    assert isinstance(caught.value, ValueError)
