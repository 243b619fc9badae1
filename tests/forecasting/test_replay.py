"""The backtest of a long frame: groups, vintages and horizon come from the frame, the forecasts do not change for it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import DataError, ParameterError
from skillcast.forecasting import backtest

from .conftest import panel_of, walks


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    table = panel_of(walks(8, 13)).to_frame("y").rename(columns={"industry": "unique_id", "period": "ds"})
    return table.assign(region=np.where(table["unique_id"] < "C03", "north", "south"))


def test_labels_change_no_forecast(frame: pd.DataFrame) -> None:
    plain, grouped = backtest(frame, horizon=3), backtest(frame, horizon=3, groups=["region", "size"])
    assert list(grouped.errors)[:3] == ["unique_id", "region", "size"]
    pd.testing.assert_frame_equal(plain.errors, grouped.errors.drop(columns=["region", "size"]))
    pd.testing.assert_frame_equal(plain.scores, grouped.scores)
    found = grouped.score(["region"])
    ours = found[found["method"] == "ensemble"].set_index("region")["forecasts"]
    assert ours.to_dict() == {"north": 3 * 18, "south": 5 * 18}
    table = grouped.gathered(["region", "size"])
    assert len(table) == len(grouped.scores) + 3 + 6 + 9 and (table["h"] == 0).sum() == 18


def test_horizon_by_frequency(frame: pd.DataFrame) -> None:
    assert backtest(frame).scores["h"].max() == 5
    quarters = pd.period_range("2016Q1", "2021Q4", freq="Q").astype(str)
    values = 100 + np.random.default_rng(1).normal(0, 1, len(quarters)).cumsum()
    quarterly = pd.DataFrame({"unique_id": "a", "ds": quarters, "y": values})
    assert backtest(quarterly, methods=["naive"]).scores["h"].max() == 8
    annual = backtest(quarterly, methods=["naive"], annual=True, min_train=4)
    assert annual.history.periods.freqstr.startswith("Y") and annual.baseline == "naive"
    assert annual.history.values[0, 0] == pytest.approx(values[:4].mean())


def test_a_column_of_vintages_is_used(frame: pd.DataFrame) -> None:
    early = frame.assign(vintage=frame["ds"], y=np.round(1.1 * frame["y"]))
    late = frame.assign(vintage=(frame["ds"].astype(int) + 1).astype(str))
    table = pd.concat([early, late], ignore_index=True)
    latest, first = backtest(table, horizon=2), backtest(table, horizon=2, release="first")
    assert latest.revisions is not None and (latest.revisions["mean_revision"] < 0).all()
    assert first.errors["actual"].to_numpy() == pytest.approx(1.1 * latest.errors["actual"].to_numpy(), rel=0.01)
    with pytest.raises(ParameterError, match="vintages"):
        backtest(table, annual=True)


def test_groups_that_are_none(frame: pd.DataFrame) -> None:
    with pytest.raises(DataError) as caught:
        backtest(frame, groups=["province", "colour"])
    assert [(problem.kind, problem.column) for problem in caught.value.problems] == [
        ("missing-column", "province"),
        ("missing-column", "colour"),
    ]
    moved = frame.assign(region=frame["region"].where(frame["ds"] < "2020", "east"))
    with pytest.raises(DataError) as caught:
        backtest(moved, groups=["region"])
    assert {problem.column for problem in caught.value.problems} == {"region"}
    with pytest.raises(ParameterError, match="the name is taken"):
        backtest(frame.assign(actual="x"), groups=["actual"])
