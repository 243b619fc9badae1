"""Shrinkage in a world whose shares and concentration are known."""

import numpy as np
import pandas as pd
import pytest

from skillcast.demand.staffing import concentration, draw_stocks, fit_staffing, past_stocks
from skillcast.draws import Draws
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
