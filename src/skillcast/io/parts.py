"""The parts of a workbook, looked through in small pieces before anything is taken into memory.

A workbook is a zip archive of XML parts, and a few kilobytes of either can unpack to any size: parts of repetition, parts that are
larger than they declare, entities that expand, a sheet with one cell in its last corner, one long text that every cell names.
Everything is counted here while it streams by; nothing is ever written to a disk.
"""

from __future__ import annotations

import copy
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

from skillcast.errors import Problem
from skillcast.io.raw import unreadable
from skillcast.io.sizes import (
    CELLS,
    PACKED_FROM,
    PACKED_TIMES,
    PARTS,
    ROWS,
    SHEETS,
    TEXT,
    UNPACKED_BYTES,
    too_large,
    too_many,
)

PIECE = 1 << 18
STRINGS = "sharedstrings.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ENCRYPTED = 0x1
Cells = dict[tuple[int, int], str]  # by row (from 1) and place (from 0)


class RefusedError(Exception):
    """The workbook is not read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


def look_through(file: Path) -> dict[str, Cells]:
    """Return the cells that show an error such as ``#N/A``, by part; raise where a workbook is unsafe or beyond a limit.

    The reader of cells gives them as empty, and an empty cell may mean "not known": the error must not vanish.

    Raises
    ------
    RefusedError
        With the problem.
    zipfile.BadZipFile, expat.ExpatError, OSError, zlib.error
        Where the file is damaged.
    """
    with file.open("rb") as handle:
        if handle.read(len(_OLE)) == _OLE:
            zh, en = (
                "内容是设了密码的或旧版（.xls）的工作簿",
                "it is a workbook with a password, or one of the old kind",
            )
            raise RefusedError(unreadable(file.name, zh, en))
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        _outside(file, entries)
        # Sheets name their texts by number, so that those are counted first.
        strings = [entry for entry in entries if entry.filename.casefold().endswith(STRINGS)]
        book = _Book(file, [length for entry in strings for length in _texts(file, archive, entry)])
        for entry in entries:
            if entry in strings:
                continue
            if entry.filename.casefold().endswith((".xml", ".rels")):
                sheet = _Sheet(book)
                _parse(file, archive, entry, sheet.start, sheet.end, sheet.characters)
                book.close(entry.filename, sheet)
            else:
                for _ in pieces(file, archive, entry):
                    pass
        return book.errors


def pieces(file: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the content of a part; one that goes on beyond the size it declares is refused.

    A reader that believes the size takes the rest unseen, one that does not would unpack it all.
    """
    open_ended = copy.copy(entry)
    open_ended.file_size = entry.file_size + 1
    open_ended.CRC = None  # type: ignore[assignment]  # of the declared part; the reader of cells looks at it again
    size = 0
    with archive.open(open_ended) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > entry.file_size:
                break
            yield piece
    if size != entry.file_size:
        raise _unsafe(
            file, f"“{entry.filename}”的实际大小与所登记的不符", f"'{entry.filename}' has another size than declared"
        )


