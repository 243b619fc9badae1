"""Tightness and calls: missing is not zero, order does not matter, lists have memory."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from skillcast.draws import Draws
from skillcast.panel import Panel
from skillcast.shortage.calls import make_calls
from skillcast.shortage.catalogue import grade, shortage_catalogue
from skillcast.shortage.evidence import Evidence, annual_registrations
from skillcast.shortage.gap import count_gap, unused_supply
from skillcast.shortage.indicators import INDICATORS
from skillcast.shortage.overrides import apply_overrides
from skillcast.shortage.tightness import Tightness, filter_tightness, score_indicators
from skillcast.shortage.training import training_catalogue
from skillcast.streams import stream

OCCUPATIONS = [f"6-31-01-{number:02d}" for number in range(20)]
YEARS = range(2018, 2026)


def vacancies(seed: int = 0) -> pd.DataFrame:
    """Quarterly registrations in which the last occupations grow ever tighter."""
    rng = stream(seed, "vacancies")
    rows = []
    for number, code in enumerate([*OCCUPATIONS, "any"]):
        for year in YEARS:
            tight = 0.15 * max(number - 14, 0) * (year - 2018) / 7 if code != "any" else 0.0
            for quarter in range(1, 5):
                demand = int(rng.poisson(60 * np.exp(tight)))
                rows.append(
                    {
                        "region": "620200",
                        "period": f"{year}Q{quarter}",
                        "occupation": code,
                        "skill_level": "any",
                        "demand": demand,
                        "seekers": int(rng.poisson(60 * np.exp(-tight))),
                        "days_open": float(30 * np.exp(tight) * rng.lognormal(0, 0.1)),
                        "unfilled_90d": float(rng.binomial(demand, min(0.2 * np.exp(tight), 0.9))),
                        "wage": float(4000 * rng.lognormal(0, 0.02)),
                    }
                )
    return pd.DataFrame(rows)


def evidence(frame: pd.DataFrame) -> Evidence:
    periods = pd.period_range("2018", "2025", freq="Y")
    stocks = Panel(pd.DataFrame({"occupation": OCCUPATIONS}), periods, np.full((20, 8), 800.0))
    return Evidence(annual_registrations(frame, 2025), stocks, None, None, 2025)


def test_planted_shortages_are_the_tightest() -> None:
    tightness = filter_tightness(score_indicators(evidence(vacancies())))
    last = pd.Series(tightness.mean[:, -1], index=tightness.occupations)
    assert set(last.nlargest(3).index) == set(OCCUPATIONS[-3:])


def test_row_order_does_not_matter() -> None:
    frame = vacancies()
    a = filter_tightness(score_indicators(evidence(frame)))
    b = filter_tightness(score_indicators(evidence(frame.sample(frac=1, random_state=1))))
    assert a.mean == pytest.approx(b.mean, abs=1e-12)


def test_a_missing_indicator_is_not_a_zero_one() -> None:
    scores = score_indicators(evidence(vacancies()))
    target = (scores["occupation"] == OCCUPATIONS[-1]) & (scores["indicator"] == "days_open")
    missing = filter_tightness(scores[~target])
    zero = filter_tightness(scores.assign(score=scores["score"].where(~target, -5.0)))
    row = missing.occupations.index(OCCUPATIONS[-1])
    assert zero.mean[row, -1] < missing.mean[row, -1] - 0.1
    assert missing.seen[row, -1] == zero.seen[row, -1] - 1


def test_correlated_errors_make_calls_less_certain() -> None:
    scores = score_indicators(evidence(vacancies()))
    sure = filter_tightness(scores, error_correlation=0.0)
    honest = filter_tightness(scores, error_correlation=0.5)
    assert (honest.variance > sure.variance).all()


def test_a_missing_quarter_is_left_out_of_the_mean() -> None:
    frame = vacancies()
    part = frame[frame["period"] != "2025Q2"]
    whole, less = (
        annual_registrations(item, 2025).set_index(["occupation", "year"])["demand"] for item in (frame, part)
    )
    key = (OCCUPATIONS[0], 2025)
    expected = part[(part["occupation"] == OCCUPATIONS[0]) & part["period"].str.startswith("2025")]["demand"].mean()
    assert less[key] == pytest.approx(expected)
    assert less[key] > 0.7 * whole[key]


def test_future_rows_are_not_seen() -> None:
    frame = vacancies()
    until = frame[frame["period"] < "2024"]
    assert annual_registrations(frame, 2023).equals(annual_registrations(until, 2023))


def test_every_indicator_keeps_its_contract() -> None:
    facts = evidence(vacancies())
    gap = Draws(
        pd.DataFrame({"occupation": OCCUPATIONS}),
        pd.period_range("2026", periods=3, freq="Y"),
        np.ones((20, 3, 10), dtype=np.int64),
    )
    firms = pd.DataFrame(
        {"firm": "f", "occupation": OCCUPATIONS, "period": "2025", "weight": 1.0, "vacancies": 4, "hard_to_fill": 2}
    )
    kept = facts.registrations.assign(unfilled_60d=5.0, applicants=12.0)
    without = Evidence(facts.registrations, facts.stocks, None, None, 2025)
    facts = Evidence(kept, facts.stocks, firms, gap, 2025, retirements=gap)
    optional = {"unfilled_60d", "applicants", "hard_to_fill", "forecast_gap", "gap_probability", "retirements_ahead"}
    for indicator in INDICATORS.values():
        assert (len(indicator.compute(without)) == 0) == (indicator.name in optional), "absent, never zero"
        frame = indicator.compute(facts)
        assert list(frame.columns) == ["occupation", "year", "value", "size"]
        assert len(frame) > 0
        assert not frame.duplicated(["occupation", "year"]).any()
        assert np.isfinite(indicator.compare(frame["value"], frame["size"])).all()
        assert "any" not in set(frame["occupation"])


def test_the_list_has_memory() -> None:
    tightness = filter_tightness(score_indicators(evidence(vacancies())))
    calls = make_calls(tightness, threshold=0.5, enter=0.6, leave=0.4)
    ordered = calls.sort_values(["occupation", "year"])
    before = ordered.groupby("occupation")["listed"].shift(fill_value=False)
    entered = ordered["listed"] & ~before
    kept = ordered["listed"] & before
    left = ~ordered["listed"] & before
    assert (ordered.loc[entered, "probability"] >= 0.6).all()
    assert (ordered.loc[kept, "probability"] >= 0.4).all()
    assert (ordered.loc[left, "probability"] < 0.4).all()
    assert set(ordered.loc[entered, "reason"]) <= {"enter"}
    assert set(ordered.loc[left, "reason"]) <= {"leave"}


def test_the_published_list_is_the_memory() -> None:
    tightness = filter_tightness(score_indicators(evidence(vacancies())))
    chance = pd.Series(tightness.probability(0.5)[:, -1], index=tightness.occupations)
    between = chance[(chance >= 0.4) & (chance < 0.6)]
    threshold = 0.5 if len(between) else float(tightness.mean[0, -1])
    code = between.index[0] if len(between) else tightness.occupations[0]
    with_memory = make_calls(tightness, threshold=threshold, published={2024: {code}})
    without = make_calls(tightness, threshold=threshold, published={2024: set()})
    key = lambda frame: bool(frame[(frame["year"] == 2025) & (frame["occupation"] == code)]["listed"].iloc[0])  # noqa: E731
    assert key(with_memory)
    assert not key(without)


def test_too_few_indicators_make_no_call() -> None:
    scores = score_indicators(evidence(vacancies()))
    only = scores[(scores["indicator"] == "days_open") | (scores["occupation"] != OCCUPATIONS[-1])]
    calls = make_calls(filter_tightness(only), minimum_evidence=3)
    mine = calls[(calls["occupation"] == OCCUPATIONS[-1])]
    assert set(mine["reason"]) == {"thin"}
    assert not mine["listed"].any()


def assessment() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "occupation": ["6-31-01-00", "6-31-01-01", "6-31-01-02"],
            "name": ["甲工", "乙工", "丙工"],
            "mark": "",
            "probability": [0.97, 0.7, 0.3],
            "forecast_gap": [5, 3, -2],
            "shortfall": [10, 8, 1],
            "shortfall_lo80": [2, 1, 0],
            "shortfall_hi80": [20, 15, 3],
            "listed": [True, True, False],
            "reason": ["stay", "enter", "leave"],
            "drivers": ["求人倍率2.00", "", ""],
            "drivers_en": ["openings-to-seekers ratio 2.00", "", ""],
            "level_shares": [{"L5": 0.75, "L4": 0.25}, {}, {}],
        }
    )


def test_catalogue_counts_years_and_ranks() -> None:
    history = pd.DataFrame(
        {
            "year": [2023, 2024, 2025],
            "occupation": "6-31-01-00",
            "status": "listed",
            "grade": "",
            "rank": [3.0, 2.0, 1.0],
        }
    )
    rows = shortage_catalogue(apply_overrides(assessment(), None, date="2026-01-01"), history=history, year=2025)
    assert rows["name"].tolist() == ["甲工", "乙工"]
    assert rows["years_in"].tolist() == [4, 1]
    assert rows["is_new"].tolist() == [False, True]
    assert rows["previous_rank"].iloc[0] == 1
    assert rows["grade"].tolist() == ["特别紧缺", "一般紧缺"]


def test_overrides_count_only_while_in_force() -> None:
    decision = pd.DataFrame(
        {
            "target": ["6-31-01-02"],
            "value": ["list"],
            "reason": ["新项目投产"],
            "role": ["就业科"],
            "date": ["2025-06-01"],
            "expires": ["2026-06-01"],
        }
    )
    inside = apply_overrides(assessment(), decision, date="2026-01-01").set_index("occupation")
    outside = apply_overrides(assessment(), decision, date="2026-07-01").set_index("occupation")
    assert inside.loc["6-31-01-02", "listed"]
    assert "新项目投产" in inside.loc["6-31-01-02", "override"]
    assert not outside.loc["6-31-01-02", "listed"]


def test_training_catalogue_marks_up_and_splits_places() -> None:
    training = pd.DataFrame(
        {
            "occupation": ["6-31-01-00", "6-31-01-00", "6-31-01-02"],
            "level": ["L5", "L4", "L5"],
            "hours": [80, 100, 80],
            "subsidy_base": [1000, 1500, 1000],
            "completions": [3, 4, 5],
        }
    )
    rows = training_catalogue(assessment(), training, markup=20, coverage=0.5).set_index(["occupation", "level"])
    assert rows.loc[("6-31-01-00", "L5"), "subsidy_final"] == 1200
    assert rows.loc[("6-31-01-02", "L5"), "subsidy_final"] == 1000
    assert rows.loc[("6-31-01-00", "L5"), "places"] == 4
    assert rows.loc[("6-31-01-01", ""), "note"] == "待补充课时和补贴标准"


def test_grade_boundaries() -> None:
    assert [grade(p) for p in (0.9499, 0.95, 0.7999, 0.8)] == ["比较紧缺", "特别紧缺", "一般紧缺", "比较紧缺"]


def test_gap_is_openings_less_supply_in_every_scenario() -> None:
    periods = pd.period_range("2026", periods=2, freq="Y")
    openings = Draws(pd.DataFrame({"occupation": ["a", "b"]}), periods, stream(0, "o").integers(0, 9, (2, 2, 50)))
    supply = Draws(pd.DataFrame({"occupation": ["b", "c"]}), periods, stream(0, "s").integers(0, 9, (2, 2, 50)))
    gap = count_gap(openings, [supply, supply])
    assert np.array_equal(gap.gap.samples[0], openings.samples[0])
    assert np.array_equal(gap.gap.samples[1], openings.samples[1] - 2 * supply.samples[0])
    assert unused_supply(openings, supply) == ["c"]


def steady(probability: list[float], *, readings: float = 5.0) -> Tightness:
    """One occupation whose chance of shortage (above 0) is given for each year from 2020 on."""
    mean = ndtri(np.array([probability]))
    shape, years = mean.shape, tuple(range(2020, 2020 + len(probability)))
    measurement = filter_tightness(score_indicators(evidence(vacancies()))).measurement
    empty = np.empty((*shape, 0))
    return Tightness(
        ("a",), years, mean, np.ones(shape), np.full(shape, 5), pd.DataFrame(), measurement,
        np.full(shape, readings), empty, empty, empty,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("probability", "options", "reasons"),
    [
        ([0.59, 0.6, 0.4, 0.39, 0.59], {}, ["out", "enter", "hold", "leave", "out"]),
        ([0.7, 0.7, 0.3], {}, ["enter", "stay", "leave"]),
        ([0.7, 0.3, 0.3, 0.3], {"minimum_stay": 3}, ["enter", "minimum", "minimum", "leave"]),
        ([0.7, 0.5, 0.3], {"minimum_stay": 2}, ["enter", "hold", "leave"]),
        ([0.7, 0.5, 0.3], {"minimum_stay": 3}, ["enter", "hold", "minimum"]),
        ([0.7, 0.7], {"minimum_evidence": 6}, ["thin", "thin"]),
        ([0.7, 0.35], {"leave": 0.3, "enter": 0.65}, ["enter", "hold"]),
    ],
)
def test_every_reason_at_its_bound(probability: list[float], options: dict[str, float], reasons: list[str]) -> None:
    calls = make_calls(steady(probability), threshold=0.0, **options)
    assert calls["reason"].tolist() == reasons
    assert calls["listed"].tolist() == [reason in {"enter", "stay", "hold", "minimum"} for reason in reasons]


def test_what_is_listed_stays_while_too_little_is_seen() -> None:
    calls = make_calls(steady([0.5, 0.5, 0.3], readings=0.0), threshold=0.0, published={2019: {"a"}})
    assert calls["reason"].tolist() == ["hold", "hold", "leave"]


def test_the_term_counts_published_years() -> None:
    lists = {2018: set(), 2019: {"a"}, 2020: {"a"}}
    calls = make_calls(steady([0.7, 0.3, 0.3]), threshold=0.0, minimum_stay=3, published=lists)
    assert calls["reason"].tolist() == ["stay", "minimum", "leave"]
