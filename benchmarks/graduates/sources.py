"""The two tables of `../shared/data/au_graduate_supply`: completions by field and year, persons by field and age."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "au_graduate_supply"
DEGREES = (
    "Bachelor Degree Level",
    "Graduate Diploma and Graduate Certificate Level",
    "Postgraduate Degree Level",
)
"""Levels of qualification that the completions lead to; certificates and diplomas are awarded elsewhere."""
KEYS = ["field", "group"]
FIRST_AGE, OPEN_AGE = 15, 100


def read_completions(folder: Path) -> pd.DataFrame:
    """Return broad_field, narrow_field, year, completions (persons a year)."""
    return pd.read_csv(folder / "course_completions_field_year.csv")


def read_structures(folder: Path) -> dict[int, pd.DataFrame]:
    """Return, by census year, persons by field and group of levels (rows) and single age (columns, the last one open)."""
    return structures(pd.read_csv(folder / "field_level_age_census.csv"))


def structures(rows: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Return the structures of a long table: field, level, age, persons, census."""
    known = rows.assign(
        group=np.where(rows["level"].isin(DEGREES), "degree", "below degree"),
        age=rows["age"].clip(upper=OPEN_AGE).astype(int),
    )
    found = {}
    for census, part in known.groupby("census"):
        wide = part.pivot_table(index=KEYS, columns="age", values="persons", aggfunc="sum")
        wide = wide.reindex(columns=range(FIRST_AGE, OPEN_AGE + 1), fill_value=0).astype(np.int64)
        wide.columns = pd.Index(np.arange(FIRST_AGE, OPEN_AGE + 1), name="age")
        found[int(str(census))] = wide
    return found
