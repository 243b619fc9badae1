"""Reads every bomb in one process and prints what was said and how much memory it took (run as a script)."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from hostile_inputs import CASES
from mini_city import write_mini_city

from skillcast.io.sources import find_tables

BOMBS = ("too-long", "too-many", "file-too-large", "unsafe-file")


def peak() -> float:
    """Return the most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    home = Path(sys.argv[1])
    cities = {}
    for number, case in enumerate(CASES):
        if case.kind in BOMBS and case.file in ("employment.csv", "data.xlsx"):
            city = write_mini_city(home / f"bomb{number}")
            case.mutate(city)
            if not (city / case.file).is_symlink():
                cities[case.name] = city / case.file
    find_tables(write_mini_city(home / "plain"))
    before = peak()
    kinds = {name: find_tables(file)[1][0].kind for name, file in cities.items()}
    sys.stdout.write(json.dumps({"kinds": kinds, "megabytes": peak() - before}))
