"""The Excel renderer: a contents sheet, one sheet a table, and the data dictionary. Numbers stay numbers."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from skillcast.errors import Language
from skillcast.publication.content import ColumnFormat, Document, Table
from skillcast.publication.data.dictionary import DICTIONARY_FIELDS, describe
from skillcast.publication.excel.grid import LINE_POINTS, MARGIN_INCH, MOST_LINES, Grid, SheetColumn, xl_column
from skillcast.publication.printing import (
    captions,
    format_cell,
    header_parts,
    is_missing,
    is_suppressed,
    records,
    unit_text,
)
from skillcast.publication.setting.characters import lawful
from skillcast.publication.setting.measure import count_lines, text_width
from skillcast.publication.word.archive import fixed_zip

HEADER_ROW = 2  # title, then unit and banner, then the header
LONGEST_CELL = 32_767  # characters, Excel's limit
_NAMELESS = frozenset("[]:*?/\\'\n\r\t")  # what no sheet's name may hold; beyond U+FFFF a sign counts twice
_FIXED_DATE = dt.datetime(2000, 1, 1)
_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "contents": "目录",
        "dictionary": "数据字典",
        "table": "表",
        "sheet": "工作表",
        "rows": "行数",
        "note": "注：",
        "low": "下限",
        "high": "上限",
        "page": "第 &P 页，共 &N 页",
    },
    "en": {
        "contents": "Contents",
        "dictionary": "Dictionary",
        "table": "Table",
        "sheet": "Sheet",
        "rows": "Rows",
        "note": "Note: ",
        "low": " (low)",
        "high": " (high)",
        "page": "Page &P of &N",
    },
}


def sheet_names(document: Document) -> dict[str, str]:
    """Return the sheet of each table: its caption without the characters Excel forbids, at most 31 long.

    A caption begins with the table's number, so that names stay different.
    """
    titles = captions(document)
    names = {}
    for table in document.tables:
        text = titles[table.name].replace("　", " ")
        names[table.name] = "".join(sign for sign in lawful(text) if sign not in _NAMELESS and sign <= "\uffff")[
            :31
        ].strip()
    return names


def sheet_columns(table: Table, lang: Language = "zh") -> list[SheetColumn]:
    """Return the sheet's columns as (header, format, field); an interval takes three: value, low, high."""
    found: list[SheetColumn] = []
    for column in table.printed:
        name, unit = header_parts(table, column, lang)
        unit = f"\n{unit.strip()}" if unit else ""  # on a line of its own, so that its brackets stay together
        found.append((name + unit, column, column.name))
        if column.kind == "interval":
            found.append((f"{name}{_WORDS[lang]['low']}{unit}", column, column.low))
            found.append((f"{name}{_WORDS[lang]['high']}{unit}", column, column.high))
    return found


def sheet_rows(table: Table, lang: Language = "zh") -> list[list[str | float]]:
    """Return the sheet's cells: numbers unrounded (a share times 100; what rounds to -0 is 0), the rest as printed."""
    columns = sheet_columns(table, lang)
    return [[_value(row, column, name, lang) for _, column, name in columns] for row in records(table)]


def _value(row: dict[str, object], column: ColumnFormat, name: str, lang: Language) -> str | float:
    value = row[name]
    if is_missing(value) or not column.numeric or column.labels:
        return format_cell(value, column, suppressed=is_suppressed(row, column), lang=lang)
    number = float(str(value)) * (100 if column.kind == "percent" else 1)
    return 0.0 if -0.5 * 10.0**-column.places < number < 0 else number  # Excel would print -0.00


def number_format(column: ColumnFormat) -> str:
    """Return the Excel number format that prints what `format_cell` prints.

    Examples
    --------
    >>> number_format(ColumnFormat("d", "变化", kind="change", decimals=1))
    '+#,##0.0;-#,##0.0;0.0'
    """
    if column.kind == "year":
        return "0"
    places = "." + "0" * column.places if column.places else ""
    return f"+#,##0{places};-#,##0{places};0{places}" if column.kind == "change" else f"#,##0{places}"


