from __future__ import annotations

from framing.errors import unknown_among, unknown_name


def test_all_unknown_names_are_told() -> None:
    def check(name: str) -> str:
        if name not in ("a", "b"):
            raise unknown_name("letter", name, ["a", "b"])
        return name

    assert unknown_among(check, ["a", "b"]) == []
    assert unknown_among(check, ["c", "a", "d"]) == [
        "Unknown letter 'c'. Known: a, b.",
        "Unknown letter 'd'. Known: a, b.",
    ]
