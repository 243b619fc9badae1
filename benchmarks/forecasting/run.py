"""Score every method on every window and write one table: accuracy, coverage, MSIS, CPU milliseconds a series.

The verdict printed at the end compares skillcast with the peers of the same run.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import traceback
import warnings
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd
from cache import Cache
from methods import COMBINATIONS, METHODS, OURS, Answer, Method, combine, find
from metrics import score, totals, truth
from table import markdown, tabulate
from verdict import verdict
from windows import SETS, Window

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NIXTLA_NUMBA_THREADS",
)
WARM_UP_SERIES = 2
_warm: set[str] = set()


def cpu_seconds() -> float:
    """Return the CPU time of this process and of the children it waited for (Prophet fits in one)."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def answer(method: Method, chosen: str, window: Window, cache: Cache) -> Answer | str:
    """Return a method's answer with its time, or what went wrong with a peer."""
    ours = method.name.startswith(OURS)
    kept = None if ours else cache.read(chosen, window.origin, method.name)
    if kept is not None:
        return kept
    asked = method.narrowed(window)
    if method.name not in _warm:
        _warm.add(method.name)
        few = asked.history["unique_id"].unique()[:WARM_UP_SERIES]
        _guarded(method, replace(asked, history=asked.history[asked.history["unique_id"].isin(few)]))
    began = cpu_seconds()
    found = _guarded(method, asked)
    seconds = cpu_seconds() - began
    if isinstance(found, str):
        return found
    found = replace(found, ms=1000 * seconds / asked.history["unique_id"].nunique())
    if not ours:
        cache.write(chosen, window.origin, method.name, found)
    return found


def _guarded(method: Method, window: Window) -> Answer | str:
    try:
        return method.run(window)
    except Exception as error:  # noqa: BLE001 a peer's failure is a result
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno})"


def work(
    task: tuple[str, Window], names: Iterable[str], cache: Cache
) -> tuple[pd.DataFrame, pd.DataFrame, list[dict[str, Any]]]:
    """Return scored rows, the totals' hits and the failures of one window."""
    warnings.simplefilter("ignore")
    chosen, window = task
    facts = truth(window)
    answers: dict[str, Answer] = {}
    failures = []
    for method in map(find, names):
        if window.season not in method.seasons:
            continue
        found = answer(method, chosen, window, cache)
        series = method.narrowed(window).history["unique_id"].nunique()
        if isinstance(found, Answer):
            answers[method.name] = found
            given = found.frame.dropna(subset=["point"]).groupby("unique_id").size()
            series -= int((given == window.horizon).sum())
        why = found if isinstance(found, str) else "forecasts missing"
        if series and method.name.startswith(OURS):
            raise RuntimeError(f"{method.name}, {chosen} {window.origin}, {series} series unanswered: {why}")
        if series:
            failures.append(
                {"set": chosen, "origin": window.origin, "method": method.name, "failed": series, "why": why}
            )
    for name, (members, how) in COMBINATIONS.items():
        if all(member in answers for member in members):
            answers[name] = combine(answers, members, how)
    rows = [score(facts, chosen, window.origin, name, found) for name, found in answers.items()]
    sums = [totals(window, chosen, name, found) for name, found in answers.items()]
    return pd.concat(rows, ignore_index=True), pd.concat(sums, ignore_index=True), failures


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--methods", nargs="+", default=list(METHODS), help=f"{', '.join(METHODS)}, {OURS}:MEMBER")
    parser.add_argument(
        "--origins",
        default="late",
        choices=["early", "late", "fresh", "all"],
        help="early: for choosing; late, fresh: scored",
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes; each computes with one thread")
    parser.add_argument("--cache", type=Path, help="folder that keeps the peers' forecasts and times between runs")
    parser.add_argument("--out", type=Path, required=True, help="folder for table.csv, table.md and verdict.txt")
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.methods if name not in METHODS and not name.startswith(f"{OURS}:")]
    if unknown:
        parser.error(f"unknown methods: {', '.join(unknown)}")
    return chosen


def main() -> None:
    chosen = options()
    tasks = [(key, window) for key in chosen.sets for window in SETS[key](chosen.origins)]
    for key in sorted(set(chosen.sets) - {key for key, _ in tasks}):
        sys.stderr.write(f"{key}: data not here, left out\n")
    if not tasks:
        sys.exit("nothing to forecast")
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    parts = []
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        step = partial(work, names=tuple(chosen.methods), cache=Cache(chosen.cache))
        for task, part in zip(tasks, pool.map(step, tasks), strict=True):
            parts.append(part)
            sys.stderr.write(f"{task[0]} {task[1].origin}\n")
    rows, sums = (pd.concat([part[place] for part in parts], ignore_index=True) for place in (0, 1))
    failures = pd.DataFrame(
        [failure for part in parts for failure in part[2]], columns=["set", "origin", "method", "failed", "why"]
    )
    table = tabulate(rows, sums, failures)
    text = verdict(table, chosen.origins)
    chosen.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(chosen.out / "table.csv", index=False, float_format="%.4f")
    failures.to_csv(chosen.out / "failures.csv", index=False)
    (chosen.out / "table.md").write_text(markdown(table), encoding="utf-8")
    (chosen.out / "verdict.txt").write_text(text, encoding="utf-8")
    sys.stdout.write(f"{markdown(table)}\n{text}")


if __name__ == "__main__":
    main()
