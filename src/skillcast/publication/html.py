"""The HTML renderer: one accessible page that needs no network, and a script only for search and sorting."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillcast.errors import Language
from skillcast.publication.content import Block, Bullets, ColumnFormat, Document, Figure, Heading, Paragraph, Table
from skillcast.publication.figures.figure_data import shown_table
from skillcast.publication.printing import captions, header_parts, printed_rows, unit_text
from skillcast.publication.setting.layout import fit, text_width, turned_blocks

if TYPE_CHECKING:
    from jinja2 import Template

ASSETS = Path(__file__).parent / "assets"
SCROLLING = 5  # from so many columns a table scrolls on a phone
SHORT = 2  # full-width characters of a heading that stay on one line
ROOMS = (
    (40, "w26"),
    (18, "w14"),
    (9, "w9"),
    (4, "w6"),
)  # least width (em) of a column whose longest text exceeds so many
_LANGUAGES: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "skip": "跳到正文",
        "warning": "数据提示",
        "contents": "目录",
        "listed": "表和图",
        "search": "查找标题和表中各行",
        "sort": "按{column}排序",
        "inside": "{table}：",
        "some": "找到{n}处。",
        "many": "找到{n}处，列出前{most}处。",
        "none": "没有找到。",
        "hint": "表格较宽，可左右滑动查看。",
        "note": "注：",
        "gap": "　",
        "publisher": "发布机构",
        "date": "发布日期",
        "nature": "数据性质",
        "identifier": "标识",
        "word": "Word文档",
        "pdf": "PDF文档",
        "excel": "Excel表格",
        "data": "数据包",
        "figure_data": "{}的数据",
        "enlarged": "打开大图（{}，SVG）",
        "download": "下载{}的数据（CSV）",
        "generated": "本页由 skillcast 生成；表中各数均可由随附数据包核对。",
    },
    "en": {
        "skip": "Skip to the content",
        "warning": "About the data",
        "contents": "Contents",
        "listed": "Tables and figures",
        "search": "Search headings and rows of tables",
        "sort": "Sort by {column}",
        "inside": "{table}: ",
        "some": "Found: {n}.",
        "many": "Found: {n}; the first {most} are listed.",
        "none": "Nothing found.",
        "hint": "Wide table: scroll sideways to see it all.",
        "note": "Note: ",
        "gap": ", ",
        "publisher": "Publisher",
        "date": "Published",
        "nature": "Nature of the data",
        "identifier": "Identifier",
        "word": "Word document",
        "pdf": "PDF document",
        "excel": "Excel workbook",
        "data": "Data package",
        "figure_data": "Data of {}",
        "enlarged": "Open {} (SVG)",
        "download": "Data of {} (CSV)",
        "generated": "Made with skillcast; every figure in the tables can be checked against the data package.",
    },
}


def write_html(document: Document, path: Path, *, figures: Path) -> None:
    """Write a document as one self-contained HTML page.

    Parameters
    ----------
    document
        What to write. The page links to the files that a publication has beside it: ``<stem>.docx``, ``<stem>.pdf``,
        ``tables.xlsx`` and ``data/``. Every block carries its place in `Document.blocks` as ``data-block``, every table its name as
        ``data-table``.
    path
        The file to write.
    figures
        Folder with ``<figure name>.svg`` for every figure (`skillcast.publication.rendering.draw_figures`).
    """
    from markupsafe import Markup

    titles = captions(document)
    words = _WORDS[document.lang]
    turned = turned_blocks(document.blocks, {table.name: fit(table, document.lang) for table in document.tables})
    blocks = [
        _block(block, place, document, titles, figures) | {"wide": wide}
        for place, (block, wide) in enumerate(zip(document.blocks, turned, strict=True))
    ]
    css, script = style_sheet(document.banner), _asset("document.js")
    text = _template().render(
        document=document,
        language=_LANGUAGES[document.lang],
        policy=policy(css, script),
        css=Markup(css),
        script=Markup(script),
        words=words,
        facts=_facts(document, words),
        files=[
            (f"{document.stem}.docx", words["word"]),
            (f"{document.stem}.pdf", words["pdf"]),
            ("tables.xlsx", words["excel"]),
            ("data/datapackage.json", words["data"]),
        ],
        blocks=blocks,
        listed=[(block["id"], block["caption"]) for block in blocks if "caption" in block],
    )
    path.write_bytes(text.encode("utf-8"))


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _template() -> Template:
    """Return the page with every value escaped and none that may be missing."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(_asset("document.html.j2"))


def style_sheet(banner: str = "") -> str:
    """Return the style of the page; a banner is printed at the head of every page of paper."""
    css = _asset("document.css")
    if not banner:
        return css
    margin = f"content: {_css_string(banner)}; color: #a8001c; font-size: 10pt;"
    return f"{css}@media print {{ @page {{ @top-center {{ {margin} }} }} }}\n"


