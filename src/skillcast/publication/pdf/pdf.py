"""The PDF renderer: the document set by typst from a fixed template, with the bundled fonts alone and fixed bytes."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from skillcast.errors import Language, Problem
from skillcast.publication.content import Bullets, ColumnFormat, Document, Figure, Heading, PageBreak, Paragraph, Table
from skillcast.publication.printing import captions, header_parts, headers, printed_rows, unit_text
from skillcast.publication.setting.fonts import BREAK, printable, sans_width, unprintable
from skillcast.publication.setting.layout import MM_PER_POINT, Fit, Medium, fit, turned_blocks
from skillcast.publication.setting.measure import unbroken

ASSETS = Path(__file__).parents[1] / "assets"
PRINT = Medium(measure=sans_width, padding=0.8, leading=1.3, gap=5.0)
SHORT_TABLE = 16  # rows that are kept on one page
TALL_MM = 100.0  # a row higher than this may be broken over pages
LINE = 20.0  # em: no line of running text is shorter
_LATIN = re.compile(r"[!-~\u00a1-\u024f]+")
_NUMBER = re.compile(r"[-+−]?[\d,]+(\.\d+)?%?|[—*/]|")
_WORDS: dict[Language, dict[str, str]] = {
    "zh": {"contents": "目　录", "note": "注：", "gap": "　", "bullet": ""},
    "en": {"contents": "Contents", "note": "Note: ", "gap": ", ", "bullet": "• "},
}


def write_pdf(document: Document, path: Path, *, figures: Path) -> None:
    """Write a document as PDF, tagged for screen readers (PDF/UA-1) and fit for archives (PDF/A-2a).

    Parameters
    ----------
    document
        What to write. Characters that the bundled fonts lack print as 〓 (`substituted` names them).
    path
        The file to write.
    figures
        Folder with ``<figure name>.svg`` for every figure (`skillcast.publication.rendering.draw_figures`).

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "bulletin.pdf"
    ...     write_pdf(Document("信息", (Heading("一、总体"), Paragraph("需求3,545人。"))), path, figures=Path(folder))
    ...     path.read_bytes()[:5]
    b'%PDF-'
    """
    import typst

    files: Any = {  # typst takes files by name, though its annotations do not say so
        "main": (ASSETS / "bulletin.typ").read_bytes(),
        "document.json": json.dumps(_legible(payload(document)), ensure_ascii=False).encode("utf-8"),
    }
    files |= {f"{figure.name}.svg": (figures / f"{figure.name}.svg").read_bytes() for figure in document.figures}
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[ASSETS])
    made, noticed = typst.compile_with_warnings(files, format="pdf", font_paths=fonts, pdf_standards=["a-2a", "ua-1"])
    for warning in noticed:
        warnings.warn(warning, stacklevel=2)
    path.write_bytes(made)


def substituted(document: Document) -> tuple[Problem, ...]:
    """Return a warning for every character of a document that its PDF prints as 〓.

    Examples
    --------
    >>> [problem.value for problem in substituted(Document("𠮷林", ()))]
    ['𠮷']
    """
    rare = unprintable("".join(_words(document)))
    named = [character if character.isprintable() else f"U+{ord(character):04X}" for character in sorted(rare)]
    return tuple(Problem("missing-glyph-pdf", value=name) for name in named)


def payload(document: Document) -> dict[str, Any]:
    """Return what the template prints, as plain lists, dictionaries, numbers and texts."""
    words, lang = _WORDS[document.lang], document.lang
    front = (document.subtitle, words["gap"].join(document.publishers), document.date_text)
    return {
        "lang": lang,
        "title": document.title,
        "front": [_breakable(text) for text in front if text],
        "publishers": list(document.publishers),
        "description": document.subtitle,
        "banner": document.banner,
        "contents": words["contents"],
        "short": SHORT_TABLE,
        "padding": PRINT.padding,
        "gap": PRINT.gap,
        "parts": [{"turned": turned, "blocks": blocks} for turned, blocks in _parts(document)],
    }


def _parts(document: Document) -> Iterator[tuple[bool, list[dict[str, Any]]]]:
    """Yield the runs of blocks that stand on upright, or on turned, pages."""
    fits = {table.name: fit(table, document.lang, PRINT) for table in document.tables}
    titles = captions(document)
    level = 0
    turned = turned_blocks(document.blocks, fits)
    for wide, run in groupby(zip(turned, document.blocks, strict=True), key=lambda pair: pair[0]):
        blocks: list[dict[str, Any]] = []
        for _, block in run:
            if isinstance(block, Heading):
                level = min(block.level, level + 1, 3)  # a reader's outline skips no level
                blocks.append(
                    {"tag": "heading", "text": _breakable(block.text), "level": level, "look": min(block.level, 3)}
                )
            elif isinstance(block, Table):
                blocks.append(_table(block, fits[block.name], titles[block.name], document.lang))
            elif isinstance(block, Figure):
                identity = {"tag": "figure", "picture": f"{block.name}.svg"}
                blocks.append(identity | {"alt": block.alt, "caption": _breakable(titles[block.name])})
            else:
                blocks += _text(block, document.lang)
        while blocks and blocks[0]["tag"] == "break":
            del blocks[0]  # every run begins on a new page anyhow
        while blocks and blocks[-1]["tag"] == "break":
            del blocks[-1]
        if blocks:
            yield wide, blocks


def _text(block: Paragraph | Bullets | PageBreak, lang: Language) -> list[dict[str, Any]]:
    """Return running text; in a Chinese official document the items of a list are paragraphs without a mark."""
    if isinstance(block, PageBreak):
        return [{"tag": "break"}]
    if isinstance(block, Paragraph):
        return [{"tag": "paragraph", "style": block.style, "text": _breakable(block.text)}]
    mark = _WORDS[lang]["bullet"]
    return [{"tag": "paragraph", "style": "body", "text": _breakable(mark + item)} for item in block.items]


def _table(table: Table, setting: Fit, caption: str, lang: Language) -> dict[str, Any]:
    printed = printed_rows(table, lang)
    kinds = [_kind(column, texts) for column, texts in zip(table.printed, zip(*printed, strict=True), strict=False)]
    setting = _shrunk(setting, printed, kinds)
    rooms = [width / (setting.points * MM_PER_POINT) - PRINT.padding for width in setting.widths]
    rows = [
        {
            "total": place in table.total_rows,
            "tall": setting.heights[place + 1] > TALL_MM,
            "cells": [_pieces(text, kind, room) for text, kind, room in zip(texts, kinds, rooms, strict=True)],
        }
        for place, texts in enumerate(printed)
    ]
    head = [
        [_breakable(text.strip(), room) for text in header_parts(table, column, lang) if text]
        for column, room in zip(table.printed, rooms, strict=True)
    ]
    return {
        "tag": "table",
        "caption": _breakable(caption),
        "unit": unit_text(table, lang),
        "turned": setting.landscape,
        "points": setting.points,
        "line": setting.line,
        "widths": list(setting.widths),
        "kinds": kinds,
        "head": head,
        "rows": rows,
        "notes": [_breakable(_WORDS[lang]["note"] + note) for note in table.notes],
    }


def _shrunk(setting: Fit, printed: Sequence[Sequence[str]], kinds: Sequence[str]) -> Fit:
    """Return a setting in type so small that no number is wider than its column (of tables too wide for any page)."""
    factor = 1.0
    for texts, kind, width in zip(zip(*printed, strict=True), kinds, setting.widths, strict=False):
        if kind != "text":
            widest = max(sans_width(piece) for text in texts for piece in _pieces(text, kind, LINE))
            factor = max(factor, (widest + PRINT.padding) * setting.points * MM_PER_POINT / width)
    if factor < 1.001:
        return setting
    return replace(setting, points=setting.points / factor, line=setting.line / factor)


def _kind(column: ColumnFormat, texts: Iterable[str]) -> str:
    """Return how the cells of a column are set; words that are numbers are set as numbers."""
    if column.kind == "text" and all(_NUMBER.fullmatch(text) for text in texts):
        return "number"
    return column.kind if column.kind in ("text", "code", "interval") else "number"


def _pieces(text: str, kind: str, room: float) -> list[str]:
    """Return the parts of a cell between which a line may be broken: an interval breaks before its bracket."""
    if kind == "interval":
        return re.split(r"(?=（| \()", text, maxsplit=1)
    return [_breakable(text, room)] if kind == "text" else [text]


def _breakable(text: str, room: float = LINE) -> str:
    """Return a text in which a word longer than a line of `room` em may be broken anywhere.

    Examples
    --------
    >>> _breakable("abcdef 焊工", 2.0).split("\u200b")
    ['a', 'b', 'c', 'd', 'e', 'f 焊工']
    """
    if unbroken(text, sans_width) <= room + 1e-9:
        return text
    return _LATIN.sub(lambda word: BREAK.join(word[0]) if sans_width(word[0]) > room else word[0], text)


def _legible(tree: Any) -> Any:
    """Return a tree of texts with 〓 for every character that the bundled fonts lack."""
    if isinstance(tree, dict):
        return {key: _legible(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_legible(value) for value in tree]
    return printable(tree) if isinstance(tree, str) else tree


def _words(document: Document) -> Iterator[str]:
    """Yield everything that is printed of a document."""
    yield from (document.title, document.subtitle, *document.publishers, document.date_text, document.banner)
    yield from captions(document).values()
    for block in document.blocks:
        if isinstance(block, (Heading, Paragraph)):
            yield block.text
        elif isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Table):
            yield from (block.unit, *block.notes, *headers(block, document.lang))
            for row in printed_rows(block, document.lang):
                yield from row
