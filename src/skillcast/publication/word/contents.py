"""The table of contents and the list of annexes of a Word document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillcast.publication.content import Document
from skillcast.publication.setting.characters import lawful
from skillcast.publication.word.outline import annexes, contents
from skillcast.publication.word.text import add_field, add_run, begin_field, end_field


def bookmark(place: int) -> str:
    """Return the name of the bookmark of the heading at a position."""
    return f"_Toc{place:08d}"


def add_contents(word: Any, document: Document, pages: Mapping[tuple[int, str], int]) -> None:
    """Add the table of contents, a field whose present result lists the headings with links and page numbers.

    Word counts the pages anew when it prints; it does so without asking, because nothing demands it on opening.

    Parameters
    ----------
    pages
        Page of each heading by its position among the blocks.
    """
    entries = contents(document)
    if not entries:
        return
    heading = word.add_paragraph(style=word.styles["Contents Heading"])
    add_run(heading, "目　　录" if document.lang == "zh" else "Contents")
    for number, (place, text) in enumerate(entries):
        paragraph = word.add_paragraph(style=word.styles["toc 1"])
        if number == 0:
            begin_field(paragraph, 'TOC \\o "1-1" \\h \\z \\u')
        _entry(paragraph, text, bookmark(place), str(pages[place, ""]))
        if number == len(entries) - 1:
            end_field(paragraph)


def _entry(paragraph: Any, text: str, anchor: str, page: str) -> None:
    """Add a heading's text and page number as one link."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    before = len(paragraph._p)
    add_run(paragraph, f"{text}\t")
    add_field(paragraph, f"PAGEREF {anchor} \\h", page)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    link.set(qn("w:history"), "1")
    for element in list(paragraph._p)[before:]:
        link.append(element)
    paragraph._p.append(link)


def add_annex_list(word: Any, document: Document) -> None:
    """Add the list of annexes under the body: a blank line, then one annex a line, indented by two characters."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    named = annexes(document)
    if not named:
        return
    label = "附件：" if document.lang == "zh" else "Annexes: "
    hanging = 4 if document.lang == "zh" else 5
    add_run(word.add_paragraph(style=word.styles["Annex List"]), "")
    for line, (_, number, title) in enumerate(named):
        paragraph = word.add_paragraph(style=word.styles["Annex List"])
        add_run(paragraph, f"{label if line == 0 else ''}{number}. {lawful(title)}")
        shape = paragraph.paragraph_format
        left, first = (2 + hanging, -hanging) if line == 0 else (2 + hanging, -1)
        size = word.styles["Annex List"].font.size.pt
        shape.left_indent, shape.first_line_indent = Pt(left * size), Pt(first * size)
        indent = paragraph._p.pPr.ind
        indent.set(qn("w:leftChars"), str(left * 100))
        indent.set(qn("w:hangingChars"), str(-first * 100))
        shape.keep_with_next = line < len(named) - 1
