"""What is printed in a Word file, a page or a workbook: its tables by name, and its other words in order."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
Grid = Sequence[Sequence[object]]
# What the parsers raise on a damaged file; the damage is then the finding.
DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
)


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


def html_tables(path: Path) -> dict[str, Grid]:
    parser = _Tables()
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    return dict(parser.tables)


def docx_tables(path: Path) -> dict[str, Grid]:
    """Read the tables of a Word file by their alternative-text title; a line break in a cell counts for nothing."""
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    found: dict[str, Grid] = {}
    for table in root.iter(f"{WORD}tbl"):
        name = _named(table)
        if not name:
            continue
        found[name] = [
            ["".join(text.text or "" for text in cell.iter(f"{WORD}t")) for cell in row.iter(f"{WORD}tc")]
            for row in table.iter(f"{WORD}tr")
        ]
    return found


def html_words(data: bytes) -> list[str]:
    """Return the words of a page outside its tables, attributes that are read aloud or link included, in order."""
    parser = _Words()
    parser.feed(data.decode("utf-8", "replace"))
    parser.close()
    return [text for text in (" ".join(word.split()) for word in parser.words) if text]


class _Words(HTMLParser):
    """Collects text outside tables that carry ``data-table``, styles and scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped or (tag == "table" and dict(attrs).get("data-table")):
            self._skipped += tag == "table"
        self.words.extend(value or "" for name, value in attrs if name in ("alt", "title", "aria-label"))

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= bool(self._skipped) and tag == "table"

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.words.append(data)


def docx_words(data: bytes) -> list[str]:
    """Return the paragraphs of a Word file outside its tables, headers and footers included, and the figures' descriptions."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in sorted(archive.namelist()):
            if not part.startswith("word/") or not part.endswith(".xml"):
                continue
            root = ElementTree.fromstring(archive.read(part))
            skipped = {id(one) for table in root.iter(f"{WORD}tbl") if _named(table) for one in table.iter(f"{WORD}p")}
            for paragraph in root.iter(f"{WORD}p"):
                if id(paragraph) not in skipped:
                    found.append("".join(text.text or "" for text in paragraph.iter(f"{WORD}t")))
            found += [one.get("descr", "") for one in root.iter(f"{DRAWING}docPr")]
    return [text for text in found if text]


def xlsx_words(data: bytes) -> list[str]:
    """Return every row of a workbook as text, sheet by sheet."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            f"{sheet}: {row}"
            for sheet in book.sheet_names
            for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        ]
    except CalamineError as error:
        raise ValueError(str(error)) from error


def _named(table: ElementTree.Element) -> str:
    """Return the name of a Word table: the title of its alternative text."""
    label = table.find(f"{WORD}tblPr/{WORD}tblCaption")
    return "" if label is None else label.get(f"{WORD}val", "")
