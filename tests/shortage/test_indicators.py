"""Each indicator against a figure reckoned by hand; what is not known is absent; units and order do not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.draws import Draws
from skillcast.panel import Panel
from skillcast.shortage.evidence import Evidence, annual_registrations
from skillcast.shortage.indicators import COLUMNS, INDICATORS

CODES = ["a", "b"]


def evidence(**changes: object) -> Evidence:
    """Two occupations over two years, small enough to reckon by hand."""
    registrations = pd.DataFrame(
        {
            "occupation": ["a", "b", "any"] * 2,
            "year": [2024] * 3 + [2025] * 3,
            "demand": [100.0, 50.0, 60.0, 100.0, 50.0, 60.0],
            "seekers": [80.0, 40.0, 30.0, 80.0, 5.0, 30.0],
            "unfilled_90d": [20.0, 5.0, np.nan, 30.0, 5.0, np.nan],
            "days_open": [30.0, 20.0, np.nan, 36.0, 20.0, np.nan],
            "wage": [4000.0, 5000.0, np.nan, 4400.0, 5000.0, np.nan],
            "periods": 4,
        }
    )
    periods = pd.period_range("2024", "2025", freq="Y")
    stocks = Panel(pd.DataFrame({"occupation": CODES}), periods, np.array([[900.0, 990.0], [450.0, 450.0]]))
    base = {"registrations": registrations, "stocks": stocks, "firms": None, "gap": None, "year": 2025}
    return Evidence(**{**base, **changes})  # type: ignore[arg-type]


def ahead(*rows: list[float]) -> Draws:
    """(O, 3, S) the same scenarios in each of three years."""
    samples = np.repeat(np.array(rows)[:, None, :], 3, axis=1)
    return Draws(pd.DataFrame({"occupation": CODES}), pd.period_range("2026", periods=3, freq="Y"), samples)


FIRMS = pd.DataFrame(
    {
        "firm": ["f", "g"],
        "occupation": "a",
        "period": "2025",
        "weight": [1.0, 3.0],
        "vacancies": 4,
        "hard_to_fill": [4, 0],
    }
)
MEAN_WAGE = 100 * np.log(1.1) / 150
MEAN_STOCK = 900 * np.log(1.1) / 1350
CASES = [
    ("openings_ratio", {}, (100 + 60 * 80 / 115) / (80 + 30 * 100 / 210)),
    ("openings_ratio", {"ratio_method": "plain"}, 1.25),
    ("vacancy_rate", {}, 100 / 1090),
    ("days_open", {}, 36.0),
    ("unfilled", {}, 0.3),
    ("hard_to_fill", {"firms": FIRMS}, 0.25),
    ("wage_growth", {}, np.log(1.1) - MEAN_WAGE),
    ("employment_growth", {}, np.log(1.1) - MEAN_STOCK),
    ("forecast_gap", {"gap": ahead([0, 198], [0, 0])}, 0.1),
    ("gap_probability", {"gap": ahead([0, 198, 9, 11], [0, 0, 0, 0]), "friction": 0.01}, 0.5),
    ("retirements_ahead", {"retirements": ahead([30, 36], [0, 0])}, 0.1),
]


@pytest.mark.parametrize(("name", "changes", "wanted"), CASES, ids=lambda case: case if isinstance(case, str) else "")
def test_value_by_hand(name: str, changes: dict[str, object], wanted: float) -> None:
    frame = INDICATORS[name].compute(evidence(**changes)).set_index(["occupation", "year"])
    assert frame.loc[("a", 2025), "value"] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("column", "name", "wanted"), [("unfilled_60d", "unfilled_60d", 0.4), ("applicants", "applicants", 2.5)]
)
def test_what_only_some_registers_keep(column: str, name: str, wanted: float) -> None:
    facts = evidence()
    kept = evidence(registrations=facts.registrations.assign(**{column: 40.0}))
    assert INDICATORS[name].compute(facts).empty
    frame = INDICATORS[name].compute(kept).set_index(["occupation", "year"])
    assert frame.loc[("a", 2025), "value"] == pytest.approx(wanted)


@pytest.mark.parametrize("name", ["hard_to_fill", "forecast_gap", "gap_probability", "retirements_ahead"])
def test_absent_input_is_no_rows(name: str) -> None:
    frame = INDICATORS[name].compute(evidence())
    assert frame.empty
    assert list(frame.columns) == COLUMNS


def test_few_seekers_are_guarded_if_asked() -> None:
    found = [
        set(INDICATORS["openings_ratio"].compute(evidence(minimum_seekers=least))["occupation"]) for least in (1, 10)
    ]
    assert found[0] == {"a", "b"}
    last = INDICATORS["openings_ratio"].compute(evidence(minimum_seekers=10))
    assert set(last[last["year"] == 2025]["occupation"]) == {"a"}


def test_a_missing_figure_has_no_row_and_a_zero_has_one() -> None:
    table = evidence().registrations
    missing = table.assign(unfilled_90d=table["unfilled_90d"].where(table["occupation"] != "b"))
    zero = table.assign(unfilled_90d=table["unfilled_90d"].where(table["occupation"] != "b", 0.0))
    assert "b" not in set(INDICATORS["unfilled"].compute(evidence(registrations=missing))["occupation"])
    rows = INDICATORS["unfilled"].compute(evidence(registrations=zero)).set_index(["occupation", "year"])
    assert rows.loc[("b", 2025), "value"] == 0


def test_nothing_after_the_last_known_year() -> None:
    early = evidence(year=2024, registrations=evidence().registrations.query("year <= 2024"))
    assert INDICATORS["employment_growth"].compute(early).empty
    late = FIRMS.assign(period="2026")
    assert INDICATORS["hard_to_fill"].compute(evidence(firms=late)).empty


@pytest.mark.parametrize("item", list(INDICATORS.values()), ids=lambda item: item.name)
def test_restore_undoes_compare(item: object) -> None:
    value, size = pd.Series([0.0, 0.2, 0.7]), pd.Series([4.0, 50.0, 900.0])
    compared = item.compare(value, size, 0.3)  # type: ignore[attr-defined]
    assert item.restore(compared, size, 0.3).to_numpy() == pytest.approx(value.to_numpy(), abs=1e-9)  # type: ignore[attr-defined]


def vacancies() -> pd.DataFrame:
    rows = [
        ("a", f"2025Q{quarter}", "any", demand, 10, demand / 2, 4000.0)
        for quarter, demand in enumerate([10, 20, 30, 40], start=1)
    ]
    names = ["occupation", "period", "skill_level", "demand", "seekers", "unfilled_90d", "wage"]
    return pd.DataFrame(rows, columns=names).assign(region="620200", days_open=30.0)


def test_a_count_unknown_in_a_quarter_is_not_zero_in_it() -> None:
    table = vacancies()
    table.loc[3, "unfilled_90d"] = np.nan
    assert annual_registrations(table, 2025)["unfilled_90d"].iloc[0] == pytest.approx(12.5)
    assert annual_registrations(table.assign(unfilled_90d=np.nan), 2025)["unfilled_90d"].isna().all()
    table.loc[3, "unfilled_90d"] = 0.0
    assert annual_registrations(table, 2025)["unfilled_90d"].iloc[0] == pytest.approx(7.5)


def test_row_order_does_not_matter_to_the_last_bit() -> None:
    table = pd.concat(
        [vacancies().assign(skill_level=level, demand=lambda f: f["demand"] * 1.1) for level in ("L4", "L5")]
    )
    again = table.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        annual_registrations(table, 2025), annual_registrations(again, 2025), check_exact=True
    )
