"""Schools whose truth is known: programmes, cohorts with an uncertain future, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from skillcast.draws import Draws

YEAR = 2025
LONG_RUN = {"fill": 0.9, "completion": 0.93, "further_study": 0.18, "placement": 0.88, "local": 0.5}
SPREAD_OF_LEVELS = {"fill": 20.0, "completion": 40.0, "further_study": 15.0, "placement": 25.0, "local": 8.0}


@dataclass(frozen=True)
class Schools:
    """The tables a city would hand in, and the truth of the years after: persons by programme and by occupation."""

    programmes: pd.DataFrame
    cohorts: pd.DataFrame
    crosswalk: pd.DataFrame
    graduates: NDArray[np.int64]
    local: NDArray[np.int64]
    occupations: NDArray[np.int64]
    levels: dict[str, NDArray[np.float64]]


def schools(
    seed: int,
    *,
    count: int = 24,
    classes: int = 4,
    horizon: int = 3,
    shock: float = 0.15,
    tails: float = np.inf,
    spread: float = 0.006,
    drift: float = 0.0,
    trend: float = 0.0,
    certainty: float = 40.0,
) -> Schools:
    """Draw one city: `classes` graduated classes a programme, then `horizon` years nobody has seen.

    `shock` is the size of the common yearly shock (logit; Student t with `tails` degrees of freedom), `spread` the correlation within a
    cohort, `drift` the yearly change of a programme's level, `trend` that of all levels together.
    """
    rng = np.random.default_rng(seed)
    first, last = YEAR - classes - 2, YEAR + horizon  # intakes of three-year programmes
    years = range(first, last + 1)
    levels = {
        step: rng.beta(SPREAD_OF_LEVELS[step] * mean, SPREAD_OF_LEVELS[step] * (1 - mean), count)
        for step, mean in LONG_RUN.items()
    }
    common = {
        step: shock * (rng.standard_t(tails, 60) if np.isfinite(tails) else rng.standard_normal(60))
        for step in LONG_RUN
    }
    walk = {step: np.cumsum(drift * rng.standard_normal((count, 60)), axis=1) for step in LONG_RUN}
    occupations = [f"6-31-01-{number:02d}" for number in range(1, count // 2 + 2)]
    rows, links = [], []
    graduates, local, entering = (
        np.zeros((size, horizon), dtype=np.int64) for size in (count, count, len(occupations))
    )
    for p in range(count):
        code = f"4603{p:02d}"
        seats = int(rng.choice([30, 40, 45, 80, 90, 120]))
        targets = rng.choice(len(occupations), size=min(3, len(occupations)), replace=False)
        weights = np.array([0.5, 0.3, 0.2])[: len(targets)] / np.array([0.5, 0.3, 0.2])[: len(targets)].sum()
        true_weights = rng.dirichlet(certainty * weights)
        links += [(code, occupations[o], w, "模拟") for o, w in zip(targets, weights, strict=True)]
        for intake in years:

            def rate(step: str, at: int, p: int = p) -> float:
                place = at - first
                mean = expit(logit(levels[step][p]) + common[step][place] + walk[step][p, place] + trend * (at - YEAR))
                return (
                    float(rng.beta(mean * (1 / spread - 1), (1 - mean) * (1 / spread - 1))) if spread else float(mean)
                )

            enrolled = int(rng.binomial(seats, rate("fill", intake)))
            out = intake + 3
            completed = int(rng.binomial(enrolled, rate("completion", out)))
            further = int(rng.binomial(completed, rate("further_study", out)))
            placed = int(rng.binomial(completed - further, rate("placement", out)))
            stayed = int(rng.binomial(placed, rate("local", out)))
            if YEAR < out <= last:
                graduates[p, out - YEAR - 1], local[p, out - YEAR - 1] = completed, stayed
                entering[targets, out - YEAR - 1] += rng.multinomial(stayed, true_weights)
            if intake <= YEAR:
                fate = (completed, placed, stayed, placed // 2, further) if out <= YEAR else (np.nan,) * 5
                rows.append(("甲校", code, intake, seats, enrolled, *fate, enrolled // 2, 4000.0))
    names = "school programme intake_year seats enrolled graduates placed placed_local matched further_study first_choice wage"
    programmes = pd.DataFrame(
        {"school": "甲校", "programme": [f"4603{p:02d}" for p in range(count)], "level": "college", "years": 3,
         "class_size": 40, "max_seats": 200}
    )  # fmt: skip
    crosswalk = pd.DataFrame(links, columns=["programme", "occupation", "weight", "source"])
    found = sorted(crosswalk["occupation"].unique())
    return Schools(
        programmes, pd.DataFrame(rows, columns=names.split()), crosswalk, graduates, local,
        entering[[occupations.index(code) for code in found]], levels,
    )  # fmt: skip


def coverage(draws: Draws, truth: NDArray[np.int64], level: float = 0.8) -> float:
    """Return how often the truth lies within the central `level` of the scenarios, ties shared out at random.

    Counts are small: without that, an interval whose end is a whole number covers more than it promises.
    """
    below = (draws.samples < truth[:, :, None]).mean(axis=2)
    equal = (draws.samples == truth[:, :, None]).mean(axis=2)
    place = below + np.random.default_rng(0).random(truth.shape) * equal
    return float((np.abs(place - 0.5) < level / 2).mean())
