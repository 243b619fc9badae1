"""The description of the data files for the semantic web: CSV on the Web (W3C, Metadata Vocabulary for Tabular Data, 2015)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from skillcast.publication.content import Document, Table
from skillcast.publication.data.dictionary import FieldType, field_type

CSVW = "csv-metadata.json"
_DATATYPES: dict[FieldType, str] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}


def csvw_bytes(document: Document, tables: Iterable[Table]) -> bytes:
    """Return the metadata file of a group of tables: names, titles, types, keys.

    Examples
    --------
    >>> import pandas as pd
    >>> from skillcast.publication.content import ColumnFormat
    >>> table = Table("t", "表", pd.DataFrame({"n": [1]}), (ColumnFormat("n", "人数", kind="integer"),))
    >>> json.loads(csvw_bytes(Document("题", (table,)), [table]))["tables"][0]["tableSchema"]["columns"][0]["datatype"]
    'integer'
    """
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh" if document.lang == "zh" else "en"}],
        "dc:title": document.title,
        "dc:publisher": list(document.publishers),
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tables": [_described(table) for table in tables],
    }
    return (json.dumps(group, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _described(table: Table) -> dict[str, Any]:
    columns = [
        {
            "name": column.name,
            "titles": [column.name, column.header] if column.header != column.name else [column.name],
            "datatype": _DATATYPES[field_type(table.frame[column.name], column)],
            "null": [""],
            **({"dc:description": column.description} if column.description else {}),
        }
        for column in table.columns
    ]
    schema: dict[str, Any] = {"columns": columns}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    return {"url": f"{table.name}.csv", "dc:title": table.title, "tableSchema": schema}
