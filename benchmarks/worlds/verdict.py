"""What issue "Demand by occupation, exits, supply" says must be shown in worlds, beside what the table shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from table import ALL

MOST_MIX = 0.6
CONCENTRATION = (0.75, 1.25)
CELLS, TOTALS = (0.75, 0.87), (0.70, 0.87)
QUANTITIES = ("stocks", "exits", "supply", "gap")
MOST_OFF, LEAST_ROWS = 0.10, 100
"""A tenth of the chances counts as reliable if its frequency is this near to what was stated; smaller tenths are not judged."""
MOST_LISTED_WITHOUT = 0.05
"""The issue leaves the rate open: this one is ours."""
LEAST_WORLDS = 50


@dataclass(frozen=True)
class Check:
    """One number that must be shown: reached if `low <= value <= high`."""

    what: str
    value: float
    low: float = -np.inf
    high: float = np.inf
    beside: str = ""

    @property
    def reached(self) -> bool:
        return bool(self.low <= self.value <= self.high)

    def __str__(self) -> str:
        word = "reached    " if self.reached else "NOT reached"
        bounds = {">=": self.low, "<=": self.high}
        wanted = " and ".join(f"{sign} {bound:g}" for sign, bound in bounds.items() if np.isfinite(bound))
        return f"{word} {self.what}: {self.value:.3f} ({wanted}){self.beside and '; ' + self.beside}"


def verdict(table: pd.DataFrame, worlds: int, first: int) -> str:
    """Return a line for every number that can be judged."""
    found = list(checks(table, worlds))
    use = "scored" if first < 1000 else "tuning worlds: choices are made here"
    head = f"Verdict ({worlds} worlds from seed {first}: {use}): {sum(check.reached for check in found)} of {len(found)} reached"
    return "\n".join([head, *map(str, found)]) + "\n"


def checks(table: pd.DataFrame, worlds: int) -> Iterator[Check]:
    """Yield every number the issue asks of worlds."""
    rows = table.set_index(["what", "part", "step"])["value"]
    yield Check("number of worlds", worlds, low=LEAST_WORLDS)
    words = ", dissimilarity to frozen shares"
    exact, within = rows[f"the same, industries known{words}", ALL, 3], rows[f"mix within industries{words}", ALL, 3]
    beside = f"industries known {exact:.3f}, within industries {within:.3f}"
    yield Check(
        f"occupation mix 3 years ahead{words}",
        rows[f"occupation mix 3 years ahead{words}", ALL, 3],
        high=MOST_MIX,
        beside=beside,
    )
    name = "concentration, estimated over true (median)"
    each = ", ".join(f"{part} {value:.2f}" for part, value in rows[name].droplevel("step").items() if part != ALL)
    yield Check(name, rows[name, ALL, ALL], *CONCENTRATION, beside=each)
    for quantity in QUANTITIES:
        for part, bounds in (("cell", CELLS), ("total", TOTALS)):
            steps = rows[f"80 % interval of {quantity}", part]
            by_step = " ".join(f"{value:.2f}" for step, value in steps.items() if step != ALL)
            yield Check(f"80 % interval of {quantity}, {part}", steps[ALL], *bounds, beside=f"by step {by_step}")
    tenths = table[(table["what"] == "P(shortage)") & (table["n"] >= LEAST_ROWS)]
    off = (tenths["value"] - tenths["stated"]).abs()
    beside = f"{(off <= MOST_OFF).sum()} of {len(off)} tenths within {MOST_OFF:g}"
    yield Check("P(shortage), frequency less chance in the worst tenth", off.max(), high=MOST_OFF, beside=beside)
    yield Check(
        "share listed in the twin without shortages",
        rows["share listed in the twin without shortages", ALL, ALL],
        high=MOST_LISTED_WITHOUT,
    )
