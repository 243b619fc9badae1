"""The document as a file: what is said and shown, in order, with the tables and figures by name (``data/document.json``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from skillcast.publication.content import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Sentence,
    Table,
)

OUTLINE = "document.json"


def outline_bytes(document: Document) -> bytes:
    """Return the file of a document: everything but the tables' own descriptions and all frames."""
    facts = {
        "title": document.title,
        "subtitle": document.subtitle,
        "publishers": list(document.publishers),
        "date_text": document.date_text,
        "banner": document.banner,
        "lang": document.lang,
        "stem": document.stem,
        "checks": list(document.checks),
        "identifier": document.identifier,
        "style": document.style,
        "blocks": [_said(block) for block in document.blocks],
        "extra": [table.name for table in document.extra],
    }
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def read_outline(text: str, shown: Mapping[str, Table | Figure]) -> Document:
    """Return the document of such a file, given its tables and figures by name (figures without their words).

    Raises
    ------
    KeyError, ValueError, TypeError
        The file is not such a file, or names what is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> made = Document("信息", (Heading("一、总体"), Paragraph("文")), banner="模拟数据")
    >>> read_outline(outline_bytes(made).decode(), {}) == made
    True
    """
    facts = json.loads(text)
    return Document(
        facts["title"],
        tuple(_block(block, shown) for block in facts["blocks"]),
        subtitle=facts["subtitle"],
        publishers=tuple(facts["publishers"]),
        date_text=facts["date_text"],
        banner=facts["banner"],
        lang="en" if facts["lang"] == "en" else "zh",
        stem=facts["stem"],
        extra=tuple(_table(shown, name) for name in facts["extra"]),
        checks=tuple(facts["checks"]),
        identifier=facts["identifier"],
        style=facts["style"],
    )


def _said(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"heading": block.text, "level": block.level}
        case Paragraph():
            return {"paragraph": block.text, "style": block.style, "sentences": kept(block.sentences)}
        case Bullets():
            return {"items": list(block.items), "sentences": [kept(item) for item in block.sentences]}
        case PageBreak():
            return {"page_break": True}
        case Table():
            return {"table": block.name}
        case Figure():
            words = {"title": block.title, "alt": block.alt, "kind": block.kind, "options": dict(block.options)}
            return {"figure": block.name, **words}


def kept(sentences: tuple[Sentence, ...]) -> list[dict[str, Any]]:
    """Return where a text comes from as JSON."""
    return [{"kind": one.kind, "tables": list(one.tables), "facts": dict(one.facts)} for one in sentences]


def _block(said: Mapping[str, Any], shown: Mapping[str, Table | Figure]) -> Block:
    if "heading" in said:
        return Heading(said["heading"], said["level"])
    if "paragraph" in said:
        return Paragraph(said["paragraph"], said["style"], restored(said["sentences"]))
    if "items" in said:
        return Bullets(tuple(said["items"]), tuple(map(restored, said["sentences"])))
    if "table" in said:
        return _table(shown, said["table"])
    if "figure" in said:
        drawn = _figure(shown, said["figure"])
        return Figure(drawn.name, said["title"], said["kind"], drawn.frame, said["options"], alt=said["alt"])
    return PageBreak()


def restored(said: list[Mapping[str, Any]]) -> tuple[Sentence, ...]:
    """Return what `kept` was given."""
    return tuple(Sentence(one["kind"], tuple(one["tables"]), one["facts"]) for one in said)


def _table(shown: Mapping[str, Table | Figure], name: str) -> Table:
    found = shown[name]
    if not isinstance(found, Table):
        raise TypeError(f"{name} is no table")
    return found


def _figure(shown: Mapping[str, Table | Figure], name: str) -> Figure:
    found = shown[name]
    if not isinstance(found, Figure):
        raise TypeError(f"{name} is no figure")
    return found
