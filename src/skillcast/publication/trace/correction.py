"""The correction note of a vintage (更正说明), and the list of editions at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from skillcast.publication.content import Block, Bullets, ColumnFormat, Heading, Sentence, Table
from skillcast.publication.data.frames import typed_frame
from skillcast.publication.printing import SUPPRESSED
from skillcast.publication.sentences.correction import SENTENCES
from skillcast.publication.trace.changes import CHANGES
from skillcast.publication.trace.diff import Difference
from skillcast.publication.words import Words

# What the note says, in order: each sentence and the table it is told from.
NOTE = (
    Sentence("correction.replaces", ("vintages",)),
    Sentence("correction.reason", ("vintages",)),
    Sentence("correction.listing", ("changes",)),
    Sentence("correction.headlines", ("changes",)),
    Sentence("correction.extent", ("changes",)),
    Sentence("correction.withheld", ("changes",)),
)


@dataclass(frozen=True)
class Record:
    """One edition: number, identifier, why and when it was issued, changes against the one before (None: the first, or not kept)."""

    number: int
    identifier: str
    reason: str = ""
    date: str = ""
    changed: int | None = None


def correction_blocks(editions: Table, changes: Table, say: Words) -> list[Block]:
    """Return the note that stands in front of a corrected publication.

    Parameters
    ----------
    editions, changes
        From `editions_table` and `changes_table`: the note says nothing that they do not.
    """
    frames = {table.name: typed_frame(table) for table in (editions, changes)}
    told = [
        (SENTENCES[sentence.kind](*(frames[name] for name in sentence.tables), say=say), sentence) for sentence in NOTE
    ]
    kept = [(text, sentence) for text, sentence in told if text]
    items = Bullets(tuple(text for text, _ in kept), tuple((sentence,) for _, sentence in kept))
    return [Heading(say("更正说明", "Correction"), 2), items]


def edition_blocks(editions: Table, found: Difference, say: Words) -> list[Block]:
    """Return what stands at the end: how many figures of each table changed and why, and the editions so far."""
    heading = Heading(say("更正和历次发布", "Corrections and editions"), 1)
    return [heading, *([_counts(found.changes, say)] if len(found.changes) else []), editions]


def editions_table(records: Sequence[Record], say: Words) -> Table:
    """Return the editions so far, the present one last."""
    frame = pd.DataFrame(
        {
            "number": [record.number for record in records],
            "identifier": [record.identifier for record in records],
            "date": [record.date for record in records],
            "reason": [record.reason or say("首次发布", "first edition") for record in records],
            "changed": pd.Series([record.changed for record in records], dtype="float64"),
        }
    )
    columns = (
        ColumnFormat("number", say("版次", "Edition"), kind="integer", width=2),
        ColumnFormat("identifier", say("编号", "Identifier"), kind="code", width=9),
        ColumnFormat("date", say("日期", "Date"), width=6),
        ColumnFormat("reason", say("理由", "Reason"), width=18),
        ColumnFormat("changed", say("改动处数", "Changes"), kind="integer", width=4),
    )
    return Table("vintages", say("历次发布", "Editions"), frame, columns, primary_key=("number",))


def changes_table(found: Difference, say: Words) -> Table:
    """Return every change as a table for the data package; what is withheld now is not told as it was."""
    frame = found.changes.copy()
    frame.loc[frame["after"] == SUPPRESSED, "before"] = ""
    labels = tuple((name, say(*words)) for name, words in CHANGES.items())
    columns = (
        ColumnFormat("table", say("表名", "Table"), kind="code"),
        ColumnFormat("row", say("行", "Row"), kind="code"),
        ColumnFormat("name", say("行名", "Name of the row"), empty=""),
        ColumnFormat("column", say("字段", "Field"), kind="code"),
        ColumnFormat("change", say("变动", "Change"), labels=labels),
        ColumnFormat("before", say("原为", "Before"), empty=""),
        ColumnFormat("after", say("改为", "After"), empty=""),
        ColumnFormat("difference", say("差", "Difference"), kind="number"),
        ColumnFormat("why", say("可能的来源", "What can have caused it")),
    )
    title = say("与上一版相比的逐格改动", "Every change against the edition before")
    return Table("changes", title, frame, columns, primary_key=("table", "row", "column", "change"))


def _counts(changes: pd.DataFrame, say: Words) -> Table:
    parts = changes.groupby(["table", "title"], sort=False)
    rows = [
        {
            "table": name,
            "title": title,
            "cells": int((part["change"] == "value").sum()),
            "added": int(part["change"].isin(["entered", "row-added"]).sum()),
            "removed": int(part["change"].isin(["left", "row-removed"]).sum()),
            "why": say("；", "; ").join(dict.fromkeys(part["why"])),
        }
        for (name, title), part in parts
    ]
    columns = (
        ColumnFormat("table", say("表名", "Name"), kind="code", printed=False),
        ColumnFormat("title", say("表", "Table"), width=14),
        ColumnFormat("cells", say("改动单元格", "Cells changed"), kind="integer", width=4),
        ColumnFormat("added", say("新增行", "Rows added"), kind="integer", width=3),
        ColumnFormat("removed", say("删去行", "Rows dropped"), kind="integer", width=3),
        ColumnFormat("why", say("可能的来源", "What can have caused it"), width=18),
    )
    title = say("与上一版相比的改动", "Changes against the edition before")
    return Table("corrections", title, pd.DataFrame(rows), columns, primary_key=("table",))
