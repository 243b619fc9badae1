"""Every parameter says where it comes from."""

from __future__ import annotations

from skillcast.worlds.calibration import ASSUMPTION, calibration_table
from skillcast.worlds.jiayuguan import INDUSTRIES


def test_every_row_has_a_source_and_a_confidence() -> None:
    table = calibration_table()
    assert not table["parameter"].duplicated().any()
    assert (table["source"].str.len() > 4).all()
    assert set(table["confidence"]) <= {"high", "medium", "low"}


def test_assumptions_are_never_claimed_with_confidence() -> None:
    table = calibration_table().set_index("parameter")
    assumed = table["source"].str.startswith(ASSUMPTION)
    assert (table.loc[assumed, "confidence"] == "low").all()
    for industry in INDUSTRIES:
        assert assumed[f"employed_{industry.code}"]
