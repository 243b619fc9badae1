"""Scores by group are those of the formulas, worked on the rows themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.forecasting import backtest_panel, scores
from skillcast.forecasting.retrospect import retrospect
from skillcast.forecasting.scoreboard import score, size_classes, toughest
from skillcast.panel import Panel

from .conftest import panel_of, walks

METHODS = ("ensemble", "naive", "drift")


@pytest.fixture(scope="module")
def errors() -> pd.DataFrame:
    return backtest_panel(panel_of(walks(9, 14)), horizon=3).errors


def test_one_series_and_origin_by_the_formulas() -> None:
    row = np.array([[10.0, 12, 11, 13, 15, 14, 18, 21, 20]])
    found = backtest_panel(panel_of(row), horizon=2, methods=["naive"])
    last = found.errors[found.errors["origin"] == "2023"]
    (line,) = score(last, [], ["naive"], "naive").to_dict("records")
    actual, said, past = row[0, 7:], row[0, [6, 6]], row[0, :7]
    assert line["mase"] == pytest.approx(scores.mase(actual, said, past))
    assert line["rmsse"] == pytest.approx(scores.rmsse(actual, said, past))
    assert line["wape"] == pytest.approx(scores.wape(actual, said))
    assert (line["relative"], line["origins"], line["years"], line["forecasts"]) == (1.0, 1, 1, 2)


def test_quantile_loss_is_that_of_the_deciles() -> None:
    panel = panel_of(walks(5, 14))
    found = backtest_panel(panel, horizon=1, methods=["naive"]).errors
    said = list(retrospect(panel, np.arange(6, 13), np.array([12]), ["naive"], horizon=1, season=1))[-1]
    ends = [said.band(level) for level in (80, 60, 40, 20)]
    quantiles = np.stack([*(low for low, _ in ends), said.points, *(high for _, high in ends[::-1])], axis=2)
    assert (np.diff(quantiles, axis=2) > 0).all()
    last = found[found["origin"] == "2024"]
    for row in range(5):
        wanted = scores.sql(
            panel.values[row, 13:], quantiles[row], panel.values[row, :13], levels=np.arange(1, 10) / 10
        )
        assert last["quantile_loss"].iloc[row] / last["scale"].iloc[row] == pytest.approx(wanted, rel=0.05)
    assert found["quantile_loss"].isna().equals(found["lo80"].isna())


def test_groups_are_scored_on_their_own_rows(errors: pd.DataFrame) -> None:
    whole = score(errors, ["industry", "h"], METHODS, "naive")
    part = errors[errors["industry"] == "C03"]
    alone = score(part, ["h"], METHODS, "naive")
    some = whole[whole["industry"] == "C03"].drop(columns="industry").reset_index(drop=True)
    pd.testing.assert_frame_equal(some, alone)


def test_relative_is_the_quotient(errors: pd.DataFrame) -> None:
    table = score(errors, ["h"], METHODS, "naive").set_index(["method", "h"])
    for name in METHODS:
        assert table.loc[name, "relative"].to_numpy() == pytest.approx(
            (table.loc[name, "mase"] / table.loc["naive", "mase"]).to_numpy()
        )
    assert table.loc["drift", "relative_drift"].tolist() == [1.0, 1.0, 1.0]


def test_forecasts_add_up_over_groups(errors: pd.DataFrame) -> None:
    whole, parts = score(errors, [], METHODS, "naive"), score(errors, ["origin"], METHODS, "naive")
    assert parts.groupby("method", sort=False)["forecasts"].sum().tolist() == whole["forecasts"].tolist()
    mean = parts.groupby("method", sort=False).apply(lambda part: np.average(part["mase"], weights=part["forecasts"]))
    assert mean.to_numpy() == pytest.approx(whole["mase"].to_numpy())


def test_thirds_by_size() -> None:
    panel = panel_of(np.outer([100.0, 10, 1000, 20, 500, 50], np.linspace(1, 2, 13)))
    errors = backtest_panel(panel, horizon=1).errors
    found = size_classes(errors).set_index("industry")["size"].astype(str)
    assert found.to_dict() == {
        "C00": "middle", "C01": "small", "C02": "large", "C03": "small", "C04": "large", "C05": "middle",
    }  # fmt: skip


def test_the_tougher_no_change_is_the_yardstick(odd: Panel) -> None:
    errors = backtest_panel(odd, horizon=2).errors
    names = ["drift", "naive"]
    best = toughest(errors, names)
    means = score(errors, [], METHODS, "naive").set_index("method")["mase"]
    assert best == min(names, key=lambda name: means[name])
