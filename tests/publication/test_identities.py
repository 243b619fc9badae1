"""Identities are arithmetic only: nothing in them can be executed."""

from __future__ import annotations

import numpy as np
import pytest

from skillcast.publication.identities import Breach, breaches

FIELDS = {"a": np.array([1.0, 2.0, 3.0]), "b": np.array([1.0, np.nan, 4.0])}


def test_missing_values_are_passed_over_and_breaches_named() -> None:
    assert breaches("a == b", FIELDS) == [Breach(2, 3.0, 4.0)]
    assert breaches("a <= maximum(a, b)", FIELDS) == []
    assert breaches("abs(-a) * 2 >= a + 1", FIELDS) == []


def test_totals() -> None:
    assert breaches("total(a) == sum(a)", FIELDS, total_rows=(2,)) == []
    assert breaches("total(a) == sum(a)", FIELDS, total_rows=(1,)) == [Breach(None, 2.0, 4.0)]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true') == 0",
        "a.__class__ == a",
        "(lambda: 1)() == 1",
        "a",
        "a < b",
        "a == b == a",
        "c == a",
        "a ** 9 == 1",
        "'x' == a",
        "a ==",
        "total(a) == 1",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        breaches(text, FIELDS)
