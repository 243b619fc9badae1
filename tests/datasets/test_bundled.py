"""The bundled data sets: made again byte for byte, labelled, small, and copied safely."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from skillcast.datasets import copy_sample, names, sample_path
from skillcast.datasets.us_sectors import SECTORS
from skillcast.datasets.us_sectors import main as write_us
from skillcast.io.load import load
from skillcast.tables import TABLES
from skillcast.worlds import city
from skillcast.worlds.__main__ import main as write_city

CITY, US = "jiayuguan_synthetic", "us_sector_employment"


def same_width(values: pd.Series) -> list[object]:
    """Values with full-width signs made half-width, as the reader may do."""
    return [unicodedata.normalize("NFKC", value) if isinstance(value, str) else value for value in values]


def csv_files(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.glob("*.csv"))}


def test_city_is_generated_byte_for_byte(tmp_path: Path) -> None:
    write_city([str(tmp_path)])
    made, shipped = csv_files(tmp_path), csv_files(sample_path(CITY))
    assert sorted(made) == sorted(shipped)
    for name, content in shipped.items():
        assert made[name] == content, name


def test_us_data_are_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    pytest.importorskip("vega_datasets")
    write_us([str(tmp_path)])
    assert csv_files(tmp_path) == csv_files(sample_path(US))


def test_us_sectors_add_up_to_nonfarm_employment() -> None:
    data = pytest.importorskip("vega_datasets").data
    source = pd.read_csv(data.us_employment.filepath)
    own = pd.read_csv(sample_path(US) / "employment.csv").groupby("period")["employed"].sum()
    assert set(SECTORS) < set(source.columns)
    # The source is rounded to thousands, in some sectors to hundreds.
    assert (own.to_numpy() - 1000 * source["nonfarm"].to_numpy()).max() <= 500


@pytest.mark.parametrize("name", [CITY, US])
def test_files_are_utf8_with_mark_and_lf(name: str) -> None:
    for file, content in csv_files(sample_path(name)).items():
        assert content.startswith(b"\xef\xbb\xbf"), file
        assert b"\r" not in content, file
        content.decode("utf-8")


def test_size() -> None:
    assert sum(len(content) for content in csv_files(sample_path(CITY)).values()) < 2_500_000


def test_city_is_labelled_as_simulated() -> None:
    folder = sample_path(CITY)
    settings = (folder / "skillcast.toml").read_text(encoding="utf-8")
    assert "模拟数据" in settings
    assert tomllib.loads(settings)["city"]["synthetic"] is True
    for card in ("card.md", "card.zh.md"):
        assert "模拟数据" in (folder / card).read_text(encoding="utf-8")


def test_declared_gaps_are_the_gaps() -> None:
    gaps = tomllib.loads((sample_path(CITY) / "skillcast.toml").read_text(encoding="utf-8"))["allow"]["gaps"]
    for gap in gaps:
        periods = pd.read_csv(sample_path(CITY) / f"{gap['table']}.csv", dtype=str)["period"]
        assert gap["period"] not in set(periods)
        assert gap["reason"]


def test_names_and_unknown_name() -> None:
    assert names() == (CITY, US)
    with pytest.raises(KeyError, match="no data set"):
        sample_path("nowhere")


def test_the_reader_accepts_the_city_and_returns_what_was_simulated() -> None:
    market, world = load(sample_path(CITY)), city()
    assert {problem.kind for problem in market.warnings} == {"declared-gap"}
    assert set(market.tables) == set(world.tables)
    for name, table in world.tables.items():
        keys = [key for key in TABLES[name].keys if key in table]
        expected = table.sort_values(keys, ignore_index=True)
        found = market.tables[name].sort_values(keys, ignore_index=True)[list(table)]
        for column in table:
            known = expected[column].notna()
            # An empty cell is read as an empty text or as a missing number.
            assert set(found.loc[~known, column].dropna()) <= {""}, (name, column)
            assert same_width(found.loc[known, column]) == same_width(expected.loc[known, column]), (name, column)


def test_the_reader_accepts_the_us_data() -> None:
    market = load(sample_path(US))
    assert market.warnings == ()
    assert market.table("employment")["industry"].nunique() == len(SECTORS)


def test_copy_sample(tmp_path: Path) -> None:
    target = copy_sample(tmp_path / "city")
    assert csv_files(target) == csv_files(sample_path(CITY))
    assert (target / "skillcast.toml").is_file()
    with pytest.raises(FileExistsError):
        copy_sample(target)
