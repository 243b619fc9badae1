"""The look of an official document: page, fonts and paragraph styles after GB/T 9704-2012, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skillcast.errors import Language

LATIN = "Times New Roman"
FANGSONG, KAI, HEI, XIAOBIAOSONG, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
LINE_POINTS = 28.95  # 22 lines on 225 mm
MARGINS_MM = {"top": 37, "left": 28, "right": 26, "bottom": 35}


@dataclass(frozen=True)
class Style:
    """One paragraph style: East-Asian font, size in points, alignment, first-line indent in characters, line spacing.

    `line` is a fixed distance in points; None leaves single spacing.
    """

    font: str
    points: float
    align: str = "both"
    indent: int = 0
    line: float | None = LINE_POINTS
    bold: bool = False
    keep: bool = False
    outline: int | None = None
    before: float = 0
    after: float = 0
    colour: str = ""


STYLES: dict[str, Style] = {
    "Normal": Style(FANGSONG, 16, indent=2),
    "Title": Style(XIAOBIAOSONG, 22, align="center", line=34, after=6, keep=True),
    "Subtitle": Style(KAI, 16, align="center", after=4, keep=True),
    "Heading 1": Style(HEI, 16, indent=2, keep=True, outline=0),
    "Heading 2": Style(KAI, 16, indent=2, keep=True, outline=1),
    "Heading 3": Style(FANGSONG, 16, indent=2, bold=True, keep=True, outline=2),
    "Note": Style(KAI, 14, indent=2, line=24),
    "Centre": Style(FANGSONG, 16, align="center"),
    "Right": Style(FANGSONG, 16, align="right"),
    "Caption": Style(HEI, 12, align="center", line=None, keep=True, before=8, after=3),
    "Figure Caption": Style(HEI, 12, align="center", line=None, before=2, after=10),
    "Picture": Style(FANGSONG, 16, align="center", line=None, keep=True, before=6),
    "Table Unit": Style(FANGSONG, 10.5, align="right", line=None, keep=True, after=2),
    "Table Head": Style(HEI, 10.5, align="center", line=None),
    "Table Text": Style(FANGSONG, 10.5, align="left", line=None),
    "Table Number": Style(FANGSONG, 10.5, align="right", line=None),
    "Table Note": Style(FANGSONG, 10.5, align="left", line=None, before=2),
    "Header": Style(HEI, 12, align="center", line=None, colour="B00020"),
    "Footer": Style(SONG, 14, align="center", line=None),
}


def name_fonts(properties: Any, east_asian: str) -> None:
    """Name the fonts of a run or style in full; python-docx's own `font.name` leaves the East-Asian one out."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for attribute in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(attribute), LATIN)
    fonts.set(qn("w:eastAsia"), east_asian)


def apply(word: Any, lang: Language) -> None:
    """Give a new python-docx document our styles, default fonts and languages; remove the template's own looks."""
    from docx.enum.style import WD_STYLE_TYPE

    _defaults(word)
    for style in list(word.styles):
        if style.name not in (*STYLES, "Default Paragraph Font", "Normal Table", "No List"):
            style.element.getparent().remove(style.element)
    for name, look in STYLES.items():
        known = any(style.name == name for style in word.styles)
        _dress(word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), look, lang)
    for style in word.styles:
        if style.name in STYLES and style.name != "Normal":
            style.base_style = word.styles["Normal"]


def _defaults(word: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    name_fonts(defaults, FANGSONG)
    languages = defaults.find(qn("w:lang"))
    languages.set(qn("w:val"), "en-US")
    languages.set(qn("w:eastAsia"), "zh-CN")
    settings = word.settings.element
    theme = settings.find(qn("w:themeFontLang"))
    if theme is None:
        theme = OxmlElement("w:themeFontLang")
        settings.append(theme)
    theme.set(qn("w:val"), "en-US")
    theme.set(qn("w:eastAsia"), "zh-CN")


def _dress(style: Any, look: Style, lang: Language) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for part in ("w:rPr", "w:pPr", "w:link", "w:next"):
        old = style.element.find(qn(part))
        if old is not None:
            style.element.remove(old)
    style.font.size = Pt(look.points)
    style.font.bold = look.bold or (lang == "en" and (look.outline is not None or style.name == "Title"))
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(look.colour or "000000")
    name_fonts(style.element.get_or_add_rPr(), look.font)
    _paragraphs(style, look, lang)


def _paragraphs(style: Any, look: Style, lang: Language) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    places = {"both": "JUSTIFY", "center": "CENTER", "left": "LEFT", "right": "RIGHT"}
    shape = style.paragraph_format
    shape.alignment = getattr(WD_ALIGN_PARAGRAPH, places[look.align])
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.keep_with_next, shape.widow_control = look.keep, True
    shape.first_line_indent = Pt(look.indent * look.points if lang == "zh" else 0)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE if look.line is None else WD_LINE_SPACING.EXACTLY
    if look.line is not None:
        shape.line_spacing = Pt(look.line)
    shape.element.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), str(look.indent * 100 * (lang == "zh")))
    if look.outline is not None:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(look.outline))
        shape.element.get_or_add_pPr().append(outline)
