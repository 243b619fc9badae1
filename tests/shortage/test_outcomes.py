"""Outcomes of calls: the share still unfilled the year after; what is unknown is no outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.shortage.outcomes import later_outcomes


@pytest.mark.parametrize(("unfilled", "outcome"), [(1.9, 0.0), (2.0, 0.0), (2.1, 1.0)])
def test_above_the_bound_is_a_shortage(unfilled: float, outcome: float) -> None:
    rows = pd.DataFrame({"occupation": ["a"], "year": 2025, "demand": 10.0, "unfilled_90d": unfilled})
    assert later_outcomes(rows, bound=0.2).to_dict("records") == [{"occupation": "a", "year": 2024, "outcome": outcome}]


def test_what_is_unknown_is_no_outcome() -> None:
    rows = pd.DataFrame({"occupation": ["a", "b", "any", "c"], "year": 2025, "demand": [10.0, 0.0, 9.0, 10.0]}).assign(
        unfilled_90d=[np.nan, 0.0, 5.0, 0.0]
    )
    assert later_outcomes(rows, bound=0.2)["occupation"].tolist() == ["c"]
