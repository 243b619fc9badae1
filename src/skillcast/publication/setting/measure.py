"""How wide a text is and on how many lines it comes to stand, without asking any font of the machine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from skillcast.publication.setting.characters import is_chinese

Measure = Callable[[str], float]

# Thousandths of the type size, as every typeface that keeps to the metrics of Times New Roman has them.
_TIMES = {
    200: "'|",
    250: " ,.",
    278: "/:;\\ijlt",
    333: "!()-I[]`fr",
    389: "Js",
    408: '"',
    444: "?acez",
    480: "^{}",
    500: "#$*0123456789_bdghknopquvxy",
    556: "FPS~",
    570: "+<=>",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYw",
    778: "&m",
    833: "%",
    889: "M",
    944: "@W",
}
_ASCII = {character: width / 1000 for width, characters in _TIMES.items() for character in characters}
_OPENING = "（《〈「『【〔［｛“‘"
_CLOSING = "）》〉」』】〕］｝”’，。、；：！？％～—…·"
# What a line may not be broken inside: a Latin word, number or code, or one ideograph, with the marks that cling to it.
_PIECE = re.compile(rf"\s+|[{_OPENING}]*(?:[!-~\u00a0-\u024f‐-–°±×÷－]+|[^\s])[{_CLOSING}]*")
_HYPHEN = re.compile(r"(?<=[A-Za-z]-)(?=[A-Za-z])")  # between letters a word may be broken, inside a code it may not
QUARTER = 0.25  # em: the space that word processors put between an ideograph and a Latin letter or figure
_HANGING = "，。、；：！？"


def text_width(text: str) -> float:
    """Return the width of a text in em, the same for any typeface: 1 for a full-width character, 0.55 for a half-width one.

    Examples
    --------
    >>> text_width("焊工"), round(text_width("1,234"), 2)
    (2.0, 2.75)
    """
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.55 for character in text)


@lru_cache(maxsize=65536)
def times_width(text: str) -> float:
    """Return the width of a text in em where Latin letters are those of Times New Roman.

    Examples
    --------
    >>> times_width("焊工"), times_width("1,234")
    (2.0, 2.25)
    """
    return sum(_ASCII[character] if character in _ASCII else text_width(character) for character in text)


@lru_cache(maxsize=65536)
def pieces(text: str, measure: Measure) -> tuple[tuple[float, float, float], ...]:
    """Return the unbreakable pieces of a line of text: the space before each, its width, and what may hang out at its end."""
    found: list[tuple[float, float, float]] = []
    gap, last = 0.0, ""
    for part in _PIECE.findall(text):
        if part.isspace():
            gap, last = measure(part), ""
            continue
        if _meet(last, part[0]):
            gap = QUARTER
        for piece in _HYPHEN.split(part):
            found.append((gap, measure(piece), measure(piece[-1]) if piece[-1] in _HANGING else 0.0))
            gap = 0.0
        last = part[-1]
    return tuple(found)


def _meet(before: str, after: str) -> bool:
    """Return whether an ideograph and a Latin letter or figure stand side by side."""
    if not before:
        return False
    latin, other = (before, after) if before.isascii() else (after, before)
    return latin.isascii() and latin.isalnum() and is_chinese(other)


def line_width(text: str, measure: Measure) -> float:
    """Return the width of a text on one line.

    Examples
    --------
    >>> line_width("45岁以上", times_width)
    4.25
    """
    return sum(gap + width for gap, width, _ in pieces(text, measure))


def unbroken(text: str, measure: Measure) -> float:
    """Return the width of the widest piece of a text that must not be broken.

    Examples
    --------
    >>> unbroken("代码6-17-09-02的焊工", times_width) == times_width("6-17-09-02")
    True
    """
    return max((width for line in text.split("\n") for _, width, _ in pieces(line, measure)), default=0.0)


@lru_cache(maxsize=65536)
def count_lines(text: str, room: float, measure: Measure, *, indent: float = 0.0, hang: bool = False) -> int:
    """Return on how many lines a text stands in a column `room` em wide.

    Parameters
    ----------
    text
        A paragraph; a line break in it is kept.
    room
        Width of the column in em.
    measure
        Width of a text in em.
    indent
        Indent of the first line in em.
    hang
        Whether a full stop or comma may stand in the margin.

    Examples
    --------
    >>> count_lines("电力、热力生产和供应业", 6.0, times_width)
    2
    """
    lines = 0
    for line in text.split("\n"):
        used, lines = indent, lines + 1
        for gap, width, end in pieces(line, measure):
            if used > 0 and used + gap + width - (end if hang else 0.0) > room + 1e-9:
                used, lines, gap = 0.0, lines + 1, 0.0
            over = int((width - 1e-9) // room) if width > room else 0  # longer than a line: broken where it must be
            used, lines = used + gap + width - over * room, lines + over
    return lines
