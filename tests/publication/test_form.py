"""The standard form: shares that add up, changes in percentage points, marks, ratios, balances, sentences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registered import BEFORE, OFFICIAL, QUARTER, Groups, market, quarter, tables

from skillcast.errors import DataError
from skillcast.parameters import load_parameters
from skillcast.publication.content import Document, Figure, Paragraph, Table
from skillcast.publication.data.frames import settled, typed_frame
from skillcast.publication.printing import headers, printed_rows
from skillcast.publication.sections.form.balances import form_checks
from skillcast.publication.sections.form.groups import group_table
from skillcast.publication.sections.form.measured import RatioRule, adding_up, measured
from skillcast.publication.sections.form.parts import Form, level_part, total_part
from skillcast.publication.sections.form.registrations import comparisons
from skillcast.publication.sections.form.totals import ratio_figure
from skillcast.publication.sentences.form import change_sentence
from skillcast.publication.sentences.form_groups import (
    applicants_sentence,
    required_sentence,
)
from skillcast.publication.verify.arithmetic import document_identities, table_identities
from skillcast.publication.words import Words

ZH, EN = Words("zh"), Words("en")


@pytest.fixture(scope="module")
def form() -> dict[str, Table]:
    return tables(market(q2024Q3=QUARTER, q2025Q2=BEFORE, q2025Q3=QUARTER))


@pytest.fixture(scope="module")
def checks(form: dict[str, Table]) -> tuple[str, ...]:
    return form_checks(form.values(), "official")


def printed(table: Table, code: str) -> tuple[str, ...]:
    return printed_rows(table)[list(table.frame[table.primary_key[0]]).index(code)]


class TestPublishedFigures:
    """Figures of published quarters: a ratio of 2.13, 49.68 % graduates, 53.2 % with a level, sex without requirement."""

    def test_hundred_seekers_choose_among_213_vacancies(self) -> None:
        form = Form.of(market(q2025Q3=QUARTER), "2025Q3", load_parameters(2025), ZH)
        text = total_part(form)[0]
        assert isinstance(text, Paragraph)
        assert "求人倍率为2.13，说明每100名求职者可以选择213个空缺岗位，市场需求大于供给。" in text.text

    def test_a_part_is_a_share_of_its_parent(self, form: dict[str, Table]) -> None:
        assert printed(form["market_applicant"], "new_graduates")[1:3] == ("2,981", "49.68")
        assert "应届高校毕业生占49.68%" in applicants_sentence(typed_frame(form["market_applicant"]), say=ZH)

    def test_no_sex_specific_demand_is_made_up(self, form: dict[str, Table]) -> None:
        for code in ("male", "female"):
            row = printed(form["market_sex"], code)
            assert row[1:3] == ("/", "/") and row[-3:] == ("——", "——", "——")
        assert printed(form["market_sex"], "any")[1:3] == ("21,300", "100.00")
        assert "均无要求" in required_sentence(typed_frame(form["market_sex"]), what="性别", say=ZH)

    def test_share_that_requires_a_level(self, form: dict[str, Table]) -> None:
        text = required_sentence(typed_frame(form["market_skill_level"]), what="技术等级", say=ZH)
        assert text.startswith(
            "对技术等级有明确要求的占总需求人数的53.20%，主要集中在五级/初级工、四级/中级工、三级/高级工"
        )
        assert text.endswith("合计为53.20%。")


class TestColumns:
    def test_a_quarter_has_the_eleven_columns_of_the_national_form(self, form: dict[str, Table]) -> None:
        assert headers(form["market_age"])[1:] == (
            "需求人数（人）", "需求比重（%）", "与上季度相比需求变化（百分点）", "与去年同期相比需求变化（百分点）",
            "求职人数（人）", "求职比重（%）", "与上季度相比求职变化（百分点）", "与去年同期相比求职变化（百分点）",
            "求人倍率", "与上季度相比变化", "与去年同期相比变化",
        )  # fmt: skip
        assert len(headers(form["market_sector"])) == len(headers(form["market_applicant"])) == 5

    def test_a_year_compares_with_the_year_before(self) -> None:
        both = market(q2024Q1=QUARTER, q2025Q1=QUARTER)
        made = tables(both, "2025")
        assert headers(made["market_sector"])[-1] == "与上年相比需求变化（百分点）"
        assert headers(made["market_total"]) == (
            "项目",
            "上期结转",
            "本期新增",
            "合计",
            "上年",
            "同比增减",
            "同比增减（%）",
        )

    def test_table_1_of_a_quarter(self, form: dict[str, Table]) -> None:
        assert headers(form["market_total"])[4:] == (
            "上季度", "环比增减", "环比增减（%）", "上年同期", "同比增减", "同比增减（%）"
        )  # fmt: skip
        assert printed(form["market_total"], "ratio")[1:5] == ("2.13", "2.13", "2.13", "2.13")

    def test_changes_are_percentage_points(self, form: dict[str, Table]) -> None:
        assert printed(form["market_sector"], "2")[2:] == ("42.25", "+14.08", "0.00")
        assert printed(form["market_sector"], "total")[1:] == ("21,300", "100.00", "——", "——")

    def test_a_group_new_to_the_form_has_no_change(self, form: dict[str, Table]) -> None:
        assert printed(form["market_industry"], "B")[3:] == ("——", "0.00")


class TestMissing:
    def test_a_period_that_was_not_reported_is_not_filled_in(self) -> None:
        made = tables(market(q2024Q3=QUARTER, q2025Q3=QUARTER))
        assert printed(made["market_total"], "demand")[4:7] == ("——", "——", "——")
        assert printed(made["market_sector"], "1")[3:] == ("——", "0.00")
        text = change_sentence(typed_frame(made["market_total"]), period="2025Q3", still=0.01, say=ZH)
        assert "与去年同期相比，需求人数和求职人数基本持平" in text and "上季度数据缺报，不作比较" in text

    def test_other_parts_of_a_year_are_not_compared(self) -> None:
        both = market(q2024Q1=QUARTER, q2024Q3=QUARTER, q2025Q1=QUARTER, q2025Q2=QUARTER)
        assert comparisons(both, quarter(both, "2025"))[0].past is None
        same = market(q2024Q1=QUARTER, q2024Q2=QUARTER, q2025Q1=QUARTER, q2025Q2=QUARTER)
        assert comparisons(same, quarter(same, "2025"))[0].past is not None

    def test_a_period_without_registrations_is_an_error(self) -> None:
        with pytest.raises(DataError, match="period-not-reported"):
            Form.of(market(q2025Q3=QUARTER), "2026Q1", load_parameters(2026), ZH)

    def test_the_line_is_broken_where_a_quarter_is_missing(self) -> None:
        frame = ratio_figure(market(q2024Q3=QUARTER, q2025Q1=QUARTER, q2025Q2=QUARTER), "2025Q1", ZH).frame
        assert frame["period"].tolist() == ["2024Q3", "2024Q4", "2025Q1"]
        assert frame["ratio"].isna().tolist() == [False, True, False]


def test_a_year_is_what_was_carried_into_it_and_all_that_is_new() -> None:
    year = quarter(market(q2025Q1=QUARTER, q2025Q2=BEFORE), "2025").of("sector").loc["2"]
    assert year["demand"] == 4_500 + 4_500 + 3_000


def test_months_make_a_quarter() -> None:
    months = market(**{"2025-07": QUARTER, "2025-08": QUARTER, "2025-09": QUARTER, "2025-10": QUARTER})
    found = quarter(months)
    assert found.complete and found.of("total")["demand"].tolist() == [10_650 * 4]


@given(counts=st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=1, max_size=20))
@settings(max_examples=60)
def test_shares_add_up_to_hundred(counts: list[int | None]) -> None:
    values = np.array([np.nan if count is None else float(count) for count in counts])
    shares = adding_up(values)
    if not np.nansum(values) > 0:
        assert np.isnan(shares).all()
        return
    assert round(float(np.nansum(shares)), 10) == 1
    exact = values / np.nansum(values)
    assert np.nanmax(np.abs(shares - exact)) < 1e-4 + 1e-12
    assert (np.isnan(shares) == np.isnan(values)).all()


persons = st.integers(0, 5_000)
age_groups = st.fixed_dictionaries(
    {code: st.tuples(persons, persons) for code in ("16-24", "25-34", "35-44", "45+", "any")}
)


@given(now=age_groups, past=age_groups)
@settings(max_examples=8, deadline=None)
def test_changes_are_antisymmetric_and_sums_add(now: Groups, past: Groups) -> None:
    there, back = (
        market(q2024Q3={"age": past}, q2025Q3={"age": now}),
        market(q2024Q3={"age": now}, q2025Q3={"age": past}),
    )
    frames = []
    for table in (there, back):
        found = quarter(table)
        frames.append(group_table(found, comparisons(table, found), "age", OFFICIAL, ZH).frame)
    for name in ("demand_change", "seekers_change", "ratio_change"):
        one, other = (frame[name].to_numpy(float) for frame in frames)
        assert np.allclose(one, -other, equal_nan=True)
    frame = frames[0]
    for side in ("demand", "seekers"):
        rows, total = frame[side].iloc[:-1], frame[side].iloc[-1]
        assert np.nansum(rows) == (0 if np.isnan(total) else total)
        assert not (
            frame[f"{side}_change"].iloc[:-1].notna().all() and abs(frame[f"{side}_change"].iloc[:-1].sum()) > 1e-9
        )


@given(factor=st.integers(2, 40))
@settings(max_examples=4, deadline=None)
def test_shares_and_ratios_do_not_hang_on_the_size_of_the_city(factor: int) -> None:
    once = market(q2025Q3=QUARTER)
    many = once.assign(**{name: once[name] * factor for name in once.columns[3:]})
    for dimension in ("age", "education", "skill_level"):
        one, other = (measured(quarter(table), dimension, OFFICIAL) for table in (once, many))
        for name in ("demand_share", "seekers_share", "ratio"):
            pd.testing.assert_series_equal(one[name], other[name])


def test_a_part_leaves_the_ratios_of_the_other_groups_alone() -> None:
    with_part = measured(quarter(market(q2025Q3=QUARTER)), "education", OFFICIAL)
    groups = {code: value for code, value in QUARTER["education"].items() if code != "vocational"}
    without = measured(quarter(market(q2025Q3={**QUARTER, "education": groups})), "education", OFFICIAL)
    pd.testing.assert_frame_equal(with_part.drop(index="vocational"), without)
    assert with_part.at["vocational", "ratio"] == pytest.approx((5_000 + 10_000 * 0.3) / 3_000, abs=0.005)


@pytest.mark.parametrize(("method", "ratio"), [("official", 1.29), ("plain", 1.05)])
def test_the_ratio_is_the_official_one_or_a_plain_quotient(method: str, ratio: float) -> None:
    sexes: dict[str, Groups] = {"sex": {"male": (630, 600), "female": (270, 400), "any": (240, None)}}
    rule = RatioRule("plain" if method == "plain" else "official", 1)
    assert measured(quarter(market(q2025Q3=sexes)), "sex", rule).at["male", "ratio"] == ratio


class TestBalances:
    @pytest.mark.parametrize("method", ["official", "plain"])
    def test_an_honest_form_keeps_all_it_promises(self, method: str) -> None:
        rule = RatioRule("plain" if method == "plain" else "official", 1)
        made = tables(market(q2024Q3=QUARTER, q2025Q2=BEFORE, q2025Q3=QUARTER), rule=rule)
        checks = form_checks(made.values(), rule.method)
        document = settled(Document("表", tuple(made.values()), checks=checks))
        assert list(document_identities(document)) == []
        assert [finding for table in document.tables for finding in table_identities(table)] == []

    def test_the_rules_of_the_form_are_among_them(self, checks: tuple[str, ...]) -> None:
        assert "market_sector.demand['2'] == market_industry.demand[B, C]" in checks
        assert "market_owner.demand[state, private] <= market_owner.demand[enterprise]" in checks
        assert "market_age.seekers[total] == market_total.total[seekers]" in checks

    @pytest.mark.parametrize(
        ("table", "code", "column"),
        [
            ("market_total", "demand", "new"),
            ("market_total", "ratio", "total"),
            ("market_total", "seekers", "change_qoq"),
            ("market_sector", "2", "demand"),
            ("market_industry", "C", "demand_share"),
            ("market_owner", "private", "demand_share"),
            ("market_owner", "enterprise", "demand"),
            ("market_applicant", "new_graduates", "seekers_share"),
            ("market_sex", "any", "demand"),
            ("market_age", "45+", "ratio"),
            ("market_age", "16-24", "ratio_change"),
            ("market_education", "vocational", "ratio"),
            ("market_skill_level", "L4", "seekers"),
            ("market_skill_level", "total", "ratio"),
        ],
    )
    def test_one_figure_changed_breaks_an_identity(
        self, form: dict[str, Table], checks: tuple[str, ...], table: str, code: str, column: str
    ) -> None:
        frame = form[table].frame.copy()
        place = frame.index[frame[form[table].primary_key[0]] == code][0]
        frame[column] = frame[column].astype("float64")
        frame.loc[place, column] += 0.01 if abs(frame.at[place, column]) < 10 else 7
        made = form | {table: replace(form[table], frame=frame)}
        named = tuple(check for check in checks if table in check)
        found = [*document_identities(settled(Document("表", tuple(made.values()), checks=named)))]
        found += table_identities(made[table])
        assert found and {finding.kind for finding in found} == {"identity"}

    def test_a_balance_that_registrations_do_not_keep_is_not_promised(self) -> None:
        off = {**QUARTER, "industry": {**QUARTER["industry"], "C": (8_100, None)}}
        made = tables(market(q2025Q3=off))
        checks = form_checks(made.values(), "official")
        assert not any("== market_industry" in check and "'2'" in check for check in checks)
        assert "market_industry.demand[total] == market_total.total[demand]" not in checks
        assert "market_sector.demand['1'] == market_industry.demand[A]" in checks


def test_levels_are_drawn_under_short_names() -> None:
    form = Form.of(market(q2025Q3=QUARTER), "2025Q3", load_parameters(2025), EN)
    figure = level_part(form)[-1]
    assert isinstance(figure, Figure)
    assert figure.frame["group"].tolist() == ["L5", "L4", "L3", "none", "any"]