def policy(css: str, script: str) -> str:
    """Return what a browser may do with the page: this style, this script and pictures in the page, nothing else.

    Examples
    --------
    >>> policy("", "").split("; ")[:2]
    ["default-src 'none'", 'img-src data:']
    """
    allowed = {"img-src": "data:", "style-src": _fingerprint(css), "script-src": _fingerprint(script)}
    rules = [f"{what} {source}" for what, source in allowed.items()]
    return "; ".join(["default-src 'none'", *rules, "base-uri 'none'", "form-action 'none'"])


def _fingerprint(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _css_string(text: str) -> str:
    """Return a text as a CSS string in which every character but letters and digits is escaped.

    Examples
    --------
    >>> _css_string('a"</style>')
    '"a\\\\22 \\\\3c \\\\2f style\\\\3e "'
    """
    return '"' + "".join(sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in text) + '"'


def _facts(document: Document, words: dict[str, str]) -> list[tuple[str, str]]:
    """Return the facts at the head of the page, those that are not known left out."""
    facts = (
        ("publisher", words["gap"].join(document.publishers)),
        ("date", document.date_text),
        ("nature", document.banner),
        ("identifier", document.identifier),
    )
    return [(words[name], value) for name, value in facts if value]


def _block(block: Block, place: int, document: Document, titles: dict[str, str], figures: Path) -> dict[str, Any]:
    """Return what the template needs of a block."""
    if isinstance(block, Heading):
        return {"tag": "heading", "id": f"section-{place}", "text": block.text, "level": min(block.level, 3)}
    if isinstance(block, Paragraph):
        return {"tag": "paragraph", "style": block.style, "text": block.text}
    if isinstance(block, Bullets):
        return {"tag": "bullets", "items_": block.items}
    if isinstance(block, Figure):
        return _figure(block, titles[block.name], document.lang, figures)
    if isinstance(block, Table):
        return {"tag": "table", "id": f"table-{block.name}"} | _table(block, titles[block.name], document.lang)
    return {"tag": "break"}


def _figure(figure: Figure, caption: str, lang: Language, figures: Path) -> dict[str, Any]:
    picture = base64.b64encode((figures / f"{figure.name}.svg").read_bytes()).decode("ascii")
    data = _table(shown_table(figure, lang), "", lang)
    words = {key: _WORDS[lang][key].format(_number(caption, lang)) for key in ("figure_data", "download", "enlarged")}
    data |= {"label": words["figure_data"], "download": words["download"]}
    identity = {"tag": "figure", "id": f"figure-{figure.name}", "name": figure.name, "caption": caption}
    return identity | {"alt": figure.alt, "picture": picture, "data": data, "enlarged": words["enlarged"]}


def _number(caption: str, lang: Language) -> str:
    """Return the number of a caption without its title (``表1``, ``Table 1``)."""
    return caption.split("　" if lang == "zh" else ". ", 1)[0]


def _look(column: ColumnFormat) -> str:
    if column.to_right:
        return "number interval" if column.kind == "interval" else "number"
    return "code" if column.kind == "code" else ""


def _room(column: ColumnFormat, texts: Sequence[str]) -> str:
    """Return the class that gives a column of texts room on a screen; without it their rows would be towers."""
    longest = max(map(text_width, texts), default=0.0)
    return next((name for least, name in ROOMS if column.kind == "text" and longest > least), "")


def _row_head(table: Table) -> int | None:
    """Return the position of the column that names the rows: the first with words, else the first with codes."""
    kinds = [column.kind for column in table.printed]
    return next((kinds.index(kind) for kind in ("text", "code") if kind in kinds), None)


def _tongue(text: str, lang: Language) -> str:
    """Return the language of a cell that is Chinese in an English page, for those who have it read aloud."""
    return "zh-CN" if lang == "en" and any("\u4e00" <= sign <= "\u9fff" for sign in text) else ""


def _table(table: Table, caption: str, lang: Language) -> dict[str, Any]:
    row_head = _row_head(table)
    printed = printed_rows(table, lang)
    looks = [_look(column) for column in table.printed]
    rows = [
        {
            "total": number in table.total_rows,
            "cells": [
                {"text": text, "look": look, "head": place == row_head and text != "", "lang": _tongue(text, lang)}
                for place, (text, look) in enumerate(zip(texts, looks, strict=True))
            ],
        }
        for number, texts in enumerate(printed)
    ]
    head = []
    for position, column in enumerate(table.printed):
        name, unit = header_parts(table, column, lang)
        room = _room(column, [row[position] for row in printed]) or "named" * (text_width(name) > SHORT)
        look = " ".join(filter(None, ("stick" * (position == row_head), room)))
        head.append({"name": name, "unit": unit, "numeric": column.numeric, "look": look})
    return {
        "name": table.name,
        "caption": caption,
        "unit": unit_text(table, lang),
        "head": head,
        "rows": rows,
        "notes": table.notes,
        "scrolls": len(head) >= SCROLLING,
        "download": _WORDS[lang]["download"].format(_number(caption, lang)),
    }
