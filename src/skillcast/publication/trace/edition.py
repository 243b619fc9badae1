"""One publication as it lies in its folder: what its run recorded and the tables of its data package."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillcast.errors import DataError, Problem
from skillcast.publication.content import ColumnFormat, Document, Table
from skillcast.publication.data.package import read_document
from skillcast.publication.place.staging import MARK, recover
from skillcast.publication.printing import captions, format_cell, plain

USUAL = ("name", "label")  # fields that say what a row is


@dataclass(frozen=True)
class Edition:
    """A publication: the facts of its run (``run.json``) and its document as the data package gives it back."""

    manifest: Mapping[str, Any]
    document: Document

    @classmethod
    def read(cls, out: str | Path) -> Edition:
        """Read a publication.

        Raises
        ------
        DataError
            ``not-a-publication``: something is missing or cannot be read.
        """
        folder = Path(out)
        recover(folder)
        try:
            manifest = json.loads((folder / MARK).read_text(encoding="utf-8"))
            return cls(manifest, read_document(folder))
        except (OSError, ValueError, KeyError, TypeError) as error:
            facts = {"reason": f"{type(error).__name__}: {error}"}
            raise DataError([Problem("not-a-publication", value=str(out), facts=facts)]) from error

    @property
    def period(self) -> str:
        """Return the year or quarter it speaks of."""
        return period_of(self.manifest)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return the tables, those published as data only last."""
        return (*self.document.tables, *self.document.extra)

    def captions(self) -> dict[str, str]:
        """Return the printed caption of every table by name; its title where it is published as data only."""
        return {table.name: table.title for table in self.tables} | captions(self.document)


def period_of(manifest: Mapping[str, Any]) -> str:
    """Return the year or quarter a publication speaks of, by what its run recorded.

    Examples
    --------
    >>> period_of({"year": 2025}), period_of({"period": "2026Q1"})
    ('2025', '2026Q1')
    """
    return str(manifest.get("period") or manifest["year"])


def row_names(table: Table) -> list[str]:
    """Return what each row is called: its key, then the first printed words beside it.

    Examples
    --------
    >>> import pandas as pd
    >>> from skillcast.publication.content import ColumnFormat
    >>> frame = pd.DataFrame({"code": ["C31"], "label": ["钢铁"], "n": [5]})
    >>> columns = (ColumnFormat("code", "代码", kind="code"), ColumnFormat("label", "行业"), ColumnFormat("n", "人数", kind="integer"))
    >>> row_names(Table("t", "表", frame, columns, primary_key=("code",)))
    ['C31 钢铁']
    """
    keys = ["/".join(key) for key in row_keys(table)]
    key = next((column for column in table.columns if (column.name,) == table.primary_key), None)
    if key is not None and {plain(value) for value in table.frame[key.name]} <= {raw for raw, _ in key.labels}:
        return [format_cell(value, key) for value in table.frame[key.name]]
    beside = [column for column in table.printed if _names(column) and column.name not in table.primary_key]
    if not table.primary_key or not beside:
        return keys
    words = next((column.name for column in beside if column.name in USUAL), beside[0].name)
    return [f"{name} {plain(told)}".strip() for name, told in zip(keys, table.frame[words], strict=True)]


def _names(column: ColumnFormat) -> bool:
    """Whether a column says what a row is: words of its own, not a number printed as text."""
    return not column.numeric and not column.labels and not column.name.endswith("_text")


def row_keys(table: Table) -> list[tuple[str, ...]]:
    """Return the key of each row: its primary key, else its first text where that is unique, else its number from 1."""
    names: Sequence[str] = [name for name in table.primary_key if name in table.frame]
    if not names or table.frame.duplicated(list(names)).any():
        names = [column.name for column in table.printed if not column.numeric][:1]
    if not names or table.frame.duplicated(list(names)).any():
        return [(str(number),) for number in range(1, len(table.frame) + 1)]
    return [tuple(map(plain, key)) for key in table.frame[list(names)].itertuples(index=False, name=None)]
