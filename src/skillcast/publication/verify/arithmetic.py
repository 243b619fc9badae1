"""What must hold within and between tables, and between a table and its copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from skillcast.publication.content import Document, Table
from skillcast.publication.data.outline import OUTLINE
from skillcast.publication.identities import breaches, cell_breaches
from skillcast.publication.printing import is_missing
from skillcast.publication.verify.finding import Finding


def table_identities(table: Table) -> Iterator[Finding]:
    file = f"data/{table.name}.csv"
    try:
        numeric = [column.name for column in table.columns if column.numeric and not column.labels]
        fields = {
            name: np.array([np.nan if is_missing(value) else float(value) for value in table.frame[name]])
            for name in numeric
        }
        for check in table.checks:
            for breach in breaches(check, fields, total_rows=table.total_rows):
                row = None if breach.row is None else breach.row + 1
                yield Finding("identity", file, table.name, row, check, f"{breach.left:.10g}", f"{breach.right:.10g}")
    except ValueError as error:
        yield Finding("unreadable", file, table.name, printed=str(error))


def document_identities(document: Document) -> Iterator[Finding]:
    """Yield the identities between tables that do not hold."""
    tables = {table.name: table for table in (*document.tables, *document.extra)}

    def cell(name: str, field: str, key: str) -> float:
        table = tables[name]
        rows = table.frame.loc[table.frame[table.primary_key[0]] == key, field]
        return np.nan if len(rows) != 1 or is_missing(rows.iloc[0]) else float(rows.iloc[0])

    for check in document.checks:
        try:
            for breach in cell_breaches(check, cell):
                yield Finding("identity", "data", "", None, check, f"{breach.left:.10g}", f"{breach.right:.10g}")
        except (KeyError, IndexError, ValueError) as error:
            yield Finding("unreadable", f"data/{OUTLINE}", printed=f"{check}: {error}")


def copies(out: Path, resource: dict[str, Any]) -> Iterator[Finding]:
    name = resource["skillcast"].get("copy", "")
    if not name:
        return
    source, target = out / "data" / f"{resource['name']}.csv", out / Path(name).name
    if not target.exists() or not source.exists():
        yield Finding("missing-file", target.name if source.exists() else f"data/{source.name}")
    elif source.read_bytes() != target.read_bytes():
        yield Finding("copy", target.name, resource["name"])
