"""Rows as pandas has them, but for integers beside gaps: pandas makes floats of these, and long ids lose their end.

Nor does text that Arrow holds as bytes stay bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa

_EXACT = 1 << 53
"""Integers up to here are the same as floats."""


def from_records(records: Sequence[Mapping[str, Any]], names: Sequence[str]) -> pd.DataFrame:
    """Return records as a table; a column of floats that held longer integers keeps its values as they were."""
    frame = pd.DataFrame(records, columns=list(names))
    for name in names:
        if frame[name].dtype == "float64":
            values = [record.get(name) for record in records]
            if _holds_long(values):
                frame[name] = pd.Series(values, dtype=object)
    return frame


def inferred(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the types that its objects have; longer integers with gaps stay objects."""
    found = frame.infer_objects()
    turned = [name for name in frame.columns if frame[name].dtype == object and found[name].dtype == "float64"]
    return found.assign(**{str(name): frame[name] for name in turned if _holds_long(frame[name])})


def from_arrow(table: pa.Table | pa.RecordBatch, *, ignore_metadata: bool = False) -> pd.DataFrame:
    """Return what Arrow holds as a table; a column of longer integers with gaps has objects.

    A column of bytes that are all UTF-8 is text: not all writers of Parquet say so (Impala, older Spark).
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    table = _with_texts(table)
    frame: pd.DataFrame = table.to_pandas(ignore_metadata=ignore_metadata)
    for name, values in zip(table.schema.names, table.columns, strict=True):
        if values.null_count and pa.types.is_integer(values.type) and name in frame and frame[name].ndim == 1:
            ends = pc.min_max(values).as_py()
            if ends["min"] is not None and max(-ends["min"], ends["max"]) > _EXACT:
                frame[name] = pd.Series(values.to_pylist(), index=frame.index, dtype=object)
    return frame


def _with_texts(table: Any) -> Any:
    import pyarrow as pa

    arrays = list(table.columns)
    schema = table.schema
    for place, values in enumerate(arrays):
        if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
            with suppress(pa.ArrowInvalid):  # an image, a vector
                arrays[place] = values.cast(pa.large_string())
                schema = schema.set(place, schema.field(place).with_type(pa.large_string()))
    return type(table).from_arrays(arrays, schema=schema) if schema is not table.schema else table


def _holds_long(values: Iterable[Any]) -> bool:
    return any(isinstance(value, int) and abs(value) > _EXACT for value in values)
