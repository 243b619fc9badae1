"""Registrations and the survey together: better than either, sure of themselves as far as they may be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from survey_city import all_firms, industry_totals, take_sample

import skillcast
from skillcast.demand.registrations import TotalVacancies, market_vacancies, registered_at, total_vacancies
from skillcast.demand.survey import weigh_survey
from skillcast.demand.survey_totals import survey_totals
from skillcast.errors import DataError
from skillcast.streams import stream

WORLDS = 40


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    """Worlds of 20 occupations in three groups whose reporting rates differ by group and occupation."""
    frames = []
    for seed in range(WORLDS):
        city = all_firms(seed, occupations=20)
        truth = city.groupby("occupation")["vacancies"].sum()
        rng = stream(seed, "reporting rates")
        by_group = 0.4 * rng.gamma(12, 1 / 12, 3)
        rate = np.minimum([by_group[int(code[0]) - 3] * rng.gamma(15, 1 / 15) for code in truth.index], 0.97)
        registered = pd.DataFrame({"occupation": truth.index, "registered": rng.binomial(truth.to_numpy(), rate)})
        firms, _ = take_sample(city, seed, size=8)
        survey = weigh_survey(firms, industry_totals(city), year=2025, replicates=100, seed=seed)
        seen = survey_totals(survey, measures=["vacancies"])
        result = total_vacancies(registered, seen, year=2025, draws=300, seed=seed)
        whole = result.vacancies.total()
        ends = {f"total_{name}": float(whole.quantile(level)[0, 0]) for name, level in (("lo", 0.1), ("hi", 0.9))}
        known = {"truth": truth.to_numpy(), "true_rate": rate, "world": seed, **ends}
        frames.append(result.table.set_index("occupation").loc[truth.index].assign(**known))
    return pd.concat(frames, ignore_index=True)


def test_the_total_is_unbiased(found: pd.DataFrame) -> None:
    error = (found["vacancies"] - found["truth"]).groupby(found["world"]).sum()
    assert abs(error.mean()) <= 2 * error.std() / np.sqrt(WORLDS)


def test_intervals_cover(found: pd.DataFrame) -> None:
    assert 0.75 <= found["truth"].between(found["lo80"], found["hi80"]).mean() <= 0.87
    assert 0.70 <= found["true_rate"].between(found["rate_lo80"], found["rate_hi80"]).mean() <= 0.87
    worlds = found.groupby("world").agg(truth=("truth", "sum"), lo=("total_lo", "first"), hi=("total_hi", "first"))
    assert 0.70 <= worlds["truth"].between(worlds["lo"], worlds["hi"]).mean() <= 0.92


def test_both_together_beat_either_alone(found: pd.DataFrame) -> None:
    sums = found.groupby("world")[["registered", "surveyed"]].transform("sum")
    errors = {
        "both": found["vacancies"] - found["truth"],
        "survey": found["surveyed"].fillna(0) - found["truth"],
        "registrations": found["registered"] * sums["surveyed"] / sums["registered"] - found["truth"],
    }
    rmse = {name: float(np.sqrt((error**2).mean())) for name, error in errors.items()}
    assert rmse["both"] < 0.95 * min(rmse["survey"], rmse["registrations"])


def survey_rows(counts: dict[str, float], se: float, weight: float = 4.0) -> pd.DataFrame:
    frame = pd.DataFrame({"occupation": list(counts), "estimate": list(counts.values())})
    return frame.assign(se=se, sampling_weight=weight, persons=1000.0)


def combine(registered: dict[str, int], surveyed: pd.DataFrame | None, **options: float) -> TotalVacancies:
    table = pd.DataFrame({"occupation": list(registered), "registered": list(registered.values())})
    return total_vacancies(table, surveyed, year=2025, **options)


def test_a_sure_survey_prevails_and_an_unsure_one_gives_way() -> None:
    counts = {f"6-{n}": 100.0 for n in range(8)} | {"6-8": 200.0}
    registered = {f"6-{n}": 50 for n in range(9)}
    sure, unsure = (combine(registered, survey_rows(counts, se)).table.set_index("occupation") for se in (2.0, 60.0))
    assert sure["vacancies"]["6-8"] == pytest.approx(200, rel=0.05)
    assert 100 < unsure["vacancies"]["6-8"] < 170
    assert unsure["rate"]["6-8"] == pytest.approx(unsure["rate"]["6-0"], rel=0.4)
    assert (unsure["hi80"] - unsure["lo80"] > sure["hi80"] - sure["lo80"]).all()


def test_an_occupation_the_survey_did_not_meet_takes_the_rate_of_its_group() -> None:
    counts = {f"6-{n}": 100.0 for n in range(8)} | {f"4-{n}": 100.0 for n in range(8)}
    registered = {code: 20 if code < "5" else 60 for code in counts} | {"4-9": 40, "6-9": 40}
    table = combine(registered, survey_rows(counts, 8.0)).table.set_index("occupation")
    assert table.loc[["4-9", "6-9"], "basis"].tolist() == ["registrations", "registrations"]
    assert table["vacancies"]["4-9"] > 2 * table["vacancies"]["6-9"]
    assert table["rate_hi80"]["4-9"] / table["rate_lo80"]["4-9"] > table["rate_hi80"]["4-0"] / table["rate_lo80"]["4-0"]


def test_an_occupation_nobody_registered_rests_on_the_survey() -> None:
    table = combine({"6-1": 30, "6-2": 20}, survey_rows({"6-1": 80.0, "6-2": 50.0, "6-3": 40.0}, 5.0)).table
    row = table.set_index("occupation").loc["6-3"]
    assert row["basis"] == "survey"
    assert np.isnan(row["registered"])
    assert row["vacancies"] == pytest.approx(40, rel=0.01)


def test_no_survey_means_an_assumed_rate_wide_and_wrong_for_all_at_once() -> None:
    result = combine({f"6-{n}": 40 for n in range(20)}, None, assumed_rate=0.4, assumed_spread=0.5)
    table = result.table
    assert set(table["basis"]) == {"assumed rate"}
    assert (table["hi80"] / table["lo80"] > 2.5).all()
    low, high = (float(result.vacancies.total().quantile(level)[0, 0]) for level in (0.1, 0.9))
    assert high / low > 1.8
    narrow = combine({"6-0": 40}, None, assumed_rate=0.4, assumed_spread=0.1).table
    assert (narrow["hi80"] - narrow["lo80"])[0] < (table["hi80"] - table["lo80"])[0]


def test_registrations_beyond_the_vacancies_are_possible() -> None:
    table = combine({f"6-{n}": 150 for n in range(6)}, survey_rows({f"6-{n}": 100.0 for n in range(6)}, 8.0)).table
    assert table["rate"].between(1.2, 1.8).all()


def test_the_order_of_rows_does_not_matter_and_the_seed_does() -> None:
    counts = {f"6-{n}": 60.0 + 10 * n for n in range(5)}
    registered = {code: 20 + n for n, code in enumerate(counts)}
    first = combine(registered, survey_rows(counts, 9.0)).table
    turned = combine(dict(reversed(registered.items())), survey_rows(dict(reversed(counts.items())), 9.0)).table
    pd.testing.assert_frame_equal(first, turned)
    assert not first.equals(combine(registered, survey_rows(counts, 9.0), seed=1).table)


def test_an_occupation_that_stands_twice_is_refused() -> None:
    table = pd.DataFrame({"occupation": ["6-1", "6-1"], "registered": [1, 2]})
    with pytest.raises(DataError) as caught:
        total_vacancies(table, None, year=2025)
    assert caught.value.problems[0].kind == "duplicate-key"


def test_registrations_are_read_at_the_date_of_the_survey() -> None:
    table = pd.DataFrame(
        {
            "period": ["2025Q2", "2025Q2", "2025Q4", "2025Q4"],
            "occupation": ["6-1", "6-1", "6-1", "any"],
            "demand": [5, 6, 9, 4],
        }
    )
    assert registered_at(table, "2025Q2")["registered"].tolist() == [11]
    assert registered_at(table, "2025")["registered"].tolist() == [9]
    with pytest.raises(DataError):
        registered_at(table, "2024")


def test_the_bundled_city(tmp_path: Path) -> None:
    market = skillcast.load(skillcast.sample_path("jiayuguan_synthetic"))
    result = market_vacancies(market, skillcast.load_parameters(2025), year=2025)
    assert set(result.table["basis"]) == {"both"}
    assert result.vacancies.samples.shape[0] == len(result.table)
    assert (result.table["lo80"] <= result.table["hi80"]).all()
    assert set(market_vacancies(market, skillcast.load_parameters(2024), year=2024).table["basis"]) == {"assumed rate"}
