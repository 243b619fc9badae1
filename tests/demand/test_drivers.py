"""Output scenarios of the table `drivers` in the chain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.demand.drivers import follow_drivers, probabilities, without_past
from skillcast.demand.industries import industry_scenarios, unused_scenarios
from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.panel import Panel
from skillcast.parameters import load_parameters
from skillcast.tables.drivers import DRIVERS

P = load_parameters(2025)
QUIET = load_parameters(2025, {"scenarios.output_error": 0.001})
YEARS = range(2010, 2026)
STEPS = 0.06 * np.sin(np.arange(len(YEARS)) * 1.7)
ELASTICITY = 0.7


def city(*industries: str, size: int = 2000) -> tuple[Panel, Draws]:
    """Employment that follows output with a known elasticity, and a forecast at the last level."""
    index = pd.DataFrame({"industry": industries})
    levels = 10_000 * np.exp(ELASTICITY * np.cumsum(STEPS))
    history = Panel(index, pd.period_range("2010", "2025", freq="Y"), np.tile(levels, (len(industries), 1)))
    ahead = np.full((len(industries), 3, size), levels[-1], dtype=np.float32)
    return history, Draws(index, pd.period_range("2026", periods=3, freq="Y"), ahead)


def table(paths: dict[str, dict[int, float]], *industries: str) -> pd.DataFrame:
    rows = [
        (code, str(year), name, growth)
        for code in industries
        for name, path in ({"实际": dict(zip(YEARS, STEPS, strict=True))} | paths).items()
        for year, growth in path.items()
    ]
    return pd.DataFrame(rows, columns=["industry", "period", "scenario", "output_growth"])


def ratio(drivers: pd.DataFrame, parameters=QUIET, *industries: str) -> np.ndarray:
    history, ahead = city(*(industries or ("C31",)))
    return follow_drivers(history, ahead, drivers, parameters=parameters).samples / ahead.samples


def test_employment_follows_the_surprise_by_its_elasticity() -> None:
    cut, plan = (ratio(table({"情景": {2026: growth, 2027: growth}}, "C31")) for growth in (-0.10, 0.0))
    fall = np.log(np.median(cut, axis=2) / np.median(plan, axis=2))[0]
    assert fall[:2] == pytest.approx([-0.10 * ELASTICITY, -0.20 * ELASTICITY], rel=0.1)
    assert fall[2] == pytest.approx(fall[1], rel=0.1)  # a year not told goes as expected


def test_output_that_goes_as_expected_leaves_the_median() -> None:
    mean = float(STEPS[:].mean())
    assert np.median(ratio(table({"情景": {2026: mean}}, "C31"))[0, 0]) == pytest.approx(1.0, abs=0.005)


def test_scenarios_are_joint_draws_with_their_probabilities() -> None:
    drivers = table({"低": {2026: -0.3}, "高": {2026: 0.3}}, "C31", "C32")
    drivers["probability"] = drivers["scenario"].map({"低": 0.25, "高": 0.75})
    one, two = ratio(drivers, QUIET, "C31", "C32")[:, 0]
    assert (one < 1).mean() == pytest.approx(0.25, abs=0.01)
    assert np.array_equal(one < 1, two < 1)


def test_without_probabilities_scenarios_are_equally_likely_and_the_notes_say_so() -> None:
    drivers = table({"低": {2026: -0.3}, "高": {2026: 0.3}}, "C31")
    assert probabilities(drivers, 2025) == {"低": 0.5, "高": 0.5}
    (note,) = unused_scenarios(None, drivers, city("C31", size=2)[1])
    assert "等可能" in note[0]
    assert "equally likely" in note[1]


def test_output_is_never_taken_as_known() -> None:
    spread = ratio(table({"情景": {2026: 0.1}}, "C31"), P)[0].std(axis=1)
    assert spread[0] > 0.01
    assert spread[2] > spread[0]


def test_an_industry_without_known_output_stays_as_it_is_and_is_named() -> None:
    drivers = table({"情景": {2026: -0.3}}, "C31", "C32")
    drivers = drivers[~((drivers["industry"] == "C32") & (drivers["period"] == "2025"))]
    assert without_past(drivers, 2025) == ["C32"]
    moved = ratio(drivers, P, "C31", "C32")
    assert (moved[1] == 1).all()
    assert not (moved[0] == 1).any()
    assert "C32" in unused_scenarios(None, drivers, city("C31", size=2)[1])[0][0]


@pytest.mark.parametrize("kept", ["past", "future"])
def test_past_alone_or_future_alone_changes_nothing(kept: str) -> None:
    drivers = table({"情景": {2026: -0.3}}, "C31")
    drivers = drivers[(drivers["scenario"] == "实际") == (kept == "past")]
    history, ahead = city("C31")
    plain = industry_scenarios(history, ahead, parameters=P)
    assert (
        plain.samples.tobytes() == industry_scenarios(history, ahead, parameters=P, drivers=drivers).samples.tobytes()
    )


def test_two_pasts_are_refused() -> None:
    drivers = table({"情景": {2024: 0.2, 2026: 0.1}}, "C31")
    with pytest.raises(DataError, match="C31 2024"):
        ratio(drivers)


def test_same_seed_same_numbers() -> None:
    drivers = table({"低": {2026: -0.3}, "高": {2026: 0.3}}, "C31")
    assert np.array_equal(ratio(drivers, P), ratio(drivers, P))


@pytest.mark.parametrize(
    ("drivers", "kind"),
    [
        (pd.DataFrame({"industry": "C31", "period": ["2026Q1"], "scenario": "a", "output_growth": 0.1}), "inconsistent"),
        (pd.DataFrame({"industry": "C31", "period": ["2026", "2027"], "scenario": "a", "probability": [0.4, 0.6]}), "inconsistent"),
        (pd.DataFrame({"industry": "C31", "period": "2026", "scenario": ["a", "b"], "probability": [0.4, 0.4]}), "weights-not-one"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_table_is_found(drivers: pd.DataFrame, kind: str) -> None:
    assert [problem.kind for check in DRIVERS.row_checks for problem in check(drivers)] == [kind]
