"""What must be shown of calls in simulated worlds, beside what the tables show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from measure import OURS

LEAST_WORLDS = 60
PRECISION, RECALL, FLIPS, TURNOVER, BRIER = 0.76, 0.60, 0.14, 0.46, 0.070
RANKS, RANKS_LISTED = (0.87, 0.94), 0.85
MOST_CHANGED = 0.20


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


def verdict(rules: pd.DataFrame, figures: pd.DataFrame, worlds: int, first: int) -> str:
    """Return a line for every number that can be judged."""
    found = list(checks(rules, figures, worlds))
    use = "scored" if first < 1000 else "tuning worlds: choices are made here"
    head = f"Verdict ({worlds} worlds from seed {first}: {use}): {sum(check.reached for check in found)} of {len(found)} reached"
    return "\n".join([head, *map(str, found)]) + "\n"


def checks(rules: pd.DataFrame, figures: pd.DataFrame, worlds: int) -> Iterator[Check]:
    """Yield every number that must be shown."""
    ours = rules.set_index("rule").loc[OURS]
    yield Check("number of worlds", worlds, low=LEAST_WORLDS)
    yield Check("precision", ours["precision"], low=PRECISION)
    yield Check("recall", ours["recall"], low=RECALL)
    yield Check("flips", ours["flips"], high=FLIPS)
    yield Check("turnover", ours["turnover"], high=TURNOVER)
    again = f"same list as last year {ours['brier_again']:.3f}"
    yield Check("Brier score", ours["brier"], high=BRIER, beside=again)
    value = figures.set_index(["what", "part"])["value"]
    yield Check("90 % interval of ranks, all", value["90 % interval of ranks", "all"], *RANKS)
    yield Check("90 % interval of ranks, listed", value["90 % interval of ranks", "listed"], low=RANKS_LISTED)
    lost, gained, jaccard = (
        value[f"without one indicator, {words}"] for words in ("entries lost", "entries gained", "1 - Jaccard")
    )
    worst = np.maximum(lost, gained)
    beside = f"indicator {worst.idxmax()}; of lists together (1 - Jaccard) {jaccard.max():.3f}"
    yield Check("list changed without one indicator, the worst", worst.max(), high=MOST_CHANGED, beside=beside)
