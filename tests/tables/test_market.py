"""Balance rules of the standard form at reading: a warning names period, both sides and the difference."""

from __future__ import annotations

import pandas as pd
import pytest

import skillcast
from skillcast.errors import Problem
from skillcast.standards import market_groups
from skillcast.standards.groups import industry_sections
from skillcast.tables.market import MARKET, PARTS, SECTORS


@pytest.fixture(scope="module")
def market() -> pd.DataFrame:
    rows = skillcast.load(skillcast.sample_path()).table("market")
    return rows[rows["period"] >= "2025Q1"].reset_index(drop=True)


def found(frame: pd.DataFrame) -> list[Problem]:
    return [problem for check in MARKET.row_checks for problem in check(frame)]


def changed(market: pd.DataFrame, dimension: str, code: str, column: str, by: int) -> pd.DataFrame:
    frame = market.copy()
    row = (frame["dimension"] == dimension) & (frame["code"] == code) & (frame["period"] == "2025Q2")
    frame.loc[row, column] += by
    return frame


def test_the_bundled_city_balances(market: pd.DataFrame) -> None:
    assert found(market) == []


@pytest.mark.parametrize(
    ("dimension", "code", "column", "rules"),
    [
        ("industry", "A", "demand_new", ["按行业分组各组之和＝合计", "行业门类A之和＝第一产业"]),
        ("industry", "D", "demand_new", ["按行业分组各组之和＝合计", "行业门类B、C、D、E之和＝第二产业"]),
        ("sex", "any", "seekers_carried", ["按性别分组各组之和＝合计"]),
        ("applicant", "new_graduates", "seekers_new", ["按求职人员类别分组“其中”各项之和≤该项"]),
    ],
)
def test_what_does_not_balance_is_a_warning(
    market: pd.DataFrame, dimension: str, code: str, column: str, rules: list[str]
) -> None:
    problems = found(changed(market, dimension, code, column, 100_000))
    assert [problem.facts["rule"] for problem in problems] == rules
    assert {(problem.kind, problem.severity, problem.column) for problem in problems} == {
        ("form-imbalance", "warning", column)
    }
    text = problems[0].text("zh")
    assert "2025Q2" in text and str(problems[0].facts["left"]) in text and str(problems[0].facts["difference"]) in text


def test_one_finding_a_rule_however_many_periods(market: pd.DataFrame) -> None:
    frame = market.copy()
    frame.loc[(frame["dimension"] == "sector") & (frame["code"] == "3"), "demand_new"] += 10
    problems = found(frame)
    assert len(problems) == 2 and problems[0].facts["periods"] == "2025Q1、2025Q2、2025Q3、2025Q4"


def test_parts_and_sectors_are_those_of_the_form() -> None:
    assert "".join(SECTORS.values()) == "".join(code for code, _ in industry_sections())
    for dimension, wholes in PARTS.items():
        groups = market_groups(dimension)
        listed = {(code, parent) for code, parent in zip(groups["code"], groups["parent"], strict=True) if parent}
        assert listed == {(code, whole) for whole, codes in wholes.items() for code in codes}
