"""The look of an official document: page, fonts and paragraph styles after GB/T 9704-2012 and its local variants, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from skillcast.errors import Language, ParameterError, Problem

LATIN = "Times New Roman"
FANGSONG, KAI, HEI, XIAOBIAOSONG, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
VARIANTS_PATH = Path(__file__).parents[1] / "assets" / "word_styles.toml"
NATIONAL = "national"
PAPER_MM = (210.0, 297.0)


@dataclass(frozen=True)
class Variant:
    """A named setting of the page: margins in millimetres, distance of lines in points, bold title or not."""

    name: str
    margins: dict[str, float]
    line: float
    bold_title: bool
    words: tuple[str, str]
    source: str

    @property
    def block(self) -> tuple[float, float]:
        """Return width and height of the text block in millimetres."""
        margins = self.margins
        return PAPER_MM[0] - margins["left"] - margins["right"], PAPER_MM[1] - margins["top"] - margins["bottom"]


@lru_cache(maxsize=1)
def variants() -> dict[str, Variant]:
    """Return the settings a document can be written in, by name.

    Examples
    --------
    >>> variants()["national"].block
    (156.0, 225.0)
    """
    raw = tomllib.loads(VARIANTS_PATH.read_text(encoding="utf-8"))
    return {
        name: Variant(
            name,
            dict(zip(("top", "left", "right", "bottom"), map(float, entry["margins"]), strict=True)),
            entry["line"],
            entry["bold_title"],
            (entry["zh"], entry["en"]),
            entry["source"],
        )
        for name, entry in raw.items()
    }


def variant(name: str) -> Variant:
    """Return a setting by name.

    Raises
    ------
    ParameterError
        If there is none of that name.
    """
    known = variants()
    if name not in known:
        raise ParameterError([Problem("unknown-style", value=name, facts={"allowed": ", ".join(known)})])
    return known[name]


@dataclass(frozen=True)
class Style:
    """One paragraph style: East-Asian font, size in points, alignment, first-line indent in characters, line spacing.

    `line` is a fixed distance in points; None leaves single spacing, 0 stands for the distance of the running text.
    `dense` keeps the marks at the end of a line inside its cell. `tab` sets a right tab with dots at the margin.
    """

    font: str
    points: float
    align: str = "both"
    indent: int = 0
    line: float | None = 0
    bold: bool = False
    keep: bool = False
    outline: int | None = None
    before: float = 0
    after: float = 0
    colour: str = ""
    dense: bool = False
    tab: bool = False


STYLES: dict[str, Style] = {
    "Normal": Style(FANGSONG, 16, indent=2),
    "Title": Style(XIAOBIAOSONG, 22, align="center", line=34, after=6, keep=True),
    "Subtitle": Style(KAI, 16, align="center", after=4, keep=True),
    "Heading 1": Style(HEI, 16, indent=2, keep=True, outline=0),
    "Heading 2": Style(KAI, 16, indent=2, keep=True, outline=1),
    "Heading 3": Style(FANGSONG, 16, indent=2, bold=True, keep=True, outline=2),
    "Contents Heading": Style(HEI, 16, align="center", before=12, after=6, keep=True),
    "toc 1": Style(FANGSONG, 14, align="left", line=25, tab=True),
    "Annex List": Style(FANGSONG, 16, align="left"),
    "Note": Style(KAI, 14, indent=2, line=24),
    "Centre": Style(FANGSONG, 16, align="center"),
    "Right": Style(FANGSONG, 16, align="right"),
    "Caption": Style(HEI, 12, align="center", line=16, keep=True, before=8, after=3),
    "Figure Caption": Style(HEI, 12, align="center", line=16, before=2, after=10),
    "Picture": Style(FANGSONG, 2, align="center", line=None, keep=True),
    "Table Unit": Style(FANGSONG, 10.5, align="right", line=14, keep=True, after=2),
    "Table Head": Style(HEI, 10.5, align="center", line=13, dense=True),
    "Table Text": Style(FANGSONG, 10.5, align="left", line=13, dense=True),
    "Table Number": Style(FANGSONG, 10.5, align="right", line=13, dense=True),
    "Table Note": Style(FANGSONG, 9, align="left", line=12, before=2),
    "Table End": Style(FANGSONG, 2, align="left", line=6),
    "Header": Style(HEI, 12, align="center", line=None, colour="B00020"),
    "Footer": Style(SONG, 14, align="center", line=None),
}


def looks(chosen: Variant) -> dict[str, Style]:
    """Return the paragraph styles of a setting, distances of lines filled in.

    Examples
    --------
    >>> looks(variant("fixed_28"))["Normal"].line
    28.0
    """
    dressed = {name: replace(style, line=chosen.line) if style.line == 0 else style for name, style in STYLES.items()}
    return dressed | {"Title": replace(dressed["Title"], bold=chosen.bold_title)}


def name_fonts(properties: Any, east_asian: str) -> None:
    """Name the fonts of a run or style in full; python-docx's own `font.name` leaves the East-Asian one out."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for attribute in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(attribute), LATIN)
    fonts.set(qn("w:eastAsia"), east_asian)


