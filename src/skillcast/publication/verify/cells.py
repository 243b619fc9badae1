"""Every printed cell of a document or workbook against what the data package gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from skillcast.errors import Language
from skillcast.publication.content import Document, Table
from skillcast.publication.excel.xlsx import HEADER_ROW, sheet_columns, sheet_names, sheet_rows
from skillcast.publication.printing import headers, printed_rows
from skillcast.publication.verify.finding import Finding
from skillcast.publication.verify.readers import DAMAGE, Grid


def document_cells(
    path: Path, reader: Callable[[Path], dict[str, Grid]], tables: Sequence[Table], lang: Language
) -> Iterator[Finding]:
    try:
        grids = reader(path)
    except FileNotFoundError:
        yield Finding("missing-file", path.name)
        return
    except DAMAGE as error:
        yield Finding("unreadable", path.name, printed=f"{type(error).__name__}: {error}")
        return
    for table in tables:
        yield from _compare(
            path.name, table, headers(table, lang), printed_rows(table, lang), grids.get(table.name, [])
        )


def workbook_cells(path: Path, tables: Sequence[Table], lang: Language) -> Iterator[Finding]:
    from python_calamine import CalamineError, CalamineWorkbook

    if not path.exists():
        yield Finding("missing-file", path.name)
        return
    names = sheet_names(Document("", tuple(tables), lang=lang))
    try:
        book = CalamineWorkbook.from_path(str(path))
        known = set(book.sheet_names)
        grids = {
            table.name: book.get_sheet_by_name(names[table.name]).to_python(skip_empty_area=False)[HEADER_ROW:]
            if names[table.name] in known
            else []
            for table in tables
        }
    except (*DAMAGE, CalamineError) as error:
        yield Finding("unreadable", path.name, printed=f"{type(error).__name__}: {error}")
        return
    for table in tables:
        columns = [header for header, _, _ in sheet_columns(table, lang)]
        rows = sheet_rows(table, lang)
        yield from _compare(path.name, table, columns, rows, grids[table.name][: len(rows) + 1])


def _compare(file: str, table: Table, columns: Sequence[str], rows: Grid, grid: Grid) -> Iterator[Finding]:
    """Compare a printed grid (header first) with the derived header and rows, cell by cell."""
    width = {len(line) for line in grid}
    if len(grid) != len(rows) + 1 or width != {len(columns)}:
        size = f"{max(len(grid) - 1, 0)}×{max(width, default=0)}"
        yield Finding("table", file, table.name, printed=size, derived=f"{len(rows)}×{len(columns)}")
        return
    for printed, derived in zip(grid[0], columns, strict=True):
        if not _same(printed, derived):
            yield Finding("header", file, table.name, None, _flat(derived), _flat(str(printed)), _flat(derived))
    for number, (line, expected) in enumerate(zip(grid[1:], rows, strict=True), start=1):
        for cell, value, column in zip(line, expected, columns, strict=True):
            if not _same(cell, value):
                yield Finding("cell", file, table.name, number, _flat(column), str(cell), str(value))


def _same(printed: object, derived: object) -> bool:
    """Compare texts without white space, and numbers to the fifteen digits a workbook keeps."""
    if isinstance(derived, str):
        # Word breaks an interval before its bracket, in English in place of a space.
        return isinstance(printed, str) and "".join(printed.split()) == "".join(derived.split())
    if isinstance(printed, bool) or not isinstance(printed, (int, float)) or not isinstance(derived, (int, float)):
        return False
    return abs(printed - derived) <= 1e-13 * max(1.0, abs(printed), abs(derived))


def _flat(text: str) -> str:
    return text.replace("\n", "").replace("\r", "").strip()
