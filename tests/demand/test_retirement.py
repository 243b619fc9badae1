"""The 2025 retirement law against every row of its official tables, and what it leaves open."""

import itertools

import numpy as np
import pytest
from retirement_tables import TABLES, Row

from skillcast.demand.flexible_exit import RetirementOptions, flow_factor, leaving_months, retirement_rate
from skillcast.demand.retirement import SCHEDULES, minimum_contribution, month_number, statutory_age
from skillcast.errors import ParameterError

ROWS = [(who, row) for who, rows in TABLES.items() for row in rows]
REFORM = range(2025, 2040)


def routes(births: np.ndarray, who: str, options: RetirementOptions) -> list[tuple[float, np.ndarray]]:
    """Routes that somebody takes."""
    return [(share, months) for share, months in leaving_months(births, SCHEDULES[who], options) if share > 0]


@pytest.mark.parametrize(("who", "row"), ROWS, ids=[f"{who}-{row.first_birth // 12}-{row.delay}" for who, row in ROWS])
def test_every_row_of_the_official_tables(who: str, row: Row) -> None:
    births = np.arange(row.first_birth, row.last_birth + 1)
    ages = statutory_age(births, SCHEDULES[who])
    assert set(ages - SCHEDULES[who].before) == {row.delay}
    assert set(ages) == {row.age}
    assert (births + ages).tolist() == list(range(row.first_retirement, row.last_retirement + 1))


def test_the_official_tables_are_whole() -> None:
    for who, (first, last, rows) in {
        "men": ((1965, 1), (1976, 12), 36),
        "women_55": ((1970, 1), (1981, 12), 36),
        "women_50": ((1975, 1), (1984, 12), 60),
    }.items():
        table = TABLES[who]
        assert len(table) == rows
        assert (table[0].first_birth, table[-1].last_birth) == (month_number(*first), month_number(*last))
        assert all(late.first_birth == early.last_birth + 1 for early, late in itertools.pairwise(table))


@pytest.mark.parametrize(
    ("who", "birth", "age", "month"),
    [
        ("men", (1964, 12), (60, 0), (2024, 12)),
        ("men", (1976, 9), (63, 0), (2039, 9)),
        ("men", (1990, 1), (63, 0), (2053, 1)),
        ("women_55", (1969, 12), (55, 0), (2024, 12)),
        ("women_55", (1971, 4), (55, 4), (2026, 8)),
        ("women_55", (1985, 6), (58, 0), (2043, 6)),
        ("women_50", (1974, 12), (50, 0), (2024, 12)),
        ("women_50", (1984, 11), (55, 0), (2039, 11)),
        ("women_50", (1999, 2), (55, 0), (2054, 2)),
    ],
)
def test_known_cases_and_births_outside_the_tables(
    who: str, birth: tuple[int, int], age: tuple[int, int], month: tuple[int, int]
) -> None:
    born = np.array([month_number(*birth)])
    months = int(statutory_age(born, SCHEDULES[who])[0])
    assert divmod(months, 12) == age
    assert int(born[0]) + months == month_number(*month)


def test_minimum_contribution_by_year_of_retirement() -> None:
    years = np.arange(2025, 2042)
    expected = [15.0] * 5 + [15.5, 16.0, 16.5, 17.0, 17.5, 18.0, 18.5, 19.0, 19.5, 20.0, 20.0, 20.0]
    assert (minimum_contribution(years) / 12).tolist() == expected


@pytest.mark.parametrize(("who", "factor"), [("men", 0.80), ("women_55", 0.80), ("women_50", 2 / 3)])
def test_flow_factor_with_flat_cohorts(who: str, factor: float) -> None:
    assert flow_factor(REFORM, who).mean() == pytest.approx(factor, abs=0.005)
    assert flow_factor([2024, 2040, 2041], who).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("early", [0.0, 0.25, 0.6, 1.0])
def test_early_retirement_brings_the_flow_back(early: float) -> None:
    factor = flow_factor(REFORM, "men", RetirementOptions(early_share=early)).mean()
    assert factor == pytest.approx(early + (1 - early) * 0.80, abs=0.005)


def test_cancelling_the_reform_raises_retirements() -> None:
    for who in SCHEDULES:
        law = flow_factor(range(2026, 2040), who)
        mixed = flow_factor(range(2026, 2040), who, RetirementOptions(early_share=0.5))
        revoked = flow_factor(range(2026, 2040), who, RetirementOptions(reform=False))
        assert (revoked == 1.0).all()
        assert (law <= mixed).all()
        assert (mixed <= revoked).all()
        assert law.sum() < mixed.sum() < revoked.sum()


