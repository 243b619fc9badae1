"""Find the tables: files of a folder or sheets of a workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from skillcast.errors import Problem
from skillcast.io.csv import read_csv
from skillcast.io.excel import read_workbook
from skillcast.io.parquet import read_parquet
from skillcast.io.raw import NAMES, Found, RawTable, unknown_table, unreadable

ENDINGS = (".csv", ".xlsx", ".parquet")
OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".ods", ".et")
BESIDE = ("calibration",)  # a bundled city's own record of where its figures come from, not a table
LARGEST = 200 * 1024 * 1024


def find_tables(path: Path) -> tuple[list[RawTable], list[Problem], dict[str, str]]:
    """Read every table below `path`.

    Parameters
    ----------
    path
        A folder of CSV, XLSX or Parquet files named after the tables, or one workbook with a sheet a table.

    Returns
    -------
    Tables, problems, and the SHA-256 of every file read by its name.
    """
    if not path.exists():
        return [], [Problem("no-input", value=str(path))], {}
    tables: list[RawTable] = []
    problems: list[Problem] = []
    hashes: dict[str, str] = {}
    for file in [path] if path.is_file() else _files(path):
        found, faults = read_file(file)
        tables += found
        problems += faults
        if file.suffix.lower() in ENDINGS and not any(
            fault.kind == "unknown-table" and not fault.sheet for fault in faults
        ):
            hashes[file.name] = sha256(file)
    return tables, problems + _twice(tables), hashes


def read_file(file: Path) -> Found:
    """Return the tables of one file, and what is wrong with it."""
    ending, name = file.suffix.lower(), NAMES.get(file.stem.casefold())
    if ending not in ENDINGS:
        reason = f"不支持 {ending}，请另存为 .xlsx 或 CSV", f"{ending} is not supported, save it as .xlsx or CSV"
        return [], [unreadable(file.name, *reason) if name else unknown_table(file.name, file.name)]
    if ending != ".xlsx" and name is None:
        return [], [unknown_table(file.name, file.stem)]
    if file.stat().st_size > LARGEST:
        facts = {"limit": f"{LARGEST // 2**20} MB"}
        return [], [Problem("file-too-large", file=file.name, value=f"{file.stat().st_size // 2**20} MB", facts=facts)]
    if ending == ".xlsx" or name is None:
        return read_workbook(file)
    return read_csv(file, name) if ending == ".csv" else read_parquet(file, name)


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    """The files that may be tables, by name; a spreadsheet program's lock files (``~$``) and hidden files are not."""
    for file in sorted(folder.iterdir()):
        ending, stem = file.suffix.lower(), file.stem.casefold()
        if not file.is_file() or file.name.startswith(("~$", ".")) or stem in BESIDE:
            continue
        if ending in ENDINGS or ending in OTHER_WORKBOOKS or (stem in NAMES and ending in (".tsv", ".txt")):
            yield file


def _twice(tables: list[RawTable]) -> list[Problem]:
    seen: dict[str, RawTable] = {}
    problems = []
    for table in tables:
        first = seen.setdefault(table.name, table)
        if first is not table:
            value = f"{first.file} {first.sheet}".strip()
            problems.append(
                Problem("duplicate-table", table=table.name, file=table.file, sheet=table.sheet, value=value)
            )
    return problems
