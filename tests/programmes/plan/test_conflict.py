"""Where no plan keeps all limits, the error says which must give way and by how much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import DataError
from skillcast.programmes.plan import Resource, SeatProblem, solve


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        (
            {"resources": {"学位": Resource(np.ones(1), 30.0)}, "change_limit": 0.2},
            "“学位”限额（30）至少须提高10",
            "'学位': limit (30) must be raised by at least 10",
        ),
        (
            {"resources": {"教师": Resource(np.full(1, 0.1), 3.0)}, "change_limit": 0.2},
            "“教师”限额（3）至少须提高1",
            "'教师': limit (3) must be raised by at least 1",
        ),
        (
            {"lowest": np.array([90.0]), "capacity": np.array([70.0])},
            "规定的最少招生数（90）至少须降低20",
            "fewest seats by rule (90) must be lowered by at least 20",
        ),
        (
            {"lowest": np.array([90.0]), "highest": np.array([0.0])},
            "规定的最少招生数（90）至少须降低90",
            "fewest seats by rule (90) must be lowered by at least 90",
        ),
        (
            {"lowest": np.array([5.0]), "capacity": np.array([28.0]), "minimum": np.array([30.0])},
            "开班最低人数（30）至少须降低2",
            "fewest seats of an open programme (30) must be lowered by at least 2",
        ),
    ],
)
def test_named_in_both_languages(
    single: Callable[..., SeatProblem], changes: dict[str, object], zh: str, en: str
) -> None:
    with pytest.raises(DataError) as caught:
        solve(single(**changes))
    assert len(caught.value.problems) == 1
    assert zh in caught.value.text("zh")
    assert en in caught.value.text("en")


def test_programmes_that_share_too_little(province: Callable[..., SeatProblem]) -> None:
    problem = province(6)
    use = np.ones(6)
    needed = np.maximum(problem.last - problem.room, 0.0)
    least = float(use @ (np.ceil(needed / problem.class_size - 1e-6) * problem.class_size))
    with pytest.raises(DataError, match="经费") as caught:
        solve(replace(problem, resources={"经费": Resource(use, least - 25.0)}))
    assert "at least 25" in caught.value.text("en")


def test_whatever_is_shared_rounding_finds_a_plan_or_there_is_none(single: Callable[..., SeatProblem]) -> None:
    two = np.ones(2)
    problem = single(
        index=pd.DataFrame({"school": ["甲校", "甲校"], "programme": ["460103", "460104"]}),
        links=np.ones((2, 1)),
        yields=two,
        lead=np.array([2, 2]),
        last=np.array([80.0, 60.0]),
        class_size=np.array([40.0, 30.0]),
        minimum=np.array([80.0, 30.0]),
        capacity=200 * two,
        lowest=np.array([10.0, 10.0]),
        highest=np.nan * two,
        change_limit=0.0,
    )
    enough = replace(problem, resources={"学位": Resource(two, 110.0)})
    assert solve(enough).seats[:, 0].tolist() == [80.0, 30.0]
    with pytest.raises(DataError, match="limit \\(109\\) must be raised by at least 1"):
        solve(replace(problem, resources={"学位": Resource(two, 109.0)}))
