"""Tables of a Word document: fixed widths, heads that repeat, rows and ends that stay together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from skillcast.errors import Language
from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.printing import printed_rows, unit_text
from skillcast.publication.setting.characters import is_chinese, lawful
from skillcast.publication.setting.layout import MM_PER_POINT, WORD, WORST_ORPHAN, Fit
from skillcast.publication.setting.widths import broken_interval, header_text
from skillcast.publication.word.style import FANGSONG, HEI, LATIN
from skillcast.publication.word.text import add_caption, add_paragraph

CELL_MARGIN = 0.2  # em, left and right
RULE = 0.5  # points
WHOLE = 0.4  # part of a page up to which a table is not split
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SERIES = {"zh": ("表", "图"), "en": ("Table", "Figure")}


def kept_rows(heights: Sequence[float], *, tall: float, notes: bool) -> list[bool]:
    """Return which rows (the header first) stay on the page of what follows them.

    A small table is never split; of a longer one at least three rows stand on its first and on its last page. The last
    row stays with the notes.

    Examples
    --------
    >>> kept_rows([5.0] * 9, tall=60.0, notes=False)
    [True, True, True, False, False, False, True, True, False]
    >>> kept_rows([5.0] * 3, tall=60.0, notes=True)
    [True, True, True]
    """
    last = len(heights) - 1
    whole = sum(heights) <= tall * WHOLE
    kept = [whole or place < WORST_ORPHAN or place > last - WORST_ORPHAN for place in range(last)]
    return [*kept, notes]


def note_lines(table: Table, lang: Language) -> list[str]:
    """Return the lines under a table: numbered when there are several."""
    word = "注：" if lang == "zh" else "Note: "
    if len(table.notes) < 2:
        return [word + note for note in table.notes]
    space = "　　" if lang == "zh" else ""
    return [f"{word if number == 1 else space}{number}. {note}" for number, note in enumerate(table.notes, start=1)]


def add_table(word: Any, table: Table, setting: Fit, caption: str, lang: Language, *, tall: float) -> None:
    """Add a table with its caption, unit and notes.

    Parameters
    ----------
    setting
        Widths, type size and row heights.
    tall
        Height of the text block of the page it stands on, in millimetres.
    """
    from docx.oxml import parse_xml

    add_caption(word, caption, "Caption", SERIES[lang][0])
    if table.unit:
        add_paragraph(word, unit_text(table, lang), "Table Unit")
    grid = parse_xml(table_xml(table, setting, caption, lang, tall=tall))
    word.element.body._insert_tbl(grid)
    lines = note_lines(table, lang)
    for place, line in enumerate(lines, start=1):
        add_paragraph(word, line, "Table Note").paragraph_format.keep_with_next = place < len(lines)
    add_paragraph(word, "", "Table End")


def table_xml(table: Table, setting: Fit, caption: str, lang: Language, *, tall: float) -> str:
    """Return a table as WordprocessingML: fixed widths, single rules, its identifier and caption as alternative text."""
    widths = [round(width / MM_PER_POINT * 20) for width in setting.widths]
    side = round(CELL_MARGIN * setting.points * 20)
    above = round((setting.gap - RULE) * 10)
    rules = "".join(
        f'<w:{name} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for name in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{name} w:w="{width}" w:type="dxa"/>'
        for name, width in (("top", above), ("left", side), ("bottom", above), ("right", side))
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    keeps = kept_rows(setting.heights, tall=tall, notes=bool(table.notes))
    heads = [header_text(table, column, lang) for column in table.printed]
    lines = []
    for place, texts in enumerate((heads, *printed_rows(table, lang))):
        # No page is broken inside a row, unless the row is taller than half of one.
        marks = "<w:cantSplit/>" * (setting.heights[place] < tall / 2) + "<w:tblHeader/>" * (place == 0)
        bold = place - 1 in table.total_rows
        cells = (
            _cell(text, column, width, setting, head=place == 0, bold=bold, keep=keeps[place])
            for text, column, width in zip(texts, table.printed, widths, strict=True)
        )
        lines.append(f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(cells)}</w:tr>")
    return (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(table.name)}/>'
        f"<w:tblDescription w:val={quoteattr(lawful(caption))}/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def _cell(text: str, column: ColumnFormat, width: int, setting: Fit, *, head: bool, bold: bool, keep: bool) -> str:
    style = "TableHead" if head else "TableNumber" if column.to_right else "TableText"
    if column.kind == "interval" and not head:
        # An interval that is wider than its cell is broken before its bracket, nowhere else.
        room = width / 20 / setting.points - WORD.padding
        text = text if WORD.measure(text) <= room + 1e-9 else broken_interval(text)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{"<w:noWrap/>" * (style == "TableNumber")}'
        f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" * keep}'
        f'<w:spacing w:line="{round(setting.line * 20)}" w:lineRule="exact"/></w:pPr>'
        f"{_run(text, HEI if head else FANGSONG, setting.points, bold=bold)}</w:p></w:tc>"
    )


def _run(text: str, font: str, points: float, *, bold: bool) -> str:
    hint = ' w:hint="eastAsia"' if is_chinese(text) else ""
    shown = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lawful(text).split("\n"))
    return (
        f'<w:r><w:rPr><w:rFonts{hint} w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{font}" w:cs="{LATIN}"/>'
        f'{"<w:b/>" * bold}<w:sz w:val="{round(points * 2)}"/></w:rPr>{shown}</w:r>'
    )
