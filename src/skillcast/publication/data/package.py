"""The data package: every table and figure as CSV with a machine-readable description (Frictionless Data Package, CSV on the Web).

Beside the standard properties a field carries under ``skillcast`` how it prints, and ``document.json`` says what stands between
the tables: the package alone gives the whole document again, which is how `verify` derives every printed figure.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from skillcast.publication.content import ColumnFormat, ColumnKind, Document, Figure, Heading, Table
from skillcast.publication.data.csvs import csv_bytes, guard, read_csv
from skillcast.publication.data.csvw import CSVW, csvw_bytes
from skillcast.publication.data.dictionary import DICTIONARY_FIELDS, describe, field_type
from skillcast.publication.data.outline import OUTLINE, kept, outline_bytes, read_outline, restored
from skillcast.publication.printing import captions

DESCRIPTOR = "datapackage.json"
FIGURE = "figure_"
_PROFILE = "tabular-data-package"


def write_package(document: Document, out: Path) -> None:
    """Write the data of a document: ``data/`` with its descriptions and dictionary, and top-level copies.

    Parameters
    ----------
    document
        Its tables, figures and extra tables become resources.
    out
        The folder of the publication; it gets the folder ``data`` and the files named by `Table.copy`.
    """
    folder = out / "data"
    folder.mkdir(parents=True, exist_ok=True)
    titles = captions(document)
    drawn = tuple(map(figure_table, document.figures))
    tables = (*document.tables, *document.extra, *drawn)
    roles = {table.name: "extra" for table in document.extra} | {table.name: "figure" for table in drawn}
    resources = []
    for table in tables:
        data = csv_bytes(table)
        (folder / f"{table.name}.csv").write_bytes(data)
        if table.copy:
            (out / table.copy).write_bytes(data)
        role = roles.get(table.name, "table")
        resources.append(_resource(table, data, role=role, caption=titles.get(table.name, "")))
    outline = outline_bytes(document)
    (folder / OUTLINE).write_bytes(outline)
    (folder / CSVW).write_bytes(csvw_bytes(document, tables))
    words = _dictionary_bytes(tables)
    (folder / "dictionary.csv").write_bytes(words)
    resources.append(_dictionary_resource(words))
    package = {
        "profile": _PROFILE,
        "name": "skillcast-publication",
        "title": document.title,
        "description": document.banner,
        "keywords": _keywords(document),
        "contributors": [{"title": name, "role": "publisher"} for name in document.publishers],
        "skillcast": {
            "lang": document.lang,
            "date": document.date_text,
            "banner": document.banner,
            "stem": document.stem,
            # Binds what the outline says and nothing else repeats, such as how far an identity may be off.
            "outline": f"sha256:{hashlib.sha256(outline).hexdigest()}",
        },
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / DESCRIPTOR).write_bytes(text.encode("utf-8"))


def _keywords(document: Document) -> list[str]:
    """Return what a catalogue of data sets may be searched by: publishers, parts, tables and figures, each once."""
    parts = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    named = [*(table.title for table in document.tables), *(figure.title for figure in document.figures)]
    return list(dict.fromkeys([*document.publishers, *parts, *named]))


def figure_table(figure: Figure) -> Table:
    """Return the data a figure is drawn from as a table (``figure_<name>``)."""
    kinds: dict[str, ColumnKind] = {}
    for name in figure.frame.columns:
        kinds[str(name)] = "number" if pd.api.types.is_numeric_dtype(figure.frame[name]) else "text"
    columns = tuple(ColumnFormat(name, name, kind=kind) for name, kind in kinds.items())
    return Table(f"{FIGURE}{figure.name}", figure.title, figure.frame, columns)


def read_package(out: Path) -> tuple[dict[str, Any], list[Table]]:
    """Return the description of a publication's package and its printed tables, in the order of the document.

    Numbers are read back as exact text, so that they print as they did.
    """
    folder = out / "data"
    package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    tables = [_table(resource, folder) for resource in package["resources"] if resource["skillcast"]["role"] == "table"]
    return package, tables


def read_document(out: Path) -> Document:
    """Return the document of a publication from its data package alone, frames as texts (figures: numbers).

    Raises
    ------
    OSError, KeyError, ValueError, TypeError
        The package is damaged.
    """
    folder = out / "data"
    package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    shown: dict[str, Table | Figure] = {}
    for resource in package["resources"]:
        role = resource["skillcast"]["role"]
        if role == "figure":
            figure = _figure(resource, folder)
            shown[figure.name] = figure
        elif role != "dictionary":
            shown[resource["name"]] = _table(resource, folder)
    return read_outline((folder / OUTLINE).read_text(encoding="utf-8"), shown)


def _resource(table: Table, data: bytes, *, role: str, caption: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(table, column) for column in table.columns],
        "missingValues": [""],
    }
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": "\n".join(table.notes),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "sources": [{"title": source} for source in table.sources],
        "schema": schema,
        "skillcast": {
            "role": role,
            "caption": caption,
            "unit": table.unit,
            "notes": list(table.notes),
            "sentences": [kept(item) for item in table.sentences],
            "checks": list(table.checks),
            "total_rows": list(table.total_rows),
            "copy": table.copy,
        },
    }


def _field(table: Table, column: ColumnFormat) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "title": column.header,
        "type": field_type(table.frame[column.name], column),
    }
    if column.description:
        found["description"] = column.description
    defaults = {item.name: item.default for item in fields(ColumnFormat) if item.default is not MISSING}
    found["skillcast"] = {name: getattr(column, name) for name in defaults if getattr(column, name) != defaults[name]}
    return found


def _dictionary_bytes(tables: Iterable[Table]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, DICTIONARY_FIELDS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: guard(word) for name, word in row.items()} for row in describe(tables))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _dictionary_resource(data: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": "dictionary",
        "path": "dictionary.csv",
        "title": "数据字典",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {"fields": [{"name": name, "type": "string"} for name in DICTIONARY_FIELDS], "missingValues": [""]},
        "skillcast": {"role": "dictionary", "caption": ""},
    }


def _column(field: Mapping[str, Any]) -> ColumnFormat:
    facts = dict(field["skillcast"])
    if "labels" in facts:
        facts["labels"] = tuple((raw, words) for raw, words in facts["labels"])
    return ColumnFormat(field["name"], field["title"], **facts)


def _table(resource: Mapping[str, Any], folder: Path) -> Table:
    facts = resource["skillcast"]
    return Table(
        resource["name"],
        resource["title"],
        read_csv(folder / Path(resource["path"]).name),  # the name only: a package never reaches outside its folder
        tuple(_column(field) for field in resource["schema"]["fields"]),
        unit=facts["unit"],
        notes=tuple(facts["notes"]),
        sentences=tuple(map(restored, facts["sentences"])),
        primary_key=tuple(resource["schema"].get("primaryKey", ())),
        sources=tuple(source["title"] for source in resource["sources"]),
        checks=tuple(facts["checks"]),
        total_rows=tuple(facts["total_rows"]),
        copy=facts["copy"],
    )


def _figure(resource: Mapping[str, Any], folder: Path) -> Figure:
    """Return a figure's name and frame; what is said of it stands in the outline."""
    frame = read_csv(folder / Path(resource["path"]).name)
    for field in resource["schema"]["fields"]:
        if field["type"] in ("integer", "number"):
            numbers = [np.nan if text == "" else float(text) for text in frame[field["name"]]]
            frame[field["name"]] = np.array(numbers, dtype="float64")
    return Figure(resource["name"].removeprefix(FIGURE), resource["title"], "fan", frame)
