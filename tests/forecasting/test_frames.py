"""The long-frame face: every way to write a period, every fault listed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import DataError, ParameterError
from skillcast.forecasting import backtest, forecast


def frame(labels: object, y: object = None) -> pd.DataFrame:
    ds = list(labels)  # type: ignore[call-overload]
    return pd.DataFrame({"unique_id": "a", "ds": ds, "y": np.linspace(100, 150, len(ds)) if y is None else y})


@pytest.mark.parametrize(
    ("labels", "ahead"),
    [
        (range(2016, 2026), [2026, 2027]),
        ([str(year) for year in range(2016, 2026)], ["2026", "2027"]),
        (["2025Q1", "2025Q2", "2025Q3", "2025Q4"], ["2026Q1", "2026Q2"]),
        (["2025-10", "2025-11", "2025-12"], ["2026-01", "2026-02"]),
        (["2024-12-31", "2025-12-31"], ["2026-12-31", "2027-12-31"]),
        (["2025-01-01", "2025-04-01", "2025-07-01"], ["2025-10-01", "2026-01-01"]),
        (["2025-01-31", "2025-02-28", "2025-03-31"], ["2025-04-30", "2025-05-31"]),
        (pd.date_range("2025-01-01", periods=5, freq="MS"), list(pd.date_range("2025-06-01", periods=2, freq="MS"))),
        (pd.period_range("2024", "2025", freq="Y"), list(pd.period_range("2026", "2027", freq="Y"))),
    ],
)
def test_labels_go_on_as_they_were_written(labels: object, ahead: list[object]) -> None:
    said = forecast(frame(labels), horizon=2, draws=10)
    assert said["ds"].tolist() == ahead
    columns = ["unique_id", "ds", "mean", "median", "lo-80", "hi-80", "lo-95", "hi-95", "method"]
    assert list(said) == columns


def test_rows_in_any_order_and_empty_y() -> None:
    years = list(range(2012, 2026))
    table = pd.concat([frame(years).assign(unique_id=name) for name in (3, 1, 2)])
    table.loc[(table["unique_id"] == 2) & (table["ds"] == 2015), "y"] = np.nan
    one = forecast(table, horizon=2, draws=20)
    two = forecast(table.sample(frac=1, random_state=0), horizon=2, draws=20)
    assert one.equals(two)
    assert one["unique_id"].tolist() == [1, 1, 2, 2, 3, 3]
    assert one["method"].tolist()[2] == "ensemble+interpolated"
    assert any("lack periods" in note for note in one.attrs["notes"])


def test_levels() -> None:
    said = forecast(frame(range(2012, 2026)), horizon=1, levels=(50,))
    assert "lo-50" in said and "lo-80" not in said
    with pytest.raises(ParameterError):
        forecast(frame(range(2012, 2026)), horizon=1, levels=(0,))


def test_every_fault_is_listed_with_its_row() -> None:
    bad = frame([2020, 2021, "soon", 2023], y=[1.0, "many", -3.0, np.inf])
    with pytest.raises(DataError) as caught:
        forecast(bad, horizon=1)
    assert [(problem.kind, problem.row, problem.column) for problem in caught.value.problems] == [
        ("not-a-number", 3, "y"),
        ("bad-period", 4, "ds"),
        ("out-of-range", 4, "y"),
        ("out-of-range", 5, "y"),
    ]
    assert "row 3" in str(caught.value)


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (pd.DataFrame({"unique_id": ["a"], "y": [1.0]}), "missing-column"),
        (pd.DataFrame({"unique_id": [], "ds": [], "y": []}), "empty-table"),
        (frame([2020, 2020]), "duplicate-key"),
        (frame(["2020", "2021Q1", "2022"]), "mixed-frequency"),
        (frame([2020, None]), "missing-value"),
        (frame(["2021-02-28", "2021-02-31"]), "bad-period"),
        (frame([20.5, 2021]), "bad-period"),
    ],
)
def test_faults(table: pd.DataFrame, kind: str) -> None:
    with pytest.raises(DataError) as caught:
        forecast(table, horizon=1)
    assert {problem.kind for problem in caught.value.problems} == {kind}


def test_backtest_face() -> None:
    found = backtest(frame(range(2010, 2026)), horizon=2)
    assert list(found.errors)[0] == "unique_id" and found.overall["method"].tolist() == ["ensemble", "naive", "drift"]
