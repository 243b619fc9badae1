"""Texts that are no names: control and invisible characters, markup, templates, formulas. Refused when read, inert when shown.

Every renderer escapes what it is given; a text that could only be meant for a program is refused all the same, so that it reaches
neither a file nor another program that reads one. What people do write (``C/C++``, ``A-1``, ``<3年``, ``+5%``, ``-``) passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from skillcast.errors import Problem
from skillcast.io.sizes import CELL

Reason = tuple[str, str]
FACTS = ("reason", "reason_en")
# Almost every cell is of this kind; the others are looked at character by character.
_PLAIN = re.compile(
    r"[0-9A-Za-z\u3007\u4e00-\u9fff（《“][0-9A-Za-z\u3007\u4e00-\u9fff（）《》“”、，。；：？！％～—·• ,.:;/()%~-]*"
)
_WHITE = "\t\n\r"  # a line break within a cell is how a spreadsheet wraps it
_INVISIBLE = {"Cf", "Zl", "Zp"}
_MARKS = {"Mn", "Me"}
_MOST_MARKS = 4  # upon one letter; the scripts that stack marks need three
_MARKUP = re.compile(
    r"</?[a-z][a-z0-9:-]*(\s[^<>]*)?/?>"  # a tag
    r"|<(script|img|svg|iframe|object|embed|style|link|meta|base|form|body|html|math|video|audio|details)\b"  # left open
    r"|<[!?]"  # a remark, CDATA, an instruction
    r"|&(lt|gt|amp|quot|apos|nbsp|#\d+|#x[0-9a-f]+);",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|\$\{|#\{"  # Jinja, shells and their like
    r"|#[A-Za-z][\w-]*\s*[(\[{]|#(import|include|let|set|show)\s"  # Typst
    r"|\\[A-Za-z]+\d*\s*[{\[]|\\write\d"  # TeX
    r"|\$\([a-z]|`[a-z]",  # a shell's own command within another
)
# After its sign a formula calls a function, speaks to another program (DDE), another sheet or a cell.
_FORMULA = re.compile(
    r"=.*[(|!\[]"
    r"|=\s*[+-]?\$?[A-Za-z]{1,3}\$?\d+\b"
    r"|[=+@-][=+@-]*[A-Za-z_][\w.]*\("
    r"|[=+@-].*\|.*!"
)


def fault(text: str) -> Reason | None:
    """Return why a text is no name, reason or remark (Chinese, English), or None.

    Examples
    --------
    >>> [fault(text) for text in ("C/C++程序员", "-", "+5%", "年龄<3年", "A-1（一号）")]
    [None, None, None, None, None]
    >>> fault("＝HYPERLINK(0)"), fault("<script>")[1], fault("焊\\u200b工")[1]
    (('公式“＝HYPERLINK(0)”', "a formula '＝HYPERLINK(0)'"), "markup '<script>'", 'an invisible character U+200B')
    """
    if _PLAIN.fullmatch(text):
        return None
    return _character(text) or _phrase(text)


def _character(text: str) -> Reason | None:
    marks = 0
    for sign in text:
        kind, code = unicodedata.category(sign), ord(sign)
        if kind == "Cc" and sign not in _WHITE:
            return f"控制字符 U+{code:04X}", f"a control character U+{code:04X}"
        if kind in _INVISIBLE:
            return f"看不见的字符 U+{code:04X}", f"an invisible character U+{code:04X}"
        if kind in ("Cs", "Co") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or code == 0xFFFD:
            return f"造字区字符或乱码 U+{code:04X}", f"a private or damaged character U+{code:04X}"
        marks = marks + 1 if kind in _MARKS else 0
        if marks > _MOST_MARKS:
            return f"层层叠加的附加符号 U+{code:04X}", f"a heap of combining marks U+{code:04X}"
    return None


def _phrase(text: str) -> Reason | None:
    for pattern, zh, en in ((_MARKUP, "标记", "markup"), (_TEMPLATE, "程序代码", "program code")):
        if match := pattern.search(text):
            return f"{zh}“{shown(match[0])}”", f"{en} '{shown(match[0])}'"
    for line in text.splitlines():
        # A spreadsheet takes the full-width signs for formulas as well.
        if _FORMULA.match(unicodedata.normalize("NFKC", line).strip()):
            return f"公式“{shown(line)}”", f"a formula '{shown(line)}'"
    return None


def shown(text: str, longest: int = 60) -> str:
    """Return a text as a message may show it: what cannot be seen as its code, no longer than `longest`.

    Examples
    --------
    >>> shown("a\\x1b[2J\\nb"), shown("焊工" * 99, 6)
    ('a\\\\x1b[2J\\\\nb', '焊工焊工焊工…')
    """
    hidden = {"Cc", "Cs", "Co", "Cn", *_INVISIBLE}
    cut = text[:longest] + "…" if len(text) > longest else text
    return "".join(
        sign.encode("unicode_escape").decode() if unicodedata.category(sign) in hidden else sign for sign in cut
    )


def inert(problem: Problem) -> Problem:
    """Return a problem whose words can be printed and published: nothing in it acts on a terminal or breaks a document."""
    words = {name: shown(text) for name in ("file", "sheet") if (text := getattr(problem, name))}
    words |= {name: shown(text, 200) for name in ("column", "value") if isinstance(text := getattr(problem, name), str)}
    facts = {name: shown(fact, 4 * CELL) if isinstance(fact, str) else fact for name, fact in problem.facts.items()}
    return replace(problem, **words, facts=facts)  # type: ignore[arg-type]


def cell_faults(cells: pd.Series) -> dict[int, dict[str, object]]:
    """Return the facts (the reason in both languages) of every cell that is refused, by row; like cells are looked at once."""
    known = {text: reason for text in cells.unique() if (reason := fault(text))}
    rows = cells.index[cells.isin(list(known))]
    return {int(row): dict(zip(FACTS, known[cells[row]], strict=True)) for row in rows}


def text_faults(value: object, place: str = "") -> Iterator[tuple[str, str, Reason]]:
    """Yield (place, text, reason) of every text within a value that is refused, keys of mappings included."""
    if isinstance(value, str):
        if len(value) > CELL:
            yield place, value, (f"过长的文字（{len(value)} 个字符）", f"a text too long ({len(value)} characters)")
        elif reason := fault(value):
            yield place, value, reason
        elif any(sign in value for sign in _WHITE) and not place.endswith("reason"):  # names stand in titles
            yield place, value, ("换行或制表符", "a line break or a tab")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from text_faults(str(key), place or shown(str(key)))
            yield from text_faults(item, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from text_faults(item, f"{place}.{number}")
