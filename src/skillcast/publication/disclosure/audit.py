"""The audit: for everything withheld, the tightest bounds that an outsider gets from everything published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from skillcast.publication.content import Document, Table
from skillcast.publication.disclosure.bounds import System
from skillcast.publication.disclosure.history import intervals, read_earlier
from skillcast.publication.disclosure.readings import Edition, Frames, Reading, document_frames, folder_frames, read
from skillcast.publication.disclosure.relations import relations
from skillcast.publication.disclosure.suppress import lack, needed_of, too_tight
from skillcast.publication.disclosure.texts import told
from skillcast.publication.disclosure.truth import Truth


@dataclass(frozen=True)
class AuditedCell:
    """One withheld cell and what an outsider can make of it.

    Parameters
    ----------
    table, row, column
        Where it is withheld.
    truth
        Its value; NaN where no other figure is bound to it.
    low, high
        The tightest bounds.
    needed
        How far off they must lie, to either side.
    ok
        Whether they do.
    """

    table: str
    row: str
    column: str
    truth: float
    low: float
    high: float
    needed: float
    ok: bool

    @property
    def room(self) -> float:
        """Return the nearer bound's distance as a share of the true value; infinite where it is zero or not known."""
        if not np.isfinite(self.truth) or self.truth == 0:
            return float("inf")
        below = self.truth - self.low if self.low > 0 or self.truth < 0 else float("inf")
        return min(below, self.high - self.truth) / abs(self.truth)


def audit(
    published: Document | Path | Frames,
    truth: Truth,
    *,
    protection: float,
    extra: Sequence[Table] = (),
    history: Sequence[Path] = (),
    base: int = 1,
) -> list[AuditedCell]:
    """Return the bounds of every withheld cell.

    Parameters
    ----------
    published
        The document, the folder it was written to, or its frames by name.
    truth
        What is behind it.
    protection
        Share of the true value that bounds must be off, to either side.
    extra
        Tables that are published as data only.
    history
        Folders of earlier publications.
    base
        What additive tables were rounded to.

    Returns
    -------
    list of AuditedCell
        In the order of the files. A cell that is withheld in one place and printed in another is found out.
    """
    frames = published
    if isinstance(published, Document):
        frames = document_frames(published, extra)
    elif isinstance(published, Path):
        frames = folder_frames(published)
    assert not isinstance(frames, (Document, Path))
    readings = list(read(frames, Edition.of(frames, truth, base=base)))
    said = told(published, readings, truth) if isinstance(published, Document) else []
    earlier = read_earlier(history, truth) if history else None
    known = intervals([*readings, *said])
    for cell, (low, high) in (earlier.printed if earlier else {}).items():
        mine = known.get(cell, (low, high))
        known[cell] = (max(low, mine[0]), min(high, mine[1])) if max(low, mine[0]) <= min(high, mine[1]) else mine
    withheld = {reading.cell for reading in readings if reading.value is None} | set(earlier.gone if earlier else ())
    withheld -= set(known)
    values = {**(earlier.gone if earlier else {}), **truth.values}
    links = relations({*known, *withheld}, truth, _growth(frames))
    system = System(known, withheld, links, values)
    marks = [reading for reading in readings if reading.value is None]
    marks += [
        Reading("earlier", cell.code, cell.period, cell, None) for cell in sorted(earlier.gone if earlier else ())
    ]
    return [_audited(mark, system, values.get(mark.cell, float("nan")), protection) for mark in marks]


def require_safe(cells: Sequence[AuditedCell]) -> None:
    """Stop a publication whose audit fails.

    Raises
    ------
    DataError
        ``disclosure-too-tight``, with every cell that an outsider could bound too tightly.
    """
    wrong = [(cell.table, cell.row, cell.column) for cell in cells if not cell.ok]
    if wrong:
        raise too_tight(wrong)


def _audited(mark: Reading, system: System, truth: float, protection: float) -> AuditedCell:
    low, high = system.interval(mark.cell) if mark.cell in system.known else system.bounds(mark.cell)
    if np.isnan(truth):
        # Nothing else is bound to it: it fails only if it is printed elsewhere.
        return AuditedCell(
            mark.table, mark.row, mark.column, truth, low, high, float("nan"), mark.cell not in system.known
        )
    needed = needed_of(mark.cell, truth, protection)[1]
    values = {mark.cell: truth}
    ok = not any(lack(mark.cell, values, end, side, protection) for end, side in ((low, -1), (high, 1)))
    if mark.cell in system.known:
        ok = False
    return AuditedCell(mark.table, mark.row, mark.column, truth, low, high, needed, ok)


def _growth(frames: Frames) -> dict[str, float]:
    """Return the printed growth rates by industry."""
    frame = frames.get("forecast_industry", pd.DataFrame({"industry": [], "growth": []}))
    rates = pd.to_numeric(frame["growth"], errors="coerce") if "growth" in frame else pd.Series(dtype=float)
    return {str(code): float(rate) for code, rate in zip(frame["industry"], rates, strict=False) if np.isfinite(rate)}
