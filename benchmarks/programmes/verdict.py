"""What issue "Programmes and seats" says must be shown of the closed loop, beside what the tables show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import ttest_1samp

LEAST_WORLDS = 40
OURS, RATIO, LOW_GAIN = "skillcast", "ratio rule, tuned", "exits and gap, tuned"
MOST_OF_RATIO = 0.65
MOST_OF_LOW_GAIN = {
    ("A", 2): 0.97,
    ("A", 3): 0.97,
    ("A", 5): 0.97,
    ("B", 3): 0.93,
    ("B", 5): 0.90,
    ("B, wrong retention", 3): 0.92,
    ("B, wrong retention and exits", 3): 0.92,
}
MOST_STEADINESS = 1.0
MOST_GROWTH = 1.0
"""Last amplitude over first where nothing happens but one jump."""


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


def verdict(costs: pd.DataFrame, swung: pd.DataFrame, worlds: int, use: str) -> str:
    """Return a line for every number that can be judged."""
    found = list(checks(costs, swung, worlds))
    head = f"Verdict ({worlds} worlds, {use}): {sum(check.reached for check in found)} of {len(found)} reached"
    return "\n".join([head, *map(str, found)]) + "\n"


def checks(costs: pd.DataFrame, swung: pd.DataFrame, worlds: int) -> Iterator[Check]:
    """Yield every number the issue asks of the closed loop."""
    yield Check("number of worlds", worlds, low=LEAST_WORLDS)
    table = costs.set_index(["world", "lead", "policy", "seed"]).sort_index()
    cost, chosen = table["cost"], costs.groupby(["world", "lead", "policy"])["chosen"].first()
    for world in ("A", "B"):
        for lead in (2, 3, 5):
            case = cost[world, lead]
            untuned = case["skillcast"].mean() / case["ratio rule"].mean()
            beside = f"of gain 5 {untuned:.3f}; {paired(case[OURS], case[RATIO], MOST_OF_RATIO)}"
            what = f"cost over the ratio rule's, world {world}, lead {lead} ({chosen[world, lead, RATIO]} best)"
            yield Check(what, case[OURS].mean() / case[RATIO].mean(), high=MOST_OF_RATIO, beside=beside)
    for (world, lead), most in MOST_OF_LOW_GAIN.items():
        case = cost[world, lead]
        what = f"cost over exits and gap, world {world}, lead {lead} ({chosen[world, lead, LOW_GAIN]} best)"
        beside = paired(case[OURS], case[LOW_GAIN], most)
        yield Check(what, case[OURS].mean() / case[LOW_GAIN].mean(), high=most, beside=beside)
    steady = table["steadiness"].xs(OURS, level="policy").groupby(level=["world", "lead"]).mean()
    steady = steady[steady.index.get_level_values("world").isin(["A", "B"])]
    beside = ", ".join(f"{world} {lead} {value:.2f}" for (world, lead), value in steady.items())
    yield Check("sd(seats) over sd(need), the worst case", steady.max(), high=MOST_STEADINESS, beside=beside)
    growth = swung.set_index(["world", "policy", "reaction", "lead"]).sort_index()["growth"]
    for policy in (OURS, f"{OURS}, half step"):
        for reaction in swung["reaction"].unique():
            jump, shocks = (growth[world, policy, reaction] for world in ("one jump", "shocks"))
            beside = "; ".join(
                f"lead {lead} {value:.2f}, with shocks {shocks[lead]:.2f}" for lead, value in jump.items()
            )
            what = f"swings after one jump, last third over first, {policy}, {reaction}, the worst lead"
            yield Check(what, jump.max(), high=MOST_GROWTH, beside=beside)


def paired(ours: pd.Series, rival: pd.Series, bar: float) -> str:
    """Return a one-sided paired t-test over worlds that ours costs less than the rival, and less than the bar times the rival."""
    less, below = (ttest_1samp(ours - by * rival, 0.0, alternative="less").pvalue for by in (1.0, bar))
    return f"less in {(ours < rival).sum()} of {len(ours)} worlds, paired p {less:.1g}, below the bar p {below:.1g}"
