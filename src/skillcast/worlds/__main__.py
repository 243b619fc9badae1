"""Write the tables of the simulated city: ``python -m skillcast.worlds DIR``."""

from __future__ import annotations

import argparse
from pathlib import Path

from skillcast.datasets.writer import write_tables
from skillcast.worlds.calibration import calibration_table
from skillcast.worlds.city import city
from skillcast.worlds.jiayuguan import SEED


def main(arguments: list[str] | None = None) -> None:
    """Parse the arguments, simulate and write."""
    parser = argparse.ArgumentParser(prog="python -m skillcast.worlds", description=__doc__)
    parser.add_argument("directory", type=Path, help="where to write the CSV files")
    parser.add_argument("--seed", type=int, default=SEED, help="seed of the simulation (default: the bundled city)")
    chosen = parser.parse_args(arguments)
    write_tables({**city(chosen.seed).tables, "calibration": calibration_table()}, chosen.directory)


if __name__ == "__main__":
    main()
