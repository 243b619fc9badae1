"""With vintages a forecast rests on what had been published by then, and on nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.errors import DataError, ParameterError
from skillcast.forecasting import backtest_panel
from skillcast.forecasting.vintages import Vintages
from skillcast.panel import Panel

from .conftest import panel_of, walks

KEY = ["industry", "origin", "period", "h", "method"]


def releases(panel: Panel, *, seed: int = 1, revision: float = 0.03, first: int = 2012) -> pd.DataFrame:
    """Return the panel as published year by year from `first` on: each figure once with an error, a year later without."""
    rng = np.random.default_rng(seed)
    parts = []
    for at, period in enumerate(panel.periods):
        year = max(period.year, first)
        early = np.round(panel.values[:, at] * np.exp(rng.normal(0, revision, len(panel.index))))
        parts.append(panel.index.assign(period=str(period), vintage=str(year), value=early))
        parts.append(panel.index.assign(period=str(period), vintage=str(year + 1), value=panel.values[:, at]))
    return pd.concat(parts, ignore_index=True)


def read(frame: pd.DataFrame) -> Vintages:
    return Vintages.from_frame(frame, keys=["industry"], period="period", value="value")


@pytest.fixture(scope="module")
def panel() -> Panel:
    return panel_of(walks(6, 18))


def test_known_first_and_latest() -> None:
    frame = pd.DataFrame(
        [
            ("a", 2020, "2021-03-31", 10), ("a", 2021, "2022-03-31", 12), ("a", 2020, "2022-03-31", 11),
            ("a", 2021, "2023-03-31", 13), ("a", 2022, "2023-03-31", 15), ("b", 2021, "2022-03-31", 7),
            ("b", 2022, "2023-03-31", 8), ("b", 2022, "2024-03-31", np.nan),
        ],
        columns=["unique_id", "ds", "vintage", "y"],
    ).sample(frac=1, random_state=1)  # fmt: skip
    vintages = Vintages.from_frame(frame)
    assert sorted(vintages.origins) == [0, 1, 2]
    assert vintages.known(pd.Period("2020")).values[0].tolist() == [10]
    np.testing.assert_array_equal(vintages.known(pd.Period("2021")).values, [[11, 12], [np.nan, 7]])
    np.testing.assert_array_equal(vintages.latest.values, [[11, 13, 15], [np.nan, 7, 8]])
    np.testing.assert_array_equal(vintages.first.values, [[10, 12, 15], [np.nan, 7, 8]])
    found = vintages.revisions().set_index("unique_id")
    assert found.loc["a"].tolist() == pytest.approx([2, 1.0, 1.0, 2 / 24])
    assert found.loc["b", "figures"] == 0 and np.isnan(found.loc["b", "relative"])


def test_history_in_the_first_vintage_makes_no_origin(panel: Panel) -> None:
    vintages = read(releases(panel))
    years = [panel.periods[at].year for at in vintages.origins]
    assert years == list(range(2012, 2026))
    with pytest.raises(KeyError):
        vintages.known(pd.Period("2011"))
    assert set(backtest_panel(vintages.latest, horizon=2, vintages=vintages).errors["origin"]) == {
        str(year) for year in range(2013, 2025)
    }


def test_without_revisions_nothing_changes(panel: Panel) -> None:
    frame = panel.to_frame("value")
    frame["vintage"] = frame["period"]
    plain = backtest_panel(panel, horizon=3, draws=50)
    dated = backtest_panel(panel, horizon=3, draws=50, vintages=read(frame))
    pd.testing.assert_frame_equal(plain.errors, dated.errors, rtol=1e-9)
    pd.testing.assert_frame_equal(plain.total, dated.total, rtol=1e-9)
    assert dated.revisions is not None and dated.revisions["figures"].sum() == 0 and plain.revisions is None


def test_later_releases_change_no_forecast(panel: Panel) -> None:
    frame = releases(panel)
    late = frame["vintage"].astype(int) > 2019
    other = frame.assign(value=frame["value"].where(~late, 2 * frame["value"] + 5))
    said = ["forecast", "lo80", "hi80", "lo95", "hi95", "scale"]
    tables = []
    for each in (frame, other):
        vintages = read(each)
        errors = backtest_panel(vintages.latest, horizon=3, vintages=vintages).errors.set_index(KEY)
        tables.append(errors.loc[errors.index.get_level_values("origin") <= "2019", said])
    pd.testing.assert_frame_equal(*tables, check_exact=True)
    assert len(tables[0]) > 100


def test_scored_against_the_release_asked_for(panel: Panel) -> None:
    vintages = read(releases(panel))
    latest, first = (
        backtest_panel(each, horizon=2, vintages=vintages).errors.set_index(KEY)
        for each in (vintages.latest, vintages.first)
    )
    assert latest["forecast"].equals(first["forecast"])
    truth = panel.to_frame("value").set_index(["industry", "period"])["value"]
    index = latest.reset_index()[["industry", "period"]]
    assert latest["actual"].to_numpy() == pytest.approx(truth.loc[list(index.itertuples(index=False, name=None))])
    assert not first["actual"].equals(latest["actual"])


def test_revisions_are_measured(panel: Panel) -> None:
    vintages = read(releases(panel, revision=0.05))
    found = backtest_panel(vintages.latest, horizon=1, vintages=vintages).revisions
    assert found is not None and (found["figures"] == 14).all()
    assert found["relative"].mean() == pytest.approx(0.05 * np.sqrt(2 / np.pi), rel=0.3)


@given(st.permutations(range(12)))
def test_order_of_rows_does_not_matter(order: list[int]) -> None:
    frame = releases(panel_of(walks(2, 3)), first=2023)
    one, two = read(frame), read(frame.iloc[order])
    assert np.array_equal(one.value, two.value) and one.origins == two.origins
    assert np.array_equal(one.latest.values, two.latest.values)


def test_series_are_put_in_the_order_of_the_panel(panel: Panel) -> None:
    vintages = read(releases(panel))
    back = Panel(panel.index[::-1].reset_index(drop=True), panel.periods, panel.values[::-1].copy())
    assert np.array_equal(vintages.arranged(back).latest.values, back.values)
    few = Panel(panel.index[:3], panel.periods, panel.values[:3].copy())
    late = Panel(panel.index, panel.periods[1:], panel.values[:, 1:].copy())
    for wrong in (few, late):
        with pytest.raises(ParameterError, match="vintages"):
            backtest_panel(wrong, horizon=1, vintages=vintages)


def test_vintages_too_late_to_test_anything(panel: Panel) -> None:
    vintages = read(releases(panel, first=2025))
    with pytest.raises(DataError, match="'vintages' has 0 periods; at least 6"):
        backtest_panel(vintages.latest, horizon=1, vintages=vintages)


def test_every_vintage_is_an_origin_whatever_its_month() -> None:
    months = panel_of(walks(3, 60), freq="M", end="2025-12").to_frame("value")
    year, month = months["period"].str[:4].astype(int), months["period"].str[5:].astype(int)
    published = (year + (month > 2)).astype(str) + "-02"  # once a year, with figures up to February
    vintages = read(months.assign(vintage=published))
    found = backtest_panel(vintages.latest, horizon=3, methods=["naive"], vintages=vintages)
    assert sorted(set(found.errors["origin"])) == ["2024-02", "2025-02"]


GOOD = {"unique_id": "a", "ds": "2024", "vintage": "2025", "y": 1.0}


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([], [("empty-table", None, "")]),
        ([{"unique_id": "a", "ds": "2024"}], [("missing-column", None, "y"), ("missing-column", None, "vintage")]),
        ([GOOD, GOOD], [("duplicate-key", 3, "vintage")]),
        ([GOOD, GOOD | {"ds": "soon", "vintage": "later"}], [("bad-period", 3, "ds"), ("bad-period", 3, "vintage")]),
        ([GOOD | {"y": "many"}, GOOD | {"y": -1}], [("not-a-number", 2, "y"), ("out-of-range", 3, "y")]),
        ([GOOD | {"unique_id": None}], [("missing-value", 2, "unique_id")]),
    ],
)
def test_every_fault_at_once(rows: list[dict[str, object]], problems: list[tuple[str, int | None, str]]) -> None:
    frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else list(GOOD))
    with pytest.raises(DataError) as caught:
        Vintages.from_frame(frame)
    assert [(problem.kind, problem.row, problem.column) for problem in caught.value.problems] == problems
    assert caught.value.text("zh") and caught.value.text("en")
