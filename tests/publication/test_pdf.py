"""The PDF: every word printed and found again, GB/T 9704 pages, hostile texts as texts, the same bytes everywhere."""

from __future__ import annotations

import re
import shutil
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import document

from skillcast.publication.content import Bullets, ColumnFormat, Document, Figure, Heading, PageBreak, Paragraph, Table
from skillcast.publication.figures.figures import draw
from skillcast.publication.pdf import pdf
from skillcast.publication.pdf.pdf import substituted, write_pdf
from skillcast.publication.pdf.words import pdf_words
from skillcast.publication.printing import captions, headers, printed_rows
from skillcast.publication.setting import fonts

HOSTILE = (
    '#eval("1 + 1")',
    '#read("/etc/passwd")',
    "*bold* _italic_ $x^2$ `raw` ~ -- --- 'q' \"q\"",
    "\\ @ref <label> = heading // comment /* x */",
    '](http://x)[#image("x.svg")]',
    '"}], "title": "x',
    "%PDF-1.4 endobj endstream (a)(b))((",
    "=1+1",
)


def number(name: str, header: str = "数", unit: str = "") -> ColumnFormat:
    return ColumnFormat(name, header, kind="integer", unit=unit)


def made(tmp_path: Path, *blocks: object, **more: object) -> bytes:
    """Return the PDF of a few blocks."""
    path = tmp_path / "made.pdf"
    write_pdf(Document("题", tuple(blocks), **more), path, figures=tmp_path)  # type: ignore[arg-type]
    return path.read_bytes()


def pages(data: bytes) -> list[list[str]]:
    """Return the words of every page, its number left out."""
    found: list[list[str]] = [[]]
    for text in pdf_words(data):
        if re.fullmatch("— [0-9]+ —", text):
            found.append([])
        else:
            found[-1].append(text)
    return found[:-1]


def squeezed(texts: object) -> str:
    return re.sub(r"\s", "", "".join(texts))  # type: ignore[call-overload]


def bulletin() -> Document:
    """Return the sample with one figure, which is soon drawn."""
    whole = document(rows=12)
    left_out = whole.figures[1:]
    return replace(
        whole, blocks=tuple(block for block in whole.blocks if not any(block is figure for figure in left_out))
    )


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures")
    for figure in bulletin().figures:
        draw(figure, folder / f"{figure.name}.svg")
    return folder


@pytest.fixture(scope="module")
def sample(figures: Path) -> bytes:
    path = figures / "bulletin.pdf"
    write_pdf(bulletin(), path, figures=figures)
    return path.read_bytes()


def test_every_word_and_number_can_be_copied_from_it(sample: bytes) -> None:
    whole = bulletin()
    words = squeezed(text for page in pages(sample) for text in page if text != whole.banner)
    for block in whole.blocks:
        if isinstance(block, (Paragraph, Heading)):
            assert squeezed(block.text) in words
        elif isinstance(block, Bullets):
            assert all(squeezed(item) in words for item in block.items)
        elif isinstance(block, Table):
            assert squeezed(headers(block)) in words
            for row in (*printed_rows(block), *block.notes):
                assert squeezed(row) in words
    assert all(squeezed(caption) in words for caption in captions(whole).values())


def test_the_same_bytes_from_another_folder_and_no_path_of_the_machine(
    sample: bytes, figures: Path, tmp_path: Path
) -> None:
    for figure in bulletin().figures:
        shutil.copy(figures / f"{figure.name}.svg", tmp_path)
    write_pdf(bulletin(), tmp_path / "again.pdf", figures=tmp_path)
    assert (tmp_path / "again.pdf").read_bytes() == sample
    assert str(Path(pdf.__file__).parent).encode() not in sample


def test_it_is_tagged_titled_archival_and_set_in_our_fonts(sample: bytes) -> None:
    assert b"/Lang(zh-CN)" in sample
    assert b"/StructTreeRoot" in sample
    assert b"/DisplayDocTitle true" in sample
    assert b"/Outlines" in sample
    assert set(re.findall(rb"/BaseFont/[A-Z]{6}\+(\w+)", sample)) == {b"SkillcastSansSC", b"SkillcastSerifSC"}
    metadata = sample.decode("latin-1")
    assert "<pdfaid:part>2" in metadata
    assert "<pdfuaid:part>1" in metadata


def test_figures_carry_their_alternative_text(sample: bytes) -> None:
    alt = document().figures[0].alt
    assert alt.encode("utf-16-be").hex().upper().encode() in sample or alt.encode("utf-16-be") in sample


def test_pages_are_a4_and_turned_for_wide_tables(sample: bytes) -> None:
    boxes = re.findall(rb"/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", sample)
    sizes = [(round(float(wide) * 25.4 / 72), round(float(high) * 25.4 / 72)) for wide, high in boxes]
    assert set(sizes) == {(210, 297), (297, 210)}


def test_the_banner_and_the_number_stand_on_every_page(sample: bytes) -> None:
    found = pages(sample)
    assert [text for text in pdf_words(sample) if re.fullmatch("— [0-9]+ —", text)] == [
        f"— {place + 1} —" for place in range(len(found))
    ]
    assert all(page[0] == document().banner for page in found)


def test_a_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    full = pages(made(tmp_path, Paragraph("字" * 1000)))[1]
    assert [len(line) for line in full] == [26, *[28] * 21]


