"""Numbers in words: whether a sentence, note or text cell gives away what is withheld of the one it names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from skillcast.publication.content import Bullets, Document, Paragraph
from skillcast.publication.disclosure.cells import Cell
from skillcast.publication.disclosure.readings import Reading
from skillcast.publication.disclosure.truth import Truth
from skillcast.publication.printing import format_number

LEAST = 100  # smaller figures are said by chance
YEARS = range(1900, 2100)  # without a separator these are years
OTHER_UNITS = ("%", "年", "天", "元", " days", " yuan")


def sentences(document: Document) -> Iterator[tuple[str, str]]:
    """Yield every sentence of a document with where it stands: paragraphs, bullets, notes, text cells, alt texts."""
    for place, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            yield f"paragraph {place}", block.text
        elif isinstance(block, Bullets):
            yield from ((f"paragraph {place}", text) for text in block.items)
    for table in document.tables:
        yield from ((table.name, note) for note in table.notes)
        for row in table.frame.to_dict("records"):
            yield table.name, " ".join(value for value in row.values() if isinstance(value, str))
    yield from ((figure.name, figure.alt) for figure in document.figures)


def told(document: Document, readings: Iterable[Reading], truth: Truth) -> list[Reading]:
    """Return the withheld values that a sentence says of the industry or occupation it names.

    Numbers below `LEAST` are passed over: they stand in sentences by chance.
    """
    subjects: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for reading in readings:
        if reading.value is None and truth.values.get(reading.cell, 0.0) >= LEAST:
            kind = "industry" if reading.cell.measure in ("employment", "level", "technical") else "occupation"
            subjects[kind, reading.cell.code].append(reading.cell)
    found = []
    for place, text in sentences(document):
        for subject, cells in subjects.items():
            if any(name in text for name in truth.labels.get(subject, ())):
                for cell in dict.fromkeys(cells):
                    value = truth.values[cell]
                    forms = {format_number(value, 0), f"{value:.1f}"} | (
                        {f"{value:.0f}"} if round(value) not in YEARS else set()
                    )
                    if any(_says(text, form) for form in forms):
                        found.append(Reading(place, cell.code, "text", cell, value, 0.5))
    return found


def _says(text: str, number: str) -> bool:
    """Return whether a text holds a number of persons: by itself, not within a longer number, not of another unit.

    Examples
    --------
    >>> _says("在岗人数1,234人", "1,234"), _says("11,234人", "1,234"), _says("80%区间", "80")
    (True, False, False)
    """
    whole = rf"(?<![\d,.]){re.escape(number)}(?![\d]|[.,]\d|{'|'.join(OTHER_UNITS)})"
    return re.search(whole, text) is not None
