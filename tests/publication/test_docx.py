"""The Word document: official geometry, every font named, tables that break well, fixed bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from sample import document

from skillcast.publication.docx import write_docx

FONTS = {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"}


@pytest.fixture(scope="module")
def word(published: Path) -> docx.document.Document:
    return docx.Document(str(published / "bulletin.docx"))


def test_the_same_bytes_twice(published: Path, tmp_path: Path) -> None:
    write_docx(document(rows=12), tmp_path / "a.docx", figures=published / "figures")
    assert (tmp_path / "a.docx").read_bytes() == (published / "bulletin.docx").read_bytes()


def test_page_geometry_of_the_standard(word: docx.document.Document) -> None:
    first = word.sections[0]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    sides = (first.top_margin, first.left_margin, first.right_margin, first.bottom_margin)
    assert [round(side.mm) for side in sides] == [37, 28, 26, 35]
    body = word.styles["Normal"]
    assert body.font.size.pt == 16
    assert body.paragraph_format.line_spacing.pt == 28.95


def test_wide_tables_stand_on_turned_pages(word: docx.document.Document) -> None:
    ways = [section.orientation for section in word.sections]
    assert ways == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    for table in word.tables:
        width = sum(column.width.mm for column in table.columns)
        assert width <= 225.5


def test_every_run_and_style_names_its_east_asian_font(published: Path) -> None:
    with zipfile.ZipFile(published / "bulletin.docx") as archive:
        parts = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        roots = {name: ElementTree.fromstring(archive.read(name)) for name in parts}
    runs = 0
    for name, root in roots.items():
        for run in root.iter(qn("w:r")):
            fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            assert fonts is not None, name
            assert fonts.get(qn("w:eastAsia")) in FONTS
            runs += 1
        for fonts in root.iter(qn("w:rFonts")):
            assert not [key for key in fonts.attrib if key.endswith("Theme")]
    assert runs > 300
    for style in roots["word/styles.xml"].iter(qn("w:style")):
        if style.get(qn("w:type")) == "paragraph":
            assert style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia")) in FONTS
    theme = roots["word/settings.xml"].find(qn("w:themeFontLang"))
    assert theme.get(qn("w:eastAsia")) == "zh-CN"
    assert "ja-JP" not in ElementTree.tostring(roots["word/styles.xml"], encoding="unicode")


def test_header_rows_repeat_and_no_row_is_split(word: docx.document.Document) -> None:
    assert len(word.tables) == 3
    for table in word.tables:
        rows = [row._tr for row in table.rows]
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        assert not any(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows[1:])


def test_numbers_stand_to_the_right(word: docx.document.Document) -> None:
    row = word.tables[0].rows[1].cells
    assert [cell.paragraphs[0].style.name for cell in row] == ["Table Text", *["Table Number"] * 3]
    assert row[1].text == "1,200"


def test_figures_have_alternative_text(word: docx.document.Document) -> None:
    pictures = [shape._inline.docPr for shape in word.inline_shapes]
    assert len(pictures) == 7
    assert all(picture.get("descr") for picture in pictures)
    assert len({picture.get("id") for picture in pictures}) == 7


def test_the_banner_is_in_the_header_of_every_page(word: docx.document.Document) -> None:
    for section in word.sections:
        assert "模拟数据" in section.header.paragraphs[0].text
        assert "模拟数据" in section.even_page_header.paragraphs[0].text
    footer = ElementTree.tostring(word.sections[0].footer._element, encoding="unicode")
    assert "PAGE" in footer
    assert "— " in footer


def test_real_data_carries_no_banner_and_english_has_its_own_captions(published: Path, tmp_path: Path) -> None:
    write_docx(document(lang="en", banner="", rows=3), tmp_path / "a.docx", figures=published / "figures")
    word = docx.Document(str(tmp_path / "a.docx"))
    assert word.sections[0].header.paragraphs[0].text == ""
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert any(text.startswith("Table 1. ") for text in texts)
    assert any(text.startswith("Note: ") for text in texts)
