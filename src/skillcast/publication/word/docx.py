"""The Word renderer: an official document to GB/T 9704-2012 with real tables, alternative texts and fixed bytes."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

from skillcast.errors import Language
from skillcast.publication.content import Bullets, Document, Figure, Heading, PageBreak, Paragraph, Table
from skillcast.publication.printing import captions
from skillcast.publication.setting.characters import lawful
from skillcast.publication.word.archive import fixed_zip
from skillcast.publication.word.contents import add_annex_list, add_contents, bookmark
from skillcast.publication.word.outline import body_end, contents
from skillcast.publication.word.pages import PARAGRAPH_STYLES, Setting, pages_of
from skillcast.publication.word.style import PAPER_MM, Variant, apply, variant
from skillcast.publication.word.table import SERIES, add_table
from skillcast.publication.word.text import add_bookmark, add_caption, add_field, add_paragraph, add_run

FIXED_DATE = dt.datetime(2000, 1, 1)  # the file's own date; the document's date is part of its text


def write_docx(document: Document, path: Path, *, figures: Path) -> None:
    """Write a document as .docx.

    Parameters
    ----------
    document
        What to write; its language selects captions, indents and quotation forms, its style the setting of the page.
    path
        The file to write.
    figures
        Folder with ``<figure name>.png`` for every figure (`skillcast.publication.rendering.draw_figures`).

    Raises
    ------
    ParameterError
        If there is no style of that name.
    """
    import docx

    chosen = variant(document.style)
    word = docx.Document()
    _drop_leftovers(word)
    apply(word, document.lang, chosen)
    _properties(word, document)
    _page(word.sections[0], chosen, landscape=False)
    _header_and_footer(word, document)
    setting = Setting.of(document, chosen, figures)
    _title(word, document)
    add_contents(word, document, pages_of(document, setting))
    _blocks(word, document, setting, figures)
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
    author = "、" if document.lang == "zh" else ", "
    facts.title, facts.author = lawful(document.title)[:255], lawful(author.join(document.publishers))[:255]
    facts.comments, facts.subject = lawful(document.banner)[:255], lawful(document.subtitle)[:255]
    facts.keywords, facts.last_modified_by = "", "skillcast"
    facts.language, facts.revision = {"zh": "zh-CN", "en": "en-US"}[document.lang], 1
    facts.created = facts.modified = FIXED_DATE


def _page(section: Any, chosen: Variant, *, landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = map(Mm, PAPER_MM[::-1] if landscape else PAPER_MM)
    # A turned page is bound at its top: the margins turn with it.
    turned = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}
    for side, width in chosen.margins.items():
        setattr(section, f"{side}_margin", Mm(chosen.margins[turned[side]] if landscape else width))
    section.header_distance = Mm(12 if landscape else 18)
    section.footer_distance = Mm(12 if landscape else 22)


def _header_and_footer(word: Any, document: Document) -> None:
    """Print the banner in the header and the page number in the footer, outside: one character from the edge of the text."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0].style = word.styles["Header"]
        add_run(header.paragraphs[0], " ".join(document.banner.split()))  # one line: the header must not grow
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = word.styles["Footer"]
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, side.upper())
        setattr(paragraph.paragraph_format, f"{side}_indent", Pt(paragraph.style.font.size.pt))
        add_run(paragraph, "— ")
        add_field(paragraph, "PAGE", "1")
        add_run(paragraph, " —")


def _title(word: Any, document: Document) -> None:
    add_paragraph(word, document.title, "Title")
    gap = "　" if document.lang == "zh" else ", "
    for text in (document.subtitle, gap.join(document.publishers), document.date_text):
        if text:
            add_paragraph(word, text, "Subtitle")


def _blocks(word: Any, document: Document, setting: Setting, figures: Path) -> None:
    titles = captions(document)
    end = body_end(document)
    landscape, fresh = False, bool(contents(document))
    for place, (block, turned) in enumerate(zip(document.blocks, setting.turned, strict=True)):
        if place == end:
            add_annex_list(word, document)
        if isinstance(block, PageBreak):
            fresh = True
            continue
        if turned != landscape:
            _new_section(word, setting.variant, landscape=turned)
            landscape, fresh = turned, False
        first = len(word.element.body)
        if isinstance(block, Table):
            tall = setting.tall(landscape=turned)
            add_table(word, block, setting.fits[block.name], titles[block.name], document.lang, tall=tall)
        elif isinstance(block, Figure):
            _figure(word, block, figures, titles[block.name], setting, document.lang)
        else:
            _text(word, block, place, bullet="" if document.lang == "zh" else "• ")
        if fresh:
            # The section's own element stays the last of the body: what was added stands before it.
            word.element.body[first - 1].get_or_add_pPr().get_or_add_pageBreakBefore()
        fresh = False


def _new_section(word: Any, chosen: Variant, *, landscape: bool) -> None:
    """Begin a section on a new page; its mark goes into the last paragraph, so that no empty line is added."""
    from docx.enum.section import WD_SECTION

    _page(word.add_section(WD_SECTION.NEW_PAGE), chosen, landscape=landscape)
    added = word.paragraphs[-1]._p
    before = added.getprevious()
    if before is not None and before.tag == added.tag and before.pPr is not None and before.pPr.sectPr is None:
        before.pPr._insert_sectPr(added.pPr.sectPr)
        added.getparent().remove(added)


def _text(word: Any, block: object, place: int, *, bullet: str) -> None:
    """Write running text; in a Chinese official document the items of a list are paragraphs without a mark."""
    if isinstance(block, Heading):
        paragraph = add_paragraph(word, block.text, f"Heading {min(block.level, 3)}")
        add_bookmark(paragraph, bookmark(place), place)
    elif isinstance(block, Paragraph):
        add_paragraph(word, block.text, PARAGRAPH_STYLES[block.style])
    elif isinstance(block, Bullets):
        for item in block.items:
            add_paragraph(word, bullet + item, "Normal")


def _figure(word: Any, figure: Figure, figures: Path, caption: str, setting: Setting, lang: Language) -> None:
    from docx.shared import Mm

    width, height = setting.pictures[figure.name]
    paragraph = word.add_paragraph(style=word.styles["Picture"])
    picture = add_run(paragraph, "").add_picture(str(figures / f"{figure.name}.png"), Mm(width), Mm(height))
    properties = picture._inline.docPr
    properties.set("name", figure.name)
    properties.set("descr", lawful(figure.alt))
    properties.set("title", lawful(figure.title))
    add_caption(word, caption, "Figure Caption", SERIES[lang][1])
