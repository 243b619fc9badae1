"""Workbooks: the sheets named after tables, every cell as text without losing digits."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from skillcast.errors import Problem
from skillcast.io.raw import NAMES, Found, cell_text, raw_table, unknown_table, unreadable

LARGEST_UNPACKED = 1024 * 1024 * 1024
GUIDES = ("说明", "README")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_workbook(file: Path) -> Found:
    """Return the tables of a workbook, and what is wrong with it; sheets of other names are warnings."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(file) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST_UNPACKED:
                facts = {"limit": f"{LARGEST_UNPACKED // 2**20} MB"}
                return [], [Problem("file-too-large", file=file.name, value="zip", facts=facts)]
            errors = error_cells(archive)
        book = CalamineWorkbook.from_path(str(file))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, zipfile.BadZipFile, ElementTree.ParseError, OSError, ValueError, KeyError) as error:
        word = type(error).__name__
        return [], [
            unreadable(
                file.name,
                f"不是 .xlsx 工作簿，或已加密、损坏：{word}",
                f"not a workbook, or encrypted, or damaged: {word}",
            )
        ]
    tables, problems = [], []
    for sheet, cells in sheets.items():
        if sheet.casefold() not in NAMES:
            problems += [] if sheet in GUIDES else [unknown_table(file.name, sheet, sheet)]
            continue
        numbers = {
            (row, place)
            for row, line in enumerate(cells, start=1)
            for place, cell in enumerate(line)
            if isinstance(cell, float)
        }
        rows = [[cell_text(cell) for cell in line] for line in cells]
        for (row, place), value in errors.get(sheet, {}).items():
            rows[row - 1][place] = value
        if not any(cell for line in rows[1:] for cell in line):
            continue  # a sheet of the template that was left empty is a table not supplied
        found, faults = raw_table(NAMES[sheet.casefold()], file.name, sheet, rows, numbers=frozenset(numbers))
        tables += found
        problems += faults
    return tables, problems


def error_cells(archive: zipfile.ZipFile) -> Mapping[str, Mapping[tuple[int, int], str]]:
    """Return the cells that show an error such as ``#N/A``, by sheet, row (from 1) and place (from 0).

    The reader of cells gives them as empty, and an empty cell may mean "not known": the error must not vanish.
    """
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.attrib["Id"]: link.attrib["Target"] for link in links}
    out: dict[str, dict[tuple[int, int], str]] = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets[sheet.attrib[_LINK]]
        content = archive.read(target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target))
        if b't="e"' in content:
            cells = ElementTree.fromstring(content).iter(f"{_MAIN}c")
            wrong = {cell.attrib["r"]: cell.findtext(f"{_MAIN}v", "#?") for cell in cells if cell.get("t") == "e"}
            out[sheet.attrib["name"]] = {_place(address): value for address, value in wrong.items()}
    return out


def _place(address: str) -> tuple[int, int]:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - ord("A") + 1
    return int(row), place - 1
