"""The bundled Chinese fonts: what they cover, and what is done about a character they lack."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from skillcast.errors import Problem

FAMILY = "Skillcast Sans SC"
PATH = Path(__file__).parents[1] / "assets" / "SkillcastSansSC-Regular.ttf"
SERIF_PATH = PATH.with_name("SkillcastSerifSC-Regular.ttf")
BREAK = "\u200b"  # zero width: here a line may be broken
GETA = "〓"  # the printer's mark for a sort that is not in the case


@dataclass(frozen=True)
class Typeface:
    """The font families a text is set in, and what had to be done for rare characters.

    Parameters
    ----------
    families
        Matplotlib font families, the bundled one first.
    unknown
        Characters no font here has; `legible` prints 〓 for them.
    problems
        One warning for every character outside the bundled font.
    """

    families: tuple[str, ...] = (FAMILY,)
    unknown: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    def legible(self, text: str) -> str:
        """Return the text with 〓 for every character that no font can draw (never an empty box)."""
        return "".join(GETA if character in self.unknown else character for character in text)


@lru_cache(maxsize=8)
def coverage(path: Path = PATH) -> frozenset[int]:
    """Return the code points a font file can draw."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(path)).get_charmap())


def missing_glyphs(text: str) -> set[str]:
    """Return the characters of a text that the bundled font lacks.

    Examples
    --------
    >>> missing_glyphs("嘉峪关市2026年技能人才供需信息（80%预测区间）①～⑳")
    set()
    """
    return {character for character in text if ord(character) not in coverage() and not character.isspace()}


@lru_cache(maxsize=1)
def _bundled() -> frozenset[str]:
    """Return the characters that both bundled fonts draw."""
    return frozenset(map(chr, coverage(PATH) & coverage(SERIF_PATH)))


def unprintable(text: str) -> set[str]:
    """Return the characters of a text that the two bundled fonts together cannot set.

    Examples
    --------
    >>> unprintable("𠮷林省　1,234人")
    {'𠮷'}
    """
    return {character for character in set(text) - _bundled() - {BREAK} if not character.isspace()}


def printable(text: str) -> str:
    """Return a text with 〓 for every character that the two bundled fonts together cannot set.

    Examples
    --------
    >>> printable("𠮷林省 1,234人")
    '〓林省 1,234人'
    """
    known = _bundled()
    if known.issuperset(text):
        return text
    kept = {character: " " for character in text if character.isspace()} | {"\n": "\n", BREAK: BREAK}
    return "".join(character if character in known else kept.get(character, GETA) for character in text)


@lru_cache(maxsize=1)
def _advances() -> dict[str, float]:
    """Return the widths of the characters of the sans-serif font in em."""
    from fontTools.ttLib import TTFont

    with TTFont(PATH, lazy=True) as font:
        widths, size = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(code): widths[name][0] / size for code, name in font.getBestCmap().items()}


@lru_cache(maxsize=65536)
def sans_width(text: str) -> float:
    """Return the width of a text in em, set in the bundled sans-serif font.

    Examples
    --------
    >>> sans_width("焊工"), round(sans_width("1,234"), 3)
    (2.0, 2.498)
    """
    known = _advances()
    return sum(known.get(character, 1.0) for character in text)


@lru_cache(maxsize=1)
def register() -> None:
    """Make the bundled font known to matplotlib (once)."""
    from matplotlib.font_manager import fontManager

    fontManager.addfont(str(PATH))


def typeface(text: str) -> Typeface:
    """Return the typeface for a text: the bundled font, then a font of the system for rare characters."""
    register()
    rare = sorted(missing_glyphs(text))
    if not rare:
        return Typeface()
    path = _system_font(frozenset(rare))
    if path is None:
        words = {"used": "“〓”代替", "used_en": "the mark 〓"}
        return Typeface((FAMILY,), frozenset(rare), tuple(_warning(character, words) for character in rare))
    from matplotlib.font_manager import fontManager
    from matplotlib.ft2font import FT2Font

    fontManager.addfont(str(path))
    family = FT2Font(str(path)).family_name
    unknown = frozenset(character for character in rare if ord(character) not in coverage(path))
    found = {"used": f"系统字体 {family}", "used_en": f"the system font {family}"}
    geta = {"used": "“〓”代替", "used_en": "the mark 〓"}
    problems = tuple(_warning(character, geta if character in unknown else found) for character in rare)
    return Typeface((FAMILY, family), unknown, problems)


def _warning(character: str, words: dict[str, str]) -> Problem:
    return Problem("missing-glyph", value=character, facts=words)


@lru_cache(maxsize=32)
def _system_font(characters: frozenset[str]) -> Path | None:
    """Return the installed font that draws most of the characters (the first by name among equals), if any draws one."""
    from matplotlib.font_manager import findSystemFonts

    best, drawn = None, 0
    for path in sorted(map(Path, findSystemFonts())):
        try:
            covered = sum(ord(character) in coverage(path) for character in characters)
        except (RuntimeError, OSError):  # a damaged or bitmap font is no help
            continue
        if covered > drawn:
            best, drawn = path, covered
    return best