def _outside(file: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive by what its directory declares, before anything is unpacked."""
    if len(entries) > PARTS:
        raise RefusedError(too_many(file.name, "工作簿部件", "parts", len(entries), PARTS))
    sheets = sum(entry.filename.startswith("xl/worksheets/sheet") for entry in entries)
    if sheets > SHEETS:
        raise RefusedError(too_many(file.name, "工作表", "sheets", sheets, SHEETS))
    names = set()
    for entry in entries:
        name = entry.orig_filename
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\x00" in name:
            raise _unsafe(file, f"部件名“{name}”指向工作簿以外", f"the part name '{name}' leads out of the workbook")
        if name.casefold() in names:
            raise _unsafe(file, f"部件“{name}”出现两次", f"the part '{name}' is there twice")
        names.add(name.casefold())
        if entry.flag_bits & _ENCRYPTED:
            raise RefusedError(unreadable(file.name, "设了密码", "it has a password"))
        if entry.file_size > max(PACKED_FROM, PACKED_TIMES * entry.compress_size):
            raise _unsafe(
                file,
                f"“{name}”解压后是压缩时的 {entry.file_size // max(entry.compress_size, 1):,} 倍",
                f"'{name}' unpacks to {entry.file_size // max(entry.compress_size, 1):,} times its size",
            )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_BYTES:
        raise RefusedError(too_large(file.name, f"{unpacked / 2**20:,.0f} MB", UNPACKED_BYTES))


def _texts(file: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> list[int]:
    """Return the length of every shared text."""
    lengths: list[int] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        _counted(file, attributes)
        if _local(tag) == "si":
            lengths.append(0)

    def characters(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    _parse(file, archive, entry, start, None, characters)
    return lengths


class _Book:
    """What all sheets together would take."""

    def __init__(self, file: Path, lengths: list[int]) -> None:
        self.lengths, self.errors = lengths, {}  # type: list[int], dict[str, Cells]
        self._file = file
        self._cells = self._text = 0

    def check(self, sheet: _Sheet) -> None:
        """Refuse the workbook once a sheet, with those before it, is beyond a limit."""
        spans = self._cells + max(sheet.cells, sheet.rows * sheet.columns)
        limits = (
            ("行", "rows", sheet.rows, ROWS + 1),
            ("单元格", "cells", spans, CELLS),
            ("文字", "characters", self._text + sheet.text, TEXT),
        )
        for zh, en, count, limit in limits:
            if count > limit:
                raise RefusedError(too_many(self._file.name, zh, en, count, limit))

    def declared(self, element: str, attributes: dict[str, str]) -> None:
        """Refuse what would have parts read as sheets or texts that were not looked through, or room made for what is not there."""
        _counted(self._file, attributes)
        if element != "Relationship":
            return
        kind, target = attributes.get("Type", "").rpartition("/")[2].casefold(), attributes.get("Target", "").casefold()
        ending = {"officedocument": ".xml", "worksheet": ".xml", "sharedstrings": STRINGS}.get(kind, "")
        if not target.endswith(ending):
            raise _unsafe(self._file, f"“{target}”被当作{kind}", f"'{target}' is said to be {kind}")

    def close(self, part: str, sheet: _Sheet) -> None:
        self.check(sheet)
        self._cells += max(sheet.cells, sheet.rows * sheet.columns)
        self._text += sheet.text
        if sheet.errors:
            self.errors[part] = sheet.errors


class _Sheet:
    """Follows the cells of one part: how far they reach, the characters they name, the errors they show."""

    def __init__(self, book: _Book) -> None:
        self.cells = self.rows = self.columns = self.text = 0
        self.errors: Cells = {}
        self._book = book
        self._at = (0, -1)
        self._kind, self._value, self._within = "", "", False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "c":
            self._cell(attributes)
        elif name == "v":
            if self._kind in ("s", "e"):
                self._within, self._value = True, ""
        elif name == "row":
            row = attributes.get("r", "")
            self._at = (int(row) if row.isdecimal() and len(row) < 9 else self._at[0] + 1, -1)
        else:
            self._book.declared(name, attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        # A cell without an address follows the one before it.
        match = _ADDRESS.fullmatch(attributes.get("r", ""))
        row, place = (int(match[2]), place_of(match[1])) if match else (self._at[0], self._at[1] + 1)
        self._at = row, place
        self._kind = attributes.get("t", "")
        self.cells += 1
        if row > self.rows or place >= self.columns or self.cells % 1024 == 0:
            self.rows, self.columns = max(self.rows, row), max(self.columns, place + 1)
            self._book.check(self)
        if self._kind == "e":
            self.errors[self._at] = "#?"

    def end(self, tag: str) -> None:
        if not self._within or _local(tag) != "v":
            return
        self._within = False
        if self._kind == "e":
            self.errors[self._at] = self._value or "#?"
        elif self._value.isdecimal() and int(self._value) < len(self._book.lengths):
            self.text += self._book.lengths[int(self._value)]

    def characters(self, data: str) -> None:
        if self._within:
            self._value = (self._value + data)[:20]


@cache
def place_of(letters: str) -> int:
    """Return the place (from 0) of a column by its letters.

    Examples
    --------
    >>> place_of("A"), place_of("AB")
    (0, 27)
    """
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


def _parse(
    file: Path,
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Stream a part through an XML parser; a document type, where entities are defined, is refused."""

    def doctype(*_: Any) -> None:
        raise _unsafe(file, f"“{entry.filename}”自带文档类型声明", f"'{entry.filename}' declares a document type")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    for piece in pieces(file, archive, entry):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _counted(file: Path, attributes: dict[str, str]) -> None:
    """Refuse an element that declares more parts than there can be: the reader of cells would make room for them at once."""
    for name in ("count", "uniqueCount"):
        digits = attributes.get(name, "0").strip().lstrip("+0")
        if digits.isdecimal() and (len(digits) > 9 or int(digits) > CELLS):
            raise _unsafe(file, f"登记的个数 {digits} 不可能", f"it declares {digits} parts, which cannot be")


def _local(tag: str) -> str:
    return tag.rpartition(":")[2] if ":" in tag else tag


def _unsafe(file: Path, zh: str, en: str) -> RefusedError:
    return RefusedError(Problem("unsafe-file", file=file.name, facts={"reason": zh, "reason_en": en}))
