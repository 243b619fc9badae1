"""Sentences of the standard form: how demand stands to supply, what moved, who leads, which ratios stand out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from registered import BEFORE, OFFICIAL, QUARTER, market, tables

from skillcast.publication.content import Table
from skillcast.publication.data.frames import typed_frame
from skillcast.publication.sections.form.tops import top_tables
from skillcast.publication.sentences.form import balance, change_sentence
from skillcast.publication.sentences.form_groups import moves_sentence, ratios_sentence, top_sentence
from skillcast.publication.words import Words

ZH, EN = Words("zh"), Words("en")


@pytest.fixture(scope="module")
def form() -> dict[str, Table]:
    return tables(market(q2024Q3=QUARTER, q2025Q2=BEFORE, q2025Q3=QUARTER))


@pytest.mark.parametrize(
    ("ratio", "zh", "en"),
    [
        (2.13, "市场需求大于供给", "demand exceeds supply"),
        (1.11, "市场需求大于供给", "demand exceeds supply"),
        (1.1, "市场需求略大于供给", "demand slightly exceeds supply"),
        (1.0, "市场供求平衡", "demand equals supply"),
        (0.99, "市场需求小于供给", "demand is below supply"),
    ],
)
def test_balance_in_words(ratio: float, zh: str, en: str) -> None:
    assert (balance(ratio, 1.1, ZH), balance(ratio, 1.1, EN)) == (zh, en)


def totals(demand: tuple[float, float], seekers: tuple[float, float]) -> pd.DataFrame:
    """Return table 1 with changes (persons, rate) on last quarter and last year alike."""
    rows = {"row": ["demand", "seekers", "ratio"]}
    rows |= {name: [demand[0], seekers[0], 0.05] for name in ("change_qoq", "change")}
    return pd.DataFrame(rows | {name: [demand[1], seekers[1], np.nan] for name in ("change_rate_qoq", "change_rate")})


@pytest.mark.parametrize(
    ("demand", "seekers", "zh", "en"),
    [
        (
            (800, 0.1), (300, 0.05),
            "与上季度相比，需求人数和求职人数分别增加了800人和300人，增幅分别为10.00%和5.00%；",
            "Compared with last quarter, vacancies and seekers rose by 800 and 300 persons, or 10.00% and 5.00%;",
        ),
        (
            (-800, -0.1), (-300, -0.05),
            "与上季度相比，需求人数和求职人数分别减少了800人和300人，降幅分别为10.00%和5.00%；",
            "Compared with last quarter, vacancies and seekers fell by 800 and 300 persons, or 10.00% and 5.00%;",
        ),
        (
            (800, 0.1), (-300, -0.05),
            "与上季度相比，需求人数增加了800人，增幅为10.00%，求职人数减少了300人，降幅为5.00%；",
            "Compared with last quarter, vacancies rose by 800 persons (10.00%) and seekers fell by 300 persons (5.00%);",
        ),
        (
            (8, 0.001), (-300, -0.05),
            "与上季度相比，需求人数基本持平，求职人数减少了300人，降幅为5.00%；",
            "Compared with last quarter, vacancies hardly changed and seekers fell by 300 persons (5.00%);",
        ),
        (
            (8, 0.001), (-3, -0.0005),
            "与上季度和去年同期相比，需求人数和求职人数基本持平；",
            "Compared with last quarter and a year earlier, vacancies and seekers hardly changed;",
        ),
    ],
)  # fmt: skip
def test_changes_in_words(demand: tuple[float, float], seekers: tuple[float, float], zh: str, en: str) -> None:
    frame = totals(demand, seekers)
    told = [change_sentence(frame, period="2025Q3", still=0.01, say=say) for say in (ZH, EN)]
    assert told[0].startswith(zh) and told[1].startswith(en)
    assert told[0].endswith("求人倍率比上季度上升0.05，比去年同期上升0.05。")


class TestGroupSentences:
    def test_moves_name_the_largest_rise_and_fall(self, form: dict[str, Table]) -> None:
        text = moves_sentence(typed_frame(form["market_sector"]), period="2025Q3", side="demand", points=0.5, say=ZH)
        assert text == (
            "与上季度相比，第二产业的需求比重上升最多（14.08个百分点），第三产业下降最多（14.08个百分点）；"
            "与去年同期相比，各组比重基本持平。"
        )
        text = moves_sentence(typed_frame(form["market_owner"]), period="2025Q3", side="demand", points=0.5, say=ZH)
        assert text == "与上季度和去年同期相比，各组比重基本持平。"

    def test_nothing_to_compare_with_is_not_told(self) -> None:
        made = tables(market(q2025Q3=QUARTER))["market_sector"]
        assert moves_sentence(typed_frame(made), period="2025Q3", side="demand", points=0.5, say=ZH) == ""

    @pytest.mark.parametrize(
        ("ratios", "zh", "en"),
        [
            ([2.0, 1.5], "从年龄的供求对比看，各组求人倍率均大于1，甲、乙分别为2.00和1.50。",
             "By age, all ratios exceed 1, highest for 甲 and 乙 (2.00 and 1.50)."),
            ([2.0, 0.5], "从年龄的供求对比看，甲的求人倍率最高，为2.00；乙的求人倍率小于1，为0.50。",
             "By age, the ratio is highest for 甲 (2.00); it is below 1 for 乙 (0.50)."),
            ([0.4, 0.5], "从年龄的供求对比看，甲、乙的求人倍率小于1，分别为0.40和0.50。",
             "By age, the ratio is below 1 for 甲 and 乙 (0.40 and 0.50)."),
            ([np.nan, np.nan], "", ""),
        ],
    )  # fmt: skip
    def test_ratios(self, ratios: list[float], zh: str, en: str) -> None:
        frame = pd.DataFrame({"code": ["a", "b"], "parent": "", "label": ["甲", "乙"], "ratio": ratios})
        assert ratios_sentence(frame, what="年龄", say=ZH) == zh
        assert ratios_sentence(frame, what="age", say=EN) == en

    def test_the_top_ten_are_named(self) -> None:
        codes = [f"6-17-01-{n:02d}" for n in range(1, 13)]
        frame = pd.DataFrame({"occupation": codes, "demand": range(30, 42), "seekers": 20}).assign(period="2025Q3")
        names = pd.Series({code: f"职业{place}" for place, code in enumerate(codes, start=1)})
        shortage, surplus = top_tables(frame, names, "2025Q3", OFFICIAL, ZH)
        assert shortage.frame["gap"].tolist() == list(range(21, 11, -1)) and surplus.frame.empty
        text = top_sentence(typed_frame(shortage), typed_frame(surplus), say=ZH)
        assert (
            text.startswith("需求大于求职缺口最大的前十个职业是：职业12、职业11") and "求职缺口最大的前零" not in text
        )
        assert top_tables(frame, names, "2025Q4", OFFICIAL, ZH) == []
