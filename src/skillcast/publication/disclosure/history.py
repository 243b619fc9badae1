"""Earlier publications: what they printed is known, what they withheld must stay unknown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from skillcast.publication.disclosure.bounds import Interval
from skillcast.publication.disclosure.cells import Cell, Unit, units
from skillcast.publication.disclosure.readings import Edition, Reading, folder_frames, read
from skillcast.publication.disclosure.truth import Truth


@dataclass(frozen=True)
class Earlier:
    """What earlier editions say.

    Parameters
    ----------
    printed
        Cells they printed, with what rounding leaves open.
    gone
        Cells they withheld, with the true value where it is still known.
    units
        What the last of them withheld.
    """

    printed: dict[Cell, Interval] = field(default_factory=dict)
    gone: dict[Cell, float] = field(default_factory=dict)
    units: frozenset[Unit] = frozenset()


def read_earlier(history: Iterable[Path], truth: Truth) -> Earlier:
    """Return what earlier publications in these folders printed and withheld.

    Parameters
    ----------
    history
        Folders, each a whole publication.
    truth
        The truth behind the publication that is being made: figures it still knows of.
    """
    editions: list[tuple[int, list[Reading]]] = []
    for out in history:
        manifest = json.loads((Path(out) / "run.json").read_text(encoding="utf-8"))
        base = int(manifest.get("parameters", {}).get("disclosure.rounding_base", 1))
        frames = folder_frames(Path(out))
        edition = Edition.of(frames, truth, year=int(manifest["year"]), base=base)
        editions.append((edition.year, list(read(frames, edition))))
    printed = intervals(reading for _, readings in editions for reading in readings)
    gone = [reading.cell for _, readings in editions for reading in readings if reading.value is None]
    last = max(editions, key=lambda pair: pair[0])[1] if editions else []
    withheld = {unit for reading in last if reading.value is None for unit in list(units(reading.cell))[-1:]}
    known = {cell: truth.values[cell] for cell in gone if cell in truth.values and cell not in printed}
    return Earlier(printed, known, frozenset(withheld))


def intervals(readings: Iterable[Reading]) -> dict[Cell, Interval]:
    """Return what all printed numbers together say of each cell."""
    found: dict[Cell, Interval] = {}
    for reading in readings:
        if reading.value is not None:
            low, high = found.get(reading.cell, (-float("inf"), float("inf")))
            low, high = max(low, reading.value - reading.slack), min(high, reading.value + reading.slack)
            found[reading.cell] = (low, high) if low <= high else (high, low)  # a corrected figure: either may be true
    return found
