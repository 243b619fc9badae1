"""A file of series: read as every table is, each fault with its row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from mini_city import YEARS, write_mini_city

from skillcast.errors import DataError
from skillcast.io.series import read_series, read_source

TEXT = "unique_id,ds,y\n钢铁,2024,5\n钢铁,2025,\n"


def read(folder: Path, content: str, encoding: str = "utf-8") -> pd.DataFrame:
    path = folder / "series.csv"
    path.write_bytes(content.encode(encoding))
    return read_series(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_same_series_in_another_form(tmp_path: Path, encoding: str, sign: str) -> None:
    frame = read(tmp_path, TEXT.replace(",", sign), encoding)
    assert frame["unique_id"].tolist() == ["钢铁", "钢铁"] and frame["ds"].tolist() == ["2024", "2025"]
    assert frame["y"].iloc[0] == 5.0 and pd.isna(frame["y"].iloc[1])


@pytest.mark.parametrize(
    ("content", "kind", "row"),
    [
        ("", "empty-table", None),
        ("unique_id,ds,y\n", "empty-table", None),
        ("unique_id,ds\na,2024\n", "missing-column", 1),
        ("unique_id,ds,y,y\na,2024,1,2\n", "duplicate-column", 1),
        ("unique_id,ds,y\na,2024,x\n", "not-a-number", 2),
        ("unique_id,ds,y\na,2024,1\n\n\na,2025,x\n", "not-a-number", 5),
        ("unique_id,ds,y\na,2024,1e400\n", "not-a-number", 2),
        ("unique_id,ds,y\na,2024,inf\n", "not-a-number", 2),
        ("unique_id,ds,y\na,2024,1\na,2025,1,7\n", "unreadable-file", 3),
        ('unique_id,ds,y\na,"2024,1\n', "unreadable-file", None),
        ("unique_id,ds,y\x00\na,2024,1\n", "wrong-encoding", None),
    ],
)
def test_a_broken_series(tmp_path: Path, content: str, kind: str, row: int | None) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, content)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.row, problem.file) == (kind, row, "series.csv")
    assert problem.text("zh") and problem.text("en")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no-input"):
        read_series(tmp_path / "none.csv")


def test_further_columns_are_kept_as_text(tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    path.write_text("unique_id,vintage,ds,y,region\n钢铁,2025,2024,5,01\n", encoding="utf-8")
    frame = read_series(path, needed=["region", "unique_id"], optional=["vintage", "colour"])
    assert list(frame) == ["unique_id", "ds", "y", "region", "vintage"]
    assert frame.loc[0, ["region", "vintage"]].tolist() == ["01", "2025"]
    with pytest.raises(DataError) as caught:
        read_series(path, needed=["colour", "shape"])
    assert [problem.column for problem in caught.value.problems] == ["colour", "shape"]


def test_a_file_is_named_after_itself(tmp_path: Path) -> None:
    (tmp_path / "钢铁.csv").write_text(TEXT, encoding="utf-8")
    source = read_source(tmp_path / "钢铁.csv")
    assert source.words("zh") == ("钢铁", "", "") and len(source.frame) == 2


def test_a_city_gives_its_industries(tmp_path: Path) -> None:
    city = write_mini_city(tmp_path / "city")
    source = read_source(city, optional=["vintage"])
    assert source.words("zh") == ("示例市分行业就业", "人", "模拟数据，非统计数据")
    assert source.words("en")[0] == "Employment by industry, Sample City"
    assert sorted(set(source.frame["unique_id"])) == ["C31", "D44", "G"] and len(source.frame) == 3 * len(YEARS)
    config = (city / "skillcast.toml").read_text(encoding="utf-8")
    (city / "skillcast.toml").write_text(config.replace("[city]", "[city]\nyear = 2022"), encoding="utf-8")
    assert read_source(city).frame["ds"].max() == "2022"
    with pytest.raises(DataError, match="missing-column"):
        read_source(city, needed=["colour"])
