"""The Word renderer: an official document to GB/T 9704-2012 with real tables, alternative texts and fixed bytes."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

from skillcast.publication.archive import fixed_zip
from skillcast.publication.content import (
    Bullets,
    ColumnFormat,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    captions,
    header_parts,
    printed_rows,
    unit_text,
)
from skillcast.publication.docx_style import MARGINS_MM, STYLES, apply, name_fonts
from skillcast.publication.layout import MM_PER_POINT, PADDING, Fit, fit, text_width, turned_blocks

_PARAGRAPH_STYLES = {"body": "Normal", "note": "Note", "centre": "Centre", "right": "Right"}
SHORT_TABLE = 16  # rows that are kept on one page
FIXED_DATE = dt.datetime(2000, 1, 1)  # the file's own date; the document's date is part of its text


def write_docx(document: Document, path: Path, *, figures: Path) -> None:
    """Write a document as .docx.

    Parameters
    ----------
    document
        What to write; its language selects captions, indents and quotation forms.
    path
        The file to write.
    figures
        Folder with ``<figure name>.png`` for every figure (`skillcast.publication.figures.draw_all`).
    """
    import docx

    word = docx.Document()
    _drop_leftovers(word)
    apply(word, document.lang)
    _properties(word, document)
    _page(word.sections[0], landscape=False)
    _header_and_footer(word, document)
    _title(word, document)
    fits = {table.name: fit(table, document.lang) for table in document.tables}
    _blocks(word, document, fits, figures)
    raw = io.BytesIO()
    word.save(raw)
    path.write_bytes(fixed_zip(raw.getvalue()))


def _drop_leftovers(word: Any) -> None:
    """Drop parts of python-docx's own template that carry its author's fonts, lists and preview picture."""
    unwanted = ("/stylesWithEffects", "/customXml", "/numbering", "/thumbnail")
    for relations in (word.part.rels, word.part.package.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(unwanted)]:
            del relations[key]


def _properties(word: Any, document: Document) -> None:
    facts = word.core_properties
    facts.title, facts.author, facts.last_modified_by = document.title, "、".join(document.publishers), "skillcast"
    facts.comments, facts.keywords, facts.subject = document.banner, "", document.subtitle
    facts.language, facts.revision = {"zh": "zh-CN", "en": "en-US"}[document.lang], 1
    facts.created = facts.modified = FIXED_DATE


def _page(section: Any, *, landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    # A turned page is bound at its top: the margins turn with it.
    turned = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}
    for side in MARGINS_MM:
        setattr(section, f"{side}_margin", Mm(MARGINS_MM[turned[side] if landscape else side]))
    section.header_distance = Mm(12 if landscape else 18)
    section.footer_distance = Mm(12 if landscape else 22)


def _header_and_footer(word: Any, document: Document) -> None:
    """Print the banner in the header and the page number outside in the footer: odd pages right, even pages left."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        _run(_restyle(word, header.paragraphs[0], "Header"), document.banner)
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        footer.is_linked_to_previous = False
        paragraph = _restyle(word, footer.paragraphs[0], "Footer")
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, side)
        _run(paragraph, "— ")
        _field(paragraph, "PAGE")
        _run(paragraph, " —")


def _restyle(word: Any, paragraph: Any, style: str) -> Any:
    paragraph.style = word.styles[style]
    return paragraph


def _run(paragraph: Any, text: str, *, points: float | None = None, bold: bool = False) -> Any:
    """Add a run with every font named; the hint makes “ ” — ～ full-width in Chinese text."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(text)
    properties = run._r.get_or_add_rPr()
    name_fonts(properties, STYLES[paragraph.style.name].font)
    if any("\u4e00" <= character <= "\u9fff" for character in text):
        properties.rFonts.set(qn("w:hint"), "eastAsia")
    if points is not None:
        run.font.size = Pt(points)
    if bold:
        run.font.bold = True
    return run


def _field(paragraph: Any, instruction: str) -> None:
    """Add a field that Word computes, such as the page number, with 1 as the text until it does."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "instruction", "separate", "text", "end"):
        run = _run(paragraph, "1" if kind == "text" else "")
        if kind == "instruction":
            code = OxmlElement("w:instrText")
            code.text = instruction
            run._r.append(code)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _paragraph(word: Any, text: str, style: str, *, points: float | None = None) -> Any:
    paragraph = word.add_paragraph(style=word.styles[style])
    _run(paragraph, text, points=points)
    return paragraph


def _title(word: Any, document: Document) -> None:
    _paragraph(word, document.title, "Title")
    gap = "　" if document.lang == "zh" else ", "
    for text in (document.subtitle, gap.join(document.publishers), document.date_text):
        if text:
            _paragraph(word, text, "Subtitle")


def _blocks(word: Any, document: Document, fits: dict[str, Fit], figures: Path) -> None:
    from docx.enum.section import WD_SECTION
    from docx.enum.text import WD_BREAK

    titles = captions(document)
    landscape, fresh = False, True
    for block, turned in zip(document.blocks, turned_blocks(document.blocks, fits), strict=True):
        if turned != landscape:
            _page(word.add_section(WD_SECTION.NEW_PAGE), landscape=turned)
            landscape, fresh = turned, True
        if isinstance(block, PageBreak):
            if not fresh:
                _run(word.add_paragraph(style=word.styles["Table Note"]), "").add_break(WD_BREAK.PAGE)
            fresh = True
            continue
        fresh = False
        if isinstance(block, Table):
            _table(word, block, fits[block.name], titles[block.name], document)
        elif isinstance(block, Figure):
            _figure(word, block, figures, titles[block.name])
        else:
            _text(word, block, bullet="" if document.lang == "zh" else "• ")


