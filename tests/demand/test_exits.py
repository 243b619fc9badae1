"""Exits by age and sex: nobody leaves twice, cells grow older, and what is expected is what is drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.demand.age_cells import age_cells, portion
from skillcast.demand.age_structure import AGES
from skillcast.demand.exit_model import CAUSES, FLOWS, ExitModel, assumed_rates, exit_model
from skillcast.demand.exits import Exits, draw_exits
from skillcast.demand.flexible_exit import RetirementOptions
from skillcast.draws import Draws
from skillcast.streams import stream

RETIREMENT = CAUSES.index("retirement")


def constant(sizes: list[int], years: int = 3, scenarios: int = 400, first: int = 2026) -> Draws:
    samples = np.tile(np.array(sizes)[:, None, None], (1, years + 1, scenarios))
    index = pd.DataFrame({"occupation": [f"o{row}" for row in range(len(sizes))]})
    return Draws(index, pd.period_range(str(first - 1), periods=years + 1, freq="Y"), samples)


def ages(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["occupation", "sex", "age", "employed"])
    return frame.assign(period="2025")


def trades(share: float) -> pd.DataFrame:
    return pd.DataFrame({"occupation": ["o0"], "share": [share]})


def without(*causes: str) -> pd.DataFrame:
    """Assumed rates with some causes struck out."""
    rates = assumed_rates()
    return rates.assign(rate=rates["rate"].where(~rates["cause"].isin(causes), 0.0))


def exits_of(stock: Draws, model: ExitModel, **options: float) -> Exits:
    return draw_exits(stock, model, seed=1, **options)  # type: ignore[arg-type]


def test_an_older_occupation_loses_more() -> None:
    table = ages(("o0", "male", 30, 100), ("o1", "male", 59, 100))
    rates = exit_model(["o0", "o1"], [2026, 2027, 2028], ages=table).rates
    assert rates[0, 0, RETIREMENT] == 0
    assert rates[1, 0, RETIREMENT] > 0.5


def test_those_past_the_age_leave_at_the_late_rate() -> None:
    options = RetirementOptions(late_exit=0.4)
    rates = exit_model(["late"], [2026], ages=ages(("late", "male", 66, 100)), options=options).rates
    assert rates[0, 0, RETIREMENT] == pytest.approx(0.4, rel=0.02)


def test_exits_keep_their_numbers_when_other_occupations_leave_the_table() -> None:
    stock = constant([300, 40, 700])
    part = Draws(stock.index.iloc[[2]].reset_index(drop=True), stock.periods, stock.samples[[2]])
    whole = exits_of(stock, exit_model(["o0", "o1", "o2"], [2026, 2027, 2028]))
    alone = exits_of(part, exit_model(["o2"], [2026, 2027, 2028]))
    for flow in FLOWS:
        assert np.array_equal(getattr(whole, flow).samples[2], getattr(alone, flow).samples[0])


@pytest.mark.parametrize("hardship", [0.0, 0.3])
def test_drawn_exits_are_those_expected(hardship: float) -> None:
    """With a constant stock the drawn means follow the single-year expectation, cause by cause, over five years."""
    table = ages(*(("o0", sex, age, 10 + age % 7) for sex in ("male", "female") for age in range(20, 64)))
    model = exit_model(["o0"], range(2026, 2031), ages=table, hardship=trades(hardship), spread=0.0)
    stock = constant([5000], years=5, scenarios=800)
    exits = exits_of(stock, model, shock=0.0)
    drawn = np.stack([getattr(exits, cause).mean()[0] for cause in CAUSES], axis=1)
    error = np.sqrt(5000 * model.rates[0] / 800)
    assert drawn == pytest.approx(5000 * model.rates[0], abs=float(4 * error.max() + 1))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), horizon=st.integers(1, 4))
def test_no_more_leave_than_are_there(seed: int, horizon: int) -> None:
    rng = stream(seed, "stocks")
    path = rng.integers(0, 60, size=(3, horizon + 1, 50))
    index = pd.DataFrame({"occupation": ["o0", "o1", "o2"]})
    stock = Draws(index, pd.period_range("2025", periods=horizon + 1, freq="Y"), path)
    moves = pd.DataFrame({"sex": ["male", "female"], "age": 30, "cause": "transfer", "rate": 0.5})
    rates = pd.concat([assumed_rates(), moves])
    model = exit_model(list(index["occupation"]), range(2026, 2026 + horizon), rates=rates, spread=1.0)
    exits = draw_exits(stock, model, shock=1.0, seed=seed)
    flows = [getattr(exits, flow).samples for flow in FLOWS]
    assert all(np.issubdtype(flow.dtype, np.integer) and (flow >= 0).all() for flow in flows)
    assert (sum(flows) <= path[:, :-1]).all()
    assert np.array_equal(exits.total, sum(flows[:3]))


def test_cohorts_grow_older_in_every_scenario() -> None:
    """One birth cohort alone at work and no newcomer of that age: it retires when it is due, whatever the scenario."""
    table = ages(("o0", "male", 56, 10))
    model = exit_model(["o0"], range(2026, 2036), ages=table, rates=without("death", "withdrawal"), spread=0.0)
    exits = exits_of(constant([1000], years=10, scenarios=200), model, shock=0.0)
    gone = exits.retirement.samples[0]
    # Born in 1969: the official table has nine birth months leave in 2030 and three in January to March 2031.
    assert (gone[:4] == 0).all()
    assert (gone[4:6].sum(axis=0) == 1000).all()
    assert gone[4].mean() == pytest.approx(1000 * 9 / 12, rel=0.02)
    assert (gone[6:] == 0).all()


def test_layoffs_take_from_all_ages_and_newcomers_are_young() -> None:
    table = ages(("o0", "male", 58, 500), ("o0", "male", 30, 500))
    path = np.tile(np.array([1000, 500, 1000])[None, :, None], (1, 1, 300))
    stock = Draws(pd.DataFrame({"occupation": ["o0"]}), pd.period_range("2025", periods=3, freq="Y"), path)
    model = exit_model(["o0"], [2026, 2027], ages=table, rates=without("death", "withdrawal"), spread=0.0)
    gone = exits_of(stock, model, shock=0.0).retirement.samples[0]
    assert (gone[0] == 0).all()
    # Half of those of 58 were laid off in 2026; the official table has them leave from August 2027 on.
    due = model.chances[1, 0, 1, 0, AGES == 59][0]
    assert gone[1].mean() == pytest.approx(250 * due, rel=0.03)


def test_transfers_are_no_exits() -> None:
    moves = pd.DataFrame({"sex": ["male", "female"], "age": 30, "cause": "transfer", "rate": 0.08})
    rates = pd.concat([assumed_rates(), moves])
    stock = constant([2000])
    plain, moving = (exits_of(stock, exit_model(["o0"], [2026, 2027, 2028], rates=table)) for table in (None, rates))
    assert (plain.transfer.samples == 0).all()
    assert moving.transfer.mean() == pytest.approx(0.08 * 0.97 * 2000, rel=0.06)
    assert moving.total.mean() == pytest.approx(plain.total.mean(), rel=0.03)


def test_more_uncertainty_widens_the_interval() -> None:
    stock = constant([3000])
    widths = []
    for spread, shock in ((0.0, 0.0), (0.2, 0.0), (0.2, 0.3)):
        exits = exits_of(stock, exit_model(["o0"], [2026, 2027, 2028], spread=spread), shock=shock)
        widths.append(np.ptp(np.quantile(exits.total, [0.1, 0.9], axis=2), axis=0).mean())
    assert widths[0] < widths[1] < widths[2]


def test_cancelling_the_reform_raises_exits_every_year() -> None:
    years = range(2026, 2040)
    law, revoked = (
        exit_model(["o0"], years, options=RetirementOptions(reform=reform)).rates.sum(axis=2)[0]
        for reform in (True, False)
    )
    assert (revoked > law).all()


def test_cells_are_single_years_only_where_the_law_separates_them() -> None:
    model = exit_model(["o0"], range(2026, 2031))
    cells = age_cells(model.chances[:, 0], model.structure[0])
    assert cells.chances.shape[2] < 60
    assert (cells.chances >= 0).all()
    assert (cells.chances <= 1).all()
    assert cells.base.sum() == pytest.approx(2**30, abs=100)
    heavy = exit_model(["o0"], range(2026, 2031), hardship=trades(0.5))
    assert age_cells(heavy.chances[:, 0], heavy.structure[0]).chances.shape[2] > cells.chances.shape[2]


@settings(max_examples=60, deadline=None)
@given(
    weights=st.lists(st.integers(0, 2**30), min_size=1, max_size=12).filter(any),
    total=st.integers(0, 50_000_000),
    seed=st.integers(0, 1000),
)
def test_portions_add_up_and_stay_near_their_share(weights: list[int], total: int, seed: int) -> None:
    column = np.array(weights, dtype=np.int64)[:, None]
    parts = portion(np.full(5, total), column, stream(seed, "portion"))
    exact = np.array(weights, dtype=float) * total / sum(weights)
    assert (parts.sum(axis=0) == total).all()
    assert (np.abs(parts - exact[:, None]) < 1 + 1e-6).all()
    if total <= sum(weights):
        assert (parts <= column).all()


def test_portions_are_right_on_average() -> None:
    parts = portion(np.full(20_000, 7), np.array([[1], [2], [10]]), stream(0, "portion"))
    assert parts.mean(axis=1) == pytest.approx(7 * np.array([1, 2, 10]) / 13, rel=0.02)


def test_a_model_of_other_years_is_refused() -> None:
    stock = constant([10])
    with pytest.raises(ValueError, match="years"):
        draw_exits(stock, exit_model(["o0"], [2027, 2028, 2029]))
    with pytest.raises(ValueError, match="lacks o0"):
        draw_exits(stock, exit_model(["x"], [2026, 2027, 2028]))


def test_assumed_rates_are_labelled_as_assumptions() -> None:
    rates = assumed_rates()
    assert rates["rate"].between(0, 1).all()
    assert rates["source"].str.contains("假定").all()


def test_the_last_structure_counts() -> None:
    """The last period counts; a table with an earlier one beside it says the same."""
    now = ages(("o0", "male", 30, 100), ("o0", "male", 58, 50))
    before = now.assign(period="2020", employed=[1, 500])
    alone, both = (exit_model(["o0"], [2026], ages=table).rates for table in (now, pd.concat([before, now])))
    assert np.array_equal(alone, both)


def test_past_years_have_the_ages_they_had() -> None:
    ages = pd.DataFrame({"occupation": "a", "sex": "male", "age": 40, "period": "2025", "employed": 100}, index=[0])
    model = exit_model(["a"], [2023, 2024, 2025, 2026, 2027], ages=ages)
    assert model.structure.sum(axis=(2, 3)) == pytest.approx(np.ones((1, 5)))
    # At the beginning of 2023, three years before the end of 2025, who is 40 then was 37.
    assert list(AGES[model.structure[0, :, 0].argmax(axis=1)]) == [37, 38, 39, 40, 41]
    assert (exit_model(["a"], [2024, 2025], ages=ages).structure == model.structure[:, 1:3]).all()
