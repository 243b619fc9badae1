"""A planner learns from stocks that came out otherwise, and only from those it knows."""

from __future__ import annotations

import numpy as np
import pytest

from skillcast.programmes.feedback import corrected_stock, stock_feedback


def test_golden() -> None:
    bias = stock_feedback(np.array([0.1]), np.array([90.0]), np.array([100.0]))
    assert bias == pytest.approx([0.7 * 0.1 + 0.3 * np.log(0.9)])
    assert corrected_stock(np.array([200.0]), bias, 3) == pytest.approx(200 * np.exp(0.8 * bias * 3))


@pytest.mark.parametrize(("actual", "predicted"), [(np.nan, 100.0), (100.0, np.nan), (0.0, 100.0), (100.0, 0.0)])
def test_nothing_is_learned_from_what_is_missing(actual: float, predicted: float) -> None:
    assert stock_feedback(np.array([0.2]), np.array([actual]), np.array([predicted])).tolist() == [0.2]


def test_a_constant_error_is_learned_in_full() -> None:
    bias = np.zeros(1)
    for _ in range(40):
        bias = stock_feedback(bias, np.array([95.0]), np.array([100.0]))
    assert bias == pytest.approx([np.log(0.95)], abs=1e-4)