def write_xlsx(document: Document, path: Path) -> None:
    """Write the tables of a document as a workbook.

    Texts are written as text whatever they begin with, so that nothing in the data becomes a formula or a link.

    Parameters
    ----------
    document
        Whose tables to write.
    path
        The file to write.
    """
    import xlsxwriter

    raw = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    words = _WORDS[document.lang]
    names = sheet_names(document)
    with xlsxwriter.Workbook(raw, options) as book:
        book.set_properties(_facts(document))
        looks = _Looks(book)
        _contents(book.add_worksheet(words["contents"]), document, names, looks)
        for table in document.tables:
            _sheet(book.add_worksheet(names[table.name]), table, document, looks)
        _dictionary(book.add_worksheet(words["dictionary"]), document, looks)
    path.write_bytes(fixed_zip(raw.getvalue()))


def _facts(document: Document) -> dict[str, object]:
    """Return the properties of the file; its date is fixed, the document's date is part of its text."""
    author = ("、" if document.lang == "zh" else ", ").join(document.publishers)
    facts = {"title": document.title, "subject": document.subtitle, "author": author, "comments": document.banner}
    return {name: _text(text)[:255] for name, text in facts.items()} | {"created": _FIXED_DATE}


class _Looks:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, {}  # type: Any, dict[tuple[tuple[str, object], ...], Any]
        self.title = self.of(bold=True, font_size=14, valign="vcenter")
        self.quiet = self.of(font_color="#555555", font_size=9, text_wrap=True, valign="top")
        self.banner = self.of(font_color="#B00020", bold=True)
        self.head = self.of(bold=True, border=1, align="center", valign="vcenter", text_wrap=True, bg_color="#EEF2F5")
        self.text = self.of(border=1, valign="vcenter", text_wrap=True, num_format="@")
        self.link = self.of(border=1, valign="vcenter", text_wrap=True, font_color="#0B4F9E", underline=1)

    def of(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "宋体", "font_size": 10.5} | properties)
        return self._made[key]


