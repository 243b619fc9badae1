"""Does a publication agree with itself? Every printed cell is derived again from the data package and compared."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree

import numpy as np

from skillcast.errors import Language
from skillcast.publication.content import Document, Table, headers, is_missing, printed_rows
from skillcast.publication.identities import breaches
from skillcast.publication.package import DESCRIPTOR, read_package
from skillcast.publication.staging import MARK, recover
from skillcast.publication.xlsx import HEADER_ROW, sheet_columns, sheet_names, sheet_rows

FindingKind = Literal["unreadable", "missing-file", "extra-file", "hash", "table", "header", "cell", "identity", "copy"]
Grid = Sequence[Sequence[object]]
# What the parsers raise on a damaged file; the damage is then the finding.
_DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
)
_SAYS: dict[str, tuple[str, str]] = {
    "unreadable": ("无法读取（{printed}）", "cannot be read ({printed})"),
    "missing-file": ("文件缺失", "the file is missing"),
    "extra-file": ("文件未登记在 run.json 中", "the file is not listed in run.json"),
    "hash": ("文件内容与 run.json 登记的指纹不符", "the content differs from the fingerprint in run.json"),
    "table": ("表的行列数印为 {printed}，应为 {derived}", "the table has {printed} rows x columns, derived {derived}"),
    "header": ("表头印为“{printed}”，应为“{derived}”", "the heading reads '{printed}', derived '{derived}'"),
    "cell": ("印为“{printed}”，由数据应为“{derived}”", "printed '{printed}', derived '{derived}'"),
    "identity": ("关系式不成立：左边 {printed}，右边 {derived}", "the identity fails: left {printed}, right {derived}"),
    "copy": ("与数据包中的同名数据不同", "differs from its source in the data package"),
}


@dataclass(frozen=True)
class Finding:
    """One disagreement: in which file, table, row (of data, from 1) and column, what is printed, what the data give."""

    kind: FindingKind
    file: str
    table: str = ""
    row: int | None = None
    column: str = ""
    printed: str = ""
    derived: str = ""

    def text(self, lang: Language = "zh") -> str:
        """Return the finding as one line."""
        row = (f"第 {self.row} 行" if lang == "zh" else f"row {self.row}") if self.row else ""
        place = (" › " if lang == "zh" else " > ").join(filter(None, (self.file, self.table, row, self.column)))
        words = _SAYS[self.kind][lang == "en"].format(printed=self.printed, derived=self.derived)
        return f"{place}{'：' if lang == 'zh' else ': '}{words}"


def hash_tree(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file under a folder by relative path with forward slashes, ``run.json`` left out."""
    files = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: hashlib.sha256(named[name].read_bytes()).hexdigest() for name in sorted(named) if name != MARK}


def verify(out: str | Path) -> list[Finding]:
    """Return every disagreement within a publication; none means that it is whole.

    First the fingerprint of every file against ``run.json``; then, whatever the fingerprints say, every cell of the
    tables in ``bulletin.html``, ``bulletin.docx`` and ``tables.xlsx`` against the data package, the arithmetic
    identities of every table, and the top-level CSV files against their sources.

    Parameters
    ----------
    out
        The folder that `publish` wrote.

    Returns
    -------
    list of Finding
        Empty when the publication is whole.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     verify(Path(folder))[0].kind  # not a publication
    'unreadable'
    """
    folder = Path(out)
    recover(folder)
    found = list(_fingerprints(folder))
    try:
        package, tables = read_package(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [*found, Finding("unreadable", f"data/{DESCRIPTOR}", printed=f"{type(error).__name__}: {error}")]
    lang: Language = "en" if package["skillcast"]["lang"] == "en" else "zh"
    stem = str(package["skillcast"].get("stem", "bulletin"))
    readers: dict[str, Callable[[Path], dict[str, Grid]]] = {
        f"{stem}.html": _html_tables,
        f"{stem}.docx": _docx_tables,
    }
    for name, reader in readers.items():
        found.extend(_document(folder / name, reader, tables, lang))
    found.extend(_workbook(folder / "tables.xlsx", tables, lang))
    for table in tables:
        found.extend(_identities(table))
    for resource in package["resources"]:
        found.extend(_copy(folder, resource))
    return found


def _fingerprints(out: Path) -> Iterator[Finding]:
    try:
        listed = dict(json.loads((out / MARK).read_text(encoding="utf-8"))["outputs"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Finding("unreadable", MARK, printed=f"{type(error).__name__}: {error}")
        return
    present = hash_tree(out)
    for name in sorted(listed.keys() | present.keys()):
        if name not in present:
            yield Finding("missing-file", name)
        elif name not in listed:
            yield Finding("extra-file", name)
        elif listed[name] != present[name]:
            yield Finding("hash", name)


def _document(
    path: Path, reader: Callable[[Path], dict[str, Grid]], tables: Sequence[Table], lang: Language
) -> Iterator[Finding]:
    try:
        grids = reader(path)
    except FileNotFoundError:
        yield Finding("missing-file", path.name)
        return
    except _DAMAGE as error:
        yield Finding("unreadable", path.name, printed=f"{type(error).__name__}: {error}")
        return
    for table in tables:
        yield from _compare(
            path.name, table, headers(table, lang), printed_rows(table, lang), grids.get(table.name, [])
        )


def _workbook(path: Path, tables: Sequence[Table], lang: Language) -> Iterator[Finding]:
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
    except (*_DAMAGE, CalamineError) as error:
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


def _identities(table: Table) -> Iterator[Finding]:
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


def _copy(out: Path, resource: dict[str, Any]) -> Iterator[Finding]:
    name = resource["skillcast"].get("copy", "")
    if not name:
        return
    source, target = out / "data" / f"{resource['name']}.csv", out / Path(name).name
    if not target.exists() or not source.exists():
        yield Finding("missing-file", target.name if source.exists() else f"data/{source.name}")
    elif source.read_bytes() != target.read_bytes():
        yield Finding("copy", target.name, resource["name"])


class _Tables(HTMLParser):
    """Collects the cells of every table that carries ``data-table``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._rows = self.tables.setdefault(dict(attrs).get("data-table") or "", [])
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False
        elif tag == "table":
            self._rows = None

    def handle_data(self, data: str) -> None:
        if self._inside and self._rows:
            self._rows[-1][-1] += data


def _html_tables(path: Path) -> dict[str, Grid]:
    parser = _Tables()
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    return dict(parser.tables)


def _docx_tables(path: Path) -> dict[str, Grid]:
    """Read the tables of a Word file by their alternative-text title; a line break in a cell counts for nothing."""
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    found: dict[str, Grid] = {}
    for table in root.iter(f"{word}tbl"):
        label = table.find(f"{word}tblPr/{word}tblCaption")
        if label is None:
            continue
        found[label.get(f"{word}val", "")] = [
            ["".join(text.text or "" for text in cell.iter(f"{word}t")) for cell in row.iter(f"{word}tc")]
            for row in table.iter(f"{word}tr")
        ]
    return found
