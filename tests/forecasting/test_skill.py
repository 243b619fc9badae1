"""Verdicts follow from tests whose sample is the years; they find what is there and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from skillcast.forecasting import Backtest, backtest_panel
from skillcast.forecasting.scores import YearTest, year_test
from skillcast.forecasting.skill import compare, gains, interval_sentence, overlap_of, skill_sentence

from .conftest import panel_of, walks


def certain(pooled: float, expected: float, p: float, years: int) -> YearTest:
    return YearTest(pooled, pooled, expected, np.nan, np.nan, np.nan, p, p, years)


@pytest.fixture(scope="module")
def found() -> Backtest:
    return backtest_panel(panel_of(walks(10, 15)), horizon=3)


def test_the_table_has_every_comparison_and_step(found: Backtest) -> None:
    wanted = {(name, "nominal") for name in ("coverage80", "coverage95", "total80", "total95")}
    wanted |= {("error", "naive"), ("error", "drift")}
    assert set(zip(found.tests["comparison"], found.tests["against"], strict=True)) == wanted
    assert found.tests.groupby(["comparison", "against"])["h"].apply(list).map(tuple).unique().tolist() == [
        (0, 1, 2, 3)
    ]


def test_the_difference_is_that_of_yearly_means(found: Backtest) -> None:
    errors = found.errors[found.errors["h"] == 1]
    losses = (errors["actual"] - errors["forecast"]).abs() / errors["scale"]
    yearly = losses.groupby([errors["origin"], errors["method"]]).mean().unstack()
    wanted = year_test(yearly["ensemble"] - yearly["naive"], yearly.index.astype(int))
    assert found.test("error", against="naive", h=1).p == pytest.approx(wanted.p)
    assert found.test("error", against="naive", h=1).estimate == pytest.approx(wanted.estimate)


def test_only_forecasts_of_both_methods_are_compared(found: Backtest) -> None:
    lost = found.errors[~((found.errors["method"] == "drift") & (found.errors["h"] == 2))]
    assert set(gains(lost, "ensemble", "drift")["h"]) == {1, 3}
    assert len(gains(found.errors, "ensemble", "naive")) == (found.errors["method"] == "naive").sum()


def test_coverage_is_that_of_the_scores(found: Backtest) -> None:
    ours = found.overall[found.overall["method"] == "ensemble"].iloc[0]
    assert found.test("coverage80").pooled == pytest.approx(ours["coverage80"])
    assert found.test("coverage95").pooled == pytest.approx(ours["coverage95"])


@pytest.mark.parametrize(
    ("step", "season", "years"), [(1, 1, 1), (5, 1, 5), (4, 4, 2), (5, 4, 2), (6, 4, 3), (13, 12, 2)]
)
def test_overlap(step: int, season: int, years: int) -> None:
    assert overlap_of(step, season) == years


@pytest.mark.parametrize(
    ("ratio", "p", "words"),
    [
        (0.8, 0.01, ("20% smaller than that of no change (test over years: p=0.01", "小 20%（按年份检验 p=0.01")),
        (0.8, 0.5, ("cannot tell this from chance", "尚不足以断定")),
        (0.8, np.nan, ("cannot tell this from chance", "尚不足以断定")),
        (1.0, 0.01, ("No skill over no change", "未显示优势")),
        (1.3, 0.01, ("No skill over no change: MASE is 1.30 times", "未显示预测优于不变预测")),
        (np.nan, np.nan, ("Too little data", "数据不足")),
    ],
)
def test_what_is_said_of_skill(ratio: float, p: float, words: tuple[str, str]) -> None:
    assert words[0] in skill_sentence(ratio, p, 9, "naive", "en")
    assert words[1] in skill_sentence(ratio, p, 9, "naive", "zh")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({80: certain(0.6, 0.8, 0.01, 12), 95: certain(0.9, 0.95, 0.3, 12)}, ("too narrow", "偏窄")),
        ({80: certain(0.9, 0.8, 0.01, 12), 95: certain(0.99, 0.95, 0.3, 12)}, ("wider than needed", "偏宽")),
        ({80: certain(0.9, 0.8, 0.01, 12), 95: certain(0.8, 0.95, 0.01, 12)}, ("too narrow", "偏窄")),
        ({80: certain(0.6, 0.8, 0.3, 12)}, ("off their level", "有出入")),
        ({80: certain(0.81, 0.8, 0.3, 5)}, ("too few to confirm", "不能证实")),
        ({80: certain(0.81, 0.8, 0.3, 12), 95: certain(0.95, 0.95, np.nan, 12)}, ("held", "可信")),
        ({80: certain(np.nan, 0.8, np.nan, 0)}, ("too little data", "数据不足")),
    ],
)
def test_what_is_said_of_intervals(found: dict[int, YearTest], words: tuple[str, str]) -> None:
    assert words[0] in interval_sentence(found, "en")
    assert words[1] in interval_sentence(found)
    assert "total" in interval_sentence(found, "en", total=True)


def test_a_random_walk_has_no_skill_to_find() -> None:
    claimed = 0
    for seed in range(20):
        steps = np.random.default_rng(seed).normal(0, 0.05, (12, 14))
        panel = panel_of(np.round(5000 * np.exp(steps.cumsum(axis=1))))
        claimed += "smaller than that of no change (test" in backtest_panel(panel, horizon=2, draws=20).verdict("en")
    assert claimed <= 4


def test_narrowed_intervals_are_found_out(found: Backtest) -> None:
    shrunk = found.errors.assign(
        lo80=0.9 * found.errors["forecast"] + 0.1 * found.errors["lo80"],
        hi80=0.9 * found.errors["forecast"] + 0.1 * found.errors["hi80"],
    )
    table = compare(shrunk, found.total, found.methods, 1)
    first = table[(table["comparison"] == "coverage80") & (table["h"] == 0)].iloc[0]
    assert first["p"] < 0.05 and first["high"] < 0.8
