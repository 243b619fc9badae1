"""Runs, fields, paragraphs and bookmarks of a Word document, every font named."""

from __future__ import annotations

from typing import Any

from skillcast.publication.setting.characters import is_chinese, lawful
from skillcast.publication.word.style import STYLES, name_fonts


def add_run(paragraph: Any, text: str, *, points: float | None = None, bold: bool = False) -> Any:
    """Add a run with every font named; the hint makes “ ” — ～ full-width in Chinese text."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(lawful(text))
    properties = run._r.get_or_add_rPr()
    name_fonts(properties, STYLES[paragraph.style.name].font)
    if is_chinese(text):
        properties.rFonts.set(qn("w:hint"), "eastAsia")
    if points is not None:
        run.font.size = Pt(points)
    if bold:
        run.font.bold = True
    return run


def add_paragraph(word: Any, text: str, style: str) -> Any:
    """Add a paragraph of one run."""
    paragraph = word.add_paragraph(style=word.styles[style])
    add_run(paragraph, text)
    return paragraph


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field that Word computes, such as the page number, with the text it shows until then."""
    begin_field(paragraph, instruction)
    add_run(paragraph, shown)
    end_field(paragraph)


def begin_field(paragraph: Any, instruction: str) -> None:
    """Open a field: what follows, until `end_field`, is its result."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    _mark(paragraph, "begin")
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    add_run(paragraph, "")._r.append(code)
    _mark(paragraph, "separate")


def end_field(paragraph: Any) -> None:
    """Close a field."""
    _mark(paragraph, "end")


def _mark(paragraph: Any, kind: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    add_run(paragraph, "")._r.append(mark)


def add_bookmark(paragraph: Any, name: str, number: int) -> None:
    """Enclose a paragraph in a bookmark."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def add_caption(word: Any, caption: str, style: str, series: str) -> Any:
    """Add a caption whose number is a field, so that Word numbers anew when a table is added or moved.

    Parameters
    ----------
    caption
        ``表1　供求总体人数`` or ``Table 1. Totals``: the first number in it becomes the field.
    series
        What is numbered: ``表``, ``图``, ``Table``, ``Figure``.
    """
    paragraph = word.add_paragraph(style=word.styles[style])
    start = next(place for place, character in enumerate(caption) if character.isdigit())
    end = next((place for place in range(start, len(caption)) if not caption[place].isdigit()), len(caption))
    add_run(paragraph, caption[:start])
    add_field(paragraph, f"SEQ {series} \\* ARABIC", caption[start:end])
    add_run(paragraph, caption[end:])
    return paragraph
