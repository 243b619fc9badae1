"""What the chain relies on: `forecast_panel` on easy and hard panels."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import DataError, ParameterError
from skillcast.forecasting import MEMBERS, ensemble, forecast_panel
from skillcast.forecasting.rolling import origin_grid, roll
from skillcast.panel import Panel

from .conftest import panel_of, walks

METHODS = pytest.mark.parametrize("method", ["ensemble", *(name for name in MEMBERS if name != "prophet")])


@METHODS
def test_hard_panel_is_answered(odd: Panel, method: str) -> None:
    said = forecast_panel(odd, horizon=4, draws=50, method=method)
    assert said.draws.samples.shape == (14, 4, 50) and said.draws.samples.dtype == np.float32
    assert np.isfinite(said.draws.samples).all() and (said.draws.samples >= 0).all()
    assert not said.draws.samples[4].any()
    assert said.point[5] == pytest.approx([50] * 4)
    assert said.draws.periods.astype(str).tolist() == ["2026", "2027", "2028", "2029"]


@METHODS
def test_seed_rows_and_units(odd: Panel, method: str) -> None:
    said = forecast_panel(odd, horizon=3, seed=5, draws=60, method=method)
    again = forecast_panel(odd, horizon=3, seed=5, draws=60, method=method)
    assert said.draws.samples.tobytes() == again.draws.samples.tobytes()
    order = np.random.default_rng(0).permutation(14)
    mixed = Panel(odd.index.iloc[order].reset_index(drop=True), odd.periods, odd.values[order])
    shuffled = forecast_panel(mixed, horizon=3, seed=5, draws=60, method=method)
    assert shuffled.draws.samples.tobytes() == said.draws.samples[order].tobytes()
    assert shuffled.methods == [said.methods[row] for row in order]
    larger = forecast_panel(
        Panel(odd.index, odd.periods, odd.values * 1000), horizon=3, seed=5, draws=60, method=method
    )
    assert np.allclose(larger.draws.samples, said.draws.samples * 1000, rtol=1e-4)


def test_a_region_twice_in_halves_keeps_the_total(city: Panel) -> None:
    halves = [city.index.assign(region=region) for region in "AB"]
    twice = Panel(pd.concat(halves, ignore_index=True), city.periods, np.tile(city.values / 2, (2, 1)))
    whole, parts = (forecast_panel(panel, horizon=3, draws=200) for panel in (city, twice))
    size = len(city.index)
    # Not to the bit: how far a series is shrunken toward the panel hangs on how many series there are.
    assert np.allclose(parts.point[:size] + parts.point[size:], whole.point, rtol=1e-4)
    assert np.allclose(parts.point[:size], parts.point[size:], rtol=1e-9)


def test_panel_is_left_alone(odd: Panel) -> None:
    before = odd.values.copy()
    forecast_panel(odd, horizon=2, draws=10)
    assert np.array_equal(before, odd.values, equal_nan=True)


def test_other_seed_other_draws_same_centre(city: Panel) -> None:
    one, two = (forecast_panel(city, horizon=2, seed=seed) for seed in (1, 2))
    assert np.array_equal(one.point, two.point)
    assert not np.array_equal(one.draws.samples, two.draws.samples)
    assert np.allclose(one.draws.quantile(0.5), one.point, rtol=1e-3)


def test_methods_and_notes_say_what_was_done(odd: Panel) -> None:
    said = forecast_panel(odd, horizon=2, draws=10)
    assert said.methods[1] == "ensemble+interpolated"
    assert said.methods[4:10] == ["naive:zero", "naive:constant", "ses:intermittent", *["naive:short"] * 3]
    kinds = {note.kind for note in said.notes}
    assert {"interpolated", "ragged-end", "ragged-start", "short", "zero", "constant", "few-years"} <= kinds
    assert next(note for note in said.notes if note.kind == "zero").series == ("C04",)
    assert all(note.text("zh") != note.text("en") for note in said.notes)


def test_early_end_is_forecast_from_its_own_end() -> None:
    values = walks(6, 13)
    values[3, -2:] = np.nan
    late = forecast_panel(panel_of(values), horizon=2, draws=200, method="drift").point[3]
    rate = (np.log(values[3, 10]) - np.log(values[3, 0])) / 10
    assert np.log(late) == pytest.approx(np.log(values[3, 10]) + rate * np.array([3, 4]))


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("series", [1, 3])
def test_shortest_panels(length: int, series: int) -> None:
    said = forecast_panel(panel_of(walks(series, length)), horizon=3, draws=20)
    assert np.allclose(said.point, walks(series, length)[:, -1:]) and "short" in {note.kind for note in said.notes}


def test_constants_alone_stay_without_width() -> None:
    said = forecast_panel(panel_of(np.full((3, 13), 70.0)), horizon=3, draws=30)
    assert np.allclose(said.draws.samples, 70)


def test_seasons_come_back_in_the_forecast() -> None:
    pattern = np.array([1.2, 0.9, 0.8, 1.1])
    rng = np.random.default_rng(0)
    values = 1000 * 1.005 ** np.arange(40) * pattern[np.arange(40) % 4] * np.exp(rng.normal(0, 0.01, (5, 40)))
    said = forecast_panel(panel_of(values, freq="Q", end="2025Q4"), horizon=4, draws=50)
    shape = said.point / said.point.mean(axis=1, keepdims=True)
    assert np.allclose(shape, pattern, atol=0.05)
    assert said.draws.periods[0].strftime("%YQ%q") == "2026Q1"


def test_origins_use_only_what_was_known(city: Panel) -> None:
    grid, years = origin_grid(city.periods, 1), city.periods.year.to_numpy()
    full = roll(city.values, grid, horizon=3, season=1, years=years)
    for row, origin in enumerate(grid):
        changed = city.values.copy()
        changed[:, origin + 1 :] *= 7
        other = roll(changed, grid, horizon=3, season=1, years=years)
        assert np.array_equal(other.logs[row], full.logs[row]) and np.array_equal(other.scale[row], full.scale[row])
    known = full.until(9)
    assert (known.origins < 9).all() and np.isnan(known.errors[-1, :, 1:]).all()


def test_the_chunk_does_not_matter(odd: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.concatenate([odd.values, walks(26, 13, seed=4)])
    panel = panel_of(values)
    monkeypatch.setattr(ensemble, "TEACHERS", 12)
    whole = forecast_panel(panel, horizon=3, draws=40, chunk=100)
    for chunk in (1, 7, 39):
        parts = forecast_panel(panel, horizon=3, draws=40, chunk=chunk)
        assert parts.draws.samples.tobytes() == whole.draws.samples.tobytes()
        assert parts.point.tobytes() == whole.point.tobytes() and parts.methods == whole.methods
        assert parts.weights.equals(whole.weights)


def test_weights_and_reasons_are_in_the_result(city: Panel) -> None:
    table = forecast_panel(city, horizon=2, draws=10).weights
    assert table["weight"].sum() == pytest.approx(1)
    assert (table["least"] <= table["weight"]).all() and (table["weight"] <= table["most"]).all()
    assert table["reason_zh"].str.contains("起点年份|剔除").all() and table["reason_en"].str.contains("erred").all()
    short = forecast_panel(panel_of(walks(5, 5)), horizon=2, draws=10).weights
    assert short["weight"].nunique() == 1 and short["reason_en"].str.contains("too short").all()
    assert forecast_panel(city, horizon=2, draws=10, method="drift").weights.empty


def test_groups_and_breaks_are_taken(city: Panel) -> None:
    index = city.index.assign(region=["east", "west"] * 7)
    panel = Panel(index, city.periods, city.values)
    plain = forecast_panel(panel, horizon=2, draws=200)
    wide = forecast_panel(panel, horizon=2, draws=200, breaks=[2024])
    assert (wide.draws.quantile(0.9) > plain.draws.quantile(0.9)).all() and np.array_equal(wide.point, plain.point)
    assert np.array_equal(forecast_panel(panel, horizon=2, draws=200, group="region").point, plain.point)
    with pytest.raises(ParameterError) as refused:
        forecast_panel(panel, horizon=2, group="colour", chunk=0)
    assert [problem.column for problem in refused.value.problems] == ["chunk", "group"]


def test_errors_are_all_listed(city: Panel) -> None:
    values = city.values.copy()
    values[0, 3], values[1] = -5, np.nan
    with pytest.raises(DataError) as caught:
        forecast_panel(Panel(city.index, city.periods, values), horizon=2)
    assert [problem.kind for problem in caught.value.problems] == ["out-of-range", "too-short"]
    with pytest.raises(ParameterError) as refused:
        forecast_panel(city, horizon=0, draws=1, method="crystal")
    assert [problem.column for problem in refused.value.problems] == ["horizon", "draws", "method"]


def test_city_is_quick(city: Panel) -> None:
    start = time.process_time()
    forecast_panel(city, horizon=5, draws=1000)
    assert time.process_time() - start < 2
