"""The enterprise survey: weights, replicates, filled-in answers, and the firm that is a whole cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from survey_city import COUNTS, all_firms, industry_totals, take_sample

from skillcast.demand.imputation import impute_ratio
from skillcast.demand.survey import weigh_survey
from skillcast.demand.survey_totals import firm_shares, leave_largest_out, survey_draws, survey_totals
from skillcast.errors import DataError

WORLDS = 30


@pytest.fixture(scope="module")
def city() -> pd.DataFrame:
    return all_firms(1)


@pytest.fixture(scope="module")
def firms(city: pd.DataFrame) -> pd.DataFrame:
    return take_sample(city, 1)[0]


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    """Estimates and truth in worlds where firms refuse and leave questions out."""
    frames = []
    for seed in range(WORLDS):
        city = all_firms(seed)
        firms, asked = take_sample(city, seed, refuse=0.2, silent=0.15)
        survey = weigh_survey(firms, industry_totals(city), year=2025, sampled=asked, replicates=120, seed=seed)
        truth = city.groupby("occupation")[COUNTS].sum().stack()
        totals = survey_totals(survey)
        keys = pd.MultiIndex.from_frame(totals[["occupation", "measure"]])
        frames.append(totals.assign(truth=truth.reindex(keys).to_numpy(dtype=float), world=seed))
    return pd.concat(frames, ignore_index=True)


def test_estimates_are_unbiased() -> None:
    errors = []
    for seed in range(100):
        city = all_firms(seed)
        firms, asked = take_sample(city, seed, refuse=0.2, silent=0.15)
        survey = weigh_survey(firms, industry_totals(city), year=2025, sampled=asked, replicates=2, seed=seed)
        estimate = survey_totals(survey).groupby("measure")["estimate"].sum()[COUNTS]
        errors.append(estimate - city[COUNTS].sum().astype(float))
    mean, spread = np.mean(errors, axis=0), np.std(errors, axis=0)
    assert (np.abs(mean) <= np.maximum(2 * spread / np.sqrt(len(errors)), 1e-6)).all()
    assert (spread[1:] > 0).all()


@pytest.mark.parametrize("measure", COUNTS)
def test_intervals_cover_and_standard_errors_are_right(found: pd.DataFrame, measure: str) -> None:
    part = found[found["measure"] == measure].dropna(subset=["se"])
    assert len(part) >= 0.97 * WORLDS * 9  # the rest saw nobody
    inside = part["truth"].between(part["lo80"], part["hi80"])
    assert 0.75 <= inside.mean() <= 0.87
    error = part["estimate"] - part["truth"]
    assert np.sqrt((part["se"] ** 2).mean() / (error**2).mean()) == pytest.approx(1, abs=0.15)


def test_a_census_is_exact(city: pd.DataFrame) -> None:
    survey = weigh_survey(city.assign(weight=1.0), industry_totals(city), year=2025, replicates=20)
    totals = survey_totals(survey, ["industry", "occupation"], measures=COUNTS[:3])
    truth = city.groupby(["industry", "occupation"])[COUNTS[:3]].sum().stack()
    keys = pd.MultiIndex.from_frame(totals[["industry", "occupation", "measure"]])
    assert np.array_equal(totals["estimate"], truth.reindex(keys))
    assert (totals["se"] == 0).all()
    assert (totals["sampling_weight"] == 0).all()


def test_certain_firms_are_never_weighted_up(city: pd.DataFrame, firms: pd.DataFrame) -> None:
    known = industry_totals(city).assign(employed=lambda t: t["employed"] * 2)
    survey = weigh_survey(firms, known, year=2025, replicates=50)
    certain = survey.units["certain"].to_numpy()
    assert (survey.weights[certain] == 1).all()
    assert (survey.weights[~certain] >= 0).all()
    persons = survey.units["employed"].to_numpy() @ survey.weights
    assert np.allclose(persons, known["employed"].sum(), rtol=1e-12)
    assert (survey.calibration["uncovered"] == 0).all()


def test_replicates_are_joint_and_scatter_as_the_standard_error_says(city: pd.DataFrame, firms: pd.DataFrame) -> None:
    survey = weigh_survey(firms, industry_totals(city), year=2025, seed=3)
    cells = survey_draws(survey, ["industry", "occupation"])
    whole = survey_draws(survey, ["occupation"])
    assert np.allclose(cells.total(["occupation"]).samples, whole.samples)
    totals = survey_totals(survey, measures=["vacancies"])
    assert np.allclose(whole.samples[:, 0].std(axis=1), totals["se"], rtol=0.1)
    assert np.allclose(whole.mean()[:, 0], totals["estimate"], atol=0.2 * totals["se"].max())


def test_rows_may_come_in_any_order(city: pd.DataFrame, firms: pd.DataFrame) -> None:
    mixed = firms.sample(frac=1, random_state=0).reset_index(drop=True)
    first, second = (survey_totals(weigh_survey(table, industry_totals(city), year=2025)) for table in (firms, mixed))
    pd.testing.assert_frame_equal(first, second)


def test_without_known_totals_weights_stay_as_designed(firms: pd.DataFrame) -> None:
    survey = weigh_survey(firms, None, year=2025, replicates=10)
    expected = (firms["weight"] * firms["employed"]).sum()
    assert survey_totals(survey, measures=["employed"])["estimate"].sum() == pytest.approx(expected)
    assert survey.calibration["factor"].isna().all()


def test_firms_asked_raise_the_weights_of_those_that_answered(city: pd.DataFrame) -> None:
    firms, asked = take_sample(city, 2, refuse=0.4)
    survey = weigh_survey(firms, None, year=2025, sampled=asked, replicates=10)
    stood_for = survey.weights[:, 0] @ np.ones(len(survey.units))
    assert stood_for == pytest.approx(city["firm"].nunique())


def test_an_industry_nobody_surveyed_is_reported_as_uncovered(city: pd.DataFrame, firms: pd.DataFrame) -> None:
    rest = firms[firms["industry"] != "I1"]
    account = weigh_survey(rest, industry_totals(city), year=2025).calibration.set_index("industry")
    assert account.loc["I1", "firms"] == 0
    assert account.loc["I1", "uncovered"] == industry_totals(city).set_index("industry")["employed"]["I1"]


def tiny(**changes: object) -> pd.DataFrame:
    rows = {
        "firm": ["a", "b", "c"],
        "industry": "C31",
        "stratum": ["top", "rest", "rest"],
        "weight": [1.0, 5.0, 5.0],
        "occupation": "6-17-02-02",
        "skill_level": "L4",
        "period": "2025",
        "employed": [900, 10, 30],
        "vacancies": [9, 0, 0],
        "planned_1y": pd.array([None, 1, 3], dtype="Int64"),
    }
    return pd.DataFrame(rows | changes)


def test_nobody_seen_is_not_nobody_there() -> None:
    totals = survey_totals(weigh_survey(tiny(), year=2025), measures=["vacancies"]).iloc[0]
    assert totals["estimate"] == 9
    assert np.isnan([totals["se"], totals["lo80"], totals["hi80"]]).all()
    assert totals["firms"] == 3
    assert totals["largest_share"] == pytest.approx(900 / 1100)


def test_a_single_sampled_firm_has_no_standard_error() -> None:
    rows = tiny().iloc[:2]
    totals = survey_totals(weigh_survey(rows, year=2025), measures=["employed"]).iloc[0]
    assert totals["estimate"] == 950
    assert np.isnan(totals["se"])


def test_a_missing_answer_is_filled_by_the_ratio_and_never_zero() -> None:
    survey = weigh_survey(tiny(), year=2025, replicates=4000, seed=5)
    filled = impute_ratio(survey.answers, survey.weights, "planned_1y", seed=5)
    assert filled[:, 0].tolist() == [90.0]
    totals = survey_totals(survey, measures=["planned_1y"]).iloc[0]
    assert totals["estimate"] == pytest.approx(90 + 5 + 15)
    assert totals["imputed_share"] == pytest.approx(90 / 110)
    assert totals["se"] >= np.sqrt(90)  # at least as unsure as a count of ninety
    assert filled[0, 1:].mean() == pytest.approx(90, rel=0.03)


def test_nobody_answered_is_unknown() -> None:
    firms = tiny(planned_1y=pd.array([None] * 3, dtype="Int64"))
    totals = survey_totals(weigh_survey(firms, year=2025), measures=["planned_1y"])
    assert totals[["estimate", "se"]].isna().all(axis=None)


def test_the_largest_employer_is_left_out_once(city: pd.DataFrame, firms: pd.DataFrame) -> None:
    survey = weigh_survey(firms, industry_totals(city), year=2025)
    found = leave_largest_out(survey, ["industry"], measures=["employed", "vacancies"])
    row = found[(found["industry"] == "I0") & (found["measure"] == "employed")].iloc[0]
    own = int(city.loc[city["firm"] == "F0-000", "employed"].sum())
    assert row["firm"] == "F0-000"
    assert row["estimate"] - row["without"] == own == 4000
    assert row["largest_share"] == pytest.approx(own / row["estimate"])
    assert np.allclose(found["se"], found["se_without"])
    by_occupation = leave_largest_out(survey, ["occupation"], measures=["employed"])
    assert by_occupation["without"].sum() == pytest.approx(found["without"][found["measure"] == "employed"].sum())


def test_shares_of_a_firm(city: pd.DataFrame, firms: pd.DataFrame) -> None:
    survey = weigh_survey(firms, industry_totals(city), year=2025)
    total = industry_totals(city).set_index("industry")["employed"]["I0"]
    share = firm_shares(survey, "F0-000", ["industry"])
    assert share.to_numpy().tolist() == [["I0", pytest.approx(4000 / total)]]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"weight": [1.0, 0.5, 5.0]}, "out-of-range"),
        ({"firm": ["a", "b", "b"], "weight": [1.0, 5.0, 6.0], "skill_level": ["L4", "L4", "L3"]}, "inconsistent"),
        ({"firm": ["a", "b", "b"], "stratum": ["top", "x", "y"], "skill_level": ["L4", "L4", "L3"]}, "inconsistent"),
        ({"period": "2027"}, "out-of-range"),
        ({"employed": [2000, 10, 30]}, "inconsistent"),
    ],
)
def test_a_survey_that_cannot_be_weighted_is_refused(changes: dict[str, object], kind: str) -> None:
    known = pd.DataFrame({"industry": ["C31"], "period": ["2025"], "employed": [1200]})
    with pytest.raises(DataError) as caught:
        weigh_survey(tiny(**changes), known, year=2025)
    assert {problem.kind for problem in caught.value.problems} == {kind}
    assert caught.value.text("zh")


@pytest.mark.parametrize("asked", [{"top": 2, "rest": 2}, {"top": 1, "rest": 1}, {"top": 1, "rest": 2, "other": 3}])
def test_silence_that_no_firm_can_stand_for_is_refused(asked: dict[str, int]) -> None:
    sampled = pd.DataFrame({"stratum": list(asked), "sampled": list(asked.values())})
    with pytest.raises(DataError) as caught:
        weigh_survey(tiny(), year=2025, sampled=sampled)
    assert [problem.kind for problem in caught.value.problems] == ["inconsistent"]


def test_employment_of_another_year_is_refused() -> None:
    known = pd.DataFrame({"industry": ["C31"], "period": ["2020"], "employed": [1200]})
    with pytest.raises(DataError):
        weigh_survey(tiny(), known, year=2025)
