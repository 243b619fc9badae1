"""The seat rule of 2015, row by row and at every boundary."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.programmes.rules import flag_programmes, outcomes, seat_rule

YEAR = 2025
NAN = np.nan
TABLE = pd.DataFrame({"school": "甲校", "programme": ["460103"], "years": 3, "level": "college"})


def cohorts(fill: float, placement: tuple[float, ...], *, since: int = 2016) -> pd.DataFrame:
    """Plans of 1,000; fill (%) of the last intake, placement of the last classes, the latest at the end; 95 before."""
    rates = dict(zip(range(YEAR, YEAR - len(placement), -1), placement[::-1], strict=True))
    rows = []
    for year in range(since, YEAR + 1):
        rate = rates.get(year + 3, 95.0 if year + 3 <= YEAR else NAN)
        rows.append(
            {"school": "甲校", "programme": "460103", "intake_year": year, "seats": 1000.0}
            | {"enrolled": 10 * fill if year == YEAR else 1000.0, "graduates": 1000.0 if rate == rate else NAN}
            | {"placed": 10 * rate, "further_study": 0.0, "matched": NAN, "placed_local": NAN, "first_choice": NAN}
        )
    return pd.DataFrame(rows)


CASES = [
    # fill, classes, action, lowest, highest
    (100.1, (90.0,), "expand", 1500, 2000),
    (100.0, (90.0,), "expand", 1000, 1100),
    (99.9, (90.0,), "keep", 1000, 1000),
    (70.0, (90.0,), "keep", 1000, 1000),
    (69.9, (90.0,), "none", NAN, NAN),
    (100.1, (89.9,), "cut", NAN, 1000),
    (70.0, (89.9,), "cut", NAN, 1000),
    (70.0, (70.0,), "cut", NAN, 1000),
    (69.9, (70.0,), "none", NAN, NAN),
    (100.1, (69.9,), "cap", NAN, 50),
    (10.0, (69.9,), "cap", NAN, 50),
    (100.0, (69.9, 69.9), "cap", NAN, 50),
    (100.0, (69.9, 69.9, 69.9), "suspend", 0, 0),
    (100.0, (70.0, 69.9, 69.9), "cap", NAN, 50),
    (100.0, (69.9, 69.9, 70.0), "cut", NAN, 1000),
    (100.0, (NAN, 69.9), "cap", NAN, 50),  # three years running cannot be shown
    (100.0, (69.9, NAN, NAN), "unknown", NAN, NAN),
]


@pytest.mark.parametrize(("fill", "placement", "action", "lowest", "highest"), CASES)
def test_every_row(fill: float, placement: tuple[float, ...], action: str, lowest: float, highest: float) -> None:
    found = seat_rule(outcomes(TABLE, cohorts(fill, placement), YEAR), year=YEAR).iloc[0]
    assert found["action"] == action
    assert [found["lowest"], found["highest"]] == pytest.approx([lowest, highest], nan_ok=True)
    assert found["case"] and found["case_en"].isascii() and found["source"] and found["date"] == "2015-01-05"


def test_a_new_programme_is_capped_and_an_unknown_one_not_judged() -> None:
    new = cohorts(100.0, ()).query("intake_year >= 2023")
    other = cohorts(100.0, ()).assign(programme="460104")
    table = pd.concat([TABLE, TABLE.assign(programme="460104")])
    both = seat_rule(outcomes(table, pd.concat([new, other]), YEAR), year=YEAR).set_index("programme")
    assert both.loc["460103", ["action", "highest"]].tolist() == ["cap", 50]
    alone = seat_rule(outcomes(TABLE, new, YEAR), year=YEAR).iloc[0]
    assert alone["action"] == "unknown" and np.isnan(alone["highest"])


@pytest.mark.parametrize(
    ("placement", "expected"),
    [
        ((60.0,) * 3, ("suspend", "停招")),
        ((95.0, 60.0), ("cap", "招生不超过50人")),
        ((80.0,), ("cut", "适度压减")),
        ((95.0,), None),
    ],
)
def test_flags_carry_the_consequence_of_their_row(
    placement: tuple[float, ...], expected: tuple[str, str] | None
) -> None:
    flags = flag_programmes(TABLE, cohorts(100.0, placement), {}, year=YEAR, presets=("jiangxi_2015",))
    if expected is None:
        assert flags.empty
    else:
        assert flags["consequence"].tolist() == [expected[0]]
        assert expected[1] in flags["reason"].iloc[0]


@given(
    fill=st.floats(0, 200),
    placement=st.floats(0, 100),
    better=st.floats(0, 100),
)
def test_better_placement_never_lowers_the_upper_bound(fill: float, placement: float, better: float) -> None:
    low, high = sorted((placement, better))
    bounds = [
        seat_rule(outcomes(TABLE, cohorts(fill, (95.0, 95.0, rate)), YEAR), year=YEAR)["highest"].iloc[0]
        for rate in (low, high)
    ]
    first, second = (np.inf if np.isnan(bound) else bound for bound in bounds)
    assert second >= first
