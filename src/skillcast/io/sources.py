"""Find the tables: files of a folder or sheets of a workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from skillcast.errors import Problem
from skillcast.io.csv import read_csv
from skillcast.io.excel import read_workbook
from skillcast.io.parquet import read_parquet
from skillcast.io.raw import NAMES, Found, RawTable, unknown_table, unreadable
from skillcast.io.sizes import FILE_BYTES, FILES, megabytes, too_large, too_many

ENDINGS = (".csv", ".xlsx", ".parquet")
OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".ods", ".et")
BESIDE = ("calibration",)  # a bundled city's own record of where its figures come from, not a table


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
    if not path.is_file() and not path.is_dir():
        return [], [Problem("no-input", value=str(path))], {}
    tables: list[RawTable] = []
    problems: list[Problem] = []
    hashes: dict[str, str] = {}
    files = [path] if path.is_file() else list(islice(_files(path), FILES + 1))
    if len(files) > FILES:
        return [], [too_many(path.name, "文件", "files", len(files), FILES)], {}
    for file in files:
        if path.is_dir() and (fault := elsewhere(file)):
            problems.append(fault)
            continue
        try:
            found, faults = read_file(file)
        except OSError as error:
            word = type(error).__name__
            found, faults = (
                [],
                [unreadable(file.name, f"没有读取权限或已被移走：{word}", f"not permitted, or moved: {word}")],
            )
        tables += found
        problems += faults
        if not any(
            fault.severity == "error" or (fault.kind == "unknown-table" and not fault.sheet) for fault in faults
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
    if not file.is_file():
        return [], [unreadable(file.name, "不是普通文件", "it is no ordinary file")]
    if (size := file.stat().st_size) > FILE_BYTES:
        return [], [too_large(file.name, megabytes(size), FILE_BYTES)]
    if ending == ".xlsx" or name is None:
        return read_workbook(file)
    return read_csv(file, name) if ending == ".csv" else read_parquet(file, name)


def elsewhere(file: Path) -> Problem | None:
    """Return the problem of a link that leads out of its folder: what is published comes from the folder that was named."""
    if not file.is_symlink() or file.resolve().is_relative_to(file.parent.resolve()):
        return None
    facts = {"reason": "是指向文件夹以外的链接", "reason_en": "it is a link to a place outside the folder"}
    return Problem("unsafe-file", file=file.name, facts=facts)


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    """What may be tables, by name; a spreadsheet program's lock files (``~$``) and hidden files are not."""
    for file in sorted(folder.iterdir()):
        ending, stem = file.suffix.lower(), file.stem.casefold()
        if file.name.startswith(("~$", ".")) or stem in BESIDE or not (file.is_file() or stem in NAMES):
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
