"""On which page each heading of a Word document comes to stand: every height in it is fixed, so that it can be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from skillcast.publication.content import Bullets, Document, Figure, Heading, PageBreak, Paragraph, Table
from skillcast.publication.printing import captions
from skillcast.publication.setting.layout import MM_PER_POINT, WORD, Fit, fit, turned_blocks
from skillcast.publication.setting.measure import count_lines, times_width
from skillcast.publication.word.outline import annexes, body_end, contents
from skillcast.publication.word.style import Style, Variant, looks
from skillcast.publication.word.table import kept_rows, note_lines

PARAGRAPH_STYLES = {"body": "Normal", "note": "Note", "centre": "Centre", "right": "Right"}


LAST_ROW, NOTES = "last row", "notes"
Place = tuple[int, str]  # position of a block in the document, and which part of it
GAPS = (-0.5, -1.0, 0.5, 1.0, 1.5)  # points by which the rows of a table are moved together or apart
LEAST_GAP = 1.5  # points


@dataclass(frozen=True)
class Setting:
    """How a document is set: the variant, its styles, the fit of each table, the size of each picture in millimetres.

    `loose` reckons as LibreOffice does, which parts the notes from a table that is longer than a page; Word does not.
    """

    variant: Variant
    styles: Mapping[str, Style]
    fits: Mapping[str, Fit]
    pictures: Mapping[str, tuple[float, float]]
    turned: tuple[bool, ...]
    loose: bool = False

    @classmethod
    def of(cls, document: Document, variant: Variant, figures: Path) -> Setting:
        width, height = variant.block
        medium = replace(WORD, width=width, height=height)
        fits = {table.name: fit(table, document.lang, medium) for table in document.tables}
        pictures = {figure.name: picture_mm(figures / f"{figure.name}.png", width) for figure in document.figures}
        turned = tuple(turned_blocks(document.blocks, fits))
        return cls(variant, looks(variant), fits, pictures, turned)._settled(document)

    def _settled(self, document: Document) -> Setting:
        """Space the rows of a table otherwise where that saves a page, or where its notes would stand alone on one."""
        setting = replace(self, loose=True)
        for place, block in enumerate(document.blocks):
            if not isinstance(block, Table):
                continue
            own = self.fits[block.name]
            last = (place, NOTES if block.notes else LAST_ROW)
            pages = pages_of(document, setting)
            best = (pages[last], pages[last] - pages[place, LAST_ROW])
            if best[0] == pages[place, ""]:
                continue
            for more in GAPS:
                if own.gap + more < LEAST_GAP:
                    continue
                trial = replace(setting, fits={**setting.fits, block.name: own.spaced(own.gap + more)})
                pages = pages_of(document, trial)
                found = (pages[last], pages[last] - pages[place, LAST_ROW])
                if found < best:
                    setting, best = trial, found
        return replace(setting, loose=False)

    def tall(self, *, landscape: bool) -> float:
        """Return the height of the text block in millimetres."""
        return self.variant.block[0 if landscape else 1]

    def wide(self, *, landscape: bool) -> float:
        """Return the width of the text block in millimetres."""
        return self.variant.block[1 if landscape else 0]


def picture_mm(path: Path, width: float) -> tuple[float, float]:
    """Return width and height of a picture in millimetres, no wider than the text block."""
    from docx.image.image import Image

    image: Any = Image.from_file(str(path))
    across, down = image.width.mm, image.height.mm
    return (across, down) if across <= width else (width, down * width / across)


@dataclass(frozen=True)
class Slab:
    """Something that no page divides: its height in millimetres, whether it stays with what follows, where it begins.

    `head` is the height of the table head that is repeated where a page begins with this row.
    """

    height: float
    keep: bool = False
    place: Place | None = None
    fresh: bool = False
    turned: bool = False
    head: float = 0.0


def pages_of(document: Document, setting: Setting) -> dict[Place, int]:
    """Return the page on which each block begins, and each table's last row and notes.

    Examples
    --------
    >>> from skillcast.publication.word.style import variant
    >>> made = Document("信息", (Paragraph("文"), PageBreak(), Heading("附件1　表")))
    >>> pages_of(made, Setting.of(made, variant("national"), Path()))[2, ""]
    2
    """
    found: dict[Place, int] = {}
    page, used, turned = 1, 0.0, False
    for chain in _chains(_slabs(document, setting)):
        first, height = chain[0], sum(slab.height for slab in chain)
        if used > 0 and (first.fresh or first.turned != turned):
            page, used = page + 1, 0.0
        turned = first.turned
        tall = setting.tall(landscape=turned) + 0.01
        if used > 0 and height <= tall < used + height:
            page, used = page + 1, first.head
        for slab in chain:
            if used > 0 and used + slab.height > tall:
                page, used = page + 1, slab.head
            used += slab.height
            if slab.place is not None:
                found.setdefault(slab.place, page)
    return found


def _chains(slabs: Iterable[Slab]) -> Iterator[list[Slab]]:
    """Yield what stays together, in order."""
    chain: list[Slab] = []
    for slab in slabs:
        chain.append(slab)
        if not slab.keep:
            yield chain
            chain = []
    if chain:
        yield chain


def _slabs(document: Document, setting: Setting) -> Iterator[Slab]:
    yield from _front(document, setting)
    titles = captions(document)
    last = body_end(document)
    fresh = bool(contents(document))
    for place, (block, turned) in enumerate(zip(document.blocks, setting.turned, strict=True)):
        if place == last:
            yield from _annex_list(document, setting)
        if isinstance(block, PageBreak):
            fresh = True
            continue
        for slab in _block(block, place, titles, document, setting, turned=turned):
            yield replace(slab, fresh=fresh)
            fresh = False


def _front(document: Document, setting: Setting) -> Iterator[Slab]:
    yield from _lines(document.title, setting.styles["Title"], document, setting)
    for text in (document.subtitle, "　".join(document.publishers), document.date_text):
        if text:
            yield from _lines(text, setting.styles["Subtitle"], document, setting)
    entries = contents(document)
    if entries:
        yield from _lines("目录", setting.styles["Contents Heading"], document, setting)
        for _, text in entries:
            yield from _lines(text, setting.styles["toc 1"], document, setting)


def _annex_list(document: Document, setting: Setting) -> Iterator[Slab]:
    yield from _lines("", setting.styles["Annex List"], document, setting)
    for _, number, title in annexes(document):
        # indented by six characters and the number
        yield from _lines(f"{'　' * 5}{number}. {title}", setting.styles["Annex List"], document, setting)


def _block(
    block: object, place: int, titles: Mapping[str, str], document: Document, setting: Setting, *, turned: bool
) -> Iterator[Slab]:
    if isinstance(block, Table):
        yield from _table(block, place, titles[block.name], document, setting, turned=turned)
    elif isinstance(block, Figure):
        height = setting.pictures[block.name][1] + 3 * MM_PER_POINT
        yield Slab(height, keep=True, place=(place, ""), turned=turned)
        yield from _lines(titles[block.name], setting.styles["Figure Caption"], document, setting, turned=turned)
    elif isinstance(block, Heading):
        look = setting.styles[f"Heading {min(block.level, 3)}"]
        yield from _lines(block.text, look, document, setting, place=(place, ""), turned=turned)
    elif isinstance(block, Paragraph):
        look = setting.styles[PARAGRAPH_STYLES[block.style]]
        yield from _lines(block.text, look, document, setting, place=(place, ""), turned=turned)
    elif isinstance(block, Bullets):
        for item in block.items:
            mark = "" if document.lang == "zh" else "• "
            yield from _lines(
                mark + item, setting.styles["Normal"], document, setting, place=(place, ""), turned=turned
            )


def _table(
    table: Table, place: int, caption: str, document: Document, setting: Setting, *, turned: bool
) -> Iterator[Slab]:
    found = setting.fits[table.name]
    yield from _lines(caption, setting.styles["Caption"], document, setting, place=(place, ""), turned=turned)
    if table.unit:
        yield from _lines(table.unit, setting.styles["Table Unit"], document, setting, turned=turned)
    keeps = kept_rows(found.heights, tall=setting.tall(landscape=turned), notes=bool(table.notes))
    for number, (height, keep) in enumerate(zip(found.heights, keeps, strict=True)):
        last = LAST_ROW if number == len(keeps) - 1 else ""
        head = found.heights[0] if number else 0.0
        yield Slab(height, keep and not (last and setting.loose), (place, last), turned=turned, head=head)
    lines = note_lines(table, document.lang)
    for number, line in enumerate(lines, start=1):
        look = replace(setting.styles["Table Note"], keep=number < len(lines))
        yield from _lines(line, look, document, setting, place=(place, NOTES), turned=turned)
    yield Slab((setting.styles["Table End"].line or 0.0) * MM_PER_POINT, turned=turned)


def _lines(
    text: str, look: Style, document: Document, setting: Setting, *, place: Place | None = None, turned: bool = False
) -> Iterator[Slab]:
    """Yield the lines of a paragraph; its first two and its last two stay together."""
    room = setting.wide(landscape=turned) / (look.points * MM_PER_POINT)
    indent = look.indent if document.lang == "zh" else 0
    count = count_lines(text, room, times_width, indent=indent, hang=True)
    line = look.line or 0.0
    for number in range(count):
        before, after = look.before * (number == 0), look.after * (number == count - 1)
        together = number == 0 or number == count - 2 or look.keep
        keep = look.keep if number == count - 1 else together
        yield Slab((line + before + after) * MM_PER_POINT, keep, place if number == 0 else None, turned=turned)
