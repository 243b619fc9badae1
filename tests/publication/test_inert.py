"""Texts that look like code stand as text in every output: nothing in a file is calculated, linked, loaded or run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from hostile_inputs import HONEST, TEXTS

from skillcast.io.hostile import shown
from skillcast.publication.content import Bullets, ColumnFormat, Document, Heading, Paragraph, Table
from skillcast.publication.data.csvs import csv_bytes, guard
from skillcast.publication.data.package import write_package
from skillcast.publication.excel.xlsx import write_xlsx
from skillcast.publication.html import write_html
from skillcast.publication.word.docx import write_docx

# What reading lets through, and what it would not: a renderer relies on nobody. Characters no XML can hold are refused when read.
INERT = [*HONEST, *(text for text, _ in TEXTS.values() if shown(text, 10**6) == text)]
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def squeezed(text: str) -> str:
    """Return a text without white space and the marks that let a line break."""
    return re.sub(r"[\s\u200b\u2060]", "", text)


@pytest.fixture(scope="module")
def document() -> Document:
    frame = pd.DataFrame({"name": INERT, "code": INERT, "count": range(len(INERT))})
    columns = (
        ColumnFormat("name", "名称"),
        ColumnFormat("code", "{{ 7*7 }}", kind="code"),
        ColumnFormat("count", "=1+1", kind="integer"),
    )
    table = Table("hostile", "<script>alert(1)</script>", frame, columns, unit="<b>人", notes=tuple(INERT))
    words = tuple(Paragraph(text) for text in INERT)
    heading = Heading("=HYPERLINK(0)</h1><script>")
    return Document("<img src=x>{{ 7*7 }}", (heading, *words, Bullets(tuple(INERT)), table), publishers=('#eval("1")',))


@pytest.fixture(scope="module")
def folder(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("inert")


def test_csv(document: Document) -> None:
    lines = list(csv.reader(io.StringIO(csv_bytes(document.tables[0]).decode("utf-8-sig"), newline="")))[1:]
    assert [line[:2] for line in lines] == [[guard(text), guard(text)] for text in INERT]


def test_package_files_are_guarded(document: Document, folder: Path) -> None:
    write_package(document, folder)
    for file in (folder / "data").glob("*.csv"):
        for line in csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")):
            assert [cell for cell in line if guard(cell) != cell and not cell.startswith("'")] == [], file.name


def test_workbook(document: Document, folder: Path) -> None:
    write_xlsx(document, folder / "t.xlsx")
    with zipfile.ZipFile(folder / "t.xlsx") as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            root = ElementTree.fromstring(archive.read(name))
            assert list(root.iter(f"{SPREADSHEET}f")) == [], "a formula"
            for link in root.iter(f"{SPREADSHEET}hyperlink"):
                assert not [key for key in link.attrib if key.endswith("}id")], "a link out of the workbook"
        assert not [name for name in archive.namelist() if "externalLink" in name or "vba" in name]
        texts = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        found = {squeezed("".join(text.itertext())) for text in texts.iter(f"{SPREADSHEET}si")}
    assert {squeezed(text) for text in INERT} - {""} <= found


class _Page(HTMLParser):
    """The tags of a page and the texts between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts += data


def parsed(document: Document, folder: Path) -> _Page:
    write_html(document, folder / "t.html", figures=folder)
    page = _Page()
    page.feed((folder / "t.html").read_text(encoding="utf-8"))
    return page


def test_page(document: Document, folder: Path) -> None:
    """The page has the tags of a page of plain words, no more; every text is there as it was written."""
    plain = replace(
        document,
        title="题",
        publishers=("局",),
        blocks=(
            Heading("节"),
            *(Paragraph("段") for _ in INERT),
            Bullets(("项",) * len(INERT)),
            replace(document.tables[0], title="表", notes=("注",) * len(INERT)),
        ),
    )
    clean = replace(plain, blocks=(*plain.blocks[:-1], _plain_table(plain.blocks[-1])))
    page, other = parsed(document, folder), parsed(clean, folder)
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in other.tags]
    attributes, known = ({key for _, found in one.tags for key in found} for one in (page, other))
    assert attributes - {"class"} <= known and not [key for key in attributes if key.startswith("on")]
    texts = squeezed(page.texts)
    assert [text for text in INERT if squeezed(text) not in texts] == []
    assert "{{7*7}}" in texts


def _plain_table(table: Table) -> Table:
    frame = table.frame.assign(name="名", code="码")
    columns = tuple(replace(column, header="列") for column in table.columns)
    return replace(table, frame=frame, columns=columns, unit="人")


def test_word(document: Document, folder: Path) -> None:
    write_docx(document, folder / "t.docx", figures=folder)
    with zipfile.ZipFile(folder / "t.docx") as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name), name
        xml = archive.read("word/document.xml").decode("utf-8")
    root = ElementTree.fromstring(xml)
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    fields = {text.text.split()[0] for text in root.iter(f"{word}instrText") if text.text and text.text.strip()}
    fields |= {str(field.get(f"{word}instr")).split()[0] for field in root.iter(f"{word}fldSimple")}
    assert fields <= {"TOC", "PAGE", "NUMPAGES", "SEQ", "REF", "PAGEREF", "STYLEREF"}
    texts = squeezed("".join(text.text or "" for text in root.iter(f"{word}t")))
    assert [text for text in INERT if squeezed(text) not in texts] == []


def test_pdf(document: Document, folder: Path) -> None:
    pytest.importorskip("typst")
    from skillcast.publication.pdf.pdf import write_pdf

    write_pdf(document, folder / "t.pdf", figures=folder)
    data = (folder / "t.pdf").read_bytes()
    for action in (b"/JavaScript", b"/JS ", b"/Launch", b"/URI ", b"/EmbeddedFile", b"/OpenAction"):
        assert action not in data
