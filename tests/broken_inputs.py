"""Inputs with one fault each: how to break a valid city, and what must be found."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mini_city import REGION, SOLAR, STEEL, find_row, put, read_rows, write_rows

Mutation = Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """One broken input.

    Parameters
    ----------
    name
        What is wrong, as a test id.
    mutate
        Breaks the valid city in the folder it is given.
    kind
        The problem that must be found.
    file, row, column
        Where it must be found; empty or None where no one file, row or column is at fault.
    """

    name: str
    mutate: Mutation
    kind: str
    file: str = ""
    row: int | None = None
    column: str | None = None


def cell(table: str, row: int, column: str, value: object) -> Mutation:
    """Return the mutation that puts a value into one cell (`row` as a spreadsheet counts)."""
    return lambda folder: put(folder, table, row, column, value)


def content(name: str, data: bytes) -> Mutation:
    """Return the mutation that replaces a file."""
    return lambda folder: (folder / name).write_bytes(data)


def lines(table: str, change: Callable[[list[list[str]]], list[list[str]]]) -> Mutation:
    """Return the mutation that changes a table's rows, header included."""
    return lambda folder: write_rows(folder / f"{table}.csv", change(read_rows(folder / f"{table}.csv")))


def _path(programme: str, share: object) -> Mutation:
    """Return the mutation that lets the first programme go on in another one."""

    def change(rows: list[list[str]]) -> list[list[str]]:
        first = [*rows[1], rows[1][0], programme, str(share)]
        rest = [[*row, "", "", ""] for row in rows[2:]]
        return [[*rows[0], "next_school", "next_programme", "next_share"], first, *rest]

    return lines("programmes", change)


