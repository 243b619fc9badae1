"""What may be kept of an earlier vintage: its tables, without any cell that the new one withholds."""

from __future__ import annotations

from dataclasses import replace

from skillcast.publication.content import Document, Table
from skillcast.publication.printing import is_suppressed, plain, records
from skillcast.publication.sections.columns import WITHHELD
from skillcast.publication.trace.edition import row_keys


def redacted(old: Document, new: Document) -> Document:
    """Return the tables of a document with every cell emptied that another withholds in the same place.

    A correction may be made because a cell should never have been published; the data kept for comparison must not publish it
    again. Texts between the tables and figures are left out, since they may tell it too.

    Parameters
    ----------
    old
        The earlier vintage.
    new
        The one that replaces it.
    """
    latest = {table.name: table for table in (*new.tables, *new.extra)}

    def mend(table: Table) -> Table:
        kept = replace(table, copy="")  # the copies beside the package belong to the current vintage
        return _emptied(kept, latest[table.name]) if table.name in latest else kept

    return replace(
        old,
        blocks=tuple(map(mend, old.tables)),
        extra=tuple(map(mend, old.extra)),
        checks=(),
    )


def _emptied(old: Table, new: Table) -> Table:
    withheld = {
        key: [column.name for column in new.columns if is_suppressed(row, column)]
        for key, row in zip(row_keys(new), records(new), strict=True)
    }
    if not any(withheld.values()):
        return old
    fields = [column.name for column in old.columns]
    columns = old.columns if WITHHELD.name in fields else (*old.columns, WITHHELD)
    told = old.frame[WITHHELD.name] if WITHHELD.name in fields else [""] * len(old.frame)
    frame = old.frame.astype(object).assign(**{WITHHELD.name: [plain(names) for names in told]})
    for place, key in enumerate(row_keys(old)):
        names = [name for name in withheld.get(key, ()) if name in fields]
        before = str(frame.at[place, WITHHELD.name]).split()
        frame.loc[place, names] = ""
        frame.at[place, WITHHELD.name] = " ".join(dict.fromkeys([*before, *names]))
    # What held among the figures need not hold among those that are left.
    return replace(old, frame=frame, columns=columns, checks=())
