"""Issuing a year's publication again: the new vintage says what it corrects, the old data stay beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from skillcast.errors import DataError, Problem
from skillcast.publication.bulletin import labelled
from skillcast.publication.content import Block, Document, Table
from skillcast.publication.data.package import write_package
from skillcast.publication.manifest import identify
from skillcast.publication.place.staging import MARK, recover
from skillcast.publication.trace.correction import (
    Record,
    changes_table,
    correction_blocks,
    edition_blocks,
    editions_table,
)
from skillcast.publication.trace.diff import Difference, compare_editions
from skillcast.publication.trace.edition import Edition, period_of
from skillcast.publication.trace.withholding import redacted
from skillcast.publication.words import Words

FOLDER = "vintages"
FACTS = "vintage"  # the entry of run.json


@dataclass(frozen=True)
class Reissue:
    """A publication ready to be written over the one before it.

    Parameters
    ----------
    document
        The document, with the correction note if it is a vintage after the first.
    manifest
        What ``run.json`` records, with the entry ``vintage`` in that case: number, reason, date, replaces.
    past
        Earlier vintages by number: what is kept of them.
    """

    document: Document
    manifest: Mapping[str, Any]
    past: Mapping[int, Edition]

    def keep(self, folder: Path) -> None:
        """Write the tables and ``run.json`` of the earlier vintages below a folder, cells that are now withheld left out."""
        for number, edition in self.past.items():
            place = folder / FOLDER / str(number)
            place.mkdir(parents=True)
            write_package(redacted(edition.document, self.document), place)
            text = json.dumps(edition.manifest, ensure_ascii=False, indent=2, sort_keys=True)
            (place / MARK).write_bytes(text.encode("utf-8"))


def reissue(
    document: Document, manifest: Mapping[str, Any], out: str | Path, *, reason: str = "", date: str = ""
) -> Reissue:
    """Say what a publication becomes in a folder that may already hold one of the same city and year.

    Parameters
    ----------
    document, manifest
        The new publication.
    out
        Where it will be written.
    reason
        Why it is issued again. With a reason the publication in `out` becomes a past vintage. Without one it is a draft that is
        replaced: a first edition stays a first edition, a later vintage keeps its number, reason and predecessors.
    date
        Date of the correction, printed as given; there is no clock.

    Raises
    ------
    DataError
        ``nothing-to-correct``: there is a reason, but no publication of the same city and year.
    """
    folder = Path(out)
    recover(folder)
    current = Edition.read(folder) if (folder / MARK).is_file() and (reason or (folder / FOLDER).is_dir()) else None
    if reason:
        fault = _fault(current, document, manifest)
        if fault or current is None:
            words = dict(zip(("reason", "reason_en"), fault or ("", ""), strict=True))
            raise DataError([Problem("nothing-to-correct", value=str(out), facts=words)])
        past = _past(folder, current)
        past[_number(current.manifest)] = current
        facts: dict[str, Any] = {"number": _number(current.manifest) + 1, "reason": reason, "date": date}
    elif current is not None and _number(current.manifest) > 1 and _fault(current, document, manifest) is None:
        past = _past(folder, current)
        facts = dict(current.manifest[FACTS])
    else:
        return Reissue(document, manifest, {})
    replaced = past[facts["number"] - 1]
    found = compare_editions(replaced, Edition(manifest, document), lang=document.lang)
    facts |= {"replaces": identify(replaced.manifest), "changed": len(found.changes)}
    recorded = {**manifest, FACTS: facts}
    return Reissue(_corrected(document, recorded, past, found), recorded, past)


def read_vintages(out: str | Path) -> dict[int, Edition]:
    """Return the earlier vintages that a publication keeps, by number.

    Raises
    ------
    DataError
        ``not-a-publication``: one of them is damaged.
    """
    folder = Path(out)
    return _past(folder, Edition.read(folder))


def broken_links(out: str | Path) -> list[int]:
    """Return the numbers of kept vintages that are not what their successor says it replaces.

    The identifier of a vintage follows from what its run recorded, and each later one records it: a chain.
    """
    folder = Path(out)
    current = Edition.read(folder)
    editions = {**_past(folder, current), _number(current.manifest): current}
    return [
        number
        for number in range(1, max(editions))
        if identify(editions[number].manifest) != editions[number + 1].manifest[FACTS]["replaces"]
    ]


def _corrected(
    document: Document, manifest: Mapping[str, Any], past: Mapping[int, Edition], found: Difference
) -> Document:
    """Return the document with the correction note in front, the list of editions at its end and every change among its data."""
    say = Words(document.lang)
    records = [_record(past[number].manifest) for number in sorted(past)]
    editions = editions_table([*records, _record(manifest)], say)
    cells = changes_table(found, say)
    front, end = correction_blocks(editions, cells, say), edition_blocks(editions, found, say)
    extra: list[Block] = [cells]
    if manifest.get("synthetic"):
        front, end, extra = ([labelled(block) for block in blocks] for blocks in (front, end, extra))
    tables = tuple(block for block in extra if isinstance(block, Table))
    return replace(document, blocks=(*front, *document.blocks, *end), extra=(*document.extra, *tables))


def _record(manifest: Mapping[str, Any]) -> Record:
    facts = manifest.get(FACTS, {})
    return Record(
        _number(manifest), identify(manifest), facts.get("reason", ""), facts.get("date", ""), facts.get("changed")
    )


def _number(manifest: Mapping[str, Any]) -> int:
    return int(manifest.get(FACTS, {}).get("number", 1))


def _past(folder: Path, current: Edition) -> dict[int, Edition]:
    return {number: Edition.read(folder / FOLDER / str(number)) for number in range(1, _number(current.manifest))}


def _fault(current: Edition | None, document: Document, manifest: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return why a publication cannot be the correction of another, or None."""
    if current is None:
        return "文件夹中没有发布件", "the folder holds none"
    if current.period != period_of(manifest):
        return f"时期为 {current.period}", f"its period is {current.period}"
    if current.document.lang == document.lang and current.document.title != document.title:
        return f"标题为“{current.document.title}”", f"its title is '{current.document.title}'"
    return None
