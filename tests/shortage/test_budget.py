"""The error budget against sums and products whose variance components are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillcast.draws import Draws
from skillcast.shortage.budget import error_budget, flow_shares
from skillcast.streams import StageSeed, stream

SIZE = 6000
PERIODS = pd.period_range("2026", periods=2, freq="Y")
Model = Callable[[Mapping[str, np.ndarray]], np.ndarray]


def chain(
    model: Model, stages: list[str], *, size: int = SIZE, names: tuple[str, ...] = ("a",)
) -> Callable[..., Draws]:
    """Return a run whose stages are standard normal and whose result is `model` in both years."""

    def run(fresh: frozenset[str]) -> Draws:
        seed = StageSeed(0, dict.fromkeys(fresh, 1))
        drawn = {stage: stream(seed, stage, "z").standard_normal(size) for stage in stages}
        value = np.atleast_2d(model(drawn))
        return Draws(pd.DataFrame({"occupation": names}), PERIODS, np.repeat(value[:, None], 2, axis=1))

    return run


def shares(table: pd.DataFrame, column: str = "share", occupation: str = "a") -> dict[str, float]:
    return table[table["occupation"] == occupation].set_index("stage")[column].to_dict()


def test_a_sum_has_the_shares_of_its_variances() -> None:
    stages = ["industries", "staffing", "exits", "nothing"]
    run = chain(lambda z: 3 * z["industries"] - 2 * z["staffing"] + z["exits"], stages)
    table = error_budget(run, stages)
    expected = {"industries": 9 / 14, "staffing": 4 / 14, "exits": 1 / 14, "nothing": 0.0}
    assert shares(table) == pytest.approx(expected, abs=0.03)
    assert shares(table, "alone") == pytest.approx(expected, abs=0.03)
    assert shares(table)["nothing"] == 0
    assert table["sd"].iloc[0] == pytest.approx(np.sqrt(14), rel=0.03)


def test_a_product_gives_its_interaction_to_the_later_stage() -> None:
    stages = ["stock", "share"]
    run = chain(lambda z: (2 + z["stock"]) * (1 + z["share"]), stages)
    table = error_budget(run, stages)
    # Var = 1 (stock) + 4 (share) + 1 (both) = 6
    assert shares(table) == pytest.approx({"stock": 1 / 6, "share": 5 / 6}, abs=0.04)
    assert shares(table, "alone") == pytest.approx({"stock": 1 / 6, "share": 4 / 6}, abs=0.05)
    assert shares(table, "interaction")["share"] == pytest.approx(1 / 6, abs=0.05)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=2, max_size=5), st.floats(-2, 2))
def test_shares_add_up_to_one_exactly(weights: list[float], product: float) -> None:
    weights[0] += 10.0 if weights[0] >= 0 else -10.0
    stages = [f"s{n}" for n in range(len(weights))]

    def model(z: Mapping[str, np.ndarray]) -> np.ndarray:
        return sum(w * z[s] for w, s in zip(weights, stages, strict=True)) + product * z["s0"] * z["s1"]

    table = error_budget(chain(model, stages, size=200), stages)
    assert np.allclose(table.groupby("occupation")["share"].sum(), 1, atol=1e-9)


def test_errors_that_occupations_share_weigh_more_in_the_total() -> None:
    stages = ["common", "own"]

    def model(z: Mapping[str, np.ndarray]) -> np.ndarray:
        mirrored = np.concatenate([z["own"][SIZE // 2 :], z["own"][: SIZE // 2]])
        return np.stack([z["common"] + z["own"], z["common"] + mirrored])

    table = error_budget(chain(model, stages, names=("a", "b")), stages)
    assert shares(table)["common"] == pytest.approx(1 / 2, abs=0.04)
    assert shares(table, occupation="total")["common"] == pytest.approx(4 / 6, abs=0.04)


def test_the_standard_error_tells_the_scatter() -> None:
    stages = ["x", "y"]
    found = []
    for first in range(40):

        def run(fresh: frozenset[str], first: int = first) -> Draws:
            seed = StageSeed(10 * first, dict.fromkeys(fresh, 10 * first + 1))
            x, y = (stream(seed, stage).standard_normal(300) for stage in stages)
            return Draws(pd.DataFrame({"occupation": ["a"]}), PERIODS[:1], (2 * x + y)[None, None])

        row = error_budget(run, stages).iloc[0]
        found.append((row["share"], row["share_se"]))
    share, error = np.array(found).T
    assert share.std() == pytest.approx(error.mean(), rel=0.35)
    assert share.mean() == pytest.approx(0.8, abs=0.03)


def test_nothing_uncertain_has_no_shares() -> None:
    table = error_budget(chain(lambda z: 0 * z["x"], ["x", "y"]), ["x", "y"])
    assert table["share"].isna().all()
    assert (table["sd"] == 0).all()


@pytest.mark.parametrize("stages", [["x"], ["x", "x"]])
def test_stages_must_be_told_apart(stages: list[str]) -> None:
    with pytest.raises(ValueError, match="different"):
        error_budget(chain(lambda z: z["x"], ["x"]), stages)


def test_flow_shares_add_up_and_may_be_negative() -> None:
    rng = stream(0, "flows")
    index = pd.DataFrame({"occupation": ["a"]})
    openings = rng.integers(0, 50, (1, 2, 500))
    graduates = (openings * 0.5 + rng.integers(0, 9, (1, 2, 500))).astype(int)
    parts = {"openings": Draws(index, PERIODS, openings), "graduates": Draws(index, PERIODS, -graduates)}
    gap = Draws(index, PERIODS, openings - graduates)
    table = flow_shares(gap, parts).set_index("part")["share"]
    assert table.sum() == pytest.approx(1)
    assert table["graduates"] < 0
    with pytest.raises(ValueError, match="add up"):
        flow_shares(gap, {"openings": parts["openings"]})
