"""Audit the bulletins of the bundled city and of simulated cities with one dominant firm."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
DOMINANT = (0.7, 0.8, 0.9, 0.95)
FORMATS = {
    "dominant": "{:.0f}", "share": "{:.1f}", "tightest": "{:.1f}", "needed": "{:.0f}", "choosing": "{:.1f}", "auditing": "{:.1f}",
}  # fmt: skip


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cities", type=int, default=20, help="how many simulated cities, seeds from 0 on")
    parser.add_argument("--draws", type=int, default=200, help="scenarios of each outlook")
    parser.add_argument("--jobs", type=int, default=1, help="processes; each computes with one thread")
    parser.add_argument("--out", type=Path, help="folder for cities.csv and table.md")
    return parser.parse_args(arguments)


def main() -> None:
    chosen = options()
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    from measure import measure  # after the threads are set

    # The dominant firm holds from 70 to 95 % of the largest industry, turn by turn.
    seeds = [None, *range(chosen.cities)]
    dominant = [0.0, *(DOMINANT[seed % len(DOMINANT)] for seed in range(chosen.cities))]
    rows = []
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for row in pool.map(measure, seeds, dominant, [chosen.draws] * len(seeds)):
            rows.append(row)
            sys.stderr.write(
                f"{row['city']}: {row['fails']} fails, {row['tightest']:.1f} % off, {row['share']:.1f} % withheld\n"
            )
    frame = pd.DataFrame(rows)
    text = f"{markdown(frame)}\n{verdict(frame)}\n"
    if chosen.out:
        chosen.out.mkdir(parents=True, exist_ok=True)
        frame.to_csv(chosen.out / "cities.csv", index=False, float_format="%.4f")
        (chosen.out / "table.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def markdown(frame: pd.DataFrame) -> str:
    """Return the rows as a table."""
    head = [f"| {' | '.join(map(str, frame.columns))} |", f"|{'---|' * frame.shape[1]}"]
    lines = [
        "| " + " | ".join(FORMATS.get(str(name), "{}").format(value) for name, value in row.items()) + " |"
        for row in frame.to_dict("records")
    ]
    return "\n".join([*head, *lines]) + "\n"


def verdict(frame: pd.DataFrame) -> str:
    """Say whether any withheld cell is bounded more tightly than it may be."""
    worst = frame.sort_values("tightest").iloc[0]
    return (
        f"{len(frame)} cities, {frame['fails'].sum()} cells bounded too tightly; nearest bound {worst['tightest']:.1f} % off "
        f"({worst['city']}, {worst['needed']:.0f} % needed); {frame['share'].mean():.1f} % of all numbers withheld on average, "
        f"{frame['share'].max():.1f} % at most."
    )


if __name__ == "__main__":
    main()
