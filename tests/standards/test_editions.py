"""Moving counts between editions: nothing is created or lost, and what is guessed is said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.standards.editions import EditionMap, edition_map
from skillcast.standards.recoding import recode, recode_draws
from skillcast.streams import stream

OLD, NEW = "CSCO-2015", "CSCO-2022"


def links(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["old", "new", "weight"]).assign(source="assumed")


def build(*rows: tuple[str, str, float]) -> EditionMap:
    return edition_map(links(*rows), old_edition=OLD, new_edition=NEW)


MIXED = build(("a", "A", 1.0), ("b", "B", 0.7), ("b", "C", 0.3), ("c", "C", 1.0))


@st.composite
def cases(draw: st.DrawFn) -> tuple[EditionMap, pd.DataFrame]:
    """A many-to-many map of up to five codes and counts of them by industry and year."""
    rng = stream(draw(st.integers(0, 10**6)), "editions-case")
    rows = []
    for old in range(draw(st.integers(1, 5))):
        targets = rng.choice(6, size=int(rng.integers(1, 5)), replace=False)
        weights = rng.dirichlet(np.ones(len(targets)))
        rows += [(f"o{old}", f"n{target}", weight) for target, weight in zip(targets, weights, strict=True)]
    table = links(*rows)
    keys = pd.MultiIndex.from_product([["C31", "D44"], sorted(set(table["old"])), ["2020", "2021"]])
    frame = keys.to_frame(index=False, name=["industry", "occupation", "period"])
    counts = rng.integers(0, 50, len(frame))
    return edition_map(table, old_edition=OLD, new_edition=NEW), frame.assign(employed=counts)


@settings(max_examples=40, deadline=None)
@given(cases())
def test_totals_are_kept_to_the_person(case: tuple[EditionMap, pd.DataFrame]) -> None:
    codes, frame = case
    found = recode(frame, codes, column="occupation").frame
    assert np.issubdtype(found["employed"].dtype, np.integer)
    assert (found["employed"] >= 0).all()
    for by in (["period"], ["industry", "period"]):
        assert found.groupby(by)["employed"].sum().equals(frame.groupby(by)["employed"].sum())
    assert not found.duplicated(["industry", "occupation", "period"]).any()


@settings(max_examples=40, deadline=None)
@given(cases())
def test_whole_persons_are_within_one_of_the_weights(case: tuple[EditionMap, pd.DataFrame]) -> None:
    codes, frame = case
    one = frame.head(1)
    exact = recode(one.assign(employed=one["employed"].astype(float)), codes, column="occupation").frame
    whole = recode(one, codes, column="occupation").frame
    assert (abs(exact["employed"] - whole["employed"]) < 1).all()


@settings(max_examples=30, deadline=None)
@given(cases(), st.integers(0, 100))
def test_losses_add_up(case: tuple[EditionMap, pd.DataFrame], seed: int) -> None:
    codes, frame = case
    found = recode(frame, codes, column="occupation")
    assert found.losses["persons"] == pytest.approx(frame["employed"].sum())
    assert found.codes["persons"].sum() == pytest.approx(frame["employed"].sum())
    for name in ("moved", "split", "merged"):
        assert found.codes[name].sum() == pytest.approx(found.losses[name])
        assert 0 <= found.losses[f"{name}_share"] <= 1 + 1e-12
    assert found.losses["guessed"] >= 0
    assert found.losses["lost"] >= 0


def test_identity_changes_nothing() -> None:
    same = build(("b", "b", 1.0), ("a", "a", 1.0))
    frame = pd.DataFrame({"occupation": ["b", "a", "b"], "period": ["2020", "2020", "2021"], "employed": [3, 4, 5]})
    found = recode(frame, same, column="occupation")
    pd.testing.assert_frame_equal(found.frame, frame)
    assert [found.losses[name] for name in ("moved", "split", "merged", "guessed", "lost")] == [0, 0, 0, 0, 0]


def test_a_rename_can_be_undone() -> None:
    renamed = build(("a", "B", 1.0), ("b", "A", 1.0))
    frame = pd.DataFrame({"occupation": ["a", "b"], "period": "2020", "employed": [3, 4]})
    there = recode(frame, renamed, column="occupation")
    assert there.frame["occupation"].tolist() == ["B", "A"]
    assert there.losses["moved"] == 7
    back = recode(there.frame, renamed.inverse(), column="occupation")
    pd.testing.assert_frame_equal(back.frame, frame)


def test_splits_and_merges_have_no_way_back() -> None:
    with pytest.raises(DataError) as caught:
        MIXED.inverse()
    assert [problem.value for problem in caught.value.problems] == ["b", "c"]


def test_loss_report_by_hand() -> None:
    frame = pd.DataFrame({"occupation": ["a", "b", "c"], "period": "2020", "employed": [10, 20, 6]})
    found = recode(frame, MIXED, column="occupation")
    assert found.frame["employed"].tolist() == [10, 14, 12]
    assert found.losses["split"] == 20
    assert found.losses["merged"] == 12
    half = -(0.7 * np.log2(0.7) + 0.3 * np.log2(0.3))
    assert found.losses["guessed"] == pytest.approx(20 / 36 * half)
    assert found.losses["lost"] == pytest.approx(12 / 36)  # six of b, six of c: one bit each
    assert found.codes.set_index("old").loc["b", ["targets", "entropy"]].tolist() == pytest.approx([2, half])


def test_every_problem_is_named() -> None:
    table = links(("a", "A", 0.5), ("a", "B", 0.4), ("b", "A", 1.2), ("c", "C", 0.5), ("c", "C", 0.5), ("", "D", 1.0))
    with pytest.raises(DataError) as caught:
        edition_map(table, old_edition=OLD, new_edition=NEW)
    found = {(problem.kind, problem.row or problem.value) for problem in caught.value.problems}
    assert found >= {
        ("missing-value", 7),
        ("out-of-range", 4),
        ("duplicate-key", 6),
        ("weights-not-one", "a"),
        ("weights-not-one", "b"),
    }
    with pytest.raises(DataError) as caught:
        edition_map(table[["old", "weight"]], old_edition=OLD, new_edition=NEW)
    assert {problem.column for problem in caught.value.problems} == {"new", "source"}


def test_codes_are_checked_against_the_shipped_edition() -> None:
    good = links(("6-17-02-03", "6-17-02-02", 1.0))
    assert len(edition_map(good, old_edition=OLD, new_edition=NEW, classification="occupation").links) == 1
    with pytest.raises(DataError) as caught:
        edition_map(links(("x", "6-17-02-99", 1.0)), old_edition=OLD, new_edition=NEW, classification="occupation")
    assert [problem.kind for problem in caught.value.problems] == ["unknown-code"]
    with pytest.raises(ValueError, match="neither"):
        edition_map(good, old_edition=OLD, new_edition="CSCO-2030", classification="occupation")


def test_codes_outside_the_map_are_refused_or_kept() -> None:
    frame = pd.DataFrame({"occupation": ["a", "x", "y"], "period": "2020", "employed": [1, 2, 3]})
    with pytest.raises(DataError) as caught:
        recode(frame, MIXED, column="occupation")
    assert [problem.value for problem in caught.value.problems] == ["x", "y"]
    kept = recode(frame, MIXED, column="occupation", unlisted="keep")
    assert kept.frame["occupation"].tolist() == ["A", "x", "y"]
    assert kept.losses["moved"] == 1


@pytest.mark.parametrize("count", [-1.0, np.nan])
def test_counts_that_cannot_be_are_refused(count: float) -> None:
    frame = pd.DataFrame({"occupation": ["a"], "period": "2020", "employed": [count]})
    with pytest.raises(DataError, match="out-of-range"):
        recode(frame, MIXED, column="occupation")


def scenarios() -> Draws:
    index = pd.DataFrame({"industry": ["C", "C", "D"], "occupation": ["a", "b", "b"]})
    samples = np.arange(3 * 2 * 400).reshape(3, 2, 400) % 97
    return Draws(index, pd.period_range("2025", periods=2, freq="Y"), samples)


def test_scenarios_keep_their_totals() -> None:
    draws = scenarios()
    for certainty in (None, 20.0):
        found = recode_draws(draws, MIXED, column="occupation", certainty=certainty)
        assert np.array_equal(found.total(["industry"]).samples, draws.total(["industry"]).samples)


def test_uncertain_weights_are_one_draw_for_all_rows_and_centred() -> None:
    weights = MIXED.draw_weights(certainty=20.0, size=4000)
    assert weights[[1, 2]].sum(axis=0) == pytest.approx(np.ones(4000), abs=1e-12)
    assert weights[1].mean() == pytest.approx(0.7, abs=0.01)
    assert weights[1].var() == pytest.approx(0.7 * 0.3 / 21, rel=0.1)
    assert (weights[[0, 3]] == 1).all()
    sure = MIXED.draw_weights(certainty=2000.0, size=4000)
    assert sure[1].std() < 0.2 * weights[1].std()
    whole = np.full((3, 2, 400), 10_000)
    found = recode_draws(scenarios().with_samples(whole), MIXED, column="occupation", certainty=20.0)
    by_row = found.samples[found.index["occupation"] == "B"]
    assert np.array_equal(by_row[0], by_row[1])
    assert by_row.std() > 0
