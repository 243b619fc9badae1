"""Reading a city: what comes out, what is only a warning, and that no cell can break the reader."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mini_city import STEEL, find_row, put, read_rows, write_rows

from skillcast.errors import DataError
from skillcast.io.load import check, load
from skillcast.tables import TABLES


def configure(city: Path, text: str) -> None:
    path = city / "skillcast.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")


def test_frames_are_typed_and_sorted(city: Path) -> None:
    market = load(city)
    for name, frame in market.tables.items():
        spec = TABLES[name]
        keys = [key for key in spec.keys if key in frame]
        pd.testing.assert_frame_equal(frame, frame.sort_values(keys, ignore_index=True))
        for column in frame.columns:
            kind = spec.column(column).kind
            whole = kind in ("integer", "year") and not spec.column(column).nullable
            number = kind in ("integer", "year", "number")
            assert (
                frame[column].dtype == ("int64" if whole else "float64")
                if number
                else frame[column].map(type).eq(str).all()
            )


def test_a_market_says_what_it_lacks(city: Path) -> None:
    for name in ("cohorts", "events"):
        (city / f"{name}.csv").unlink()
    market = load(city)
    assert [spec.name for spec in market.missing()] == ["cohorts", "events"]
    assert not market.has("events")
    with pytest.raises(DataError, match="events"):
        market.table("events")


def test_no_configuration_takes_the_defaults(city: Path) -> None:
    (city / "skillcast.toml").unlink()
    config = load(city).config
    assert (config.city.horizon, config.city.synthetic, config.standards.occupation) == (5, False, "CSCO-2022")


def test_a_declared_gap_is_told_once(city: Path) -> None:
    rows = read_rows(city / "vacancies.csv")
    write_rows(city / "vacancies.csv", [row for row in rows if row[1] != "2024Q3"])
    assert {item.kind for item in check(city)} == {"period-gap"}
    configure(city, '[[allow.gaps]]\ntable = "vacancies"\nperiod = "2024Q3"\nreason = "系统停用"')
    assert [item.kind for item in load(city).warnings] == ["declared-gap"]


def test_a_correction_puts_one_cell_right(city: Path) -> None:
    row = find_row(city, "employment", industry="C31", period=2020)
    put(city, "employment", row, "employed", "2")
    assert [item.kind for item in check(city)] == ["unit-jump"]
    configure(
        city,
        '[[corrections]]\ntable = "employment"\nkey = { industry = "C31", period = "2020" }\n'
        'column = "employed"\nexpect = "2"\nvalue = "24148"\nreason = "单位误填"',
    )
    market = load(city)
    frame = market.table("employment")
    assert frame.loc[(frame["industry"] == "C31") & (frame["period"] == "2020"), "employed"].tolist() == [24148]
    assert [item.reason for item in market.corrections] == ["单位误填"]


def test_parameters_may_be_nested_or_dotted(city: Path) -> None:
    configure(city, "[parameters.shortage]\nenter = 0.7\n")
    assert load(city).config.parameters == {"shortage.enter": 0.7}


def test_own_codes_are_not_checked(city: Path) -> None:
    text = (city / "skillcast.toml").read_text(encoding="utf-8").replace('"CSCO-2022"', '"own"')
    (city / "skillcast.toml").write_text(text, encoding="utf-8")
    for file in city.glob("*.csv"):
        file.write_text(file.read_text(encoding="utf-8").replace(STEEL, "steel"), encoding="utf-8")
    assert check(city) == []


def test_a_wrong_configuration_is_told_before_anything_that_hangs_on_it(city: Path) -> None:
    put(city, "employment", 3, "employed", "x")
    configure(city, "[standard]\n")
    assert [(item.kind, item.column) for item in check(city)] == [("bad-config", "standard")]


def test_every_fault_is_told_at_once(city: Path) -> None:
    put(city, "employment", 3, "employed", "x")
    put(city, "employment", 4, "industry", "C99")
    put(city, "ages", 2, "sex", "?")
    (city / "firms.csv").write_bytes(b"")
    assert {item.kind for item in check(city)} == {"not-a-number", "unknown-code", "not-in-list", "empty-table"}


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "",
            "-1",
            "1e400",
            "9" * 40,
            "2025Q9",
            "nan",
            "—",
            "C",
            "any",
            "６",
            "\ufeff",
            '"',
            "=1",
            "1,000",
            "2025-02-30",
        ]
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), value=CELLS)
def test_no_cell_breaks_the_reader(city: Path, tmp_path: Path, data: st.DataObject, value: str) -> None:
    """Any text in any cell, headers included, is read or told as a problem; it never ends in a traceback."""
    name = data.draw(st.sampled_from(sorted(TABLES)))
    rows = read_rows(city / f"{name}.csv")
    row = data.draw(st.integers(0, len(rows) - 1))
    rows[row][data.draw(st.integers(0, len(rows[0]) - 1))] = value
    folder = tmp_path / "one"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for other in {name, "employment"}:
        shutil.copy(city / f"{other}.csv", folder)
    write_rows(folder / f"{name}.csv", rows)
    for problem in check(folder):
        assert problem.text("zh") and problem.text("en")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60), ending=st.sampled_from(["csv", "xlsx", "parquet"]), toml=st.booleans())
def test_no_file_breaks_the_reader(tmp_path: Path, content: bytes, ending: str, toml: bool) -> None:
    folder = tmp_path / "bytes"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / f"employment.{ending}").write_bytes(content)
    if toml:
        (folder / "skillcast.toml").write_bytes(content)
    problems = check(folder)
    assert any(problem.severity == "error" for problem in problems)
    for problem in problems:
        assert problem.text("zh") and problem.text("en")
