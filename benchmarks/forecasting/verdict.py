"""What issue "Forecasting" says must be shown, beside what the table shows: points 1 to 3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from methods import COMBINATIONS, MEAN_OF_FOUR, MEAN_OF_THREE, OURS, SINGLE
from table import FIRST_YEAR, LONG, MIDDLE, WHOLE

ANNUAL = ("us8", "us12", "us20", "au12", "m3y", "tourism")
PANELS = ("us8", "us12", "us20", "au12")
MONTHLY = ("m3m", "usm", "aum")
SHARED_SHOCKS = (*PANELS, "usm", "aum")
"""Sets of overlapping origins, where a ratio of 1.02 to the best single peer is allowed."""
ALLOWED_WITH_SHARED_SHOCKS = 1.02
MOST_TO_NAIVE = 0.885
MOST_MASE = {FIRST_YEAR: 0.475, WHOLE: 1.385}
"""Monthly us_employment, at 12 and at 36 months."""
MOST_OWA = {"m3y": 0.79, "m3q": 0.895, "m3m": 0.84}
LONG_80, LONG_95, LONG_STEPS_80 = (0.77, 0.85), (0.92, 0.98), (0.74, 0.88)
MIDDLE_80, MIDDLE_95 = (0.75, 1.0), (0.90, 1.0)
ALWAYS_LONG = ("us12", "us20", "au12", "m3y", "usm", "aum")
ALWAYS_EIGHT = ("us8",)
MOST_MSIS_ANNUAL, MOST_MSIS_OTHER = 0.95, 1.0
LEAST_TOTAL_80 = 0.65
LEAST_SPEED = 10.0


@dataclass(frozen=True)
class Check:
    """One number that must be shown: reached if `low <= value <= high`."""

    point: str
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
        return f"{word} {self.point:9} {self.what}: {self.value:.4f} ({wanted}){self.beside and '; ' + self.beside}"


def verdict(table: pd.DataFrame, origins: str) -> str:
    """Return a line for every number that can be judged from the table."""
    found = [*points(table), *intervals(table), *speed(table)]
    use = {
        "late": "late origins: scored",
        "early": "early origins: choices are made here",
        "fresh": "fresh origins: scored once, when all choices stood",
        "all": "early and late origins",
    }
    head = f"Verdict ({use[origins]}): {sum(check.reached for check in found)} of {len(found)} reached"
    return "\n".join([head, *map(str, found)]) + "\n"


def _row(table: pd.DataFrame, chosen: str, method: str, part: str = WHOLE) -> pd.Series | None:
    found = table[(table["set"] == chosen) & (table["part"] == part) & (table["method"] == method)]
    return None if found.empty else found.iloc[0]


def _ours(table: pd.DataFrame, part: str = WHOLE) -> pd.DataFrame:
    return table[(table["method"] == OURS) & (table["part"] == part)].set_index("set")


def _test(row: pd.Series) -> str:
    return (
        ""
        if np.isnan(row["ours_mase_p"])
        else f", p of equal MASE {row['ours_mase_p']:.2f} over {row['origins']} origins"
    )


def _best(rivals: pd.DataFrame, ratio: str) -> tuple[pd.Series, str]:
    """Return the peer that skillcast's ratio is highest to, and words for it and for the best that answered every series."""
    best = rivals.loc[rivals[ratio].idxmax()]
    everywhere = rivals[rivals["n"] == rivals["n"].max()]
    full = everywhere.loc[everywhere[ratio].idxmax()]
    words = f"{best['method']}, {best['n']} series-origins"
    if full["method"] != best["method"]:
        words += f" ({full[ratio]:.4f} to {full['method']}, the best on all {full['n']})"
    return best, words


def points(table: pd.DataFrame) -> Iterator[Check]:
    """Yield the checks of accuracy."""
    for (chosen, part), rows in table[table["part"].isin([WHOLE, FIRST_YEAR])].groupby(["set", "part"], sort=False):
        singles = rows[rows["method"].isin(SINGLE)].dropna(subset=["ours_mase"])
        if singles.empty:
            continue
        most = ALLOWED_WITH_SHARED_SHOCKS if chosen in SHARED_SHOCKS else 1.0
        best, beside = _best(singles, "ours_mase")
        yield Check(
            "1 single",
            f"{chosen} {part}, MASE to the best single peer's",
            best["ours_mase"],
            high=most,
            beside=beside + _test(best),
        )
    for chosen, row in _ours(table).iterrows():
        four = _row(table, str(chosen), MEAN_OF_FOUR)
        beside = "" if four is None else f"to mean of four {four['ours_mase']:.3f}{_test(four)}"
        if np.isfinite(row["to_naive"]):
            yield Check("1 naive", f"{chosen}, MASE to naive", row["to_naive"], high=1.0, beside=beside)
    yield from _geometric(table)
    for part, most in MOST_MASE.items():
        row = _row(table, "usm", OURS, part)
        if row is not None:
            yield Check("1 monthly", f"usm {part}, MASE", row["mase"], high=most)
    for chosen, most in MOST_OWA.items():
        row = _row(table, chosen, OURS)
        if row is not None:
            yield Check("1 OWA", f"{chosen}, OWA", row["owa"], high=most)


