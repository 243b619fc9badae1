"""What figures say to those who do not see them: their main numbers, from the frame alone."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample import document, figures

from skillcast.errors import Language
from skillcast.publication.content import Figure
from skillcast.publication.data.frames import settled
from skillcast.publication.figures.alt_text import MOST_NAMES, alt_text, described
from skillcast.publication.figures.figure_data import COLUMNS, OPTIONAL, shown_table
from skillcast.publication.printing import headers, printed_rows
from skillcast.publication.words import Words

TOLD = {
    "demand_by_level": "条形图。需求人数、求职人数（人）：五级/初级工820、1,100；四级/中级工1,210、900；三级/高级工940、420；二级/技师310、120；一级/高级技师95、30。",
    "gap_by_occupation": "点线图，缺口（人/年，负数为富余），80%预测区间，共10项，其中5项区间不含0。"
    "最大工业机器人系统操作员78（53～111）、风力发电运维值班员66（41～99）、光伏发电运维值班员54（29～87）；最小金属轧制工-6（-31～27）、炼钢工-18（-43～15）、高炉炼铁工-30（-55～3）。",
    "list_history": "图中每行一个职业、每列一年，标出列入、新增和移出。2026年列入3个，新增1个（焊工），移出2个（金属轧制工、风力发电运维值班员）。各年列入：2024年3个、2025年4个、2026年3个。",
    "backtest": "折线图，平均绝对百分比误差（%）。组合预测提前1年2.1、提前2年3.2、提前3年4.1、提前4年4.8、提前5年5.5；不变提前1年2.6、提前2年3.9、提前3年5.0、提前4年6.0、提前5年6.8；漂移提前1年2.4、提前2年3.6、提前3年4.6、提前4年5.5、提前5年6.3。",
    "reliability": "折线图，名义覆盖率（%）对实际覆盖率（%）：50对52；80对78；95对93。",
    "pipeline": "堆叠条形图，毕业生（人）。合计：2026年666、2027年702、2028年738、2029年774。2029年分组：职业本科240、高职专科209、技工178、中职147。",
}


def tell(figure: Figure, lang: Language = "zh") -> str:
    return alt_text(figure.frame, figure.kind, Words(lang), options=figure.options)


@pytest.mark.parametrize("name", TOLD)
def test_golden_words(name: str) -> None:
    assert tell(next(figure for figure in figures() if figure.name == name)) == TOLD[name]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.name)
def test_every_kind_is_told_the_same_from_the_published_data(figure: Figure, lang: Language) -> None:
    """What a reader of the CSV file tells is what the publication tells."""
    made = dataclasses.replace(document(lang=lang), blocks=(figure,))
    (again,) = settled(made).figures
    assert tell(again, lang) == tell(figure, lang)
    assert described(figure, lang).alt == tell(figure, lang)
    assert not set(tell(figure, lang)) & {"{", "}"}
    assert "nan" not in tell(figure, lang)
    assert tell(figure, "zh") != tell(figure, "en")


def test_no_kind_is_left_out() -> None:
    assert {figure.kind for figure in figures()} == set(COLUMNS)
    assert set(OPTIONAL) <= set(COLUMNS)


def test_fan_and_ratio_name_their_ends() -> None:
    fan = figures()[2]
    part = fan.frame[fan.frame["panel"] == fan.frame["panel"].iloc[0]]
    told = alt_text(part, "fan", Words())
    last = part.iloc[-1]
    assert f"2029年预测中位数{last['median']:,.0f}（{last['lo80']:,.0f}～{last['hi80']:,.0f}）" in told
    assert f"2026年实际{part['actual'].dropna().iloc[-1]:,.0f}" in told
    ratio = pd.DataFrame({"period": ["2025Q1", "2025Q2", "2025Q3"], "ratio": [1.0, None, 1.235]})
    assert alt_text(ratio, "ratio_line", Words()) == (
        "折线图，求人倍率。首期1.00（2025Q1），末期1.24（2025Q3），最高1.24（2025Q3），最低1.00（2025Q1）。缺报1期，线在该处断开。"
    )
    assert "Missing periods: 1" in alt_text(ratio, "ratio_line", Words("en"))


def test_earlier_forecasts_are_counted() -> None:
    frame = pd.DataFrame(
        {
            "panel": "a",
            "period": ["2023", "2024", "2025", "2026"],
            "actual": [10.0, 20.0, 30.0, np.nan],
            "median": [np.nan, np.nan, np.nan, 33.0],
            "lo80": [np.nan, np.nan, np.nan, 30.0],
            "hi80": [np.nan, np.nan, np.nan, 36.0],
            "backtest": [11.0, 25.0, 29.0, np.nan],
            "backtest_lo80": [np.nan, 21.0, 25.0, np.nan],
            "backtest_hi80": [np.nan, 28.0, 33.0, np.nan],
        }
    )
    assert alt_text(frame, "fan", Words()).endswith("当时的预测及80%区间：2个中有1个包含后来的实际值。")


def test_long_lists_of_names_are_cut() -> None:
    names = [f"职业{k}" for k in range(MOST_NAMES + 2)]
    frame = pd.DataFrame([{"label": name, "year": year, "status": status} for name in names for year, status in ((2025, "out"), (2026, "entered"))])  # fmt: skip
    told = alt_text(frame, "entries_exits", Words())
    assert f"新增{MOST_NAMES + 2}个（{'、'.join(names[:MOST_NAMES])}等）" in told


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**7)), min_size=2, max_size=9))
def test_every_number_of_a_bar_is_told(values: list[int | None]) -> None:
    frame = pd.DataFrame({"group": [f"第{k}组" for k in range(len(values))], "demand": values, "seekers": values[::-1]})
    told = alt_text(frame, "level_bars", Words())
    for value in values:
        assert ("缺" if value is None else f"{value:,}") in told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_data_of_a_figure_as_a_table(lang: Language) -> None:
    for figure in figures():
        table = shown_table(figure, lang)
        assert table.name == f"figure_{figure.name}"
        assert len(printed_rows(table, lang)) == len(figure.frame)
        assert all(headers(table, lang))
    listed = shown_table(figures()[4], lang)
    assert printed_rows(listed, lang)[0] == ("高炉炼铁工", "2024", {"zh": "列入", "en": "Listed"}[lang])
