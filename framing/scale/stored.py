"""The scores of a folder as they are needed: some columns of all sentences, or one shard after the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

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

    ``columns`` are those of a scores table, ``attrs`` what it knows of the model.
    """

    def __init__(self, folder: ScoresFolder) -> None:
        folder.check()
        files = [folder.part("sentences", number) for number in range(int(folder.manifest["shards"]))]
        known = [parquet.read_metadata(file) for file in files]
        # A shard without rows does not know the types of its columns, and one may have nothing where another has text.
        filled = [n for n, one in enumerate(known) if one.num_rows] or [0]
        schemas = [known[n].schema.to_arrow_schema() for n in filled]
        self._schema = pa.unify_schemas(schemas, promote_options="permissive")
        self._files = [str(files[n]) for n in filled]
        self.attrs = json.loads((schemas[0].metadata or {}).get(b"PANDAS_ATTRS", b"{}"))
        self.columns = pd.Index(self._schema.names)

    def select(self, columns: Sequence[str], **among: Iterable[str]) -> pd.DataFrame:
        """Return some columns of all sentences; ``among`` keeps those whose column has one of some values."""
        kept = None
        for name, values in among.items():
            one = pc.field(name).isin(list(values))
            kept = one if kept is None else kept & one
        table = ds.dataset(self._files, schema=self._schema).to_table(columns=list(columns), filter=kept)
        found = typed_table(_pandas(table))
        found.attrs = dict(self.attrs)
        return found

    def parts(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Yield some columns of the sentences of each shard; an article is always whole in one of them."""
        for file in self._files:
            found = typed_table(_pandas(ds.dataset(file, schema=self._schema).to_table(columns=list(columns))))
            found.attrs = dict(self.attrs)
            yield found


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
