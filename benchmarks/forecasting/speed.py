"""Forecast 100,000 simulated annual series: seconds, memory, and the same bytes whatever the chunk."""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import sys
import time

SERIES, YEARS, HORIZON, DRAWS = 100_000, 15, 5, 200
CHUNKS = (10_000, 3_000)
MOST_SECONDS, MOST_GB = 120.0, 3.0


def panel(series: int) -> object:
    """Return random walks in logs with a drift of their own, from 10 to 100,000 persons; small cells are noisier."""
    import numpy as np
    import pandas as pd

    from skillcast import Panel

    random = np.random.default_rng(1)
    level = random.uniform(np.log(10), np.log(100_000), size=(series, 1))
    noise = 0.02 + 0.5 / np.sqrt(np.exp(level))
    steps = random.normal(0, 0.02, size=(series, 1)) + noise * random.standard_t(5, size=(series, YEARS))
    values = np.round(np.exp(level + np.cumsum(steps, axis=1)))
    index = pd.DataFrame({"unique_id": [f"s{number:06d}" for number in range(series)]})
    return Panel(index, pd.period_range("2011", periods=YEARS, freq="Y"), values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=SERIES)
    parser.add_argument(
        "--chunks", type=int, nargs="+", default=list(CHUNKS), help="series handled at once, one run each"
    )
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    from skillcast.forecasting import forecast_panel

    history = panel(options.series)
    digests = set()
    for chunk in options.chunks:
        wall, cpu = time.perf_counter(), time.process_time()
        samples = forecast_panel(history, horizon=HORIZON, seed=1, draws=DRAWS, chunk=chunk).draws.samples
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        digests.add(hashlib.sha256(samples.tobytes()).hexdigest())
        reached = wall < MOST_SECONDS and gigabytes < MOST_GB
        sys.stdout.write(
            f"{options.series} series of {YEARS} years, {HORIZON} ahead, {DRAWS} draws, chunks of {chunk}: "
            f"{wall:.1f} s, {cpu:.1f} s CPU, {gigabytes:.2f} GB at most so far: {'reached' if reached else 'NOT reached'}\n"
        )
        del samples
    same = len(digests) == 1
    sys.stdout.write(
        f"sha256 of the draws, {len(options.chunks)} chunk sizes: {'the same' if same else 'NOT the same'}\n"
    )
    sys.exit(not same)


if __name__ == "__main__":
    main()
