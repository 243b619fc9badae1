"""The headings of a document: what its table of contents and its list of annexes name."""

from __future__ import annotations

import re

from skillcast.publication.content import Document, Heading, PageBreak

FEWEST = 8  # a document with fewer parts needs no table of contents
_ANNEX = re.compile(r"(?:附件|Annex\s+)(\d+)[.　\s]+(.+)", re.DOTALL)


def parts(document: Document) -> list[tuple[int, str]]:
    """Return position (among the blocks) and text of every heading of the first level.

    Examples
    --------
    >>> parts(Document("信息", (Heading("一、供求"), Heading("（一）行业", level=2))))
    [(0, '一、供求')]
    """
    return [
        (place, block.text)
        for place, block in enumerate(document.blocks)
        if isinstance(block, Heading) and block.level == 1
    ]


def contents(document: Document) -> list[tuple[int, str]]:
    """Return the entries of the table of contents, none for a short document."""
    found = parts(document)
    return found if len(found) >= FEWEST else []


def annexes(document: Document) -> list[tuple[int, str, str]]:
    """Return position, number and title of every annex.

    Examples
    --------
    >>> annexes(Document("信息", (Heading("附件1　紧缺目录"), Heading("Annex 2. Notes"))))
    [(0, '1', '紧缺目录'), (1, '2', 'Notes')]
    """
    found = []
    for place, text in parts(document):
        match = _ANNEX.match(text)
        if match:
            found.append((place, match[1], match[2]))
    return found


def body_end(document: Document) -> int | None:
    """Return the position before which the list of annexes stands, None without annexes."""
    named = annexes(document)
    if not named:
        return None
    place = named[0][0]
    return place - 1 if place and isinstance(document.blocks[place - 1], PageBreak) else place
