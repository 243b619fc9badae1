"""The backtest peeks at nothing, counts what it says it counts, and admits when there is no skill."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import DataError
from skillcast.forecasting import backtest_panel, ensemble
from skillcast.forecasting.scores import mase
from skillcast.panel import Panel

from .conftest import panel_of, walks

BANDS = ["lo80", "hi80", "lo95", "hi95"]


def test_layout_and_counts(city: Panel) -> None:
    found = backtest_panel(city, horizon=5)
    assert list(found.errors)[:7] == ["industry", "origin", "period", "h", "method", "actual", "forecast"]
    assert found.methods == ("ensemble", "naive", "drift") and found.baseline == "naive"
    first = found.scores[found.scores["method"] == "ensemble"]
    assert first["origins"].tolist() == [7, 6, 5, 4, 3]
    assert first["forecasts"].tolist() == [98, 84, 70, 56, 42]
    naive = found.scores[found.scores["method"] == "naive"]
    assert np.allclose(naive["relative"], 1)
    assert found.errors.loc[found.errors["origin"].isin(["2018", "2019"]), BANDS].isna().all().all()
    assert found.errors.loc[found.errors["origin"] > "2019", BANDS].notna().all().all()
    assert (found.total["lo80"] <= found.total["hi80"]).all() and set(found.total["h"]) == {1, 2, 3, 4, 5}


def test_naive_mase_by_hand() -> None:
    row = np.array([[10.0, 12, 11, 13, 15, 14, 18]])
    found = backtest_panel(panel_of(row), horizon=1, methods=["naive"])
    assert found.overall["mase"].iloc[0] == pytest.approx(mase([18.0], [14.0], row[0, :6]))
    assert found.overall["wape"].iloc[0] == pytest.approx(4 / 18)


def test_the_future_changes_nothing_that_was_said(odd: Panel) -> None:
    short = Panel(odd.index, odd.periods[:-2], odd.values[:, :-2].copy())
    short = Panel(short.index[:7], short.periods, short.values[:7].copy())
    long = Panel(odd.index[:7], odd.periods, odd.values[:7].copy())
    key = ["industry", "origin", "period", "h", "method"]
    before = backtest_panel(short, horizon=3).errors.set_index(key)
    after = backtest_panel(long, horizon=3).errors.set_index(key).loc[before.index]
    assert np.array_equal(before.to_numpy(), after.to_numpy(), equal_nan=True)


def test_filled_values_are_never_actuals(odd: Panel) -> None:
    errors = backtest_panel(odd, horizon=2).errors
    assert errors.query("industry == 'C01' and period == '2019'").empty
    assert errors["actual"].notna().all()


def test_same_bytes_and_row_order(city: Panel) -> None:
    one = backtest_panel(city, horizon=2, seed=3)
    mixed = Panel(city.index[::-1].reset_index(drop=True), city.periods, city.values[::-1].copy())
    two = backtest_panel(mixed, horizon=2, seed=3)
    assert one.errors.equals(two.errors) and one.total.equals(two.total)


def test_verdict_is_plain() -> None:
    rng = np.random.default_rng(1)
    noise = backtest_panel(panel_of(np.round(1000 * np.exp(rng.normal(0, 0.01, (10, 13)).cumsum(axis=1)))), horizon=3)
    skill = backtest_panel(panel_of(walks(14, 16, drift=0.08, common=0.0)), horizon=3)
    assert "No skill" in noise.verdict("en") or "cannot tell" in noise.verdict("en")
    assert "smaller" in skill.verdict("en") and "p=" in skill.verdict("en")
    assert "不变预测" in noise.verdict() and "不变预测" in skill.verdict()
    flat = backtest_panel(panel_of(np.full((2, 13), 9.0)), horizon=2)
    assert "Too little" in flat.verdict("en")


def test_seasonal_yardstick_is_added() -> None:
    values = walks(4, 30) * np.tile([1.1, 0.9], 15)
    found = backtest_panel(panel_of(values, freq="Q", end="2025Q4"), horizon=2)
    assert found.baseline == "seasonal_naive" and found.methods[-1] == "seasonal_naive"


def test_no_change_is_the_harder_one_to_beat() -> None:
    steady = backtest_panel(panel_of(walks(4, 30), freq="Q", end="2025Q4"), horizon=2, methods=["drift", "naive"])
    assert steady.baseline == "naive" and steady.methods == ("drift", "naive", "seasonal_naive")
    scores = steady.overall.set_index("method")
    assert scores.loc["naive", "relative"] == 1 < scores.loc["seasonal_naive", "relative"]
    assert steady.skill() == steady.skill("naive") != steady.skill("seasonal_naive")


def test_only_the_latest_years_of_seasonal_data_are_scored() -> None:
    found = backtest_panel(panel_of(walks(2, 16 * 12), freq="M", end="2025-12"), horizon=1, methods=["naive"])
    assert found.errors["origin"].min()[:4] == "2016" and found.overall["years"].tolist() == [10, 10]


def test_breaks_and_groups_reach_the_intervals(city: Panel) -> None:
    plain = backtest_panel(city, horizon=2, methods=["naive"])
    broken = backtest_panel(city, horizon=2, methods=["naive"], breaks=[2023])
    width = {
        name: found.errors["hi80"] - found.errors["lo80"] for name, found in (("plain", plain), ("broken", broken))
    }
    later = plain.errors["origin"] >= "2023"
    assert (width["broken"][later] > width["plain"][later]).all()
    early = ~later & width["plain"].notna()
    assert width["broken"][early].equals(width["plain"][early]) and early.any()
    grouped = Panel(city.index.assign(part=["a", "b"] * 7), city.periods, city.values.copy())
    found = backtest_panel(grouped, horizon=2, methods=["naive"], group="part")
    assert found.total["hi80"].gt(0).all() and found.errors["forecast"].equals(plain.errors["forecast"])


def test_too_short_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        backtest_panel(panel_of(walks(3, 6)), horizon=1)
    assert caught.value.problems[0].kind == "too-short"


def test_large_panels_are_backtested_as_they_are_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensemble, "TEACHERS", 12)
    values = walks(30, 18, seed=2)
    index = pd.DataFrame({"industry": [f"C{row:02d}" for row in range(30)], "region": ["N", "S", "W"] * 10})
    panel = Panel(index, pd.period_range("2008", periods=18, freq="Y"), values)
    now = Panel(index, panel.periods[:-2], values[:, :-2].copy())
    told = ensemble.forecast_panel(now, horizon=2, draws=4000, group="region")
    errors = backtest_panel(panel, horizon=2, group="region", methods=["ensemble"]).errors
    said = errors.query("origin == '2023' and method == 'ensemble'")
    assert said["forecast"].to_numpy() == pytest.approx(told.point.ravel(), rel=1e-12)
    for name, level in (("lo80", 0.1), ("hi80", 0.9)):
        assert said[name].to_numpy() == pytest.approx(told.draws.quantile(level).ravel(), rel=0.02)
