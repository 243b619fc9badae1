"""The Excel renderer: a contents sheet, one sheet a table, and the data dictionary. Numbers stay numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from skillcast.errors import Language
from skillcast.publication.content import (
    ColumnFormat,
    Document,
    Table,
    captions,
    format_cell,
    header_parts,
    is_missing,
    is_suppressed,
    printed_rows,
    records,
    unit_text,
)
from skillcast.publication.dictionary import DICTIONARY_FIELDS, describe
from skillcast.publication.layout import text_width

HEADER_ROW = 2  # title, then unit and banner, then the header
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
        names[table.name] = "".join(sign for sign in text if sign not in "[]:*?/\\'")[:31].strip()
    return names


def sheet_columns(table: Table, lang: Language = "zh") -> list[tuple[str, ColumnFormat, str]]:
    """Return the sheet's columns as (header, format, field); an interval takes three: value, low, high."""
    found = []
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
    """
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    words = _WORDS[document.lang]
    names = sheet_names(document)
    with xlsxwriter.Workbook(str(path), options) as book:
        facts = {"title": document.title, "author": "skillcast", "comments": document.banner, "created": _FIXED_DATE}
        book.set_properties(facts)
        looks = _Looks(book)
        _contents(book.add_worksheet(words["contents"]), document, names, looks)
        for table in document.tables:
            _sheet(book.add_worksheet(names[table.name]), table, document, looks)
        _dictionary(book.add_worksheet(words["dictionary"]), document, looks)


class _Looks:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, {}  # type: Any, dict[tuple[tuple[str, object], ...], Any]
        self.title = self.of(bold=True, font_size=14)
        self.quiet = self.of(font_color="#555555", font_size=9)
        self.banner = self.of(font_color="#B00020", bold=True)
        self.head = self.of(bold=True, border=1, align="center", valign="vcenter", text_wrap=True, bg_color="#EEF2F5")
        self.text = self.of(border=1, valign="vcenter", text_wrap=True, num_format="@")

    def of(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "宋体", "font_size": 10.5} | properties)
        return self._made[key]


def _print_setup(sheet: Any, document: Document, *, header_row: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.repeat_rows(header_row)
    sheet.freeze_panes(header_row + 1, 0)
    if document.banner:
        sheet.set_header("&C&KB00020" + document.banner.replace("&", "&&"))
    sheet.set_footer("&C" + _WORDS[document.lang]["page"])


def _sheet(sheet: Any, table: Table, document: Document, looks: _Looks) -> None:
    lang = document.lang
    columns = sheet_columns(table, lang)
    sheet.write_string(0, 0, captions(document)[table.name], looks.title)
    sheet.write_string(1, 0, "　".join(filter(None, (document.banner, unit_text(table, lang)))), looks.banner)
    for place, (header, _, _) in enumerate(columns):
        sheet.write_string(HEADER_ROW, place, header, looks.head)
    rows = sheet_rows(table, lang)
    for number, cells in enumerate(rows):
        bold = number in table.total_rows
        for place, (cell, (_, column, _)) in enumerate(zip(cells, columns, strict=True)):
            _write(sheet, HEADER_ROW + 1 + number, place, cell, column, looks, bold=bold)
    widths = _widths(table, columns, lang)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    head: list[str | float] = [header for header, _, _ in columns]
    for number, texts in enumerate([head, *rows]):
        _set_height(sheet, HEADER_ROW + number, texts, widths)
    foot = HEADER_ROW + 2 + len(rows)
    for place, note in enumerate(table.notes):
        sheet.write_string(foot + place, 0, _WORDS[lang]["note"] + note, looks.quiet)
    _print_setup(sheet, document, header_row=HEADER_ROW)
    if rows:
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(rows), len(columns) - 1)


def _write(
    sheet: Any, row: int, place: int, cell: str | float, column: ColumnFormat, looks: _Looks, *, bold: bool
) -> None:
    if isinstance(cell, str):
        align = "right" if column.numeric else "left"
        look = looks.of(border=1, valign="vcenter", text_wrap=True, num_format="@", align=align, bold=bold)
        sheet.write_string(row, place, cell, look)
    else:
        look = looks.of(border=1, valign="vcenter", num_format=number_format(column), bold=bold)
        sheet.write_number(row, place, cell, look)


def _widths(table: Table, columns: Sequence[tuple[str, ColumnFormat, str]], lang: Language) -> list[float]:
    """Return column widths in Excel's unit (half-width characters), between 8 and 42."""
    texts = dict(
        zip((column.name for column in table.printed), zip(*printed_rows(table, lang), strict=True), strict=False)
    )
    widths = []
    for header, column, name in columns:
        cells = texts.get(name, ())
        plain = [text.split("（")[0].split(" (")[0] for text in cells] if column.kind == "interval" else cells
        longest = max((text_width(text) for text in plain), default=0.0)
        widths.append(min(42.0, max(8.0, longest * 2 + 2, max(map(text_width, header.split("\n"))) * 1.1 + 2)))
    return widths


def _set_height(sheet: Any, row: int, cells: Sequence[str | float], widths: Sequence[float]) -> None:
    """Give a row the height its wrapped texts need; not every program finds it by itself."""
    needed = [
        sum(-(-(text_width(line) * 2 + 1) // width) for line in cell.split("\n"))
        for cell, width in zip(cells, widths, strict=True)
        if isinstance(cell, str)
    ]
    if max(needed, default=1) > 1:
        sheet.set_row(row, 14.5 * max(needed))


def _contents(sheet: Any, document: Document, names: dict[str, str], looks: _Looks) -> None:
    words = _WORDS[document.lang]
    sheet.write_string(0, 0, document.title, looks.title)
    sheet.write_string(1, 0, document.banner, looks.banner)
    for place, key in enumerate(("table", "sheet", "rows")):
        sheet.write_string(HEADER_ROW, place, words[key], looks.head)
    titles = captions(document)
    for number, table in enumerate(document.tables, start=HEADER_ROW + 1):
        sheet.write_string(number, 0, titles[table.name], looks.text)
        sheet.write_url(number, 1, f"internal:'{names[table.name]}'!A1", looks.text, names[table.name])
        sheet.write_number(number, 2, len(table.frame), looks.of(border=1, num_format="#,##0"))
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 1, 36)
    _print_setup(sheet, document, header_row=HEADER_ROW)


def _dictionary(sheet: Any, document: Document, looks: _Looks) -> None:
    words = _WORDS[document.lang]
    sheet.write_string(0, 0, words["dictionary"], looks.title)
    sheet.write_string(1, 0, document.banner, looks.banner)
    for place, name in enumerate(DICTIONARY_FIELDS):
        sheet.write_string(HEADER_ROW, place, name, looks.head)
    widths = (24, 20, 40, 24, 10, 24, 20, 30)
    for number, entry in enumerate(describe(document.tables), start=HEADER_ROW + 1):
        for place, name in enumerate(DICTIONARY_FIELDS):
            sheet.write_string(number, place, entry[name], looks.text)
        _set_height(sheet, number, [entry[name] for name in DICTIONARY_FIELDS], widths)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    _print_setup(sheet, document, header_row=HEADER_ROW)