def _geometric(table: pd.DataFrame) -> Iterator[Check]:
    for sets in (ANNUAL, tuple(name for name in ANNUAL if name != "au12")):
        means = {
            name: [row["to_naive"] for chosen in sets if (row := _row(table, chosen, name)) is not None]
            for name in (OURS, MEAN_OF_FOUR)
        }
        if len(means[OURS]) == len(sets) and np.isfinite(means[OURS]).all():
            ours, four = (float(np.exp(np.log(values).mean())) if values else np.nan for values in means.values())
            what = f"geometric mean of MASE to naive over {', '.join(sets)}"
            yield Check("1 annual", what, ours, high=MOST_TO_NAIVE, beside=f"mean of four {four:.3f}")


def intervals(table: pd.DataFrame) -> Iterator[Check]:
    """Yield the checks of coverage and interval scores."""
    for _, row in table[table["method"] == OURS].iterrows():
        name, whole = f"{row['set']} {row['part']} ({row['n']})", row["part"] == WHOLE
        test = "" if np.isnan(row["cov80_p"]) else f"p of 80 % {row['cov80_p']:.2f} over {row['origins']} origins"
        if row["part"] == LONG or (whole and row["set"] in ALWAYS_LONG):
            yield Check("2 cover", f"{name}, 80 % covers", row["cov80"], *LONG_80, beside=test)
            yield Check("2 cover", f"{name}, 95 % covers", row["cov95"], *LONG_95)
            for end, word in (("low", "least"), ("high", "most")):
                yield Check("2 cover", f"{name}, 80 % at its {word} covered step", row[f"cov80_{end}"], *LONG_STEPS_80)
        elif row["part"] == MIDDLE or (whole and row["set"] in ALWAYS_EIGHT):
            yield Check("2 cover", f"{name}, 80 % covers", row["cov80"], *MIDDLE_80, beside=test)
            yield Check("2 cover", f"{name}, 95 % covers", row["cov95"], *MIDDLE_95)
    for chosen, rows in table[(table["part"] == WHOLE)].groupby("set", sort=False):
        rivals = rows[rows["method"].isin([*SINGLE, *COMBINATIONS])].dropna(subset=["ours_msis"])
        if len(rivals):
            best, beside = _best(rivals, "ours_msis")
            most = MOST_MSIS_ANNUAL if chosen in ANNUAL else MOST_MSIS_OTHER
            yield Check(
                "2 MSIS", f"{chosen}, MSIS to the best peer's own bands", best["ours_msis"], high=most, beside=beside
            )
    for chosen, row in _ours(table).iterrows():
        if chosen in PANELS:
            beside = f"p of 80 % {row['total80_p']:.2f} over {row['origins']} origins; peers have no joint draws"
            yield Check(
                "2 total", f"{chosen}, the total's 80 % covers", row["total80"], low=LEAST_TOTAL_80, beside=beside
            )


def speed(table: pd.DataFrame) -> Iterator[Check]:
    """Yield the checks of time; the panel of 100,000 series is `speed.py`'s."""
    for sets, rival in ((ANNUAL, MEAN_OF_FOUR), (MONTHLY, MEAN_OF_THREE)):
        for chosen in sets:
            ours, peer = _row(table, chosen, OURS), _row(table, chosen, rival)
            if ours is not None and peer is not None:
                beside = f"{ours['ms']:.2f} ms a series, {rival} {peer['ms']:.2f} ms"
                yield Check(
                    "3 speed",
                    f"{chosen}, times as fast as the {rival}",
                    peer["ms"] / ours["ms"],
                    low=LEAST_SPEED,
                    beside=beside,
                )
                yield Check("3 accuracy", f"{chosen}, MASE to the {rival}'s", peer["ours_mase"], high=1.0)
