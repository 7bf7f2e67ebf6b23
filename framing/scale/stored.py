"""The scores of a folder as they are needed: some columns of all sentences, or one shard after the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from pyarrow import parquet

from framing.articles.write import typed_table
from framing.scale.folder import ScoresFolder


class StoredScores:
    """The sentences of a finished scores folder, which stay on disk.

    ``path`` is the folder, ``columns`` are those of a scores table, ``attrs`` what it knows of the model. A column
    whose types differ from shard to shard, numbers here and words there, is text in all of them.
    """

    def __init__(self, folder: ScoresFolder) -> None:
        folder.check()
        self.path = folder.path
        files = [folder.part("sentences", number) for number in range(int(folder.manifest["shards"]))]
        known = [parquet.read_metadata(file) for file in files]
        # A shard without rows does not know the types of its columns, and one may have nothing where another has text.
        filled = [n for n, one in enumerate(known) if one.num_rows] or [0]
        schemas = [known[n].schema.to_arrow_schema() for n in filled]
        self._schema, self._mixed = _unified(schemas)
        self._files = [str(files[n]) for n in filled]
        self.attrs = json.loads((schemas[0].metadata or {}).get(b"PANDAS_ATTRS", b"{}"))
        self.columns = pd.Index(self._schema.names)

    def select(self, columns: Sequence[str], **among: Iterable[str]) -> pd.DataFrame:
        """Return some columns of all sentences; ``among`` keeps those whose column has one of some values."""
        found = typed_table(_pandas(self._read(self._files, columns, among)))
        found.attrs = dict(self.attrs)
        return found

    def parts(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Yield some columns of the sentences of each shard; an article is always whole in one of them."""
        for file in self._files:
            found = typed_table(_pandas(self._read([file], columns, {})))
            found.attrs = dict(self.attrs)
            yield found

    def _read(self, files: list[str], columns: Sequence[str], among: Mapping[str, Iterable[str]]) -> pa.Table:
        kept = None
        for name, values in among.items():
            one = pc.field(name).isin(list(values))
            kept = one if kept is None else kept & one
        if not self._mixed & {*columns, *among}:
            return ds.dataset(files, schema=self._schema).to_table(columns=list(columns), filter=kept)
        wanted = list(dict.fromkeys([*columns, *among]))
        tables = [self._as_text(file, wanted) for file in files]
        table = pa.concat_tables(tables if kept is None else [one.filter(kept) for one in tables])
        return table.select(list(columns))

    def _as_text(self, file: str, columns: list[str]) -> pa.Table:
        """Return columns of one file, those as text whose types differ between files."""
        own = parquet.read_schema(file)
        fields = [own.field(f.name) if f.name in self._mixed and f.name in own.names else f for f in self._schema]
        table = ds.dataset(file, schema=pa.schema(fields)).to_table(columns=columns)
        for place, name in enumerate(columns):
            if name in self._mixed:
                table = table.set_column(place, self._schema.field(name), _text(table[name]))
        return table


def _unified(schemas: list[pa.Schema]) -> tuple[pa.Schema, set[str]]:
    """Return a schema that fits all, and the columns whose types have nothing in common: these are text."""
    fields: dict[str, list[pa.Field]] = {}
    for schema in schemas:
        for field in schema:
            fields.setdefault(field.name, []).append(field)
    unified, mixed = [], set()
    for name, found in fields.items():
        try:
            unified.append(pa.unify_schemas([pa.schema([f]) for f in found], promote_options="permissive").field(0))
        except pa.ArrowException:
            unified.append(pa.field(name, pa.string()))
            mixed.add(name)
    return pa.schema(unified), mixed


def _text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return values.cast(pa.string())
    except pa.ArrowException:  # lists
        plain = [None if value is None else json.dumps(value, ensure_ascii=False) for value in values.to_pylist()]
        return pa.chunked_array([plain], pa.string())


def _pandas(table: pa.Table) -> pd.DataFrame:
    """Return the table as pandas reads one from Parquet."""
    found: pd.DataFrame = table.replace_schema_metadata(None).to_pandas(
        types_mapper=lambda kind: pd.StringDtype(na_value=np.nan) if pa.types.is_string(kind) else None
    )
    return found


Scores = pd.DataFrame | StoredScores
"""A table of scores in memory, or one on disk."""


def columns_of(scores: Scores, columns: Iterable[str], **among: Iterable[str]) -> pd.DataFrame:
    """Return a table that has at least those of the columns that the scores have, and the rows that ``among`` keeps."""
    if isinstance(scores, pd.DataFrame):
        for name, values in among.items():
            scores = scores[scores[name].isin(list(values))]
        return scores
    return scores.select([name for name in dict.fromkeys(columns) if name in scores.columns], **among)
