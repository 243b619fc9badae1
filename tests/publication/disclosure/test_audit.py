"""The audit of documents: numbers printed elsewhere, said in words, drawn in a figure; and the choice for a whole outlook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from few_draws import few_draws
from mini_city import write_mini_city
from protected_city import PRIMARY, City, Hidden, name

import skillcast
from skillcast.errors import DataError
from skillcast.outcome import Outlook
from skillcast.publication.content import Bullets, ColumnFormat, Document, Figure, Paragraph, Table
from skillcast.publication.disclosure import Additive, Protected, Truth, audit, require_safe
from skillcast.publication.disclosure.cells import Unit
from skillcast.publication.disclosure.suppress import choose

CITY = City()
UNITS = choose(CITY.truth(), PRIMARY, protection=0.1)


def document(*blocks: Paragraph | Bullets | Figure, notes: tuple[str, ...] = (), **changed: pd.DataFrame) -> Document:
    frames = CITY.frames(Hidden(UNITS)) | changed
    tables = [
        Table(key, key, frame, tuple(ColumnFormat(str(column), str(column)) for column in frame), notes=notes)
        for key, frame in frames.items()
        if not key.startswith("figure")
    ]
    return Document("信息", (*tables, *blocks))


def wrong(made: Document, truth: Truth | None = None) -> set[tuple[str, str]]:
    return {(cell.row, cell.column) for cell in audit(made, truth or CITY.truth(), protection=0.1) if not cell.ok}


def test_the_document_is_safe_and_each_cell_says_how_close_an_outsider_comes() -> None:
    cells = audit(document(), CITY.truth(), protection=0.1)
    require_safe(cells)
    base = next(cell for cell in cells if (cell.table, cell.row, cell.column) == ("forecast_industry", "C31", "base"))
    assert base.truth == 21000
    assert base.low == 0
    assert base.high >= 21000 * 1.1
    assert base.needed == pytest.approx(2100)
    assert base.room >= 0.1


STEEL = f"{CITY.employed('C31', 0):,.0f}"


@pytest.mark.parametrize(
    "made",
    [
        document(Paragraph(f"{name('C31')}年末在岗{STEEL}人。")),
        document(Bullets((f"其中{name('C31')}在岗{STEEL}人",))),
        document(notes=(f"{name('C31')}：{STEEL}人",)),
        document(Figure("x", "图", "fan", pd.DataFrame(), alt=f"{name('C31')}在岗{STEEL}人")),
    ],
    ids=["paragraph", "bullets", "note", "alt text"],
)
def test_a_number_in_words_is_found(made: Document) -> None:
    assert ("C31", "base") in wrong(made)


@pytest.mark.parametrize(
    "text", [f"全市{STEEL}人", f"{name('C31')}1{STEEL}人", f"{name('C31')}上升{STEEL}%", f"{name('C31')}不予公布"]
)
def test_other_numbers_are_not_taken_for_it(text: str) -> None:
    assert wrong(document(Paragraph(text))) == set()


def test_a_cell_that_another_table_or_a_figure_prints_is_found() -> None:
    open_series = CITY.frames(Hidden())["forecast"]
    assert ("C31", "mean_1") in wrong(document(forecast=open_series))
    drawn = Figure("industry_fan", "图", "fan", CITY.frames(Hidden())["figure_industry_fan"])
    assert ("C31", "base") in wrong(document(drawn))


def test_a_growth_rate_left_in_binds_two_years() -> None:
    frame = CITY.frames(Hidden(UNITS))["forecast_industry"].copy()
    steel = frame["industry"] == "C31"
    frame.loc[steel, "growth"] = (CITY.employed("C31", 3) / CITY.employed("C31", 0)) ** (1 / 3) - 1
    frame.loc[steel, "mean_3"] = round(CITY.employed("C31", 3))
    assert ("C31", "base") in wrong(document(forecast_industry=frame))


def test_the_error_names_table_row_and_column() -> None:
    cells = audit(document(Paragraph(f"{name('C31')}在岗{STEEL}人")), CITY.truth(), protection=0.1)
    with pytest.raises(DataError) as error:
        require_safe(cells)
    found = {(problem.kind, problem.table, problem.value, problem.column) for problem in error.value.problems}
    assert ("disclosure-too-tight", "forecast_industry", "C31", "base") in found


@pytest.fixture(scope="module")
def outlook(tmp_path_factory: pytest.TempPathFactory) -> Outlook:
    folder: Path = tmp_path_factory.mktemp("city")
    write_mini_city(folder)
    return skillcast.outlook(few_draws(skillcast.load(folder), 100))


def test_an_outlook_is_protected(outlook: Outlook) -> None:
    protected = Protected.of(outlook)
    assert Unit("industry", "C31") in protected.primary
    assert Unit("occupation", "6-17-02-02") in protected.primary
    # One firm alone in a city of three: something else must go with it.
    assert protected.industries > {"C31"}
    assert protected.occupations > {"6-17-02-02"}
    assert {programme for _, programme in protected.programmes} >= {"430401"}
    without = {key: frame for key, frame in outlook.market.tables.items() if key != "firms"}
    assert Protected.of(replace(outlook, market=replace(outlook.market, tables=without))) == Protected(set(), set())


def test_printed_persons_add_up(outlook: Outlook) -> None:
    found = Additive.of(outlook)
    assert found.industries.iloc[:-1].sum().tolist() == found.industries.iloc[-1].tolist()
    assert found.levels is not None
    assert found.levels.sum(axis=1).tolist() == found.industries["mean_3"].tolist()
    year = outlook.year + 1
    for cell, value in Truth.of(outlook).values.items():
        if cell[:1] + cell[2:5] == ("employment", str(year), "", "mean"):
            assert abs(found.industries["mean_1"].to_dict()[cell.code] - value) < 1
