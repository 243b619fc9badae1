"""Steps to flip: carried out, they flip the call; a little less does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.shortage.calls import make_calls
from skillcast.shortage.flips import steps_to_flip
from skillcast.shortage.tightness import Tightness, filter_tightness, score_values
from skillcast.streams import stream

THRESHOLD = 0.8
NAMES = ["days_open", "openings_ratio", "unfilled"]


def scores() -> pd.DataFrame:
    rng = stream(0, "flips-test")
    theta = np.repeat(rng.standard_normal(40)[:, None], 3, axis=1)
    noise = rng.standard_normal((40, 3, 3))
    reading = theta[..., None] + 0.7 * noise
    value = np.stack(
        [30 * np.exp(0.3 * reading[..., 0]), np.exp(0.5 * reading[..., 1]), 1 / (1 + np.exp(1 - reading[..., 2]))], 2
    )
    row, year, name = np.indices(value.shape).reshape(3, -1)
    frame = pd.DataFrame(
        {
            "occupation": [f"{n:02d}" for n in row],
            "year": 2023 + year,
            "indicator": np.array(NAMES)[name],
            "value": value.ravel(),
        }
    )
    return score_values(frame.assign(size=100.0))


def run(table: pd.DataFrame) -> tuple[Tightness, pd.DataFrame]:
    # Nothing is learned, so that a changed score changes nothing but itself.
    tightness = filter_tightness(table, prior_weight=np.inf)
    return tightness, make_calls(tightness, threshold=THRESHOLD)


def listed(table: pd.DataFrame, occupation: str) -> bool:
    calls = run(table)[1]
    return bool(calls[(calls["year"] == 2025) & (calls["occupation"] == occupation)]["listed"].iloc[0])


def test_the_step_flips_and_a_little_less_does_not() -> None:
    table = scores()
    found = steps_to_flip(*run(table), threshold=THRESHOLD)
    able = found[found["indicator"] != ""]
    assert len(able) > 8
    assert able["listed"].nunique() == 2
    for row in able.head(12).itertuples(index=False):
        target = (
            (table["occupation"] == row.occupation) & (table["year"] == 2025) & (table["indicator"] == row.indicator)
        )
        more, less = (table.assign(score=table["score"] + factor * row.steps * target) for factor in (1.001, 0.99))
        assert listed(more, row.occupation) != row.listed
        assert listed(less, row.occupation) == row.listed


def test_all_together_need_less_than_one_alone() -> None:
    found = steps_to_flip(*run(scores()), threshold=THRESHOLD)
    able = found[found["indicator"] != ""]
    assert (able["steps_all"].abs() <= able["steps"].abs() + 1e-6).all()
    assert (np.sign(found["steps_all"].dropna()) == np.where(found["listed"], -1, 1)[found["steps_all"].notna()]).all()


def test_value_needed_has_the_score_needed() -> None:
    table = scores()
    found = steps_to_flip(*run(table), threshold=THRESHOLD)
    rows = found[found["indicator"] == "days_open"].merge(table, on=["occupation", "year", "indicator"])
    assert len(rows)
    compared = np.log(rows["value_needed"] / rows["typical"] + 0.5 / (rows["size"] + 1))
    assert ((compared - rows["centre"]) / rows["spread"]).to_numpy() == pytest.approx(
        (rows["score"] + rows["steps"]).to_numpy()
    )
    down = found["listed"] & found["value"].notna()
    assert (found.loc[down, "value_needed"] < found.loc[down, "value"]).all()


def test_too_little_evidence_is_left_out() -> None:
    table = scores()
    thin = table.assign(size=table["size"].where(table["occupation"] != "00", 0.0))
    tightness = filter_tightness(thin, prior_weight=np.inf)
    calls = make_calls(tightness, threshold=THRESHOLD)
    assert "00" not in set(steps_to_flip(tightness, calls, threshold=THRESHOLD)["occupation"])


def test_far_from_the_others_none_alone_is_enough() -> None:
    table = scores()
    surest = run(table)[1].query("year == 2025").sort_values("probability")["occupation"].iloc[0]
    found = steps_to_flip(*run(table), threshold=THRESHOLD).set_index("occupation")
    assert found.loc[surest, "indicator"] == ""
    assert np.isnan(found.loc[surest, "steps"])
    assert found.loc[surest, "steps_all"] > 0
