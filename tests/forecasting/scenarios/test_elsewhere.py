"""Forecasts made elsewhere keep their quantiles, get the dependence asked for, and are checked cell by cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.draws import Draws
from skillcast.errors import DataError, ParameterError
from skillcast.forecasting import forecast_panel
from skillcast.forecasting.scenarios.elsewhere import read_forecast

from ..conftest import panel_of, walks

YEARS = pd.period_range("2026", "2028", freq="Y")


def joint(size: int = 2000, seed: int = 0, tail: float = 4.0) -> Draws:
    """Return five series with a heavy common path."""
    rng = np.random.default_rng(seed)
    mixing = np.sqrt(tail / rng.chisquare(tail, size))
    steps = 0.8 * rng.standard_normal((1, 3, size)) + 0.6 * rng.standard_normal((5, 3, size))
    logs = 0.04 * mixing * steps.cumsum(axis=1)
    level = np.array([3000, 900, 90, 15000, 400])[:, None, None]
    return Draws(pd.DataFrame({"unique_id": list("abcde")}), YEARS, (level * np.exp(logs)).astype(np.float32))


def frame_of(draws: Draws, levels: tuple[int, ...] = (80, 95)) -> pd.DataFrame:
    """Return the long frame of a forecast, years as numbers."""
    table = draws.summary(levels)
    return table.assign(ds=table["period"].astype(int)).drop(columns="period")


def ranks(samples: np.ndarray) -> np.ndarray:
    return samples.argsort(axis=-1).argsort(axis=-1)


def same_ranks(one: Draws, two: Draws) -> float:
    """Return the share of draws with the same rank in both (float32 has a few ties)."""
    return float(np.mean(ranks(one.samples) == ranks(two.samples)))


def named(table: pd.DataFrame, maker: str) -> pd.DataFrame:
    """Return the frame as statsforecast names its columns."""
    bounds = {name: f"{maker}-{name}" for name in table.columns if name.startswith(("lo-", "hi-"))}
    return table.drop(columns="mean").rename(columns={"median": maker, **bounds})


SAMPLE = joint()
TABLE = frame_of(SAMPLE)


def test_quantiles_given_are_met() -> None:
    found = read_forecast(TABLE, common=0.5, size=4001)
    for name, level in (("lo-95", 0.025), ("lo-80", 0.1), ("median", 0.5), ("hi-80", 0.9), ("hi-95", 0.975)):
        assert found.quantile(level).ravel() == pytest.approx(TABLE[name], rel=2e-3)


def test_round_trip_of_our_own_forecast_gives_back_quantiles_and_ranks() -> None:
    own = forecast_panel(panel_of(walks(8, 13)), horizon=5, draws=2000).draws
    table = own.summary((80, 95)).rename(columns={"industry": "unique_id"})
    back = read_forecast(table.assign(ds=table["period"].astype(int)), like=own)
    pd.testing.assert_frame_equal(back.index, own.index)
    assert back.periods.equals(own.periods) and back.size == own.size
    for level in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95):
        assert np.log(back.quantile(level) / own.quantile(level)) == pytest.approx(0, abs=0.02)
    assert same_ranks(back, own) > 0.99
    whole = [item.total().quantile(0.9) / item.total().quantile(0.1) for item in (back, own)]
    assert whole[0] == pytest.approx(whole[1], rel=0.02)


def test_ranks_are_borrowed_from_like() -> None:
    back = read_forecast(TABLE, like=SAMPLE)
    assert same_ranks(back, SAMPLE) > 0.99
    assert np.log(back.samples / SAMPLE.samples).std() < 0.01


def test_a_part_of_like_is_enough_and_its_keys_are_kept() -> None:
    index = pd.DataFrame({"region": "r", "industry": list("edcba")})
    like = Draws(index, SAMPLE.periods, SAMPLE.samples[::-1].copy())
    some = TABLE[TABLE["unique_id"].isin(["b", "d"]) & (TABLE["ds"] > 2026)]
    back = read_forecast(some.assign(unique_id="r/" + some["unique_id"]), like=like)
    assert back.index.to_dict("list") == {"region": ["r", "r"], "industry": ["d", "b"]}
    whole = read_forecast(TABLE, like=SAMPLE)
    # draws that are equal in float32 are told apart by a stream of the key
    assert np.mean(back.samples == whole.samples[[3, 1], 1:]) > 0.99


def test_constants_in_like_do_not_tie_series_together() -> None:
    flat = Draws(SAMPLE.index, SAMPLE.periods, np.ones_like(SAMPLE.samples))
    back = read_forecast(TABLE, like=flat)
    assert abs(np.corrcoef(np.log(back.samples[:, 0]))[0, 1:]).max() < 0.1


@pytest.mark.parametrize("common", [0.0, 0.4, 0.9])
def test_the_common_share_sets_the_dependence_and_the_total(common: float) -> None:
    found = read_forecast(TABLE, common=common, size=20_000)
    ranked = ranks(found.samples[:, 0])
    between = np.corrcoef(ranked)[np.triu_indices(5, 1)]
    # rank correlation of a multivariate t with correlation rho, close to that of the normal
    assert between.mean() == pytest.approx(6 / np.pi * np.arcsin(common / 2), abs=0.03)
    steps = np.corrcoef(ranks(found.samples[0]))
    assert steps[0, 2] == pytest.approx(6 / np.pi * np.arcsin(np.sqrt(1 / 3) / 2), abs=0.03)


def test_more_in_common_widens_the_total_and_no_series() -> None:
    widths = []
    for common in (0.0, 0.5, 1.0):
        found = read_forecast(TABLE, common=common)
        total = found.total()
        widths.append(float(np.log(total.quantile(0.9) / total.quantile(0.1)).mean()))
        assert found.quantile(0.9).ravel() == pytest.approx(TABLE["hi-80"], rel=5e-3)
    assert widths[0] < widths[1] < widths[2]


def test_columns_of_statsforecast_and_of_a_spreadsheet_say_the_same() -> None:
    plain = read_forecast(TABLE, common=0.3)
    theirs = named(TABLE, "AutoETS")
    assert np.array_equal(read_forecast(theirs, common=0.3).samples, plain.samples)
    both = theirs.merge(named(TABLE.assign(median=TABLE["lo-80"]), "AutoTheta"), on=["unique_id", "ds"])
    assert np.array_equal(read_forecast(both, common=0.3, method="AutoETS").samples, plain.samples)
    with pytest.raises(ParameterError, match="AutoETS, AutoTheta"):
        read_forecast(both, common=0.3)
    texts = TABLE.assign(**{name: TABLE[name].astype(str) for name in ("median", "lo-80")}, remark="x", method="m")
    assert np.array_equal(read_forecast(texts[texts.columns[::-1]], common=0.3).samples, plain.samples)


def test_order_of_rows_does_not_matter_and_the_frame_stays() -> None:
    before = TABLE.copy()
    mixed = TABLE.sample(frac=1, random_state=1)
    one, two = read_forecast(TABLE, common=0.3, seed=2), read_forecast(mixed, common=0.3, seed=2)
    assert np.array_equal(one.samples, two.samples) and one.index.equals(two.index)
    pd.testing.assert_frame_equal(TABLE, before)
    assert not np.array_equal(one.samples, read_forecast(TABLE, common=0.3, seed=3).samples)
    alone = read_forecast(TABLE[TABLE["unique_id"] == "c"], common=0.3, seed=2)
    assert np.array_equal(alone.samples[0], one.samples[2])


@given(st.floats(1e-3, 1e4))
def test_the_unit_does_not_matter(scale: float) -> None:
    numbers = ["mean", "median", "lo-80", "hi-80", "lo-95", "hi-95"]
    scaled = read_forecast(TABLE.assign(**{name: TABLE[name] * scale for name in numbers}), common=0.3, size=50)
    assert scaled.samples == pytest.approx(read_forecast(TABLE, common=0.3, size=50).samples * scale, rel=1e-4)


def test_samples_are_joint_as_they_stand_and_can_be_reordered() -> None:
    names = [f"sample-{number}" for number in range(1, 301)]
    wide = TABLE[["unique_id", "ds"]].join(
        pd.DataFrame(SAMPLE.samples[:, :, :300].reshape(15, 300), columns=names, index=TABLE.index)
    )
    found = read_forecast(wide.sample(frac=1, random_state=0))
    assert np.array_equal(found.samples, SAMPLE.samples[:, :, :300])
    other = joint(300, seed=5)
    moved = read_forecast(wide, like=other)
    assert same_ranks(moved, other) > 0.98
    assert np.sort(moved.samples) == pytest.approx(np.sort(found.samples), rel=1e-6)


def test_tails_are_those_of_t_and_bounded() -> None:
    spread = np.exp(0.1 * 1.5332)  # the 90 % quantile of t with 4 degrees of freedom
    cell = pd.DataFrame(
        {"unique_id": ["a"], "ds": [2026], "median": [100.0], "lo-80": [100 / spread], "hi-80": [100 * spread]}
    )
    found = read_forecast(cell, common=0.0, size=20_001)
    assert np.log(found.quantile(0.99) / 100).item() == pytest.approx(0.1 * 3.7469, rel=0.02)
    wild = cell.assign(**{"lo-80": 5.0, "hi-80": 2000.0})
    logs = np.log(read_forecast(wild, common=0.0, size=20_001).samples / 100)
    assert np.abs(logs).max() == pytest.approx(3.0, abs=1e-4)


def test_zeros_are_kept_and_nothing_is_negative() -> None:
    cells = pd.DataFrame(
        {
            "unique_id": ["a", "b"],
            "ds": [2026, 2026],
            "median": [0.0, 4.0],
            "lo-80": [0.0, 0.0],
            "hi-80": [0.0, 9.0],
        }
    )
    found = read_forecast(cells, common=0.2, size=2001)
    assert not found.samples[0].any()
    assert found.samples[1].min() == 0 and found.quantile(0.5)[1, 0] == pytest.approx(4, rel=0.01)


def test_dates_take_the_frequency_said() -> None:
    table = TABLE[TABLE["ds"] == 2026].assign(ds=pd.Timestamp("2026-03-31"))
    assert read_forecast(table, common=0.1).periods.freqstr.startswith("Y")
    assert read_forecast(table, common=0.1, freq="Q").periods.astype(str).tolist() == ["2026Q1"]
    like = Draws(SAMPLE.index, pd.period_range("2026-01", periods=3, freq="M"), SAMPLE.samples)
    assert read_forecast(table, like=like).periods.astype(str).tolist() == ["2026-03"]


def faults(table: pd.DataFrame, **options: object) -> list[tuple[str, int | None, str]]:
    with pytest.raises(DataError) as caught:
        read_forecast(table, common=0.3, **options)  # type: ignore[arg-type]
    return [(problem.kind, problem.row, problem.column) for problem in caught.value.problems]


def test_every_fault_is_told_with_its_row() -> None:
    table = TABLE.reset_index(drop=True).astype({"median": object})
    table.loc[0, "lo-95"] = -1
    table.loc[1, "median"] = "many"
    table.loc[2, "hi-80"] = np.nan
    table.loc[3, "hi-95"] = table.loc[3, "hi-80"] / 2
    table.loc[4, "unique_id"] = None
    table["ds"] = table["ds"].astype(object)
    table.loc[5, "ds"] = "soon"
    assert faults(table) == [
        ("out-of-range", 2, "lo-95"),
        ("not-a-number", 3, "median"),
        ("missing-value", 4, "hi-80"),
        ("crossing-quantiles", 5, "hi-95"),
        ("missing-value", 6, "unique_id"),
        ("bad-period", 7, "ds"),
    ]


def test_repeats_gaps_and_mixed_frequencies_are_told() -> None:
    twice = pd.concat([TABLE, TABLE.iloc[[4]]], ignore_index=True)
    assert faults(twice) == [("duplicate-key", 17, "ds")]
    with pytest.raises(DataError) as caught:
        read_forecast(TABLE.drop(index=[4, 8]), common=0.3)
    assert [(p.value, p.facts["missing"]) for p in caught.value.problems] == [("b", "2027"), ("c", "2028")]
    mixed = TABLE.assign(ds=[*TABLE["ds"].astype(str)[:-1], "2028Q1"])
    assert faults(mixed) == [("mixed-frequency", 16, "ds")]
    assert faults(TABLE.iloc[:0]) == [("empty-table", None, "")]


def test_columns_and_levels_are_checked() -> None:
    assert faults(TABLE[["unique_id", "ds", "median"]]) == [
        ("missing-column", None, "lo-80"),
        ("missing-column", None, "hi-80"),
    ]
    assert faults(TABLE.drop(columns=["unique_id", "lo-80"])) == [
        ("missing-column", None, "unique_id"),
        ("missing-column", None, "lo-80"),
    ]
    odd = TABLE.assign(**{"lo-100": 0.0, "hi-100": 1e9})
    assert faults(odd) == [("out-of-range", None, "hi-100, lo-100")]
    repeated = pd.concat([TABLE, TABLE[["median"]]], axis=1)
    assert faults(repeated) == [("duplicate-column", None, "median")]


def test_like_must_hold_what_is_read() -> None:
    strange = TABLE.assign(unique_id=TABLE["unique_id"].replace("a", "z"), ds=TABLE["ds"] + 1)
    with pytest.raises(DataError) as caught:
        read_forecast(strange, like=SAMPLE)
    assert [problem.kind for problem in caught.value.problems] == ["dangling-key", "out-of-range"]


def test_what_must_be_said_is_asked_for() -> None:
    with pytest.raises(ParameterError, match="common"):
        read_forecast(TABLE)
    with pytest.raises(ParameterError) as caught:
        read_forecast(TABLE, common=1.5, size=1)
    assert len(caught.value.problems) == 2
    with pytest.raises(ParameterError, match="method"):
        read_forecast(TABLE, common=0.3, method="AutoETS")
