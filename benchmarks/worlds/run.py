"""Run the chain in simulated worlds whose truth is known: errors, coverage, reliability, negative control, seconds."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from cities import SCORED
from measure import measure
from table import markdown, tabulate
from verdict import verdict

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=50, help="how many")
    parser.add_argument("--first", type=int, default=SCORED, help="first seed; choices are made on seeds from 1000 on")
    parser.add_argument("--jobs", type=int, default=1, help="processes; each computes with one thread")
    parser.add_argument("--out", type=Path, help="folder for table.csv, table.md, rows and verdict.txt")
    return parser.parse_args(arguments)


def main() -> None:
    chosen = options()
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    seeds = range(chosen.first, chosen.first + chosen.worlds)
    results = []
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for seed, result in zip(seeds, pool.map(measure, seeds), strict=True):
            results.append(result)
            sys.stderr.write(f"world {seed}\n")
    forecasts = pd.concat([result.forecasts for result in results], ignore_index=True)
    chances = pd.concat([result.chances for result in results], ignore_index=True)
    figures = pd.DataFrame([result.figures for result in results])
    table = tabulate(forecasts, chances, figures)
    text = verdict(table, chosen.worlds, chosen.first)
    if chosen.out:
        chosen.out.mkdir(parents=True, exist_ok=True)
        for name, frame in (("table", table), ("forecasts", forecasts), ("chances", chances), ("worlds", figures)):
            frame.to_csv(chosen.out / f"{name}.csv", index=False, float_format="%.4f")
        (chosen.out / "table.md").write_text(markdown(table), encoding="utf-8")
        (chosen.out / "verdict.txt").write_text(text, encoding="utf-8")
    sys.stdout.write(f"{markdown(table)}\n{text}")


if __name__ == "__main__":
    main()
