"""Shrinkage in a world whose shares and concentration are known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from skillcast.demand.staffing import concentration, draw_stocks, fit_staffing, past_stocks
from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.panel import Panel
from skillcast.streams import stream

INDUSTRIES = [f"C{number}" for number in range(13, 33)]
OCCUPATIONS = [f"6-00-00-{number:02d}" for number in range(30)]


def world(seed: int, weight: float, sample: int) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    rng = stream(seed, "test-world")
    prior = rng.dirichlet(np.full(len(OCCUPATIONS), 0.5), size=len(INDUSTRIES))
    truth = np.array([rng.dirichlet(np.maximum(weight * row, 1e-6)) for row in prior])
    counts = np.array([rng.multinomial(sample, row) for row in truth])
    keys = pd.MultiIndex.from_product([INDUSTRIES, OCCUPATIONS], names=["industry", "occupation"]).to_frame(index=False)
    local = keys.assign(period="2025", employed=counts.ravel())
    reference = keys.assign(period="2025", employed=np.rint(1e6 * prior).astype(int).ravel())
    return local, reference, truth


def test_shrunken_shares_beat_sample_and_reference() -> None:
    errors = {"shrunk": 0.0, "sample": 0.0, "reference": 0.0}
    for seed in range(10):
        local, reference, truth = world(seed, 60, 150)
        fit = fit_staffing(local, reference, industries=INDUSTRIES, year=2025)
        sample = fit.counts / fit.counts.sum(axis=1, keepdims=True)
        for name, shares in (("shrunk", fit.shares), ("sample", sample), ("reference", fit.prior)):
            errors[name] += np.abs(shares - truth).sum()
    assert errors["shrunk"] < 0.9 * errors["sample"]
    assert errors["shrunk"] < 0.9 * errors["reference"]


@pytest.mark.parametrize("weight", [10.0, 60.0, 400.0])
def test_concentration_is_recovered(weight: float) -> None:
    found = []
    for seed in range(15):
        local, reference, _ = world(seed, weight, 1500)
        fit = fit_staffing(local, reference, industries=INDUSTRIES, year=2025)
        found.append(fit.concentration)
    assert np.median(found) == pytest.approx(weight, rel=0.25)


def test_structural_zeros_stay_empty_and_cells_add_up() -> None:
    local, reference, _ = world(1, 60, 300)
    for frame in (local, reference):
        frame.loc[(frame["industry"] == "C13") & (frame["occupation"] == OCCUPATIONS[0]), "employed"] = 0
    fit = fit_staffing(local, reference, industries=INDUSTRIES, year=2025)
    periods = pd.period_range("2025", periods=3, freq="Y")
    totals = np.tile(np.arange(100, 100 + len(INDUSTRIES))[:, None, None], (1, 3, 50))
    cells = draw_stocks(fit, Draws(pd.DataFrame({"industry": INDUSTRIES}), periods, totals))
    assert np.array_equal(cells.total(["industry"]).samples, totals)
    empty = (cells.index["industry"] == "C13") & (cells.index["occupation"] == OCCUPATIONS[0])
    assert not empty.any()


def test_future_rows_and_row_order_do_not_matter() -> None:
    local, reference, _ = world(2, 60, 300)
    later = local.assign(period="2026", employed=local["employed"] + 5)
    fit = fit_staffing(local, reference, industries=INDUSTRIES, year=2025)
    other = fit_staffing(
        pd.concat([later, local.sample(frac=1, random_state=0)]), reference[::-1], industries=INDUSTRIES, year=2025
    )
    assert np.array_equal(fit.shares, other.shares)


def test_past_stocks_add_up_to_employment() -> None:
    local, reference, _ = world(3, 60, 300)
    fit = fit_staffing(local, reference, industries=INDUSTRIES, year=2025)
    periods = pd.period_range("2020", "2025", freq="Y")
    values = np.linspace(1000, 2000, len(INDUSTRIES) * 6).reshape(len(INDUSTRIES), 6)
    past = past_stocks(fit, Panel(pd.DataFrame({"industry": INDUSTRIES}), periods, values))
    assert past.values.sum(axis=0) == pytest.approx(values.sum(axis=0))


def test_more_data_brings_shares_closer_to_the_sample() -> None:
    prior = np.full((20, 30), 1 / 30)
    counts = np.array([stream(0, row).multinomial(500, np.full(30, 1 / 30)) for row in range(20)]).astype(float)
    assert concentration(counts, prior) > 1000


def test_rows_sum_to_one() -> None:
    local, reference, _ = world(4, 60, 300)
    fit = fit_staffing(local, reference, industries=INDUSTRIES, year=2025)
    assert np.abs(fit.shares.sum(axis=1) - 1).max() <= 1e-12
    assert np.abs(fit.prior.sum(axis=1) - 1).max() <= 1e-12


def test_renaming_occupations_renames_the_result() -> None:
    local, reference, _ = world(5, 60, 300)
    names = dict(zip(OCCUPATIONS, [f"4-00-00-{number:02d}" for number in range(29, -1, -1)], strict=True))
    fit = fit_staffing(local, reference, industries=INDUSTRIES, year=2025)
    other = fit_staffing(
        local.replace({"occupation": names}), reference.replace({"occupation": names}), industries=INDUSTRIES, year=2025
    )
    place = [other.occupations.index(names[code]) for code in fit.occupations]
    assert other.shares[:, place] == pytest.approx(fit.shares, rel=1e-6)
    assert other.concentration == pytest.approx(fit.concentration, rel=1e-6)


def test_the_order_of_industries_only_orders_the_rows() -> None:
    local, reference, _ = world(6, 60, 300)
    fit = fit_staffing(local, reference, industries=INDUSTRIES, year=2025)
    other = fit_staffing(local, reference, industries=INDUSTRIES[::-1], year=2025)
    assert other.shares[::-1] == pytest.approx(fit.shares, rel=1e-6)
    totals = np.full((len(INDUSTRIES), 2, 20), 1000)
    periods = pd.period_range("2025", periods=2, freq="Y")
    draws = [
        draw_stocks(one, Draws(pd.DataFrame({"industry": list(one.industries)}), periods, totals)).total(["occupation"])
        for one in (fit, other)
    ]
    assert np.abs(draws[0].samples - draws[1].samples).max() <= 1


def test_an_empty_cell_more_changes_nothing() -> None:
    local, reference, _ = world(7, 60, 300)
    empty = pd.DataFrame({"industry": "C13", "occupation": "6-99-99-99", "period": ["2025"], "employed": 0})
    fit = fit_staffing(local, reference, industries=INDUSTRIES, year=2025)
    other = fit_staffing(pd.concat([local, empty]), pd.concat([reference, empty]), industries=INDUSTRIES, year=2025)
    assert other.occupations[-1] == "6-99-99-99"
    assert np.array_equal(other.shares[:, :-1], fit.shares)
    totals = Draws(
        pd.DataFrame({"industry": INDUSTRIES}),
        pd.period_range("2025", periods=3, freq="Y"),
        np.full((len(INDUSTRIES), 3, 10), 500),
    )
    assert np.array_equal(draw_stocks(fit, totals).samples, draw_stocks(other, totals).samples)


def test_an_industry_split_into_halves_keeps_its_total() -> None:
    local, reference, _ = world(8, 60, 600)
    half = {"C13": ["C13-1", "C13-2"]}
    split = [
        frame.assign(industry=frame["industry"].map(lambda code: half.get(code, [code]))).explode("industry")
        for frame in (local, reference)
    ]
    for frame in split:
        frame.loc[frame["industry"].str.startswith("C13-"), "employed"] //= 2
    periods = pd.period_range("2025", periods=2, freq="Y")

    def stocks(frames: list[pd.DataFrame], industries: list[str], persons: list[int]) -> np.ndarray:
        fit = fit_staffing(frames[0], frames[1], industries=industries, year=2025)
        totals = np.tile(np.array(persons)[:, None, None], (1, 2, 2000))
        return (
            draw_stocks(fit, Draws(pd.DataFrame({"industry": industries}), periods, totals))
            .total(["occupation"])
            .mean()
        )

    whole = stocks([local, reference], ["C13", *INDUSTRIES[1:]], [4000] + [100] * 19)
    halves = stocks(split, ["C13-1", "C13-2", *INDUSTRIES[1:]], [2000, 2000] + [100] * 19)
    assert halves.sum() == whole.sum()
    assert np.abs(halves - whole).sum() < 0.03 * whole.sum()


def test_a_tighter_prior_draws_closer_to_the_reference() -> None:
    local, reference, _ = world(9, 60, 300)
    fit = fit_staffing(local, reference, industries=INDUSTRIES, year=2025)
    distance = [
        np.abs(replace(fit, concentration=weight).shares - fit.prior).sum() for weight in (1.0, 10.0, 100.0, 1000.0)
    ]
    assert distance == sorted(distance, reverse=True)
    # what samples say counts for less where they are clustered
    clustered = fit_staffing(local, reference, industries=INDUSTRIES, year=2025, design_effect=3.0)
    assert clustered.counts == pytest.approx(fit.counts * fit.design_effect / 3.0)


def test_a_cell_that_only_the_sample_lacks_is_not_empty() -> None:
    local, reference, _ = world(10, 60, 300)
    place = (INDUSTRIES.index("C14"), 3)
    here = (local["industry"] == "C14") & (local["occupation"] == OCCUPATIONS[3])
    there = (reference["industry"] == "C14") & (reference["occupation"] == OCCUPATIONS[3])
    reference.loc[there, "employed"] = 50_000
    fit = fit_staffing(local[~here], reference, industries=INDUSTRIES, year=2025)
    assert fit.counts[place] == 0
    assert fit.shares[place] > 0


def test_shifting_all_years_changes_nothing() -> None:
    local, reference, _ = world(11, 60, 300)
    earlier = local.assign(period="2023")
    fit = fit_staffing(pd.concat([earlier, local]), reference, industries=INDUSTRIES, year=2025)
    frames = [
        frame.assign(period=(frame["period"].astype(int) + 4).astype(str)) for frame in (earlier, local, reference)
    ]
    other = fit_staffing(pd.concat(frames[:2]), frames[2], industries=INDUSTRIES, year=2029)
    assert np.array_equal(other.shares, fit.shares)


def test_no_sample_before_the_origin_is_refused() -> None:
    local, reference, _ = world(12, 60, 300)
    with pytest.raises(DataError, match="too-short"):
        fit_staffing(local, reference, industries=INDUSTRIES, year=2024)


def test_without_a_reference_shares_shrink_to_the_whole_sample() -> None:
    local, _, _ = world(13, 60, 300)
    fit = fit_staffing(local, None, industries=INDUSTRIES, year=2025)
    mix = local.groupby("occupation")["employed"].sum()
    assert fit.prior[0] == pytest.approx((mix / mix.sum()).to_numpy())
