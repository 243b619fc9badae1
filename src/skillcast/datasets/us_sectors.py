"""Rebuild the bundled US data set from the registry package vega_datasets (development only).

``python -m skillcast.datasets.us_sectors DIR`` writes ``employment.csv``. The package's local file is read; nothing is
downloaded.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from skillcast.datasets.writer import write_tables

# The sectors that add up to total nonfarm employment; the other columns of the source are sums of these.
SECTORS = (
    "mining_and_logging", "construction", "durable_goods", "nondurable_goods", "wholesale_trade", "retail_trade",
    "transportation_and_warehousing", "utilities", "information", "financial_activities",
    "professional_and_business_services", "education_and_health_services", "leisure_and_hospitality",
    "other_services", "government",
)  # fmt: skip


def employment_table(source: pd.DataFrame) -> pd.DataFrame:
    """Return table `employment` from the wide source, whose figures are thousands of persons.

    Parameters
    ----------
    source
        Columns `month` (date) and one a sector, thousands of persons, seasonally adjusted.

    Returns
    -------
    DataFrame
        region ``US``, industry (the source's column name), period (month), employed (persons).
    """
    months = pd.to_datetime(source["month"]).dt.to_period("M").astype(str)
    parts = [
        pd.DataFrame(
            {
                "region": "US",
                "industry": name,
                "period": months,
                "employed": (source[name] * 1000).round().astype("int64"),
            }
        )
        for name in SECTORS
    ]
    return pd.concat(parts, ignore_index=True).sort_values(["industry", "period"], ignore_index=True)


def main(arguments: list[str] | None = None) -> None:
    """Parse the arguments, read the package's file and write the table."""
    from vega_datasets import data

    parser = argparse.ArgumentParser(prog="python -m skillcast.datasets.us_sectors", description=__doc__)
    parser.add_argument("directory", type=Path, help="where to write employment.csv")
    chosen = parser.parse_args(arguments)
    write_tables({"employment": employment_table(pd.read_csv(data.us_employment.filepath))}, chosen.directory)


if __name__ == "__main__":
    main()
