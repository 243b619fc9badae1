"""What a simulated city is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from skillcast.datasets.writer import write_city
from skillcast.io.load import load
from skillcast.labour_market import LabourMarket


@dataclass(frozen=True)
class World:
    """A simulated city whose truth is known.

    Parameters
    ----------
    tables
        The input tables of skillcast by name, as an analyst would receive them: sampled, reported, incomplete;
        counts with missing values are floats, as `skillcast.load` returns them.
    truth
        What really happened, by name. Persons, at the end of the year; flows are persons in the year. Both `city` and
        `simulate` give ``industries`` (industry, year, employed), ``staffing`` (industry, occupation, year, employed, share),
        ``stocks`` (occupation, year, employed), ``accounts`` (occupation, year, before, death, retirement, withdrawal,
        transfers_out, graduates, other_entrants, transfers_in (`simulate` only), after: before less the four flows out plus the
        flows in is after), ``tightness`` (occupation, year, log_tightness, shortage) and ``ages`` (occupation, sex, age, year
        (`simulate` only; `city`: its last year), employed).

        `simulate` gives these for the years after the base year as well, and, with the definitions of the chain:
        ``openings`` (occupation, year, expansion, exits, replacement, openings, layoffs), ``supply`` (occupation, year, graduates,
        other_entrants, supply), ``gap`` (occupation, year, before, gap: openings less supply), ``vacancies`` (occupation,
        year, vacancies: open posts at the end of the year; posts, seekers: a quarter), ``reporting`` (occupation, demand, seekers:
        shares registered), ``links`` (programme, occupation, weight), ``cohorts`` (every cohort with its destinations and
        graduation year), ``events`` (event, year, posts: realised so far) and ``vintages`` (industry, period, vintage, employed).
    config
        Text of ``skillcast.toml``; empty for `city`, whose own is in the bundled data set.
    """

    tables: Mapping[str, pd.DataFrame]
    truth: Mapping[str, pd.DataFrame]
    config: str = ""

    def write(self, folder: str | Path) -> Path:
        """Write tables and ``skillcast.toml`` as an office would hand them in; files of the same names are overwritten.

        Returns
        -------
        Path
            `folder`, ready for `skillcast.load`.
        """
        write_city(self.tables, self.config, Path(folder))
        return Path(folder)

    def market(self) -> LabourMarket:
        """Return the tables as `skillcast.load` reads them: written, read and checked.

        Raises
        ------
        DataError
            If a table does not pass the checks.

        Examples
        --------
        >>> from skillcast.worlds import simulate
        >>> simulate(seed=1).market().config.city.synthetic
        True
        """
        with TemporaryDirectory() as folder:
            return load(self.write(folder))
