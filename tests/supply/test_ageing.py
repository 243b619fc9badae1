"""Everyone grows a year older, leaves once or stays; nobody appears or vanishes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.streams import stream
from skillcast.supply.ageing import Ageing, older, project_ages

FIRST, AGES = 60, 5


def frame(values: np.ndarray) -> pd.DataFrame:
    names = pd.Index([f"C{row}" for row in range(len(values))], name="industry")
    return pd.DataFrame(values, index=names, columns=FIRST + np.arange(values.shape[1]))


def entering(counts: np.ndarray) -> Draws:
    periods = pd.period_range("2026", periods=counts.shape[1], freq="Y")
    return Draws(pd.DataFrame({"industry": [f"C{row}" for row in range(len(counts))]}), periods, counts)


def example(*, death: float = 0.1, leave: float = 0.3, seed: int = 0, size: int = 50, scale: int = 1) -> Ageing:
    people = frame(np.array([[40, 30, 20, 10, 5], [0, 7, 0, 3, 0]]) * scale)
    rates = {"death": people * 0.0 + death, "retirement": people * 0.0 + leave}
    profile = people * 0.0 + [0.5, 0.5, 0.0, 0.0, 0.0]
    return project_ages(people, rates, entering(np.full((2, 3, size), 12 * scale)), profile, seed=seed)


def cells(part: Draws) -> np.ndarray:
    return part.samples.reshape(2, AGES, *part.samples.shape[1:])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_person_is_accounted_for(data: st.DataObject) -> None:
    series, horizon = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    whole = st.integers(0, 30)
    people = frame(
        np.array(data.draw(st.lists(st.lists(whole, min_size=4, max_size=4), min_size=series, max_size=series)))
    )
    share = st.floats(0, 1)
    rates = {cause: people * 0.0 + data.draw(share) for cause in ("death", "retirement")}
    first = data.draw(share)
    counts = stream(data.draw(whole), "counts").integers(0, 20, (series, horizon, 4))
    ageing = project_ages(people, rates, entering(counts), people * 0.0 + [first, 0.0, 1 - first, 0.0])
    ageing.check()
    total = ageing.stock.total().samples[0]
    left = sum(part.total().samples[0] for part in ageing.exits.values())
    assert np.array_equal(total[1:], total[:-1] - left + counts.sum(axis=0))
    assert (ageing.stock.samples >= 0).all()


def test_without_exits_and_entrants_ages_shift_by_one_year() -> None:
    people = frame(np.array([[1, 2, 3, 4, 5]]))
    flat = people * 0.0 + 0.2
    ageing = project_ages(people, {"death": people * 0.0}, entering(np.zeros((1, 2, 1), dtype=int)), flat)
    assert ageing.stock.samples[:, :, 0].T.tolist() == [[1, 2, 3, 4, 5], [0, 1, 2, 3, 9], [0, 0, 1, 2, 12]]
    assert ageing.stock.periods.astype(str).tolist() == ["2025", "2026", "2027"]


def test_where_all_leave_only_entrants_are_left() -> None:
    ageing = example(death=1.0, leave=0.5)
    assert np.array_equal(cells(ageing.stock)[:, :, 1:], cells(ageing.entrants))
    assert not ageing.exits["retirement"].samples.any()


def test_causes_act_one_after_the_other() -> None:
    ageing = example(scale=1000, size=200)
    before = cells(ageing.stock)[0, 0, 0].mean()
    died, retired = (cells(ageing.exits[cause])[0, 0, 0].mean() for cause in ("death", "retirement"))
    assert died == pytest.approx(before * 0.1, rel=0.01)
    assert retired == pytest.approx(before * 0.9 * 0.3, rel=0.01)


def test_entrants_take_the_ages_of_the_profile() -> None:
    ageing = example(scale=100)
    assert np.array_equal(cells(ageing.entrants).sum(axis=1), np.full((2, 3, 50), 1200))
    assert cells(ageing.entrants)[:, :2].mean() == pytest.approx(600, rel=0.01)
    assert not cells(ageing.entrants)[:, 2:].any()


def test_persons_sums_the_ages_asked_for() -> None:
    ageing = example()
    assert np.array_equal(ageing.persons(61, 62).samples, cells(ageing.stock)[:, 1:3].sum(axis=1))


def test_a_series_keeps_its_numbers_whatever_stands_beside_it() -> None:
    people = frame(np.array([[40, 30, 20, 10, 5], [9, 9, 9, 9, 9]]))
    rates = {"death": people * 0.0 + 0.2}
    profile = people * 0.0 + 0.2
    counts = np.full((2, 3, 20), 8)
    both = project_ages(people, rates, entering(counts), profile, seed=3)
    alone = project_ages(
        people.iloc[:1], {"death": rates["death"].iloc[:1]}, entering(counts[:1]), profile.iloc[:1], seed=3
    )
    assert np.array_equal(both.stock.samples[:AGES], alone.stock.samples)
    assert not np.array_equal(example(seed=1).stock.samples, example(seed=2).stock.samples)


def test_check_finds_a_person_too_many() -> None:
    ageing = example()
    wrong = ageing.stock.samples.copy()
    wrong[3, 2, 0] += 1
    with pytest.raises(ValueError, match="do not account"):
        Ageing(ageing.stock.with_samples(wrong), ageing.exits, ageing.entrants).check()


@pytest.mark.parametrize(
    ("table", "value", "kind"),
    [
        ("people", -1.0, "out-of-range"),
        ("people", 1.5, "not-an-integer"),
        ("people", np.nan, "out-of-range"),
        ("death", 1.2, "out-of-range"),
        ("profile", 0.9, "weights-not-one"),
    ],
)
def test_what_cannot_be_is_refused(table: str, value: float, kind: str) -> None:
    people = frame(np.full((1, AGES), 3.0))
    tables = {"people": people, "death": people * 0.0, "profile": people * 0.0 + 0.2}
    tables[table].iloc[0, 2] = value
    with pytest.raises(DataError) as caught:
        project_ages(
            tables["people"], {"death": tables["death"]}, entering(np.ones((1, 1, 2), dtype=int)), tables["profile"]
        )
    assert kind in {problem.kind for problem in caught.value.problems}


def test_tables_that_do_not_fit_are_refused() -> None:
    people = frame(np.full((1, AGES), 3))
    none, flat, one = people * 0.0, people * 0.0 + 0.2, entering(np.ones((1, 1, 2), dtype=int))
    gaps = people.set_axis([60, 61, 63, 64, 65], axis=1)
    other = Draws(pd.DataFrame({"industry": ["D9"]}), one.periods, one.samples)
    for call in (
        lambda: project_ages(gaps, {}, one, flat.set_axis(gaps.columns, axis=1)),
        lambda: project_ages(people, {"death": none.iloc[:, 1:]}, one, flat),
        lambda: project_ages(people, {"death": none}, other, flat),
    ):
        with pytest.raises(DataError, match="ages"):
            call()


def test_the_last_age_is_open() -> None:
    assert older(np.array([[1, 2, 3]])).tolist() == [[0, 1, 5]]
