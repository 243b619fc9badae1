"""Entries to and exits from the catalogues, year by year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillcast.publication.sections.list_history import list_history

LISTS = {2024: {"a", "b"}, 2025: {"a", "c"}, 2026: {"b", "c"}}


def test_golden() -> None:
    rows = list_history(LISTS)
    told = {code: list(part["status"]) for code, part in rows.groupby("occupation", sort=False)}
    assert told == {
        "b": ["listed", "left", "entered"],
        "c": ["out", "entered", "listed"],
        "a": ["listed", "listed", "left"],
    }


@pytest.mark.parametrize(("most", "kept"), [(1, ["b"]), (2, ["b", "c"]), (9, ["b", "c", "a"])])
def test_the_latest_come_first(most: int, kept: list[str]) -> None:
    assert list(dict.fromkeys(list_history(LISTS, most=most)["occupation"])) == kept


@given(st.dictionaries(st.integers(2000, 2030), st.sets(st.sampled_from("abcdef"), max_size=6), min_size=1, max_size=6))
def test_the_lists_can_be_read_back(lists: dict[int, set[str]]) -> None:
    """Nothing is lost: listed and entered give the lists, entered and left their differences."""
    rows = list_history(lists)
    years = sorted(lists)
    for before, year in zip([None, *years], years, strict=False):
        part = rows[rows["year"] == str(year)]

        def named(*status: str) -> set[str]:
            return set(part.loc[part["status"].isin(status), "occupation"])  # noqa: B023

        assert named("listed", "entered") == lists[year]
        assert named("entered") == (set() if before is None else lists[year] - lists[before])
        assert named("left") == (set() if before is None else lists[before] - lists[year])
