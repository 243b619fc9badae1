"""The modelling scale says what it did to each series and can be undone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skillcast.forecasting.scale import model_scale, natural

from .conftest import Panel


def test_kinds(odd: Panel) -> None:
    window = model_scale(odd.values)
    assert window.kind[4:10].tolist() == ["zero", "constant", "intermittent", "short", "short", "short"]
    assert window.lead[3] == 2 and window.first[2] == 4
    assert window.imputed.sum() == 1 and window.imputed[1, 6]
    assert model_scale(np.full((1, 3), np.nan)).kind[0] == "empty"


def test_gap_is_a_straight_line_in_logs() -> None:
    window = model_scale(np.array([[100.0, np.nan, np.nan, 800.0, 800.0]]))
    assert np.allclose(np.exp(window.logs), [[100, 200, 400, 800, 800]])


@given(arrays(np.float64, (3, 6), elements=st.integers(0, 10_000).map(float)), st.sampled_from([0.001, 1000.0]))
def test_there_and_back_in_any_unit(values: np.ndarray, unit: float) -> None:
    window, scaled = model_scale(values), model_scale(values * unit)
    assert np.allclose(natural(window.logs, window.offset[:, None]), values, atol=1e-8)
    assert window.kind.tolist() == scaled.kind.tolist()
    positive = values.any(axis=1)
    assert np.allclose((scaled.logs - window.logs)[positive], np.log(unit))