def test_the_contents_name_the_pages(sample: bytes) -> None:
    found = pages(sample)
    for block in bulletin().blocks:
        if isinstance(block, Heading):
            at = next(place for place, text in enumerate(found[0]) if text.strip() == block.text)
            assert block.text in found[int(found[0][at + 1]) - 1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_texts_print_as_they_are(tmp_path: Path, lang: str) -> None:
    frame = pd.DataFrame({"a": HOSTILE, "b": range(len(HOSTILE))})
    first, second, *_ = HOSTILE
    data = made(
        tmp_path,
        *map(Heading, HOSTILE),
        *map(Paragraph, HOSTILE),
        Bullets(HOSTILE),
        Table("t", first, frame, (ColumnFormat("a", second), number("b", unit=first)), unit=second, notes=HOSTILE),
        subtitle=first,
        publishers=HOSTILE[:2],
        date_text=second,
        banner=first,
        lang=lang,
    )
    words = squeezed(pdf_words(data))
    for text in HOSTILE:
        assert words.count(squeezed(text)) >= 6  # contents, heading, paragraph, item, cell, note
    assert "root:" not in words


@pytest.mark.parametrize("rows", [17, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 90])
def test_a_long_table_repeats_its_head_and_leaves_no_row_alone(tmp_path: Path, rows: int) -> None:
    frame = pd.DataFrame({"a": [f"第{place}行" for place in range(rows)], "b": range(rows)})
    table = Table("t", "长表", frame, (ColumnFormat("a", "名称"), number("b")), notes=("附注。",))
    found = pages(made(tmp_path, table))[1:]
    assert all("名称" in page for page in found)
    assert all(sum(text.endswith("行") for text in page) >= 2 for page in found)
    assert sum(text.endswith("行") for page in found for text in page) == rows
    assert "注：附注。" in found[-1]


def test_a_short_table_stays_on_one_page(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [f"第{place}行" for place in range(14)]})
    data = made(tmp_path, Paragraph("字" * 26 * 14), Table("t", "短表", frame, (ColumnFormat("a", "名称"),)))
    assert sum("行" in text for text in pages(data)[-1]) == 14


@pytest.mark.parametrize("count", [12, 25, 40])
def test_no_number_is_wider_than_its_column(count: int) -> None:
    frame = pd.DataFrame({f"c{place}": [123456789] for place in range(count)})
    wide = Table("w", "宽表", frame, tuple(number(f"c{place}") for place in range(count)))
    ((part,),) = (pdf.payload(Document("题", (wide,)))["parts"][0]["blocks"],)
    room = [width / (part["points"] * 25.4 / 72) for width in part["widths"]]
    assert min(room) >= fonts.sans_width("123,456,789") + pdf.PRINT.padding - 0.02
    assert sum(part["widths"]) <= 225.01


def test_a_long_word_breaks_and_a_tall_row_flows_over_pages(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": ["x" * 400, "长文" * 2000, "短"], "b": [1, 2, 3]})
    table = Table("t", "题", frame, (ColumnFormat("a", ""), number("b", header="")), notes=("注" * 2000,))
    found = pages(made(tmp_path, Paragraph("y" * 200), table))
    words = squeezed(text for page in found for text in page).replace("\u200b", "")
    assert "y" * 200 in words
    assert "x" * 400 in words
    assert words.count("长") == words.count("文") == 2000  # the other cell stands where the page ends


def test_levels_of_headings_are_not_skipped(tmp_path: Path) -> None:
    data = made(tmp_path, Heading("甲", 3), Heading("乙", 1), Heading("丙", 3), PageBreak(), PageBreak())
    assert len(pages(data)) == 2  # PDF/UA would have refused the levels; page breaks at the end add no page


def test_a_rare_character_is_printed_as_geta_and_named(tmp_path: Path) -> None:
    whole = Document("𠮷野\u202e\ufeff", (Paragraph("\x00\ud800林"),))
    assert [problem.value for problem in substituted(whole)] == ["U+0000", "U+202E", "U+D800", "U+FEFF", "𠮷"]
    assert "〓" in substituted(whole)[0].text()
    write_pdf(whole, tmp_path / "x.pdf", figures=tmp_path)
    assert "〓野〓〓" in pdf_words((tmp_path / "x.pdf").read_bytes())
    assert substituted(document()) == ()


def test_an_empty_box_can_never_be_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "printable", lambda text: text)
    with pytest.raises(RuntimeError, match="could not be displayed"):
        made(tmp_path, Paragraph("𠮷"))


def test_both_fonts_cover_the_same_characters() -> None:
    assert fonts.coverage(fonts.SERIF_PATH) == fonts.coverage()


def test_one_changed_figure_changes_one_word(sample: bytes, figures: Path, tmp_path: Path) -> None:
    whole = bulletin()
    frame = whole.tables[0].frame.assign(new=[2346, 1511])
    blocks = tuple(
        replace(block, frame=frame) if isinstance(block, Table) and block.name == "totals" else block
        for block in whole.blocks
    )
    write_pdf(replace(whole, blocks=blocks), tmp_path / "x.pdf", figures=figures)
    ours, theirs = pdf_words(sample), pdf_words((tmp_path / "x.pdf").read_bytes())
    pairs = zip(ours, theirs, strict=True)
    assert [pair for pair in pairs if pair[0] != pair[1]] == [("2,345", "2,346")]


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_damaged_file_is_refused_or_read(data: st.DataObject, sample: bytes) -> None:
    place = data.draw(st.integers(0, len(sample) - 1))
    spoilt = sample[:place] + bytes([data.draw(st.integers(0, 255))]) + sample[place + 1 :]
    for made_up in (spoilt, sample[:place]):
        with suppress(ValueError, KeyError, IndexError, zlib.error):
            assert isinstance(pdf_words(made_up), list)


def test_missing_pictures_are_an_error(tmp_path: Path) -> None:
    figure = Figure("f", "图", "ratio_line", pd.DataFrame({"period": [1]}), alt="说明")
    with pytest.raises(FileNotFoundError):
        made(tmp_path, figure)
