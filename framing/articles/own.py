"""CSV tables of people's own, as spreadsheets and R write them: any usual separator, NA for what is missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from framing.articles.delimited import MISSING, NAMED_MARK
from framing.articles.write import TEXTS, read_table
from framing.errors import InputError


def read_own_table(path: Path | str, *, as_text: bool = False) -> pd.DataFrame:
    """Return a table that somebody made, each column of a CSV file with the type that its values have.

    Cells that say :data:`framing.articles.delimited.MISSING` are missing, and the separator (``,`` ``;`` or a tab) is
    the one that the header has most of, or that a line before it names (``sep=;``). Other files are read by
    :func:`framing.articles.read_table`. ``as_text`` gives every cell as text, empty where it is missing. Raises
    InputError for a file that is missing or broken.
    """
    path = Path(path)
    if path.suffix.lower() != ".csv" or not path.is_file():
        found: pd.DataFrame = read_table(path)
        return found.astype("str").fillna("") if as_text else found
    try:
        with path.open(encoding="utf-8-sig") as file:
            first = file.readline()
        named = NAMED_MARK.fullmatch(first)
        mark = named[1] if named else max(",;\t", key=re.sub(r'"[^"]*"', "", first).count)
        form: dict[str, Any] = {"encoding": "utf-8-sig", "sep": mark, "skiprows": 1 if named else 0}
        names = pd.read_csv(path, nrows=0, **form).columns
        kinds = {name: "str" for name in names if as_text or name in TEXTS}
        found = pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=sorted(MISSING), **form)
    except pd.errors.EmptyDataError:
        raise InputError(f"{path}: empty file; its first line must name the columns.") from None
    except (UnicodeDecodeError, pd.errors.ParserError) as error:
        raise InputError(f"{path} is not a CSV file in UTF-8 ({error}); save it as “CSV UTF-8”.") from None
    return found.fillna("") if as_text else found
