"""Graduates split exactly; rates shrink; entrants follow the accounts."""

import numpy as np
import pandas as pd
import pytest

from skillcast.panel import Panel
from skillcast.streams import stream
from skillcast.supply.cohorts import graduate_flow, local_graduates
from skillcast.supply.entrants import draw_entrants, past_entrants
from skillcast.supply.rates import draw_rates, fit_beta


def tables(halves: bool = False) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    schools = ["甲校", "乙校"] if halves else ["甲校"]
    size = 60 if halves else 120
    programmes = pd.DataFrame(
        {"school": schools, "programme": "460301", "level": "college", "years": 3, "class_size": 40, "max_seats": 200}
    )
    rows = []
    for school in schools:
        for year in range(2016, 2026):
            done = year + 3 <= 2025
            rows.append(
                {
                    "school": school, "programme": "460301", "intake_year": year, "seats": size, "enrolled": size,
                    "graduates": size * 0.9 if done else np.nan, "placed": size * 0.6 if done else np.nan,
                    "placed_local": size * 0.3 if done else np.nan, "matched": size * 0.25 if done else np.nan,
                    "further_study": size * 0.2 if done else np.nan, "first_choice": size * 0.5, "wage": 4000.0,
                }
            )  # fmt: skip
    links = pd.DataFrame(
        {"programme": "460301", "occupation": ["6-31-01-03", "6-31-07-01"], "weight": [0.7, 0.3], "source": "test"}
    )
    return programmes, pd.DataFrame(rows), links


def test_every_graduate_ends_in_one_place() -> None:
    flow = graduate_flow(*tables(), year=2025, horizon=5, draws=300)
    flow.check()
    assert (flow.graduates.samples <= 120).all()
    assert flow.graduates.mean()[0] == pytest.approx(np.full(5, 108), rel=0.05)


def test_admitted_and_assumed_intakes_are_told_apart() -> None:
    flow = graduate_flow(*tables(), year=2025, horizon=5, draws=10)
    assert flow.pipeline["status"].tolist() == ["admitted"] * 3 + ["assumed"] * 2


def test_cohorts_after_the_origin_are_not_seen() -> None:
    programmes, cohorts, links = tables()
    early = graduate_flow(programmes, cohorts, links, year=2022, horizon=3, draws=50)
    changed = cohorts.assign(enrolled=cohorts["enrolled"].where(cohorts["intake_year"] <= 2022, 7))
    late = graduate_flow(programmes, changed, links, year=2022, horizon=3, draws=50)
    assert np.array_equal(early.graduates.samples, late.graduates.samples)


def test_splitting_a_programme_in_halves_keeps_the_totals() -> None:
    whole = graduate_flow(*tables(), year=2025, horizon=3, draws=2000, shock=0.0)
    halves = graduate_flow(*tables(halves=True), year=2025, horizon=3, draws=2000, shock=0.0)
    a, b = (flow.local.total().mean()[0] for flow in (whole, halves))
    assert a == pytest.approx(b, rel=0.03)


def test_local_graduates_of_the_past_follow_the_crosswalk() -> None:
    programmes, cohorts, links = tables()
    past = local_graduates(cohorts, programmes, links, range(2023, 2026))
    assert past.loc["6-31-01-03"].tolist() == pytest.approx([120 * 0.3 * 0.7] * 3)


def test_shrinkage_pulls_a_small_programme_toward_the_rest() -> None:
    successes, trials = np.array([80.0, 160, 240, 3]), np.array([100.0, 200, 300, 10])
    prior = fit_beta(successes, trials)
    rates = draw_rates(successes[3], trials[3], np.zeros((1, 4000)), stream(0, "small"), prior)
    assert 0.3 < rates.mean() < 0.8
    assert rates.mean() > 0.35


def test_entrants_close_the_accounts_of_the_past() -> None:
    index = pd.DataFrame({"occupation": ["a"]})
    stocks = Panel(index, pd.period_range("2023", "2025", freq="Y"), np.array([[100.0, 110.0, 105.0]]))
    graduates = pd.DataFrame({2024: [4.0], 2025: [2.0]}, index=["a"])
    past = past_entrants(stocks, np.array([[0.1, 0.1]]), graduates)
    assert past.values[0].tolist() == pytest.approx([10 + 10 - 4, -5 + 11 - 2])
    ahead = draw_entrants(past, horizon=2, draws=4000)
    assert ahead.mean().mean() == pytest.approx(past.values.mean(), rel=0.05)
