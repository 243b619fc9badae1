"""Make shortage lists in simulated worlds whose truth is known: hits, flips, ranks, and the rules in use elsewhere beside."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from measure import measure
from table import figures, markdown, rules
from verdict import verdict

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=60, help="how many")
    parser.add_argument("--first", type=int, default=0, help="first seed; choices are made on seeds from 1000 on")
    parser.add_argument("--jobs", type=int, default=1, help="processes; each computes with one thread")
    parser.add_argument("--out", type=Path, help="folder for rules.csv, figures.csv, table.md and verdict.txt")
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
    parts = ("rules", "chances", "ranks", "without")
    rows = {name: pd.concat([getattr(result, name) for result in results], ignore_index=True) for name in parts}
    by_rule, other = rules(rows["rules"]), figures(rows["chances"], rows["ranks"], rows["without"])
    text = verdict(by_rule, other, chosen.worlds, chosen.first)
    tables = f"{markdown(by_rule)}\n{markdown(other)}"
    if chosen.out:
        chosen.out.mkdir(parents=True, exist_ok=True)
        for name, frame in (("rules", by_rule), ("figures", other), ("worlds", rows["rules"])):
            frame.to_csv(chosen.out / f"{name}.csv", index=False, float_format="%.4f")
        (chosen.out / "table.md").write_text(tables, encoding="utf-8")
        (chosen.out / "verdict.txt").write_text(text, encoding="utf-8")
    sys.stdout.write(f"{tables}\n{text}")


if __name__ == "__main__":
    main()
