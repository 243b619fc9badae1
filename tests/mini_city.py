"""The smallest complete city: every table, valid, a few rows each (made up); tests break copies of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

REGION = "620200"
YEARS = range(2018, 2026)
STEEL, CASTING, SOLAR = "6-17-02-02", "6-17-02-03", "6-28-01-10"
SCHOOL = "示例职业技术学院"
CONFIG = """\
[city]
region = "620200"
name = "示例市"
name_en = "Sample City"
synthetic = true
publishers = ["示例市人力资源和社会保障局"]

[standards]
occupation = "CSCO-2022"
industry = "GB/T 4754-2017"
programme = "专业目录-2021"
"""
Rows = list[list[object]]


def _employment() -> Iterator[list[object]]:
    for industry, base in (("C31", 24_000), ("D44", 8_000), ("G", 13_000)):
        for year in YEARS:
            yield [REGION, industry, year, base + 37 * (year - 2018)]


def _staffing(region: str, scale: int) -> Iterator[list[object]]:
    for industry, occupation, employed in (
        ("C31", STEEL, 40),
        ("C31", CASTING, 30),
        ("D44", SOLAR, 20),
        ("G", SOLAR, 10),
    ):
        for year in (2023, 2024, 2025):
            yield [region, industry, occupation, year, scale * employed + year - 2023]


def _vacancies() -> Iterator[list[object]]:
    for occupation, demand in ((STEEL, 60), (CASTING, 50), (SOLAR, 90), ("any", 25)):
        for quarter in range(8):
            yield [
                REGION, f"{2024 + quarter // 4}Q{quarter % 4 + 1}", occupation, "any",
                demand + quarter, 70 - quarter, 21.5, 5, 5200 + 10 * quarter,
            ]  # fmt: skip


def _market() -> Iterator[list[object]]:
    for quarter in ("2025Q1", "2025Q2", "2025Q3", "2025Q4"):
        yield [quarter, "total", "total", 300, 500, 250, 420]
        yield [quarter, "sex", "male", 100, 200, 120, 220]
        yield [quarter, "sex", "female", 90, 180, 130, 200]
        yield [quarter, "sex", "any", 110, 120, "", ""]


def _cohorts() -> Iterator[list[object]]:
    for programme in ("430401", "430301"):
        for year in range(2018, 2023):
            yield [SCHOOL, programme, year, 45, 44, 42, 36, 20, 25, 4, 30, 4100]
        for year in range(2023, 2026):
            yield [SCHOOL, programme, year, 45, 43, "", "", "", "", "", 31, ""]


def tables() -> dict[str, Rows]:
    """Return every table as rows of cells, the header first."""
    staffing = [[*row, 12] for row in _staffing(REGION, 1)]
    return {
        "employment": [["region", "industry", "period", "employed"], *_employment()],
        "staffing": [["region", "industry", "occupation", "period", "employed", "firms"], *staffing],
        "staffing_reference": [["region", "industry", "occupation", "period", "employed"], *_staffing("620000", 300)],
        "ages": [
            ["occupation", "sex", "age", "period", "employed"],
            *([code, sex, age, 2025, 5] for code in (STEEL, SOLAR) for sex in ("male", "female") for age in (30, 50)),
        ],
        "rates": [
            ["sex", "age", "cause", "rate", "source"],
            *([sex, 30, cause, 0.01, "假定"] for sex in ("male", "female") for cause in ("death", "withdrawal")),
        ],
        "leavers": [
            ["occupation", "cause", "period", "exposed", "leavers"],
            *([code, "exit", year, 8000, 260] for code in (STEEL, SOLAR) for year in (2024, 2025)),
        ],
        "hardship": [["occupation", "share", "source"], [STEEL, 0.3, "假定"]],
        "market": [
            ["period", "dimension", "code", "demand_carried", "demand_new", "seekers_carried", "seekers_new"],
            *_market(),
        ],
        "vacancies": [
            [
                "region", "period", "occupation", "skill_level", "demand", "seekers", "days_open", "unfilled_90d",
                "wage",
            ],
            *_vacancies(),
        ],
        "firms": [
            [
                "firm", "industry", "stratum", "weight", "occupation", "skill_level", "period", "employed", "vacancies",
                "hard_to_fill", "planned_1y", "planned_3y",
            ],
            ["F001", "C31", "C31-large", 1.0, STEEL, "L4", 2025, 40, 5, 2, 3, 8],
            ["F002", "D44", "D44-small", 4.5, SOLAR, "L3", 2025, 12, 4, 3, 4, ""],
        ],
        "programmes": [
            ["school", "programme", "level", "years", "class_size", "max_seats"],
            [SCHOOL, "430401", "college", 3, 45, 180],
            [SCHOOL, "430301", "college", 3, 45, 180],
        ],
        "cohorts": [
            [
                "school", "programme", "intake_year", "seats", "enrolled", "graduates", "placed", "placed_local",
                "matched", "further_study", "first_choice", "wage",
            ],
            *_cohorts(),
        ],
        "eco_industries": [
            ["sector", "industry", "share", "source"],
            ["清洁能源", "D44", 0.4, "假定"],
        ],
        "crosswalk": [
            ["programme", "occupation", "weight", "source"],
            ["430401", STEEL, 0.6, "假定"],
            ["430401", CASTING, 0.4, "假定"],
            ["430301", SOLAR, 1.0, "假定"],
        ],
        "capacities": [
            ["school", "resource", "limit", "use", "source"],
            [SCHOOL, "places", 300, "", "假定"],
            [SCHOOL, "teachers", 22, 0.06, "假定"],
        ],
        "events": [
            ["name", "industry", "occupation", "start", "jobs", "probability"],
            ["示例光伏电站", "D44", SOLAR, 2027, 80, 0.6],
        ],
        "drivers": [["industry", "period", "scenario", "output_growth"], ["C31", 2026, "基准", 0.02]],
        "overrides": [
            ["target", "value", "reason", "role", "date", "expires"],
            [SOLAR, "list", "基地集中投产", "职业能力建设科", "2025-11-20", "2026-12-31"],
        ],
        "history": [
            ["year", "occupation", "status", "grade", "rank"],
            [2024, SOLAR, "listed", "比较紧缺", 1],
            [2024, STEEL, "unlisted", "", ""],
        ],
        "editions": [["old", "new", "since", "weight", "source"], ["6-17-02-99", CASTING, 2024, 1, "假定"]],
        "targets": [
            ["target", "period", "value", "source"],
            ["practice_hours", 2025, 52, "假定"],
        ],
        "training": [
            ["occupation", "level", "hours", "completions", "subsidy_base"],
            [STEEL, "L5", 80, 60, 1000],
            [SOLAR, "L4", 100, "", 1500],
        ],
    }  # fmt: skip


def write_mini_city(folder: Path) -> Path:
    """Write the city as CSV files with its `skillcast.toml`; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables().items():
        write_rows(folder / f"{name}.csv", rows)
    (folder / "skillcast.toml").write_text(CONFIG, encoding="utf-8")
    return folder


def write_rows(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Write rows as a CSV file as a spreadsheet program saves it (UTF-8 with mark, LF)."""
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)


def read_rows(path: Path) -> list[list[str]]:
    """Read a CSV file as rows of text; row 1 of the spreadsheet is item 0."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle))


def put(folder: Path, table: str, row: int, column: str, value: object) -> None:
    """Put a value into a cell; `row` as a spreadsheet counts."""
    rows = read_rows(folder / f"{table}.csv")
    rows[row - 1][rows[0].index(column)] = str(value)
    write_rows(folder / f"{table}.csv", rows)


def find_row(folder: Path, table: str, **cells: object) -> int:
    """Return the spreadsheet row of the first line whose cells are these."""
    header, *body = read_rows(folder / f"{table}.csv")
    for number, row in enumerate(body, start=2):
        if all(row[header.index(name)] == str(value) for name, value in cells.items()):
            return number
    raise LookupError(f"{table}: {cells}")
