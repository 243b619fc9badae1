"""Validation: every measure by hand, and lists that only repeat themselves get no credit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import DataError
from skillcast.shortage.validation import MEASURES, flips, turnover, validate_list
from skillcast.streams import stream

CODES = list("abcd")


def frame(column: str, **years: str) -> pd.DataFrame:
    """Return occupation, year and a column from words such as ``y2024="1100"``."""
    rows = [
        {"occupation": code, "year": int(year[1:]), column: int(flag)}
        for year, word in years.items()
        for code, flag in zip(CODES, word, strict=True)
    ]
    return pd.DataFrame(rows)


CALLS = frame("listed", y2023="1100", y2024="1010", y2025="1100")
TRUTH = frame("outcome", y2023="1000", y2024="1010", y2025="1010")


def test_measures_by_hand() -> None:
    calls = CALLS.assign(probability=CALLS["listed"] * 0.6 + 0.2)
    found = validate_list(calls, TRUTH, top=1)
    right, wrong = 9, 3
    assert found.value("brier") == pytest.approx((right * 0.04 + wrong * 0.64) / 12)
    assert found.value("precision") == pytest.approx(4 / 6)
    assert found.value("recall") == pytest.approx(4 / 5)
    assert found.value("turnover") == pytest.approx(2 / 3)
    assert found.value("flips") == pytest.approx(2 / 1 / 2)
    assert found.summary["measure"].tolist() == list(MEASURES)
    assert found.reliability["n"].tolist() == [6, 6]
    assert found.reliability["observed"].tolist() == pytest.approx([1 / 6, 4 / 6])


def test_entries_and_exits_are_scored_apart() -> None:
    calls = CALLS.assign(probability=[0.9, 0.8, 0.1, 0.1, 0.9, 0.2, 0.7, 0.1, 0.9, 0.6, 0.3, 0.1])
    found = validate_list(calls, TRUTH, top=1)
    # 2024: of c, d (off) c enters, with the higher chance; of a, b (on) b leaves, with the lower one.
    # 2025: of b, d (off) none enters; of a, c (on) none leaves: no pairs.
    assert found.value("entry_auc") == 1.0
    assert found.value("exit_auc") == 1.0
    assert found.value("entry_precision") == pytest.approx(1 / 2)
    assert found.value("exit_precision") == pytest.approx(1 / 2)


def test_a_list_that_repeats_itself_knows_nothing_of_changes() -> None:
    still = frame("listed", y2023="1100", y2024="1100", y2025="1100")
    chances = still.assign(probability=still["listed"] * 0.6 + 0.2)
    found = validate_list(chances, TRUTH).summary.set_index("measure")
    assert found.loc["entry_auc", "value"] == 0.5
    assert found.loc["exit_auc", "value"] == 0.5
    assert found.loc["precision", "gain"] == 0
    assert found.loc["turnover", "value"] == 0


def test_knowing_the_outcome_beats_the_last_list() -> None:
    rng = stream(0, "validation")
    codes = [f"{n:03d}" for n in range(200)]
    rows = [
        {"occupation": code, "year": year, "outcome": float(flag)}
        for year in range(2018, 2026)
        for code, flag in zip(codes, rng.random(200) < 0.2, strict=True)
    ]
    truth = pd.DataFrame(rows)
    sure = truth.assign(listed=truth["outcome"] > 0, probability=truth["outcome"] * 0.8 + 0.1)
    blind = truth.assign(listed=rng.random(len(truth)) < 0.2, probability=0.2)
    best, none = (validate_list(calls, truth).summary.set_index("measure") for calls in (sure, blind))
    assert best.loc["brier", "gain"] > 0.9
    assert none.loc["brier", "gain"] == pytest.approx(0.0, abs=0.02)
    assert none.loc["entry_auc", "value"] == 0.5
    assert none.loc["entry_precision", "gain"] == pytest.approx(0.0, abs=0.15)


def test_a_list_without_chances_is_scored_as_certain() -> None:
    found = validate_list(CALLS, TRUTH)
    assert found.value("brier") == pytest.approx(3 / 12)
    assert np.isnan(found.value("entry_auc"))


def test_missing_outcomes_are_left_out() -> None:
    part = TRUTH.assign(outcome=TRUTH["outcome"].where(TRUTH["occupation"] != "d").astype(float))
    found = validate_list(CALLS, part)
    assert found.summary.set_index("measure").loc["brier", "n"] == 9


def test_turnover_and_flips_leave_gaps_between_years_out() -> None:
    lists = pd.DataFrame({2020: [True, False], 2022: [False, True], 2023: [False, True]}, index=["a", "b"])
    assert turnover(lists) == 0.0
    assert np.isnan(flips(lists))


@pytest.mark.parametrize(
    ("calls", "outcomes"),
    [
        (pd.concat([CALLS, CALLS.head(1)]), TRUTH),
        (CALLS, pd.concat([TRUTH, TRUTH.head(1)])),
        (CALLS, TRUTH.assign(year=TRUTH["year"] + 50)),
    ],
)
def test_what_cannot_be_scored_is_refused(calls: pd.DataFrame, outcomes: pd.DataFrame) -> None:
    with pytest.raises(DataError):
        validate_list(calls, outcomes)


def test_order_of_rows_does_not_matter() -> None:
    one = validate_list(CALLS, TRUTH).summary
    two = validate_list(CALLS.sample(frac=1, random_state=0), TRUTH.sample(frac=1, random_state=1)).summary
    pd.testing.assert_frame_equal(one, two)
