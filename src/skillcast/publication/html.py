"""The HTML renderer: one accessible page that needs neither network nor script."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from skillcast.errors import Language
from skillcast.publication.content import (
    Block,
    Bullets,
    ColumnFormat,
    Document,
    Figure,
    Heading,
    Paragraph,
    Table,
    captions,
    header_parts,
    printed_rows,
    unit_text,
)
from skillcast.publication.layout import fit, turned_blocks

ASSETS = Path(__file__).parent / "assets"
_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "skip": "跳到正文",
        "contents": "目录",
        "listed": "表和图",
        "note": "注：",
        "gap": "　",
        "generated": "本页由 skillcast 生成；表中各数均可由随附数据包核对。",
    },
    "en": {
        "skip": "Skip to the content",
        "contents": "Contents",
        "listed": "Tables and figures",
        "note": "Note: ",
        "gap": ", ",
        "generated": "Made with skillcast; every figure in the tables can be checked against the data package.",
    },
}


def write_html(document: Document, path: Path, *, figures: Path) -> None:
    """Write a document as one self-contained HTML page.

    Parameters
    ----------
    document
        What to write.
    path
        The file to write.
    figures
        Folder with ``<figure name>.svg`` for every figure (`skillcast.publication.figures.draw_all`).
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    template = environment.from_string((ASSETS / "document.html.j2").read_text(encoding="utf-8"))
    titles = captions(document)
    turned = turned_blocks(document.blocks, {table.name: fit(table, document.lang) for table in document.tables})
    blocks = [
        _block(block, place, document, titles, figures) | {"wide": wide}
        for place, (block, wide) in enumerate(zip(document.blocks, turned, strict=True))
    ]
    text = template.render(
        document=document,
        language={"zh": "zh-CN", "en": "en"}[document.lang],
        css=Markup((ASSETS / "document.css").read_text(encoding="utf-8").rstrip()),
        banner_css=Markup(_css_string(document.banner)) if document.banner else "",
        words=_WORDS[document.lang],
        blocks=blocks,
        listed=[(block["id"], block["caption"]) for block in blocks if "caption" in block],
    )
    path.write_bytes(text.encode("utf-8"))


def _css_string(text: str) -> str:
    """Return a text as a CSS string in which every character but letters and digits is escaped.

    Examples
    --------
    >>> _css_string('a"</style>')
    '"a\\\\22 \\\\3c \\\\2f style\\\\3e "'
    """
    return '"' + "".join(sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in text) + '"'


def _block(block: Block, place: int, document: Document, titles: dict[str, str], figures: Path) -> dict[str, Any]:
    """Return what the template needs of a block."""
    if isinstance(block, Heading):
        return {"tag": "heading", "id": f"section-{place}", "text": block.text, "level": min(block.level, 3)}
    if isinstance(block, Paragraph):
        return {"tag": "paragraph", "style": block.style, "text": block.text}
    if isinstance(block, Bullets):
        return {"tag": "bullets", "items_": block.items}
    if isinstance(block, Figure):
        picture = base64.b64encode((figures / f"{block.name}.svg").read_bytes()).decode("ascii")
        identity = {"tag": "figure", "id": f"figure-{block.name}", "caption": titles[block.name]}
        return identity | {"alt": block.alt, "picture": picture}
    if isinstance(block, Table):
        return _table(block, titles[block.name], document.lang)
    return {"tag": "break"}


def _look(column: ColumnFormat) -> str:
    if column.numeric:
        return "number interval" if column.kind == "interval" else "number"
    return "code" if column.kind == "code" else ""


def _row_head(table: Table) -> int | None:
    """Return the position of the column that names the rows: the first with words, else the first with codes."""
    kinds = [column.kind for column in table.printed]
    return next((kinds.index(kind) for kind in ("text", "code") if kind in kinds), None)


def _table(table: Table, caption: str, lang: Language) -> dict[str, Any]:
    row_head = _row_head(table)
    rows = [
        {
            "total": place in table.total_rows,
            "cells": [
                {"text": text, "look": _look(column), "head": position == row_head}
                for position, (text, column) in enumerate(zip(texts, table.printed, strict=True))
            ],
        }
        for place, texts in enumerate(printed_rows(table, lang))
    ]
    head = []
    for column in table.printed:
        name, unit = header_parts(table, column, lang)
        head.append({"name": name, "unit": unit, "numeric": column.numeric})
    return {
        "tag": "table",
        "id": f"table-{table.name}",
        "name": table.name,
        "caption": caption,
        "unit": unit_text(table, lang),
        "head": head,
        "rows": rows,
        "notes": table.notes,
    }
