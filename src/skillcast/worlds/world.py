"""What a simulated city is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class World:
    """A simulated city whose truth is known.

    Parameters
    ----------
    tables
        The input tables of skillcast by name, as an analyst would receive them: sampled, reported, incomplete;
        counts with missing values are floats, as `skillcast.load` returns them.
    truth
        What really happened, by name: ``industries`` (industry, year, employed), ``staffing`` (industry, occupation,
        year, employed, share), ``stocks`` (occupation, year, employed), ``accounts`` (occupation, year, before, death,
        retirement, withdrawal, transfers_out, graduates, other_entrants, after), ``tightness`` (occupation, year,
        log_tightness, shortage), ``ages`` (occupation, sex, age, employed at the end of the last year). Persons, at
        the end of the year; flows are persons in the year.
    """

    tables: Mapping[str, pd.DataFrame]
    truth: Mapping[str, pd.DataFrame]