def _text(text: str) -> str:
    """Return a text as a cell can hold it."""
    text = lawful(text)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _print_setup(sheet: Any, document: Document, *, rows: int, columns: int, landscape: bool, frozen: int = 0) -> None:
    """Set paper, margins, repeated header, page numbers and what is printed: `rows` rows of `columns` columns."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=MARGIN_INCH, right=MARGIN_INCH, top=0.8, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, rows - 1, columns - 1)
    sheet.freeze_panes(HEADER_ROW + 1, frozen)
    if document.banner:
        sheet.set_header("&C&KB00020" + _header_text(document.banner))
    sheet.set_footer(f"&L&8 {_header_text(document.title)}&R&8{_WORDS[document.lang]['page']}")


def _header_text(text: str) -> str:
    """Return a text for a print header: no & that Excel would take for a code, one line, short enough (255 with the codes)."""
    return " ".join(_text(text)[:80].split()).replace("&", "＆")


def _line(sheet: Any, row: int, columns: int, text: str, look: Any, *, height: float | None = None) -> None:
    """Write a text over the whole width of a sheet."""
    if columns > 1:
        sheet.merge_range(row, 0, row, columns - 1, "", look)
    sheet.write_string(row, 0, _text(text), look)
    if height is not None:
        sheet.set_row(row, height)


def _sheet(sheet: Any, table: Table, document: Document, looks: _Looks) -> None:
    lang = document.lang
    columns = sheet_columns(table, lang)
    rows = sheet_rows(table, lang)
    grid = Grid.of(columns, rows, [_printed(row, columns, lang) for row in records(table)])
    width = len(columns)
    _line(sheet, 0, width, captions(document)[table.name], looks.title, height=24)
    under = "　".join(filter(None, (document.banner, unit_text(table, lang))))
    _line(sheet, 1, width, under, looks.banner)
    for place, (header, _, _) in enumerate(columns):
        sheet.write_string(HEADER_ROW, place, _text(header), looks.head)
    for number, cells in enumerate(rows):
        bold = number in table.total_rows
        for place, (cell, (_, column, _)) in enumerate(zip(cells, columns, strict=True)):
            _write(sheet, HEADER_ROW + 1 + number, place, cell, column, looks, bold=bold)
    for place, characters in enumerate(grid.characters):
        sheet.set_column(place, place, characters)
    for number, lines in enumerate(grid.lines):
        if lines > 1:
            sheet.set_row(HEADER_ROW + number, LINE_POINTS * min(lines, MOST_LINES))
    foot = HEADER_ROW + 2 + len(rows)
    for note in table.notes:
        text = _WORDS[lang]["note"] + note
        lines = count_lines(text, sum(grid.characters) / 2 * 10.5 / 9, text_width)
        _line(sheet, foot, width, text, looks.quiet, height=12.5 * lines)
        foot += 1
    _print_setup(sheet, document, rows=foot, columns=width, landscape=grid.landscape, frozen=grid.frozen)
    if rows:
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(rows), width - 1)
        # Codes are text on purpose: no green corner on them.
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_column(width - 1)}{HEADER_ROW + 1 + len(rows)}"})


def _printed(row: dict[str, object], columns: Sequence[SheetColumn], lang: Language) -> list[str]:
    """Return what the cells of a row show, to measure them."""
    shown = []
    for _, column, name in columns:
        plain = replace(column, kind="number", low="", high="") if column.kind == "interval" else column
        shown.append(format_cell(row[name], plain, suppressed=is_suppressed(row, column), lang=lang))
    return shown


def _write(
    sheet: Any, row: int, place: int, cell: str | float, column: ColumnFormat, looks: _Looks, *, bold: bool
) -> None:
    if isinstance(cell, str):
        align = "right" if column.to_right else "left"
        look = looks.of(border=1, valign="vcenter", text_wrap=True, num_format="@", align=align, bold=bold)
        sheet.write_string(row, place, _text(cell), look)
    else:
        look = looks.of(border=1, valign="vcenter", num_format=number_format(column), bold=bold)
        sheet.write_number(row, place, cell, look)


def _contents(sheet: Any, document: Document, names: dict[str, str], looks: _Looks) -> None:
    words = _WORDS[document.lang]
    _line(sheet, 0, 3, document.title, looks.title, height=24)
    _line(sheet, 1, 3, document.banner, looks.banner)
    for place, key in enumerate(("table", "sheet", "rows")):
        sheet.write_string(HEADER_ROW, place, words[key], looks.head)
    titles = captions(document)
    widths = (54.0, 34.0, 8.0)
    for number, table in enumerate(document.tables, start=HEADER_ROW + 1):
        title = _text(titles[table.name])
        sheet.write_string(number, 0, title, looks.text)
        sheet.write_url(number, 1, f"internal:'{names[table.name]}'!A1", looks.link, names[table.name])
        sheet.write_number(number, 2, len(table.frame), looks.of(border=1, valign="vcenter", num_format="#,##0"))
        sheet.set_row(number, LINE_POINTS * count_lines(title, widths[0] / 2 - 1, text_width))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    _print_setup(sheet, document, rows=HEADER_ROW + 1 + len(document.tables), columns=3, landscape=False)


def _dictionary(sheet: Any, document: Document, looks: _Looks) -> None:
    words = _WORDS[document.lang]
    count = len(DICTIONARY_FIELDS)
    _line(sheet, 0, count, words["dictionary"], looks.title, height=24)
    _line(sheet, 1, count, document.banner, looks.banner)
    for place, name in enumerate(DICTIONARY_FIELDS):
        sheet.write_string(HEADER_ROW, place, name, looks.head)
    widths = (22, 22, 34, 22, 9, 22, 20, 30)
    entries = describe(document.tables)
    for number, entry in enumerate(entries, start=HEADER_ROW + 1):
        texts = [_text(entry[name]) for name in DICTIONARY_FIELDS]
        for place, text in enumerate(texts):
            sheet.write_string(number, place, text, looks.text)
        lines = max(count_lines(text, width / 2 - 0.75, text_width) for text, width in zip(texts, widths, strict=True))
        sheet.set_row(number, LINE_POINTS * min(lines, MOST_LINES))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    _print_setup(sheet, document, rows=HEADER_ROW + 1 + len(entries), columns=count, landscape=True)
    sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(entries), count - 1)
