"""The analysis of a quarter: what it holds, that it can be told and derived again, what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import skillcast
from skillcast.errors import DataError, Problem
from skillcast.labour_market import LabourMarket
from skillcast.publication.content import Bullets, Document, Heading
from skillcast.publication.data.frames import settled
from skillcast.publication.quarterly import USED, publish_quarter, quarterly
from skillcast.publication.verify.arithmetic import document_identities, table_identities
from skillcast.publication.verify.telling import sentence_differences

TABLES = [
    *("market_total", "market_sector", "market_industry", "market_owner", "market_occupation"),
    *("top_shortage", "top_surplus", "market_applicant", "market_sex", "market_age", "market_education"),
    *("market_skill_level", "parameters"),
]


@pytest.fixture(scope="module")
def market() -> LabourMarket:
    return skillcast.load(skillcast.sample_path())


@pytest.fixture(scope="module")
def fewer(market: LabourMarket) -> LabourMarket:
    """The same with two dimensions only, which is quickly worked out."""
    rows = market.table("market")
    return replace(market, tables={"market": rows[rows["dimension"].isin(["total", "sector"])]})


@pytest.fixture(scope="module", params=["zh", "en"])
def document(request: pytest.FixtureRequest, market: LabourMarket) -> Document:
    return settled(quarterly(market, "2025Q3", lang=request.param))


def test_the_twelve_tables_in_the_order_of_the_form(document: Document) -> None:
    assert [table.name for table in document.tables] == TABLES
    assert [figure.name for figure in document.figures] == ["ratio_line", "level_bars"]


def test_every_figure_and_sentence_follows_from_the_tables(document: Document) -> None:
    assert list(document_identities(document)) == []
    assert [finding for table in document.tables for finding in table_identities(table)] == []
    assert list(sentence_differences(document)) == []


def test_only_the_parameters_in_use_are_listed(document: Document) -> None:
    table = next(table for table in document.tables if table.name == "parameters")
    assert sorted(table.frame["parameter"]) == sorted(USED)


def test_title_files_and_banner(fewer: LabourMarket) -> None:
    made = quarterly(fewer, "2025q3")
    assert made.title == "嘉峪关市2025年第三季度公共就业服务机构市场供求状况分析"
    assert made.stem == "bulletin_2025Q3" and made.banner and made.publishers == ("嘉峪关市人力资源和社会保障局",)
    assert all("data_label" in table.frame for table in made.tables)


def test_a_warning_of_the_registrations_stands_in_the_notes(fewer: LabourMarket) -> None:
    facts = {"rule": "规则", "rule_en": "rule", "period": "2025Q3", "left": "5", "right": "4", "difference": "+1"}
    found = Problem(
        "form-imbalance",
        table="market",
        column="demand_new",
        facts={**facts, "periods": "2025Q3", "periods_en": "2025Q3"},
    )
    other = Problem("form-imbalance", table="ages", column="x", facts=found.facts)
    made = quarterly(replace(fewer, warnings=(found, other)), "2025Q3")
    notes = [item for block in made.blocks if isinstance(block, Bullets) for item in block.items]
    assert [note for note in notes if "不平衡" in note] == [f"{found.note('zh')}。"]


def test_a_dimension_or_table_that_is_not_there_is_left_out(fewer: LabourMarket) -> None:
    made = quarterly(fewer, "2025Q3")
    assert [table.name for table in made.tables] == ["market_total", "market_sector", "parameters"]
    heads = [block.text for block in made.blocks if isinstance(block, Heading) and block.level == 1]
    assert heads == ["一、供求总体情况", "二、产业、行业和用人单位需求情况", "附件　编制说明"]


@pytest.mark.parametrize("period", ["2019Q3", "2031Q1", "2025", "2025Q5", "Q3", ""])
def test_what_is_not_a_reported_quarter_is_refused(market: LabourMarket, period: str) -> None:
    with pytest.raises(DataError, match="period-not-reported"):
        quarterly(market, period)


def test_it_is_written_like_any_publication(fewer: LabourMarket, tmp_path: Path) -> None:
    out = publish_quarter(fewer, "2025Q3", tmp_path / "out")
    names = {path.name for path in out.iterdir()}
    assert {"bulletin_2025Q3.docx", "bulletin_2025Q3.html", "tables.xlsx", "data", "figures", "run.json"} <= names
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert run["period"] == "2025Q3" and set(run["parameters"]) == set(USED) and run["inputs"]
