"""Questions to a scores folder in SQL, through DuckDB, without loading it."""

from __future__ import annotations

import glob
import os

import pandas as pd

from framing.errors import InputError
from framing.scale.folder import open_scores


def query(folder: str | os.PathLike[str], sql: str) -> pd.DataFrame:
    """Return what a SQL statement says of a scores folder.

    The tables are ``articles``, ``sentences``, ``attributions`` and, where targets were given, ``stance``: ``select
    source, avg(editorializing) from sentences where kind = 'body' group by source``. Only the columns and shards that
    the statement needs are read. Raises InputError for an unfinished folder and for a statement that DuckDB does not
    take.
    """
    try:
        import duckdb
    except ImportError:
        raise InputError("SQL over a scores folder needs DuckDB; install it: pip install 'framing[scale]'.") from None
    found = open_scores(folder)
    with duckdb.connect() as connection:
        for table in found.tables:
            # DuckDB takes names with *, ? or [ for patterns, which may fit the files of another folder.
            files = [glob.escape(str(found.part(table, n))) for n in range(int(found.manifest["shards"]))]
            connection.read_parquet(files, union_by_name=True).create_view(table)
        try:
            answer = connection.sql(sql)
            found_rows: pd.DataFrame | None = None if answer is None else answer.df()
        except duckdb.Error as error:
            raise InputError(f"The statement cannot be run: {str(error).splitlines()[0]}.") from None
    if found_rows is None:
        raise InputError(f"The statement {sql!r} asks for nothing; give one that begins with select.")
    return found_rows
