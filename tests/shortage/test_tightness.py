"""Tightness: loadings are learned, order and names do not matter, outliers are bounded, missing is not zero."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.shortage.calls import make_calls
from skillcast.shortage.contributions import PAST, contributions
from skillcast.shortage.tightness import Tightness, filter_tightness, score_values
from skillcast.streams import stream

LOADING = np.array([0.9, 0.8, 0.7, 0.5, 0.1])
NAMES = list("vwxyz")


def values(seed: int = 0, *, occupations: int = 150, years: int = 10, missing: float = 0.3) -> pd.DataFrame:
    """Indicators that read an AR(1) tightness (persistence .8) with known loadings and 30 % missing."""
    rng = stream(seed, "tightness-test")
    theta = rng.standard_normal((occupations, years))
    for year in range(1, years):
        theta[:, year] = 0.8 * theta[:, year - 1] + 0.6 * theta[:, year]
    noise = rng.standard_normal((occupations, years, len(NAMES)))
    score = theta[..., None] * LOADING + np.sqrt(1 - LOADING**2) * noise
    row, year, name = np.nonzero(rng.random(score.shape) > missing)
    return pd.DataFrame(
        {
            "occupation": [f"{number:03d}" for number in row],
            "year": 2016 + year,
            "indicator": np.array(NAMES)[name],
            "value": score[row, year, name],
            "size": 1e6,
        }
    )


def found(frame: pd.DataFrame, **options: float) -> Tightness:
    return filter_tightness(score_values(frame), **options)


def listing(tightness: Tightness) -> pd.DataFrame:
    return make_calls(tightness, threshold=0.8)


def test_loadings_are_learned() -> None:
    loading = np.mean([found(values(seed)).measurement.loading for seed in range(5)], axis=0)
    assert loading == pytest.approx(LOADING, abs=0.12)


def test_persistence_is_learned_and_never_above_what_is_assumed() -> None:
    frame = values(occupations=400)
    independent = frame.assign(year=frame.groupby(["occupation", "indicator"])["year"].transform("first"))
    assert found(frame, persistence=0.97).measurement.persistence == pytest.approx(0.8, abs=0.06)
    assert found(frame, persistence=0.5).measurement.persistence <= 0.5
    once = independent.drop_duplicates(["occupation", "year", "indicator"])
    once = once[once["year"] == 2016]
    assert found(once, persistence=0.7).measurement.persistence == 0.7, "one year says nothing about persistence"


def test_nothing_is_learned_under_an_infinite_prior() -> None:
    measurement = found(values(), prior_weight=np.inf, reliability=0.5, persistence=0.8).measurement
    assert measurement.loading.tolist() == [np.sqrt(0.5)] * len(NAMES)
    assert measurement.persistence == 0.8


def test_an_indicator_that_moves_against_the_others_says_nothing() -> None:
    frame = values()
    against = frame.assign(value=frame["value"].where(frame["indicator"] != "x", -frame["value"]))
    assert found(against).measurement.loading[2] == pytest.approx(0.0, abs=0.05)


def test_order_of_rows_does_not_matter_to_the_last_bit() -> None:
    frame = values()
    calls = listing(found(frame))
    for seed in range(3):
        again = listing(found(frame.sample(frac=1, random_state=seed)))
        pd.testing.assert_frame_equal(calls, again, check_exact=True)


def test_names_do_not_matter_to_the_last_bit() -> None:
    frame = values()
    turned = {f"{number:03d}": f"{149 - number:03d}" for number in range(150)}
    calls = listing(found(frame)).set_index(["occupation", "year"]).sort_index()
    other = listing(found(frame.assign(occupation=frame["occupation"].map(turned))))
    back = other.assign(occupation=other["occupation"].map({new: old for old, new in turned.items()}))
    pd.testing.assert_frame_equal(calls, back.set_index(["occupation", "year"]).sort_index(), check_exact=True)


def test_order_of_indicators_does_not_matter() -> None:
    frame = values()
    turned = frame.assign(indicator=frame["indicator"].map(dict(zip(NAMES, NAMES[::-1], strict=True))))
    first, second = found(frame), found(turned)
    assert first.mean == pytest.approx(second.mean, abs=1e-12)
    assert listing(first)["listed"].equals(listing(second)["listed"])


@given(st.floats(0.001, 1000))
@settings(max_examples=10, deadline=None)
def test_units_do_not_matter(factor: float) -> None:
    frame = values(occupations=40, years=4)
    days = frame.assign(indicator=frame["indicator"].replace("v", "days_open"))
    days["value"] = days["value"].where(days["indicator"] != "days_open", np.exp(days["value"]))
    scaled = days.assign(value=days["value"].where(days["indicator"] != "days_open", days["value"] * factor))
    linear = scaled.assign(value=scaled["value"].where(scaled["indicator"] != "w", scaled["value"] * factor))
    first, second = found(days), found(linear)
    assert first.mean == pytest.approx(second.mean, abs=1e-9)
    assert listing(first)["listed"].equals(listing(second)["listed"])


def test_future_years_change_nothing_in_the_past_run() -> None:
    frame = values()
    known = frame[frame["year"] <= 2021]
    pd.testing.assert_frame_equal(listing(found(known)), listing(found(frame[frame["year"] < 2022])), check_exact=True)


def test_missing_skips_and_zero_counts() -> None:
    frame = values(missing=0.0)
    target = (frame["occupation"] == "007") & (frame["indicator"] == "v") & (frame["year"] == 2025)
    missing, zero = found(frame[~target]), found(frame.assign(value=frame["value"].where(~target, 0.0)))
    parts = [contributions(item) for item in (missing, zero)]
    sources = [set(part[part["occupation"] == "007"]["source"]) for part in parts]
    assert sources == [{*NAMES[1:], PAST}, {*NAMES, PAST}]
    row = missing.occupations.index("007")
    assert missing.mean[row, -1] != pytest.approx(zero.mean[row, -1], abs=1e-3)
    assert missing.variance[row, -1] > zero.variance[row, -1]


def test_one_wild_indicator_cannot_carry_an_occupation() -> None:
    frame = values(missing=0.0)
    target = (frame["occupation"] == "007") & (frame["year"] == 2025)
    calm = frame.assign(value=frame["value"].where(~target, 0.0))
    wild = calm.assign(value=calm["value"].where(~(target & (calm["indicator"] == "v")), 1e6))
    row = found(calm).occupations.index("007")
    gaussian = found(wild, huber=100.0).mean[row, -1]
    bounded = found(wild).mean[row, -1]
    assert gaussian > 10
    assert bounded < found(calm).mean[row, -1] + 1.5
    parts = contributions(found(wild))
    assert parts[(parts["occupation"] == "007") & (parts["source"] == "v")]["weight"].iloc[0] < 0.01


@given(st.floats(0, 5))
@settings(max_examples=15, deadline=None)
def test_a_tighter_reading_never_lowers_tightness(more: float) -> None:
    scores = score_values(values(occupations=30, years=3, missing=0.0))
    target = (scores["occupation"] == "007") & (scores["indicator"] == "v") & (scores["year"] == 2018)
    options = {"prior_weight": np.inf}
    before = filter_tightness(scores, **options)
    after = filter_tightness(scores.assign(score=scores["score"] + more * target), **options)
    row = before.occupations.index("007")
    assert after.mean[row, -1] >= before.mean[row, -1] - 1e-6


def test_contributions_add_up() -> None:
    tightness = found(values())
    parts = contributions(tightness).groupby("occupation")[["level", "change", "information"]].sum()
    wanted = pd.Series(tightness.mean[:, -1], index=tightness.occupations)
    before = pd.Series(tightness.mean[:, -2], index=tightness.occupations)
    assert parts["information"].to_numpy() == pytest.approx(1.0, abs=1e-9)
    # Huber's weights are those of the last round of reweighting, so sums close to its accuracy.
    assert parts["level"].to_numpy() == pytest.approx(wanted.to_numpy(), abs=2e-3)
    assert parts["change"].to_numpy() == pytest.approx((wanted - before).to_numpy(), abs=2e-3)


def test_readings_of_few_persons_count_for_less() -> None:
    frame = values(missing=0.0)
    assert found(frame).readings.max() == pytest.approx(len(NAMES), abs=1e-3)
    assert found(frame.assign(size=20.0)).readings.max() == pytest.approx(len(NAMES) / 2)


def test_under_another_run_s_measurement_only_what_is_touched_moves() -> None:
    scores = score_values(values())
    base = filter_tightness(scores)
    touched = scores.assign(score=scores["score"] + 2.0 * (scores["occupation"] == "007"))
    other = filter_tightness(touched, measurement=base.measurement)
    still = np.array(base.occupations) != "007"
    assert np.array_equal(base.mean[still], other.mean[still])
    assert (other.mean[~still, -1] > base.mean[~still, -1]).all()
