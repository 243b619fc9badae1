"""Whole persons add up, whatever the shares."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skillcast.demand.apportion import apportion


@given(
    total=st.integers(0, 100_000),
    shares=arrays(np.float64, st.integers(1, 12), elements=st.floats(0, 1e6, allow_subnormal=False)),
)
def test_parts_add_up_and_stay_within_one_of_their_share(total: int, shares: np.ndarray) -> None:
    parts = apportion(np.array(total), shares)
    assert parts.sum() == total
    assert (parts >= 0).all()
    if shares.sum() > 0:
        assert np.abs(parts - total * shares / shares.sum()).max() <= 1 + 1e-6


def test_every_scenario_is_split_on_its_own() -> None:
    totals = np.array([[10, 7], [0, 3]])
    parts = apportion(totals, np.ones((3, 2, 2)))
    assert np.array_equal(parts.sum(axis=0), totals)
    assert parts[:, 0, 0].tolist() == [4, 3, 3]