@pytest.mark.parametrize("who", SCHEDULES)
def test_early_exit_is_three_years_at_most_and_never_below_the_old_age(who: str) -> None:
    births = np.arange(month_number(1960, 1), month_number(1995, 1))
    ((_, early),) = routes(births, who, RetirementOptions(early_share=1.0))
    due = births + statutory_age(births, SCHEDULES[who])
    assert (early <= due).all()
    assert ((due - early) <= 36).all()
    assert (early - births >= SCHEDULES[who].before).all()
    assert ((due - early == 36) | (early - births == SCHEDULES[who].before)).all()


def test_late_exit_waits_for_the_reform() -> None:
    births = np.array([month_number(1964, 12), month_number(1965, 1)])
    ((_, late),) = routes(births, "men", RetirementOptions(late_share=1.0, late_months=24))
    assert late.tolist() == [month_number(2024, 12), month_number(2025, 2) + 24]


def test_short_contributions_wait_until_the_year_is_met() -> None:
    births = np.array([month_number(1960, 1), month_number(1966, 11), month_number(1968, 10), month_number(1978, 1)])
    ((_, short),) = routes(births, "men", RetirementOptions(short_share=1.0))
    due = births + statutory_age(births, SCHEDULES["men"])
    # Due in January 2020, 2027-05, 2029-10 (before 2030) and 2041-01: none, none, none, and five years to reach twenty.
    assert (short - due).tolist() == [0, 0, 0, 60]
    # Due in January 2030: 186 months are asked for, so six more; due in December: the year turns while waiting.
    for month, waits in ((month_number(2030, 1), 6), (month_number(2030, 12), 12)):
        born = np.array(
            [b for b in range(12 * 1960, 12 * 1975) if b + statutory_age(np.array([b]), SCHEDULES["men"])[0] == month]
        )
        for birth in born:
            ((_, leaves),) = routes(np.array([birth]), "men", RetirementOptions(short_share=1.0))
            assert leaves[0] - month == waits


def test_routes_are_one_population() -> None:
    options = RetirementOptions(early_share=0.2, late_share=0.1, short_share=0.15)
    shares = [share for share, _ in leaving_months(np.array([0]), SCHEDULES["men"], options)]
    assert sum(shares) == pytest.approx(1.0)
    assert options.on_time_share == pytest.approx(0.55)


def test_everyone_leaves_once_whatever_the_routes() -> None:
    """Following one birth year through its working life with the yearly rates, nobody is left and nobody leaves twice."""
    options = RetirementOptions(early_share=0.3, late_share=0.2, short_share=0.1, late_exit=0.0)
    for sex, birth in (("male", 1972), ("female", 1980)):
        left, gone = 1.0, 0.0
        for year in range(birth + 40, birth + 70):
            rate = retirement_rate(np.array([year - 1 - birth]), year, sex, options, hardship=0.25)[0]
            gone, left = gone + left * rate, left * (1 - rate)
        assert gone == pytest.approx(1.0)


def test_hardship_trades_leave_at_their_own_age() -> None:
    ages = np.arange(40, 66)
    plain = retirement_rate(ages, 2026, "male", RetirementOptions())
    heavy = retirement_rate(ages, 2026, "male", RetirementOptions(), hardship=0.4)
    assert plain[ages == 54] == 0
    assert heavy[ages == 54] == pytest.approx(0.4)
    assert (heavy[(ages > 54) & (ages < 59)] == 0).all()
    assert heavy[ages == 59] == plain[ages == 59]
    women = retirement_rate(ages, 2026, "female", RetirementOptions(), hardship=0.4)
    assert women[ages == 44] == pytest.approx(0.4)


def test_before_the_reform_everyone_leaves_at_the_old_age() -> None:
    options = RetirementOptions(late_exit=0.4)
    assert retirement_rate(np.array([58, 59, 60]), 2024, "male", options).tolist() == [0.0, 1.0, 0.4]


@pytest.mark.parametrize(
    "wrong",
    [{"early_share": 1.2}, {"late_months": 37}, {"early_share": 0.6, "late_share": 0.5}, {"short_share": -0.1}],
)
def test_options_beyond_the_law_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        RetirementOptions(**wrong)  # type: ignore[arg-type]
