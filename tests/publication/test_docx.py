"""The Word document: official geometry, every font named, tables that break well, fixed bytes."""

from __future__ import annotations

import datetime as dt
import re
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import docx
import pandas as pd
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from sample import catalogue, document, totals

from skillcast.errors import ParameterError
from skillcast.io.config import DocumentSettings
from skillcast.publication.content import ColumnFormat, Document, Heading, PageBreak, Paragraph, Table
from skillcast.publication.word.docx import write_docx
from skillcast.publication.word.style import variants

FONTS = {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"}
HOSTILE = {
    "control": "焊工\x00\x0b\x1f\ufffe",
    "markup": "<w:p/>&amp;]]><!--\"'",
    "long word": "x" * 4000,
    "long text": "很长的说明，" * 900,
    "emoji": "👷‍♀️🏭",
    "right to left": "\u202e123\u200fعامل\u202c",
    "lines": "一\n二\r\n三\t四",
    "surrogate": "\ud800",
    "formula": "=HYPERLINK(1)",
}


def picture(width: int = 600, height: int = 300) -> bytes:
    """Return a white picture at 100 dots per inch."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    scale = chunk(b"pHYs", struct.pack(">IIB", 3937, 3937, 1))
    rows = zlib.compress((b"\x00" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + head + scale + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures")
    for figure in document(rows=1).figures:
        (folder / f"{figure.name}.png").write_bytes(picture())
    return folder


def long_document(**facts: str) -> Document:
    """A document with enough parts for a table of contents, and two annexes."""
    made = document(rows=12, **facts)
    parts = [Heading(f"{number}、部分") for number in "四五六七八九"]
    annex = made.blocks.index(Heading("附件1"))
    blocks = (*made.blocks[: annex - 1], *parts, PageBreak(), Heading("附件1　紧缺目录"), *made.blocks[annex + 1 :])
    return replace(made, blocks=(*blocks, PageBreak(), Heading("附件2　编制说明"), Paragraph("方法。")))


def written(made: Document, folder: Path, figures: Path) -> docx.document.Document:
    write_docx(made, folder / "a.docx", figures=figures)
    return docx.Document(str(folder / "a.docx"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, figures: Path) -> Path:
    found = tmp_path_factory.mktemp("word") / "bulletin.docx"
    write_docx(long_document(), found, figures=figures)
    return found


@pytest.fixture(scope="module")
def word(path: Path) -> docx.document.Document:
    return docx.Document(str(path))


def roots(path: Path) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        return {name: ElementTree.fromstring(archive.read(name)) for name in parts}


def test_the_same_bytes_twice(path: Path, tmp_path: Path, figures: Path) -> None:
    write_docx(long_document(), tmp_path / "a.docx", figures=figures)
    assert (tmp_path / "a.docx").read_bytes() == path.read_bytes()


def test_page_geometry_of_the_standard(word: docx.document.Document) -> None:
    for section in word.sections:
        upright = section.orientation == WD_ORIENT.PORTRAIT
        sides = [section.top_margin, section.right_margin, section.bottom_margin, section.left_margin]
        sides = sides if upright else [*sides[1:], sides[0]]  # a turned page is bound at its top
        assert [round(side.mm) for side in sides] == [37, 26, 35, 28]
        size = (round(section.page_width.mm), round(section.page_height.mm))
        assert size == ((210, 297) if upright else (297, 210))
    assert word.styles["Normal"].font.size.pt == 16
    assert word.styles["Normal"].paragraph_format.line_spacing.pt == 28.95
    assert word.styles["Title"].font.size.pt == 22


def test_the_configuration_knows_every_style() -> None:
    assert get_args(DocumentSettings.model_fields["style"].annotation) == tuple(variants())


@pytest.mark.parametrize("name", variants())
def test_styles_change_margins_and_lines(name: str, tmp_path: Path, figures: Path) -> None:
    chosen = variants()[name]
    word = written(Document("题", (Heading("一、总体"), totals()), style=name), tmp_path, figures)
    section = word.sections[0]
    assert {side: section.__getattribute__(f"{side}_margin").mm for side in chosen.margins} == pytest.approx(
        chosen.margins, abs=0.1
    )
    assert word.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(chosen.line, abs=0.05)
    assert bool(word.styles["Title"].font.bold) == chosen.bold_title
    width = sum(column.width.mm for column in word.tables[0].columns)
    assert width == pytest.approx(chosen.block[0], abs=0.5)


def test_a_style_that_does_not_exist_is_refused(tmp_path: Path, figures: Path) -> None:
    with pytest.raises(ParameterError, match="national"):
        write_docx(replace(document(rows=1), style="red"), tmp_path / "a.docx", figures=figures)


def test_wide_tables_stand_on_turned_pages_without_empty_paragraphs(word: docx.document.Document) -> None:
    ways = [section.orientation for section in word.sections]
    assert ways == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    for table in word.tables:
        assert sum(column.width.mm for column in table.columns) <= 225.5
    empty = [
        paragraph for paragraph in word.paragraphs if not paragraph.text and not paragraph._p.xpath(".//w:drawing")
    ]
    assert {paragraph.style.name for paragraph in empty} == {"Table End", "Annex List"}


def test_every_run_and_style_names_its_east_asian_font(path: Path) -> None:
    runs = 0
    for name, root in roots(path).items():
        for run in root.iter(qn("w:r")):
            fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            assert fonts is not None, name
            assert fonts.get(qn("w:eastAsia")) in FONTS
            assert fonts.get(qn("w:ascii")) == "Times New Roman"
            runs += 1
        for fonts in root.iter(qn("w:rFonts")):
            assert not [key for key in fonts.attrib if key.endswith("Theme")]
    assert runs > 300
    styles = roots(path)["word/styles.xml"]
    for style in styles.iter(qn("w:style")):
        if style.get(qn("w:type")) == "paragraph":
            assert style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia")) in FONTS
    defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}")
    assert defaults.get(qn("w:eastAsia")) in FONTS
    settings = roots(path)["word/settings.xml"]
    assert settings.find(qn("w:themeFontLang")).get(qn("w:eastAsia")) == "zh-CN"
    assert settings.find(qn("w:updateFields")) is None  # Word would ask on opening
    assert "ja-JP" not in ElementTree.tostring(styles, encoding="unicode")


def test_header_rows_repeat_and_no_row_is_split(word: docx.document.Document) -> None:
    assert [table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in word.tables] == [
        "totals",
        "industry_demand",
        "shortage_catalogue",
    ]
    for table in word.tables:
        rows = [row._tr for row in table.rows]
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        assert not any(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows[1:])


def test_the_ends_of_a_long_table_stay_together(tmp_path: Path, figures: Path) -> None:
    word = written(Document("题", (catalogue(60),)), tmp_path, figures)
    kept = [row._tr.xpath("count(.//w:keepNext)") > 0 for row in word.tables[0].rows]
    assert kept[:4] == [True, True, True, False]
    assert kept[-4:] == [False, True, True, True]  # the notes stay with the last row
    assert not any(kept[3:-3])
    before = word.tables[0]._tbl.getprevious()
    assert before.pPr.pStyle.val == "Caption"
    assert word.styles["Caption"].paragraph_format.keep_with_next


def test_numbers_and_codes_never_break(word: docx.document.Document) -> None:
    row = word.tables[0].rows[1].cells
    assert [cell.paragraphs[0].style.name for cell in row] == ["Table Text", *["Table Number"] * 3]
    assert row[1].text == "1,200"
    assert len(row[1]._tc.xpath("./w:tcPr/w:noWrap")) == 1
    intervals = [
        cell.text for table in word.tables for row in table.rows[1:] for cell in row.cells if "～" in cell.text
    ]
    assert intervals
    assert all(re.fullmatch(r"[\d,-]+\n?（[\d,-]+～[\d,-]+）", text) for text in intervals)


def test_captions_are_numbered_by_fields_in_order(word: docx.document.Document) -> None:
    found: dict[str, list[int]] = {"表": [], "图": []}
    for paragraph in word.paragraphs:
        code = "".join(element.text for element in paragraph._p.iter(qn("w:instrText")))
        if "SEQ" in code:
            series = code.split()[1]
            assert paragraph.text.startswith(series)
            found[series].append(int(re.match(rf"{series}(\d+)　", paragraph.text)[1]))
    assert found == {"表": [1, 2, 3], "图": list(range(1, len(word.inline_shapes) + 1))}


def test_the_contents_link_to_every_part(path: Path, word: docx.document.Document) -> None:
    body = roots(path)["word/document.xml"]
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    links = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "toc 1"]
    headings = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Heading 1"]
    assert [paragraph.text.split("\t")[0] for paragraph in links] == headings
    assert {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} <= marks
    pages = [int(paragraph.text.split("\t")[1]) for paragraph in links]
    assert pages == sorted(pages)
    assert pages[0] == 2  # the contents fill the first page
    kinds = [element.get(qn("w:fldCharType")) for element in body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_annexes_are_listed_after_the_body(word: docx.document.Document) -> None:
    texts = [paragraph.text for paragraph in word.paragraphs]
    place = texts.index("附件：1. 紧缺目录")
    assert texts[place - 1 : place + 3] == ["", "附件：1. 紧缺目录", "2. 编制说明", "附件1　紧缺目录"]


def test_figures_have_alternative_text(word: docx.document.Document) -> None:
    pictures = [shape._inline.docPr for shape in word.inline_shapes]
    assert len(pictures) == len(document(rows=1).figures)
    assert all(picture.get("descr") and picture.get("title") for picture in pictures)
    assert len({picture.get("id") for picture in pictures}) == len(pictures)


def test_banner_and_page_number_on_every_page(word: docx.document.Document) -> None:
    for section in word.sections:
        assert "模拟数据" in section.header.paragraphs[0].text
        assert "模拟数据" in section.even_page_header.paragraphs[0].text
        for footer in (section.footer, section.even_page_footer):
            assert "PAGE" in ElementTree.tostring(footer._element, encoding="unicode")
            assert footer.paragraphs[0].text == "— 1 —"


def test_properties_hold_no_clock(word: docx.document.Document) -> None:
    facts = word.core_properties
    assert facts.title == "嘉峪关市2026年度技能人才供需信息"
    assert facts.author == "嘉峪关市人力资源和社会保障局、嘉峪关市教育局"
    assert facts.language == "zh-CN"
    assert facts.created == facts.modified == dt.datetime(2000, 1, 1, tzinfo=facts.created.tzinfo)


def test_real_data_carries_no_banner_and_english_has_its_own_captions(tmp_path: Path, figures: Path) -> None:
    word = written(document(lang="en", banner="", rows=3), tmp_path, figures)
    assert word.sections[0].header.paragraphs[0].text == ""
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert any(text.startswith("Table 1. ") for text in texts)
    assert any(text.startswith("Note: ") for text in texts)
    assert word.core_properties.language == "en-US"


def test_hostile_texts_neither_crash_nor_break_the_file(tmp_path: Path, figures: Path) -> None:
    frame = pd.DataFrame({"name": list(HOSTILE.values()), "code": list(HOSTILE.values()), "n": 1})
    columns = (
        ColumnFormat("name", "名\x01称"),
        ColumnFormat("code", "代码", kind="code"),
        ColumnFormat("n", "数", kind="year"),
    )
    texts = "".join(text for text in HOSTILE.values() if len(text) < 100)
    made = Document(
        texts,
        (Heading(texts), Paragraph(texts), Table("hostile", texts, frame, columns, unit=texts, notes=(texts, texts))),
        publishers=(texts,),
        banner=texts,
    )
    word = written(made, tmp_path, figures)
    cells = [row.cells[0].text for row in word.tables[0].rows[1:]]
    assert cells[0] == "焊工����"
    assert cells[1] == HOSTILE["markup"]
    assert cells[4] == HOSTILE["emoji"]
    assert sum(column.width.mm for column in word.tables[0].columns) <= 225.5