def apply(word: Any, lang: Language, chosen: Variant) -> None:
    """Give a new python-docx document our styles, default fonts and languages; remove the template's own looks."""
    from docx.enum.style import WD_STYLE_TYPE

    _defaults(word)
    for style in list(word.styles):
        if style.name not in (*STYLES, "Default Paragraph Font", "Normal Table", "No List"):
            style.element.getparent().remove(style.element)
    for name, look in looks(chosen).items():
        known = any(style.name == name for style in word.styles)
        style = word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _dress(style, look, lang, chosen)
    for style in word.styles:
        if style.name in STYLES and style.name != "Normal":
            style.base_style = word.styles["Normal"]


def _defaults(word: Any) -> None:
    """Name the default fonts and languages; drop the template's record of its own editing."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    name_fonts(defaults, FANGSONG)
    languages = defaults.find(qn("w:lang"))
    languages.set(qn("w:val"), "en-US")
    languages.set(qn("w:eastAsia"), "zh-CN")
    settings = word.settings.element
    for leftover in ("w:rsids", "w:savePreviewPicture", "w:proofState"):
        for element in settings.findall(qn(leftover)):
            settings.remove(element)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for element in settings.find(qn("w:compat")).findall(qn("w:compatSetting")):
        if element.get(qn("w:name")) == "compatibilityMode":
            element.set(qn("w:val"), "15")  # the present file format: Word opens it without "compatibility mode"
    theme = settings.find(qn("w:themeFontLang"))
    if theme is None:
        theme = OxmlElement("w:themeFontLang")
        settings.append(theme)
    theme.set(qn("w:val"), "en-US")
    theme.set(qn("w:eastAsia"), "zh-CN")


def _dress(style: Any, look: Style, lang: Language, chosen: Variant) -> None:
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
    _paragraphs(style, look, lang, chosen)


def _paragraphs(style: Any, look: Style, lang: Language, chosen: Variant) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    places = {"both": "JUSTIFY", "center": "CENTER", "left": "LEFT", "right": "RIGHT"}
    shape = style.paragraph_format
    shape.alignment = getattr(WD_ALIGN_PARAGRAPH, places[look.align])
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.keep_with_next, shape.widow_control = look.keep, True
    shape.first_line_indent = Pt(look.indent * look.points if lang == "zh" else 0)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE if look.line is None else WD_LINE_SPACING.EXACTLY
    if look.line is not None:
        shape.line_spacing = Pt(look.line)
    properties = shape.element.get_or_add_pPr()
    properties.get_or_add_ind().set(qn("w:firstLineChars"), str(look.indent * 100 * (lang == "zh")))
    if look.tab:
        shape.tab_stops.add_tab_stop(Mm(chosen.block[0]), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    if look.dense:
        inside = OxmlElement("w:overflowPunct")  # no mark may hang out over a rule
        inside.set(qn("w:val"), "0")
        properties.insert_element_before(inside, "w:spacing", "w:ind", "w:jc")
    if look.outline is not None:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(look.outline))
        properties.append(outline)
