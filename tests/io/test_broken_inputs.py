"""Every broken input is found, named and explained; the valid city it was made from passes."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken_inputs import CASES, Case

from skillcast.errors import DataError, Problem
from skillcast.io.load import check, load


def test_the_valid_city_passes(city: Path) -> None:
    assert check(city) == []
    assert load(city).missing() == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken_input(case: Case, city: Path) -> None:
    case.mutate(city)
    with pytest.raises(DataError) as caught:
        load(city)
    problem = _wanted(case, caught.value.problems)
    for lang, row_words in (("zh", f"第 {case.row} 行"), ("en", f"row {case.row}")):
        text = problem.text(lang)
        assert case.file in text
        assert case.row is None or row_words in text
        assert case.column is None or case.column in text
        assert problem.hint(lang) in text and problem.hint(lang)
        assert "{" not in text and "nan" not in text.replace("'nan'", "").replace("“nan”", "")


def test_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 30


def _wanted(case: Case, problems: tuple[Problem, ...]) -> Problem:
    """Return the finding the case asks for; a fault must not drown in others."""
    assert len(problems) <= 3, [problem.text("en") for problem in problems]
    for problem in problems:
        if problem.kind == case.kind and case.row in (None, problem.row) and case.column in (None, problem.column):
            return problem
    raise AssertionError([problem.text("en") for problem in problems])
