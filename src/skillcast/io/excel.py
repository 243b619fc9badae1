"""Workbooks: the sheets named after tables, every cell as text without losing digits."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from skillcast.errors import Problem
from skillcast.io.parts import Cells, RefusedError, look_through
from skillcast.io.raw import NAMES, Found, cell_text, raw_table, unknown_table, unreadable
from skillcast.io.sizes import SHEETS, too_many

GUIDES = ("说明", "README")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# What a damaged file raises: the archive, the XML, the reader of cells.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    ElementTree.ParseError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
)


def read_workbook(file: Path) -> Found:
    """Return the tables of a workbook, and what is wrong with it; sheets of other names are warnings."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        errors = error_cells(file)
        if len(errors) > SHEETS:
            return [], [too_many(file.name, "工作表", "sheets", len(errors), SHEETS)]
        book = CalamineWorkbook.from_path(str(file))
        names = [name for name in errors if name.casefold() in NAMES]
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except RefusedError as error:
        return [], [error.problem]
    except (*_DAMAGE, NotImplementedError, RuntimeError, CalamineError) as error:
        word = type(error).__name__
        return [], [
            unreadable(
                file.name,
                f"不是 .xlsx 工作簿，或已加密、损坏：{word}",
                f"not a workbook, or encrypted, or damaged: {word}",
            )
        ]
    tables = []
    others = [sheet for sheet in errors if sheet not in sheets and sheet not in GUIDES]
    problems = [unknown_table(file.name, sheet, sheet) for sheet in others]
    for sheet, cells in sheets.items():
        numbers = {
            (row, place)
            for row, line in enumerate(cells, start=1)
            for place, cell in enumerate(line)
            if isinstance(cell, float)
        }
        rows = [[cell_text(cell) for cell in line] for line in cells]
        for (row, place), value in errors[sheet].items():
            rows[row - 1][place] = value
        if not any(cell for line in rows[1:] for cell in line):
            continue  # a sheet of the template that was left empty is a table not supplied
        found, faults = raw_table(NAMES[sheet.casefold()], file.name, sheet, rows, numbers=frozenset(numbers))
        tables += found
        problems += faults
    return tables, problems


def error_cells(file: Path) -> dict[str, Cells]:
    """Return the cells that show an error such as ``#N/A``, for every sheet by row (from 1) and place (from 0).

    Raises
    ------
    RefusedError
        If the workbook is unsafe to read: all of it is looked through before any of it is unpacked.
    """
    parts = look_through(file)
    with zipfile.ZipFile(file) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.attrib["Id"]: posixpath.join("xl", link.attrib["Target"]).lstrip("/") for link in links}
    used = {sheet.attrib["name"]: targets[sheet.attrib[_LINK]] for sheet in book.iter(f"{_MAIN}sheet")}
    strange = [part for part in used.values() if not part.casefold().endswith(".xml")]
    if strange or len(set(used.values())) < len(used):
        reason = "工作表指向同一部件或不是工作表的部件", "sheets lead to the same part, or to parts that are no sheets"
        raise RefusedError(Problem("unsafe-file", file=file.name, facts={"reason": reason[0], "reason_en": reason[1]}))
    return {sheet: parts.get(part, {}) for sheet, part in used.items()}