def config(text: str) -> Mutation:
    """Return the mutation that adds to `skillcast.toml`."""

    def change(folder: Path) -> None:
        path = folder / "skillcast.toml"
        path.write_text(path.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")

    return change


def without(column: str) -> Callable[[list[list[str]]], list[list[str]]]:
    def drop(rows: list[list[str]]) -> list[list[str]]:
        place = rows[0].index(column)
        return [row[:place] + row[place + 1 :] for row in rows]

    return drop


def with_column(header: str) -> Callable[[list[list[str]]], list[list[str]]]:
    return lambda rows: [[*rows[0], header], *([*row, "1"] for row in rows[1:])]


def events(**cells: str) -> Mutation:
    """Return the mutation that sets cells of the first event, in new columns where it has none of the name."""

    def change(rows: list[list[str]]) -> list[list[str]]:
        added = [name for name in cells if name not in rows[0]]
        first = dict(zip(rows[0], rows[1], strict=True)) | cells
        rest = [[*row, *("" for _ in added)] for row in rows[2:]]
        return [[*rows[0], *added], [first[name] for name in (*rows[0], *added)], *rest]

    return lines("events", change)


def spoilt(table: str, change: Callable[[bytes], bytes]) -> Mutation:
    """Return the mutation that changes the bytes of a table's file."""

    def mutate(folder: Path) -> None:
        path = folder / f"{table}.csv"
        path.write_bytes(change(path.read_bytes()))

    return mutate


def recode(table: str, encoding: str) -> Mutation:
    def change(folder: Path) -> None:
        path = folder / f"{table}.csv"
        path.write_bytes(path.read_text(encoding="utf-8-sig").encode(encoding))

    return change


def workbook(sheet: str, table: str, change: Callable[[list[list[object]]], object] = lambda rows: None) -> Mutation:
    """Return the mutation that replaces a table's CSV file by a workbook with one sheet."""

    def mutate(folder: Path) -> None:
        import xlsxwriter

        rows: list[list[object]] = [list(row) for row in read_rows(folder / f"{table}.csv")]
        change(rows)
        (folder / f"{table}.csv").unlink()
        with xlsxwriter.Workbook(str(folder / "data.xlsx")) as book:
            page = book.add_worksheet(sheet)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if value == "=NA()":
                        page.write_formula(number, place, value, value="#N/A")
                    else:
                        page.write(number, place, value)

    return mutate


def _zip_without_workbook(folder: Path) -> None:
    (folder / "employment.csv").unlink()
    with zipfile.ZipFile(folder / "employment.xlsx", "w") as archive:
        archive.writestr("readme.txt", "not a workbook")


def _not_a_zip(folder: Path) -> None:
    (folder / "employment.csv").rename(folder / "employment.xlsx")


def _workbook_named_csv(folder: Path) -> None:
    workbook("employment", "employment")(folder)
    (folder / "data.xlsx").rename(folder / "employment.csv")


def _no_period(folder: Path) -> None:
    path = folder / "employment.csv"
    gone = find_row(folder, "employment", industry="C31", period=2019)
    rows = read_rows(path)
    write_rows(path, rows[: gone - 1] + rows[gone:])


def _two_files(folder: Path) -> None:
    shutil.copy(folder / "employment.csv", folder / "在岗人数.csv")


def _industry_as_number(rows: list[list[object]]) -> None:
    rows[1][1] = 31.0


def _occupation_as_number(rows: list[list[object]]) -> None:
    rows[1][0] = 6170202


def _not_available(rows: list[list[object]]) -> None:
    rows[2][-1] = "=NA()"


CORRECTION = """\
[[corrections]]
table = "employment"
key = { region = "620200", industry = "C31", period = "2020" }
column = "employed"
expect = "99999"
value = "24074"
reason = "录入错误"
"""
EMPLOYMENT, LAST = "employment.csv", 26  # 24 data rows under the header, so that an added row is row 26

# fmt: off
CASES: list[Case] = [
    # Files
    Case("no such folder", lambda folder: shutil.rmtree(folder), "no-input"),
    Case("empty file", content(EMPLOYMENT, b""), "empty-table", EMPLOYMENT),
    Case("header only", lines("employment", lambda rows: rows[:1]), "empty-table", EMPLOYMENT),
    Case("blank rows only", content(EMPLOYMENT, b"region,industry,period,employed\n,,,\n \n"), "empty-table", EMPLOYMENT),
    Case("UTF-16 without mark", recode("employment", "utf-16-le"), "wrong-encoding", EMPLOYMENT),
    Case("UTF-16 with mark", recode("employment", "utf-16"), "wrong-encoding", EMPLOYMENT),
    Case("UTF-8 cut within a character", spoilt("cohorts", lambda data: data[3:].replace("示".encode(), b"\xe7\xa4", 2)), "wrong-encoding", "cohorts.csv"),
    Case("GB18030 behind the mark of UTF-8", spoilt("cohorts", lambda data: data[:3] + data.decode("utf-8-sig").encode("gb18030")), "wrong-encoding", "cohorts.csv"),
    Case("latin letters of one byte", spoilt("cohorts", lambda data: data.replace("示".encode(), b"\xe9")), "wrong-encoding", "cohorts.csv"),
    Case("picture named csv", content(EMPLOYMENT, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "wrong-encoding", EMPLOYMENT),
    Case("empty file named xlsx", lambda folder: (_not_a_zip(folder), content("employment.xlsx", b"")(folder)), "unreadable-file", "employment.xlsx"),
    Case("text named parquet", lambda folder: (folder / "ages.csv").rename(folder / "ages.parquet"), "unreadable-file", "ages.parquet"),
    Case("bytes of no encoding", content(EMPLOYMENT, b"region\xff\xff\n1\n"), "wrong-encoding", EMPLOYMENT),
    Case("zip that is no workbook", _zip_without_workbook, "unreadable-file", "employment.xlsx"),
    Case("text named xlsx", _not_a_zip, "unreadable-file", "employment.xlsx"),
    Case("workbook named csv", _workbook_named_csv, "unreadable-file", EMPLOYMENT),
    Case("open quote", content(EMPLOYMENT, b'region,industry,period,employed\n620200,"C31,2025,5\n'), "unreadable-file", EMPLOYMENT),
    Case("more cells than headers", lines("employment", lambda rows: [*rows, [*rows[1], "7"]]), "unreadable-file", EMPLOYMENT, LAST),
    Case("required table missing", lambda folder: (folder / EMPLOYMENT).unlink(), "missing-table"),
    Case("only a sheet of another name", workbook("Sheet1", "employment"), "missing-table"),
    Case("table twice", _two_files, "duplicate-table"),
    Case("title above the header", lines("employment", lambda rows: [["示例市在岗人数统计表"], *rows]), "no-header", EMPLOYMENT, 1),
    # Columns
    Case("missing column below blank rows", lines("employment", lambda rows: [[""], [""], *without("employed")(rows)]), "missing-column", EMPLOYMENT, 3, "employed"),
    Case("missing column", lines("employment", without("employed")), "missing-column", EMPLOYMENT, None, "employed"),
    Case("unknown column", lines("employment", with_column("备注栏")), "unknown-column", EMPLOYMENT, None, "备注栏"),
    Case("column twice", lines("employment", with_column("employed")), "duplicate-column", EMPLOYMENT, None, "employed"),
    Case("column twice in two languages", lines("employment", with_column("在岗人数")), "duplicate-column", EMPLOYMENT),
    Case("ten thousands in the header", lines("employment", lambda rows: [[*rows[0][:3], "在岗人数（万人）"], *rows[1:]]), "wrong-unit", EMPLOYMENT, 1, "employed"),
    Case("thousand yuan in the header", lines("cohorts", lambda rows: [[*rows[0][:-1], "起薪（千元）"], *rows[1:]]), "wrong-unit", "cohorts.csv", 1, "wage"),
    Case("wage of a year in the header", lines("vacancies", lambda rows: [[*rows[0][:-1], "wage (yuan/year)"], *rows[1:]]), "wrong-unit", "vacancies.csv", 1, "wage"),
    Case("share as percentage in the header", lines("crosswalk", lambda rows: [["programme", "occupation", "weight (%)", "source"], *rows[1:]]), "wrong-unit", "crosswalk.csv", 1, "weight"),
    # Numbers
    Case("text in a number", cell("employment", 5, "employed", "二万四"), "not-a-number", EMPLOYMENT, 5, "employed"),
    Case("dash in a required number", cell("employment", 9, "employed", "—"), "missing-value", EMPLOYMENT, 9, "employed"),
    Case("fault below a blank row", lines("employment", lambda rows: [*rows[:4], [""], *rows[4:9], [*rows[9][:3], "x"], *rows[10:]]), "not-a-number", EMPLOYMENT, 11, "employed"),
    Case("number too large for a number", cell("employment", 9, "employed", "9" * 400), "not-a-number", EMPLOYMENT, 9, "employed"),
    Case("headcount of a planet", cell("employment", 9, "employed", 8_000_000_000), "out-of-range", EMPLOYMENT, 9, "employed"),
    Case("minus as typeset", cell("employment", 9, "employed", "−5"), "not-a-number", EMPLOYMENT, 9, "employed"),
    Case("unit in a number", cell("employment", 6, "employed", "24000人"), "not-a-number", EMPLOYMENT, 6, "employed"),
    Case("nan for a number", cell("employment", 6, "employed", "nan"), "missing-value", EMPLOYMENT, 6, "employed"),
    Case("infinity in a number", cell("crosswalk", 4, "weight", "inf"), "not-a-number", "crosswalk.csv", 4, "weight"),
    Case("negative headcount", cell("employment", 7, "employed", -5), "out-of-range", EMPLOYMENT, 7, "employed"),
    Case("decimal headcount", cell("employment", 8, "employed", "24000.5"), "not-an-integer", EMPLOYMENT, 8, "employed"),
    Case("missing headcount", cell("employment", 9, "employed", ""), "missing-value", EMPLOYMENT, 9, "employed"),
    Case("ten thousands for persons", cell("employment", 10, "employed", 2), "unit-jump", EMPLOYMENT, 10, "employed"),
    Case("thousands for persons", cell("employment", 15, "employed", 8), "unit-jump", EMPLOYMENT, 15, "employed"),
    Case("certain event", cell("events", 2, "probability", "1.0"), "out-of-range", "events.csv", 2, "probability"),
    Case("closure without a probability", lambda folder: (put(folder, "events", 2, "jobs", -80), put(folder, "events", 2, "probability", "")), "missing-value", "events.csv", 2, "probability"),
    Case("profile in per cent", events(profile="30%、70%、100%"), "inconsistent", "events.csv", 2, "profile"),
    Case("spill-over of a project", events(spillover_low="0.1", spillover_high="0.2"), "inconsistent", "events.csv", 2, "spillover_low"),
    Case("closure that is late", events(jobs="-80", delay="1"), "inconsistent", "events.csv", 2, "delay"),
    Case("output by quarter", cell("drivers", 2, "period", "2026Q1"), "inconsistent", "drivers.csv", 2, "period"),
    Case("chances of scenarios not one", lines("drivers", lambda rows: [[*rows[0], "probability"], [*rows[1], "0.4"]]), "weights-not-one", "drivers.csv", None, "probability"),
    Case("rate above one", cell("rates", 3, "rate", "1.5"), "out-of-range", "rates.csv", 3, "rate"),
    Case("more leavers than persons", cell("leavers", 2, "leavers", 9000), "inconsistent", "leavers.csv", 2, "leavers"),
    Case("leavers of a cause that is none", cell("leavers", 3, "cause", "death"), "not-in-list", "leavers.csv", 3, "cause"),
    Case("hardship as percentage", cell("hardship", 2, "share", "30"), "out-of-range", "hardship.csv", 2, "share"),
    # Codes
    Case("unknown occupation", cell("staffing", 2, "occupation", "6-17-02-99"), "unknown-code", "staffing.csv", 2, "occupation"),
    Case("unknown industry", cell("firms", 2, "industry", "C99"), "unknown-code", "firms.csv", 2, "industry"),
    Case("occupation as float", cell("training", 2, "occupation", "6170202.0"), "code-as-number", "training.csv", 2, "occupation"),
    Case("seven digits for an occupation", cell("training", 2, "occupation", "6170202"), "code-as-number", "training.csv", 2, "occupation"),
    Case("occupation as an American date", cell("training", 2, "occupation", "6-17-2002"), "code-as-number", "training.csv", 2, "occupation"),
    Case("occupation of another level", cell("training", 2, "occupation", "6-17-02"), "wrong-edition", "training.csv", 2, "occupation"),
    Case("five-digit region", cell("employment", 2, "region", "62020"), "unknown-code", EMPLOYMENT, 2, "region"),
    Case("occupation as date", cell("training", 2, "occupation", "2002-06-17"), "code-as-number", "training.csv", 2, "occupation"),
    Case("industry as float", cell("employment", 2, "industry", "31.0"), "code-as-number", EMPLOYMENT, 2, "industry"),
    Case("number for a code in a workbook", workbook("employment", "employment", _industry_as_number), "unknown-code", "data.xlsx", 2, "industry"),
    Case("industry of the 2011 edition", cell("firms", 3, "industry", "P82"), "wrong-edition", "firms.csv", 3, "industry"),
    Case("five-digit programme", cell("programmes", 2, "programme", "43041"), "unknown-code", "programmes.csv", 2, "programme"),
    Case("unknown group of the form", cell("market", 3, "code", "婴儿"), "unknown-code", "market.csv", 3, "code"),
    Case("group of another dimension", cell("market", 3, "code", "C"), "unknown-code", "market.csv", 3, "code"),
    Case("value outside the list", cell("ages", 3, "sex", "人"), "not-in-list", "ages.csv", 3, "sex"),
    Case("skill level that is none", cell("firms", 2, "skill_level", "L6"), "not-in-list", "firms.csv", 2, "skill_level"),
    # Periods and dates
    Case("year of two digits", cell("employment", 11, "period", "25年"), "bad-period", EMPLOYMENT, 11, "period"),
    Case("year as a decimal", cell("employment", 11, "period", "2025.0"), "bad-period", EMPLOYMENT, 11, "period"),
    Case("year of another age", cell("employment", 11, "period", "1025"), "bad-period", EMPLOYMENT, 11, "period"),
    Case("fifth quarter", cell("vacancies", 4, "period", "2024Q5"), "bad-period", "vacancies.csv", 4, "period"),
    Case("year of five digits", cell("employment", 11, "period", "20255"), "bad-period", EMPLOYMENT, 11, "period"),
    Case("thirteenth month", cell("vacancies", 4, "period", "2024-13"), "bad-period", "vacancies.csv", 4, "period"),
    Case("mixed frequency", cell("employment", 11, "period", "2025Q1"), "mixed-frequency", EMPLOYMENT, None, "period"),
    Case("period gap", _no_period, "period-gap", EMPLOYMENT, None, "period"),
    Case("absurd intake year", cell("cohorts", 2, "intake_year", "1018"), "out-of-range", "cohorts.csv", 2, "intake_year"),
    Case("thirteenth month in a date", cell("overrides", 2, "date", "2025-13-01"), "bad-date", "overrides.csv", 2, "date"),
    # Keys and rows against each other
    Case("key twice", lines("employment", lambda rows: [*rows, rows[2]]), "duplicate-key", EMPLOYMENT, LAST),
    Case("key without a value", cell("employment", 4, "industry", ""), "missing-value", EMPLOYMENT, 4, "industry"),
    Case("weights not one", cell("crosswalk", 2, "weight", "0.7"), "weights-not-one", "crosswalk.csv", None, "weight"),
    Case("graduates above enrolled", cell("cohorts", 3, "graduates", 60), "inconsistent", "cohorts.csv", 3, "graduates"),
    Case("placed and studying above graduates", cell("cohorts", 3, "further_study", 9), "inconsistent", "cohorts.csv", 3, "further_study"),
    Case("path to no programme", _path("430999", 0.9), "dangling-key", "programmes.csv", 2, "next_programme"),
    Case("path back to itself", _path("430401", 0.9), "inconsistent", "programmes.csv", 2, "next_programme"),
    Case("path without a share", _path("430301", ""), "missing-value", "programmes.csv", 2, "next_share"),
    Case("unfilled above demand", cell("vacancies", 5, "unfilled_90d", 999), "inconsistent", "vacancies.csv", 5, "unfilled_90d"),
    Case("cohort of no programme", lines("cohorts", lambda rows: [*rows, [rows[1][0], "430302", *rows[1][2:]]]), "dangling-key", "cohorts.csv", 18, "programme"),
    Case("link of no programme", lines("crosswalk", lambda rows: [*rows, ["430302", SOLAR, "1", "假定"]]), "dangling-key", "crosswalk.csv", 5, "programme"),
    Case("staffing of no industry", lines("staffing", lambda rows: [*rows, [REGION, "C32", STEEL, "2025", "5", "2"]]), "dangling-key", "staffing.csv", 14, "industry"),
    Case("vacancies of another region", cell("vacancies", 4, "region", "620900"), "other-region", "vacancies.csv", 4, "region"),
    Case("override that expires first", cell("overrides", 2, "expires", "2001-01-01"), "inconsistent", "overrides.csv", 2, "expires"),
    # Configuration
    Case("broken toml", content("skillcast.toml", b"[city\nregion = 1"), "bad-config", "skillcast.toml"),
    Case("toml in GB18030", content("skillcast.toml", '[city]\nname = "示例市"'.encode("gb18030")), "bad-config", "skillcast.toml"),
    Case("unknown section", config("[cities]\nname = 1"), "bad-config", "skillcast.toml", None, "cities"),
    Case("truth for a number", content("skillcast.toml", b"[city]\nhorizon = true"), "bad-config", "skillcast.toml", None, "city.horizon"),
    Case("year in quotes", content("skillcast.toml", b'[city]\nyear = "2025"'), "bad-config", "skillcast.toml", None, "city.year"),
    Case("edition not shipped", content("skillcast.toml", b'[standards]\noccupation = "CSCO-2015"'), "bad-config", "skillcast.toml", None, "standards.occupation"),
    Case("publisher outside a list", content("skillcast.toml", '[city]\npublishers = "人社局"'.encode()), "bad-config", "skillcast.toml", None, "city.publishers"),
    Case("list for a parameter", config('[parameters]\n"shortage.enter" = [0.6]'), "bad-config", "skillcast.toml", None, "parameters.shortage.enter"),
    Case("unknown entry", config("[allow]\nholes = []"), "bad-config", "skillcast.toml", None, "allow.holes"),
    Case("horizon too far", lambda folder: (folder / "skillcast.toml").write_text("[city]\nhorizon = 50\n", encoding="utf-8"), "bad-config", "skillcast.toml", None, "city.horizon"),
    Case("gap without a reason", config('[[allow.gaps]]\ntable = "employment"\nperiod = "2019"\nreason = ""'), "bad-config", "skillcast.toml"),
    Case("correction of a mended source", config(CORRECTION), "correction-mismatch", EMPLOYMENT, 4, "employed"),
    Case("correction of no column", config(CORRECTION.replace('column = "employed"', 'column = "employd"')), "correction-mismatch", EMPLOYMENT, 4, "employd"),
    Case("correction of no row", config(CORRECTION.replace('"2020"', '"1999"')), "correction-mismatch", EMPLOYMENT),
    Case("error cell in a workbook", workbook("招生与毕业生", "cohorts", _not_available), "not-a-number", "data.xlsx", 3, "wage"),
    Case("occupation number in a workbook", workbook("职业培训", "training", _occupation_as_number), "code-as-number", "data.xlsx", 2, "occupation"),
    Case("workbook of an old kind", lambda folder: (folder / EMPLOYMENT).rename(folder / "employment.xls"), "unreadable-file", "employment.xls"),
    Case("part of a year as a decimal", cell("employment", 11, "period", "2025.1"), "bad-period", EMPLOYMENT, 11, "period"),
    Case("gap of no table", config('[[allow.gaps]]\ntable = "employmnt"\nperiod = "2019"\nreason = "停报"'), "bad-config", "skillcast.toml", None, "allow.gaps.0"),
    Case("correction of no table", config(CORRECTION.replace('"employment"', '"employmnt"')), "bad-config", "skillcast.toml", None, "corrections.0"),
    Case("parameter out of range", config('[parameters]\n"shortage.enter" = 7'), "bad-parameter", "skillcast.toml", None, "shortage.enter"),
    Case("parameter misspelt", config('[parameters]\n"shortage.entr" = 0.7'), "bad-parameter", "skillcast.toml", None, "shortage.entr"),
    Case("text for a parameter", config('[parameters.shortage]\nenter = "half"'), "bad-parameter", "skillcast.toml", None, "shortage.enter"),
]
# fmt: on
