"""The bundled Chinese font: what it covers, and what is done about a character it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from skillcast.errors import Problem

FAMILY = "Skillcast Sans SC"
PATH = Path(__file__).parent / "assets" / "SkillcastSansSC-Regular.ttf"
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
