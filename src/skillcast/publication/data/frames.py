"""Frames as they are read back from the data files, so that what is drawn or told does not depend on who draws or tells it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from skillcast.publication.content import ColumnFormat, Document, Figure, Table
from skillcast.publication.printing import is_missing, plain


def text_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with every value as the exact text that the CSV file holds.

    Examples
    --------
    >>> text_frame(pd.DataFrame({"n": [1.0, None], "ok": [True, False]})).to_dict("list")
    {'n': ['1', ''], 'ok': ['true', 'false']}
    """
    return pd.DataFrame(
        {str(name): np.array([plain(value) for value in frame[name]], dtype=object) for name in frame.columns},
        index=pd.RangeIndex(len(frame)),
    )


def typed_frame(table: Table) -> pd.DataFrame:
    """Return the published fields of a table by name: numbers as floats, true and false as booleans, texts (missing: empty).

    Examples
    --------
    >>> table = Table("t", "表", pd.DataFrame({"n": ["12", ""]}), (ColumnFormat("n", "人数", kind="integer"),))
    >>> typed_frame(table)["n"].tolist()
    [12.0, nan]
    """
    return pd.DataFrame({column.name: _typed(table.frame[column.name], column) for column in table.columns})


def _typed(values: pd.Series, column: ColumnFormat) -> pd.Series:
    texts = pd.Series([plain(value) for value in values], dtype=object)
    if column.numeric and not column.labels:
        return pd.Series([np.nan if is_missing(text) else float(text) for text in texts], dtype="float64")
    if column.labels and set(texts) <= {"true", "false"}:
        return texts == "true"
    return texts


def settled(document: Document) -> Document:
    """Return the document with every frame as its data file gives it back; the same again if it was read from one."""

    def settle(table: Table) -> Table:
        published = table.frame[[column.name for column in table.columns]]
        return replace(table, frame=text_frame(published))

    def redraw(figure: Figure) -> Figure:
        frame = text_frame(figure.frame)
        for name in figure.frame.columns:
            if pd.api.types.is_numeric_dtype(figure.frame[name]):
                numbers = [np.nan if text == "" else float(text) for text in frame[str(name)]]
                frame[str(name)] = np.array(numbers, dtype="float64")
        return replace(figure, frame=frame)

    blocks = tuple(
        settle(block) if isinstance(block, Table) else redraw(block) if isinstance(block, Figure) else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks, extra=tuple(map(settle, document.extra)))
