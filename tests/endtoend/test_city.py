"""The main job as a user runs it: the bundled city published, looked at, verified, tampered with, repeated."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from source_contract import PLAIN, made_wrong, without_headline, without_source

import skillcast
from skillcast.publication.disclosure import Protected
from skillcast.publication.setting.fonts import missing_glyphs
from skillcast.publication.trace.edition import Edition
from skillcast.publication.verify import verify
from skillcast.standards import code_list

EXPECTED = {
    "bulletin.docx",
    "bulletin.html",
    "bulletin.pdf",
    "tables.xlsx",
    "shortage_catalogue.csv",
    "training_catalogue.csv",
    "programme_adjustment.csv",
    "forecast.csv",
    "run.json",
    "data/datapackage.json",
    "data/document.json",
    "data/csv-metadata.json",
    "data/provenance.json",
    "data/dictionary.csv",
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "skillcast", *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "out"
    done = run("publish", "--out", str(folder), "--seed", "5")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def copy(out: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(out, tmp_path / "out"))


def test_every_file_is_there(out: Path) -> None:
    written = set(files(out))
    assert written >= EXPECTED
    assert {name for name in written if name.startswith("figures/") and name.endswith(".png")}


def test_same_seed_same_bytes_on_two_processes(out: Path, tmp_path: Path) -> None:
    done = run("publish", "--out", str(tmp_path / "again"), "--seed", "5", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert files(out) == files(tmp_path / "again")


def test_an_untouched_publication_passes(out: Path) -> None:
    assert verify(out) == []


@pytest.mark.parametrize("name", ["shortage_catalogue.csv", "forecast.csv", "bulletin.html"])
def test_a_changed_number_is_found(copy: Path, name: str) -> None:
    path = copy / name
    text = path.read_bytes()
    match = re.search(rb"(?<=[,>])[1-9]\d{2,}(?=[,<\r\n])", text)
    assert match is not None
    number = str(int(match[0]) + 1).encode()
    path.write_bytes(text[: match.start()] + number + text[match.end() :])
    assert any(name.split("/")[-1] in finding.text("en") for finding in verify(copy))


def test_a_changed_number_is_found_even_with_matching_hashes(copy: Path) -> None:
    path = copy / "bulletin.html"
    text = path.read_text(encoding="utf-8")
    match = re.search(r"(?<=>)\d{1,3},\d{3}(?=<)", text)
    assert match is not None
    other = f"{int(match[0].replace(',', '')) + 1:,}"
    path.write_bytes((text[: match.start()] + other + text[match.end() :]).encode())
    manifest = json.loads((copy / "run.json").read_text(encoding="utf-8"))
    from skillcast.publication.verify import hash_tree

    manifest["outputs"] = hash_tree(copy)
    (copy / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert any(other in finding.text("en") for finding in verify(copy))


def test_every_page_and_file_is_labelled_synthetic(out: Path) -> None:
    with zipfile.ZipFile(out / "bulletin.docx") as archive:
        headers = [archive.read(name).decode() for name in archive.namelist() if re.match(r"word/header\d*\.xml", name)]
    assert headers
    assert any("模拟数据" in header for header in headers)
    assert "模拟数据" in (out / "bulletin.html").read_text(encoding="utf-8")
    for path in out.rglob("*.csv"):
        assert "模拟数据" in path.read_text(encoding="utf-8-sig"), path.name
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["label"] == "模拟数据"


def test_no_zero_has_a_sign(out: Path) -> None:
    text = re.sub(r"<[^>]+>", " ", (out / "bulletin.html").read_text(encoding="utf-8"))
    assert re.findall(r".{12}(?<![\d.])[-−]0(?:\.0+)?(?![\d.]).{8}", text) == []


def test_no_glyph_is_missing(out: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8-sig") for path in out.rglob("*.csv"))
    assert missing_glyphs(text) == set()


def test_the_html_needs_no_network(out: Path) -> None:
    text = (out / "bulletin.html").read_text(encoding="utf-8")
    links = set(re.findall(r'(?:src|href)="(?!#|data:)([^"]*)"', text))
    assert not [link for link in links if ":" in link or link.startswith("/") or not (out / link).is_file()]
    assert not re.search(r"<script[^>]*src", text)


def test_the_catalogue_has_its_columns_and_right_codes(out: Path) -> None:
    table = rows(out / "shortage_catalogue.csv")
    needed = {
        "rank",
        "occupation",
        "name",
        "mark",
        "levels",
        "demand",
        "seekers",
        "registered_gap",
        "ratio",
        "forecast_gap",
    }
    needed |= {"forecast_gap_lo80", "forecast_gap_hi80", "probability", "grade", "basis", "previous_rank", "years_in"}
    assert needed <= set(table[0])
    codes = code_list("occupation")
    assert all(row["occupation"] in codes for row in table)
    assert all(int(row["registered_gap"]) == int(row["demand"]) - int(row["seekers"]) for row in table)
    assert all(row["basis"] for row in table)


def test_forecasts_stand_beside_their_backtest(out: Path) -> None:
    table = rows(out / "data" / "forecast_industry.csv")
    shown = [row for row in table if not row["suppressed"]]
    assert shown
    for row in shown:
        assert float(row["lo80_1"]) <= float(row["mean_1"]) <= float(row["hi80_1"])
        assert all(float(row[name]) >= 0 for name in ("error", "naive", "drift"))
    methods = {row["method"] for row in rows(out / "data" / "backtest.csv")}
    assert {"ensemble", "naive", "drift"} <= methods


def test_protected_industries_are_withheld_everywhere(out: Path) -> None:
    market = skillcast.load(skillcast.sample_path())
    protected = Protected.of(skillcast.outlook(market, seed=5))
    assert "C31" in protected.industries
    assert len(protected.industries) >= 2
    for row in rows(out / "data" / "forecast_industry.csv"):
        if row["industry"] in protected.industries:
            assert row["base"] == row["mean_1"] == row["error"] == ""
    for row in rows(out / "forecast.csv"):
        hidden = protected.industries if row["kind"] == "employment" else protected.occupations
        if row["code"] in hidden:
            assert row["mean"] == row["median"] == row["lo-80"] == row["hi-95"] == ""


def test_every_number_has_a_source(out: Path) -> None:
    edition = Edition.read(out)
    wrong, made = made_wrong(edition, skillcast.sample_path())
    assert without_source(edition) == []
    assert without_headline(edition) == []
    assert wrong == []
    assert made >= PLAIN


def test_seats_are_whole_classes_with_a_reason(out: Path) -> None:
    for row in rows(out / "programme_adjustment.csv"):
        assert row["reason"]
        assert int(row["suggested_seats"]) >= 0
        assert row["action"] in {"扩招", "稳定", "压减", "停招"}


def test_data_package_is_valid(out: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(out / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])[:5]


def test_an_older_publication_survives_a_bad_run(copy: Path, tmp_path: Path) -> None:
    before = files(copy)
    broken = skillcast.copy_sample(tmp_path / "broken")
    (broken / "employment.csv").write_bytes(b"region\n")
    assert run("publish", str(broken), "--out", str(copy)).returncode == 2
    assert files(copy) == before


def test_a_folder_of_other_things_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("years of work")
    done = run("publish", str(skillcast.sample_path("us_sector_employment")), "--out", str(tmp_path / "mine"))
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_english_and_real_data(tmp_path: Path) -> None:
    folder = tmp_path / "us"
    done = run("publish", str(skillcast.sample_path("us_sector_employment")), "--out", str(folder), "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "no staffing table" in done.stderr
    assert verify(folder) == []
    text = (folder / "bulletin.html").read_text(encoding="utf-8")
    assert "no staffing table" in text
    assert "模拟数据" not in text
    assert not (folder / "shortage_catalogue.csv").exists()
