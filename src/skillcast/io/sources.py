"""Find the tables: files of a folder or sheets of a workbook, every cell as text."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from skillcast.errors import Problem
from skillcast.tables import TABLES

ENDINGS = (".csv", ".xlsx", ".parquet")
LARGEST = 200 * 1024 * 1024
LARGEST_UNPACKED = 1024 * 1024 * 1024
NAMES = {name.casefold(): spec.name for spec in TABLES.values() for name in (spec.name, spec.zh)}


@dataclass(frozen=True)
class RawTable:
    """A table as it stands in a file: text cells, header as written, and the spreadsheet row of each line."""

    name: str
    file: str
    sheet: str
    frame: pd.DataFrame
    numbers: frozenset[tuple[int, int]] = frozenset()


def find_tables(path: Path) -> tuple[list[RawTable], list[Problem], dict[str, str]]:
    """Read every table below `path`.

    Parameters
    ----------
    path
        A folder of CSV, XLSX or Parquet files named after the tables, or one workbook with a sheet a table.

    Returns
    -------
    Tables, problems, and the SHA-256 of every file read by its name. Row 1 is the header; the frame's index holds the row
    numbers a spreadsheet shows.
    """
    if not path.exists():
        return [], [Problem("no-input", value=str(path))], {}
    files = [path] if path.is_file() else sorted(item for item in path.iterdir() if item.suffix.lower() in ENDINGS)
    tables: list[RawTable] = []
    problems: list[Problem] = []
    hashes: dict[str, str] = {}
    for file in files:
        if path.is_dir() and file.suffix.lower() != ".xlsx" and file.stem.casefold() not in NAMES:
            if file.stem != "calibration":
                problems.append(_unknown(file.name, "", file.stem))
            continue
        if file.stat().st_size > LARGEST:
            facts = {"limit": f"{LARGEST // 2**20} MB"}
            problems.append(Problem("file-too-large", file=file.name, value=f"{file.stat().st_size // 2**20} MB", facts=facts))
            continue
        hashes[file.name] = hashlib.sha256(file.read_bytes()).hexdigest()
        found, faults = _read(file)
        tables += found
        problems += faults
    return tables, problems + _twice(tables), hashes


def _read(file: Path) -> tuple[list[RawTable], list[Problem]]:
    ending = file.suffix.lower()
    if ending == ".csv":
        return read_csv(file)
    if ending == ".xlsx":
        return read_workbook(file)
    return read_parquet(file)


def read_csv(file: Path) -> tuple[list[RawTable], list[Problem]]:
    """Read a CSV file (UTF-8 with or without BOM, GB18030; comma, semicolon or tab)."""
    raw = file.read_bytes()
    if raw.startswith(b"PK\x03\x04"):
        facts = {"reason": "内容是工作簿，不是 CSV / a workbook, not CSV"}
        return [], [Problem("unreadable-file", file=file.name, facts=facts)]
    text = _decode(raw)
    if text is None or "\x00" in text:
        return [], [Problem("wrong-encoding", file=file.name)]
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return [], [Problem("unreadable-file", file=file.name, facts={"reason": str(error)})]
    return _table(NAMES[file.stem.casefold()], file.name, "", rows)


def read_workbook(file: Path) -> tuple[list[RawTable], list[Problem]]:
    """Read the sheets of a workbook that are named after tables; numbers become text without losing digits."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(file) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST_UNPACKED:
                facts = {"limit": f"{LARGEST_UNPACKED // 2**20} MB"}
                return [], [Problem("file-too-large", file=file.name, value="zip", facts=facts)]
        book = CalamineWorkbook.from_path(str(file))
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        return [], [Problem("unreadable-file", file=file.name, facts={"reason": f"{type(error).__name__}"})]
    tables, problems = [], []
    for sheet in book.sheet_names:
        if sheet.casefold() not in NAMES:
            if sheet not in ("说明", "README"):
                problems.append(_unknown(file.name, sheet, sheet))
            continue
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        if not any(any(cell != "" for cell in row) for row in cells[1:]) and any(cells[:1]):
            continue  # a sheet of the template that was left empty is a table not supplied
        numbers = frozenset((row + 1, place) for row, line in enumerate(cells) for place, cell in enumerate(line) if isinstance(cell, float))
        rows = [[_text(cell) for cell in line] for line in cells]
        found, faults = _table(NAMES[sheet.casefold()], file.name, sheet, rows, numbers)
        tables += found
        problems += faults
    return tables, problems


def read_parquet(file: Path) -> tuple[list[RawTable], list[Problem]]:
    """Read a Parquet file (needs the extra ``skillcast[parquet]``)."""
    try:
        frame = pd.read_parquet(file)
    except ImportError:
        facts = {"reason": '需要安装 pip install "skillcast[parquet]" / the extra skillcast[parquet] is needed'}
        return [], [Problem("unreadable-file", file=file.name, facts=facts)]
    except (OSError, ValueError) as error:
        return [], [Problem("unreadable-file", file=file.name, facts={"reason": type(error).__name__})]
    rows = [[str(name) for name in frame.columns]] + [[_text(cell) for cell in row] for row in frame.itertuples(index=False)]
    return _table(NAMES[file.stem.casefold()], file.name, "", rows)


def _decode(raw: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _text(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and pd.isna(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _table(
    name: str, file: str, sheet: str, rows: list[list[str]], numbers: frozenset[tuple[int, int]] = frozenset()
) -> tuple[list[RawTable], list[Problem]]:
    """Return the table, or the problem that it is empty or ragged."""
    kept = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    if len(kept) < 2:
        return [], [Problem("empty-table", table=name, file=file, sheet=sheet)]
    header = kept[0][1]
    while header and not header[-1]:
        header = header[:-1]
    problems = []
    body = []
    for number, row in kept[1:]:
        extra = [cell for cell in row[len(header) :] if cell]
        if extra:
            facts = {"reason": f"第 {number} 行的格数多于表头 / row {number} has more cells than the header"}
            problems.append(Problem("unreadable-file", table=name, file=file, sheet=sheet, row=number, value=extra[0], facts=facts))
        body.append((row + [""] * len(header))[: len(header)])
    frame = pd.DataFrame(body, columns=pd.Index(range(len(header))), index=[number for number, _ in kept[1:]], dtype=object)
    frame.attrs["header"] = header
    return [RawTable(name, file, sheet, frame, numbers)], problems


def _unknown(file: str, sheet: str, value: str) -> Problem:
    return Problem("unknown-table", file=file, sheet=sheet, value=value, facts={"allowed": "、".join(TABLES)})


def _twice(tables: list[RawTable]) -> list[Problem]:
    seen: dict[str, RawTable] = {}
    problems = []
    for table in tables:
        if table.name in seen:
            other = seen[table.name]
            problems.append(Problem("duplicate-table", table=table.name, file=table.file, sheet=table.sheet, value=f"{other.file} {other.sheet}".strip()))
        seen.setdefault(table.name, table)
    return problems
