"""Flows between two age structures are found again where they are known."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError
from skillcast.supply.ageing import project_ages
from skillcast.supply.cohort_change import CohortChange, cohort_change

AGES = np.arange(15, 101)
YEARS = 10
NAMES = pd.Index(["small", "large"], name="field")


@dataclass(frozen=True)
class Truth:
    """A population of two fields carried on year by year: persons by year, flows and drivers."""

    structures: list[np.ndarray]
    attrition: np.ndarray
    entering: np.ndarray
    leaving: np.ndarray
    drivers: np.ndarray

    def census(self, year: int) -> pd.DataFrame:
        return pd.DataFrame(np.round(self.structures[year]).astype(int), index=NAMES, columns=AGES)


def truth(*, growth: float = 0.04, emigration: float = 0.0, years: int = 15) -> Truth:
    hazard = 0.02 * np.exp(1.05 * (AGES - 75) / 10)
    attrition = -np.expm1(-np.outer([1.2, 0.9], hazard))
    shape = np.exp(-(((AGES - 25) / 4) ** 2)) + 0.05 * np.exp(-(((AGES - 35) / 8) ** 2))
    entering = np.outer([3_000, 40_000], shape / shape.sum()) * (AGES < 65)
    leaving = np.where((AGES >= 40) & (AGES < 50), emigration, 0.0)
    drivers = (1 + growth) ** np.arange(-40, years)
    people, found = np.zeros_like(entering), []
    for driver in drivers:
        stay = people * (1 - attrition) * (1 - leaving)
        people = np.roll(stay, 1, axis=1)
        people[:, 0] = 0.0
        people[:, -1] += stay[:, -1]
        people += entering * driver
        found.append(people)
    return Truth(found[39:], attrition, entering, leaving, np.tile(drivers[40:], (2, 1)))


def learned(known: Truth, **options: float) -> CohortChange:
    drivers = pd.DataFrame(known.drivers[:, :YEARS], index=NAMES)
    return cohort_change(known.census(0), known.census(YEARS), years=YEARS, drivers=drivers, **options)


def test_entrants_and_their_ages_are_recovered() -> None:
    known = truth()
    change = learned(known)
    assert change.entrants.to_numpy() == pytest.approx(known.entering.sum(axis=1), rel=0.03)
    shares = known.entering / known.entering.sum(axis=1, keepdims=True)
    assert np.abs(change.profile.to_numpy() - shares).sum(axis=1).max() < 0.1
    assert change.profile.sum(axis=1).to_numpy() == pytest.approx(1.0)


def test_attrition_is_recovered_by_age_and_series() -> None:
    known = truth()
    found = learned(known).rates["attrition"].loc[:, 66:90].to_numpy()
    assert found == pytest.approx(known.attrition[:, 51:76], rel=0.1)


def test_ages_that_more_leave_than_enter_show_as_withdrawal() -> None:
    rate = learned(truth(emigration=0.04)).rates["withdrawal"].loc["large"]
    assert rate.loc[42:47].mean() == pytest.approx(0.04, rel=0.25)
    assert learned(truth()).rates["withdrawal"].loc["large", 15:60].max() < 0.005


def test_what_was_learned_foretells_the_next_census() -> None:
    known = truth(emigration=0.02)
    change = learned(known)
    expected = change.entrants.to_numpy()[:, None] * known.drivers[:, YEARS:]
    counts = np.repeat(np.round(expected).astype(int)[:, :, None], 20, axis=2)
    periods = pd.period_range("2017", periods=5, freq="Y")
    ageing = project_ages(
        known.census(YEARS), change.rates, Draws(pd.DataFrame({"field": NAMES}), periods, counts), change.profile
    )
    forecast = ageing.stock.samples[:, -1].mean(axis=1).reshape(2, -1)
    error = np.abs(forecast / known.structures[-1] - 1)[:, 5:70]
    assert np.median(error) < 0.02
    assert forecast.sum(axis=1) == pytest.approx(known.structures[-1].sum(axis=1), rel=0.01)


def test_a_thousand_times_the_persons_are_a_thousand_times_the_entrants() -> None:
    known = truth()
    once, again = (
        cohort_change(known.census(0) * factor, known.census(YEARS) * factor, years=YEARS) for factor in (1, 1000)
    )
    assert again.entrants.to_numpy() / once.entrants.to_numpy() == pytest.approx(1000, rel=0.02)


def test_more_drivers_mean_fewer_entrants_each() -> None:
    known = truth()
    half, full = (
        cohort_change(known.census(0), known.census(YEARS), years=YEARS, drivers=pd.DataFrame(known.drivers[:, :YEARS] * k, index=NAMES))
        for k in (1, 2)
    )  # fmt: skip
    assert half.entrants.to_numpy() / full.entrants.to_numpy() == pytest.approx(2.0, rel=0.02)


def test_a_field_without_persons_has_no_flows() -> None:
    known = truth()
    empty = [known.census(year) * 0 for year in (0, YEARS)]
    change = cohort_change(*empty, years=YEARS)
    assert change.entrants.tolist() == [0.0, 0.0]
    assert change.profile.sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert not change.rates["withdrawal"].to_numpy().any()


def test_what_cannot_be_is_refused() -> None:
    known = truth()
    first, last = known.census(0), known.census(YEARS)
    with pytest.raises(DataError):
        cohort_change(first, last.iloc[:1], years=YEARS)
    with pytest.raises(DataError):
        cohort_change(first - 1, last, years=YEARS)
    with pytest.raises(DataError):
        cohort_change(first, last, years=YEARS, drivers=pd.DataFrame(1.0, NAMES, range(3)))
    for options in ({"years": 0}, {"years": 60}, {"years": YEARS, "settled": 98}, {"years": YEARS, "smoothness": 0.0}):
        with pytest.raises(ParameterError):
            cohort_change(first, last, **options)
