"""Graduates split exactly, follow their plans, and their intervals keep what they promise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from simulated_schools import YEAR, coverage, schools

from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.supply.cohorts import GraduateFlow, graduate_flow, local_graduates

Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def tables(halves: bool = False) -> Tables:
    names = ["甲校", "乙校"] if halves else ["甲校"]
    size = 60 if halves else 120
    programmes = pd.DataFrame(
        {"school": names, "programme": "460301", "level": "college", "years": 3, "class_size": 40, "max_seats": 200}
    )
    rows = []
    for school in names:
        for year in range(2016, 2026):
            done = year + 3 <= 2025
            rows.append(
                {
                    "school": school, "programme": "460301", "intake_year": year, "seats": size, "enrolled": size,
                    "graduates": size * 0.9 if done else np.nan, "placed": size * 0.6 if done else np.nan,
                    "placed_local": size * 0.3 if done else np.nan, "matched": size * 0.25 if done else np.nan,
                    "further_study": size * 0.2 if done else np.nan, "first_choice": size * 0.5, "wage": 4000.0,
                }
            )  # fmt: skip
    links = pd.DataFrame(
        {"programme": "460301", "occupation": ["6-31-01-03", "6-31-07-01"], "weight": [0.7, 0.3], "source": "test"}
    )
    return programmes, pd.DataFrame(rows), links


def flow_of(city: Tables, *, horizon: int = 3, draws: int = 200, **options: object) -> GraduateFlow:
    return graduate_flow(*city, year=YEAR, horizon=horizon, draws=draws, **options)  # type: ignore[arg-type]


def test_every_graduate_ends_in_one_place() -> None:
    flow = flow_of(tables(), horizon=5)
    flow.check()
    assert (flow.graduates.samples <= 120).all()
    assert flow.graduates.mean()[0] == pytest.approx(np.full(5, 108), rel=0.05)


@pytest.mark.parametrize("name", ["graduates", "local", "further_study", "occupations"])
def test_a_lost_person_is_noticed(name: str) -> None:
    flow = flow_of(tables(), draws=20)
    short: Draws = getattr(flow, name)
    parts = {field: getattr(flow, field) for field in flow.__dataclass_fields__}
    with pytest.raises(ValueError, match="split|admitted"):
        GraduateFlow(**parts | {name: short.with_samples(short.samples + 1)}).check()


def test_admitted_and_assumed_intakes_are_told_apart() -> None:
    flow = flow_of(tables(), horizon=5, draws=10)
    assert flow.pipeline["status"].tolist() == ["admitted"] * 3 + ["assumed"] * 2
    assert np.ptp(flow.intakes.samples[0, :3], axis=1).tolist() == [0, 0, 0]


def test_a_plan_that_is_not_filled_is_not_taken_for_full() -> None:
    programmes, cohorts, links = tables()
    half = cohorts.assign(enrolled=60, graduates=cohorts["graduates"] / 2, placed=cohorts["placed"] / 2,
                          placed_local=cohorts["placed_local"] / 2, further_study=cohorts["further_study"] / 2)  # fmt: skip
    flow = flow_of((programmes, half, links), horizon=5, draws=400)
    later = flow.intakes.samples[0, 3:]
    assert later.mean() == pytest.approx(60, rel=0.05)
    assert later.std() > 3
    assert (later <= 120).all()


def test_cohorts_after_the_origin_are_not_seen() -> None:
    programmes, cohorts, links = tables()
    early = graduate_flow(programmes, cohorts, links, year=2022, horizon=3, draws=50)
    changed = cohorts.assign(enrolled=cohorts["enrolled"].where(cohorts["intake_year"] <= 2022, 7))
    late = graduate_flow(programmes, changed, links, year=2022, horizon=3, draws=50)
    assert np.array_equal(early.graduates.samples, late.graduates.samples)


def test_order_of_rows_changes_nothing() -> None:
    world = schools(3, count=6)
    city = (world.programmes, world.cohorts, world.crosswalk)
    mixed = tuple(table.sample(frac=1, random_state=1) for table in city)
    assert np.array_equal(flow_of(city).occupations.samples, flow_of(mixed).occupations.samples)  # type: ignore[arg-type]


def test_splitting_a_programme_in_halves_keeps_the_totals() -> None:
    """One programme of twelve is divided over two schools, each with half of every number."""
    world = schools(5, count=12)
    even = world.cohorts.copy()
    numbers = ["seats", "enrolled", "graduates", "placed", "placed_local", "matched", "further_study"]
    one = even["programme"] == "460300"
    even.loc[one, numbers] = 2 * (even.loc[one, numbers] // 2)
    half = even[one].assign(**{name: even.loc[one, name] / 2 for name in numbers})
    parted = pd.concat([even[~one], half, half.assign(school="乙校")])
    first = world.programmes.iloc[:1]
    sites = pd.concat([world.programmes, first.assign(school="乙校")])
    whole = flow_of((world.programmes, even, world.crosswalk), draws=2000).local.total()
    halves = flow_of((sites, parted, world.crosswalk), draws=2000).local.total()
    assert halves.samples.mean() == pytest.approx(whole.samples.mean(), rel=0.005)
    assert halves.samples.std() == pytest.approx(whole.samples.std(), rel=0.1)


def test_more_seats_never_mean_less_supply() -> None:
    programmes, cohorts, links = tables()
    keys = pd.MultiIndex.from_frame(programmes[["school", "programme"]])
    supply = [
        flow_of((programmes, cohorts, links), horizon=5, draws=400, planned=pd.Series([seats], index=keys))
        .occupations.mean()[:, -1]
        for seats in (0, 40, 80, 120, 200)
    ]  # fmt: skip
    assert (np.diff(supply, axis=0) > 0).all()
    assert supply[0].sum() == 0


def test_weights_must_sum_to_one() -> None:
    programmes, cohorts, links = tables()
    with pytest.raises(DataError, match="weights-not-one"):
        flow_of((programmes, cohorts, links.assign(weight=[0.7, 0.2])))
    with pytest.raises(DataError, match="dangling-key"):
        flow_of((programmes, cohorts, links.assign(programme="460302")))


def test_uncertain_weights_widen_occupations_but_not_their_sum() -> None:
    wide, narrow = (flow_of(tables(), draws=800, certainty=certainty) for certainty in (5.0, 5000.0))
    assert wide.occupations.samples.std(axis=2).mean() > 1.5 * narrow.occupations.samples.std(axis=2).mean()
    assert np.array_equal(wide.local.samples, narrow.local.samples)


def test_local_graduates_of_the_past_follow_the_crosswalk() -> None:
    programmes, cohorts, links = tables()
    past = local_graduates(cohorts, programmes, links, range(2023, 2026))
    assert past.loc["6-31-01-03"].tolist() == pytest.approx([120 * 0.3 * 0.7] * 3)


def test_intervals_keep_their_promise() -> None:
    """Eighteen cities of 16 programmes with 3 to 5 graduated classes; the truth is drawn like the past."""
    hits: dict[str, list[float]] = {"graduates": [], "local": [], "occupations": [], "total": []}
    for seed in range(18):
        world = schools(seed, count=16, classes=3 + seed % 3)
        flow = flow_of((world.programmes, world.cohorts, world.crosswalk), draws=300, seed=seed)
        hits["graduates"].append(coverage(flow.graduates, world.graduates))
        hits["local"].append(coverage(flow.local, world.local))
        hits["occupations"].append(coverage(flow.occupations, world.occupations))
        hits["total"].append(coverage(flow.local.total(), world.local.sum(axis=0, keepdims=True)))
    found = {name: float(np.mean(values)) for name, values in hits.items()}
    assert all(0.75 <= found[name] <= 0.88 for name in ("graduates", "local", "occupations")), found
    assert 0.70 <= found["total"] <= 0.90, found
