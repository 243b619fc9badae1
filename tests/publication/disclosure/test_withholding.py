from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.publication.disclosure import withhold, withhold_cells, withhold_rows

FRAME = pd.DataFrame({"code": ["a", "b", "total"], "n": [1, 2, 3], "share": [1 / 3, 2 / 3, 1.0]})


def test_what_is_withheld_is_empty_and_named() -> None:
    out = withhold(FRAME, "code", {"b"}, ["n", "share"])
    assert out["n"].isna().tolist() == [False, True, False]
    assert out["suppressed"].tolist() == ["", "n share", ""]
    assert FRAME["n"].tolist() == [1, 2, 3]


def test_withholding_again_adds_to_what_is_withheld() -> None:
    out = withhold(withhold(FRAME, "code", {"b"}, ["n"]), "code", {"a", "b"}, ["n", "share"])
    assert out["suppressed"].tolist() == ["n share", "n share", ""]
    assert withhold(out, "code", {"a"}, ["n"]).equals(out)


def test_cells_and_rows() -> None:
    cells = withhold_cells(FRAME, "code", {"a": ["share"], "z": ["n"]})
    assert cells["suppressed"].tolist() == ["share", "", ""]
    rows = withhold_rows(FRAME, np.array([False, False, True]), ["n"])
    assert rows["suppressed"].tolist() == ["", "", "n"]


def test_nothing_protected_leaves_the_numbers_and_an_empty_mark() -> None:
    out = withhold(FRAME, "code", set(), ["n"])
    assert out["suppressed"].tolist() == ["", "", ""]
    assert out["n"].tolist() == [1, 2, 3]