def _text(word: Any, block: Heading | Paragraph | Bullets, *, bullet: str) -> None:
    """Write running text; in a Chinese official document the items of a list are paragraphs without a mark."""
    if isinstance(block, Heading):
        _paragraph(word, block.text, f"Heading {min(block.level, 3)}")
    elif isinstance(block, Paragraph):
        _paragraph(word, block.text, _PARAGRAPH_STYLES[block.style])
    else:
        for item in block.items:
            _paragraph(word, bullet + item, "Normal")


def _figure(word: Any, figure: Figure, figures: Path, caption: str) -> None:
    from docx.shared import Mm

    paragraph = word.add_paragraph(style=word.styles["Picture"])
    picture = _run(paragraph, "").add_picture(str(figures / f"{figure.name}.png"))
    if picture.width > Mm(156):
        picture.width, picture.height = Mm(156), int(picture.height * Mm(156) / picture.width)
    picture._inline.docPr.set("name", figure.name)
    picture._inline.docPr.set("descr", figure.alt)
    _paragraph(word, caption, "Figure Caption")


def _table(word: Any, table: Table, setting: Fit, caption: str, document: Document) -> None:
    _paragraph(word, caption, "Caption")
    if table.unit:
        _paragraph(word, unit_text(table, document.lang), "Table Unit")
    rows = printed_rows(table, document.lang)
    grid = word.add_table(rows=len(rows) + 1, cols=len(table.printed))
    _frame(grid, table, caption, setting)
    head = [_broken_header(*header_parts(table, column, document.lang)) for column in table.printed]
    for place, (element, texts) in enumerate(zip(grid._tbl.tr_lst, (head, *rows), strict=True)):
        # A short table stays on one page; a long one keeps its head, and its last rows and notes, together.
        near_end = place >= len(rows) - 1 and (place < len(rows) or bool(table.notes))
        short = len(rows) <= SHORT_TABLE and place < len(rows)
        _row(element, header=place == 0, keep=place <= 1 or near_end or short)
        bold = place - 1 in table.total_rows
        for cell, text, column, width in zip(element.tc_lst, texts, table.printed, setting.widths, strict=True):
            if place == 0:
                _cell(word, cell, text, "Table Head", points=setting.points)
            elif column.numeric:
                text = _broken_interval(text, column, width / (setting.points * MM_PER_POINT))
                _cell(word, cell, text, "Table Number", points=setting.points, bold=bold, wrap=False)
            else:
                _cell(word, cell, text, "Table Text", points=setting.points, bold=bold)
    word_for_note = "注：" if document.lang == "zh" else "Note: "
    for place, note in enumerate(table.notes, start=1):
        paragraph = _paragraph(word, word_for_note + note, "Table Note", points=9)
        paragraph.paragraph_format.keep_with_next = place < len(table.notes)
    if not table.notes:
        _paragraph(word, "", "Table Note", points=6)


def _broken_header(name: str, unit: str) -> str:
    """Put the unit on a line of its own, so that its brackets stay together."""
    return f"{name}\n{unit.strip()}" if unit else name


def _broken_interval(text: str, column: ColumnFormat, room: float) -> str:
    """Break an interval that is wider than its cell (in em) before the bracket, nowhere else."""
    if column.kind != "interval" or text_width(text) + PADDING <= room:
        return text
    return text.replace("（", "\n（").replace(" (", "\n(")


def _frame(grid: Any, table: Table, caption: str, setting: Fit) -> None:
    """Give the table fixed widths, single rules, narrow cell margins, and its identifier as alternative text."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Mm

    old = grid._tbl.tblPr
    for child in list(old):
        old.remove(child)
    total = sum(Mm(width).twips for width in setting.widths)
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="{40}" w:type="dxa"/>' for side in ("left", "right"))
    for text in (
        f'<w:tblW {nsdecls("w")} w:w="{total}" w:type="dxa"/>',
        f'<w:jc {nsdecls("w")} w:val="center"/>',
        f"<w:tblBorders {nsdecls('w')}>{rules}</w:tblBorders>",
        f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>',
        f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>",
        f"<w:tblCaption {nsdecls('w')}/>",
        f"<w:tblDescription {nsdecls('w')}/>",
    ):
        old.append(parse_xml(text))
    old.find(qn("w:tblCaption")).set(qn("w:val"), table.name)
    old.find(qn("w:tblDescription")).set(qn("w:val"), caption)
    for column, width in zip(grid._tbl.tblGrid.gridCol_lst, setting.widths, strict=True):
        column.w = Mm(width)
    for row in grid._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, setting.widths, strict=True):
            cell.width = Mm(width)


def _row(element: Any, *, header: bool, keep: bool) -> None:
    """Keep a row on one page, and with the next row if asked; repeat the header on every page."""
    from docx.oxml import OxmlElement

    if keep:
        for cell in element.tc_lst:
            cell.p_lst[0].get_or_add_pPr().get_or_add_keepNext()

    properties = element.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _cell(word: Any, cell: Any, text: str, style: str, *, points: float, bold: bool = False, wrap: bool = True) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph as WordParagraph

    properties = cell.get_or_add_tcPr()
    if not wrap:
        properties.append(OxmlElement("w:noWrap"))
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    properties.append(middle)
    paragraph = WordParagraph(cell.p_lst[0], word._body)
    paragraph.style = word.styles[style]
    _run(paragraph, text, points=points, bold=bold)
