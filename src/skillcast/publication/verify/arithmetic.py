"""What must hold within and between tables, and between a table and its copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from skillcast.publication.content import Table, is_missing
from skillcast.publication.identities import breaches
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


def copies(out: Path, resource: dict[str, Any]) -> Iterator[Finding]:
    name = resource["skillcast"].get("copy", "")
    if not name:
        return
    source, target = out / "data" / f"{resource['name']}.csv", out / Path(name).name
    if not target.exists() or not source.exists():
        yield Finding("missing-file", target.name if source.exists() else f"data/{source.name}")
    elif source.read_bytes() != target.read_bytes():
        yield Finding("copy", target.name, resource["name"])
