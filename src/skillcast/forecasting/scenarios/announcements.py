"""What announced projects come to: chance, share and delay, learned from the bureau's own archive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module

import numpy as np
import pandas as pd

from skillcast.errors import DataError, ParameterError, Problem
from skillcast.forecasting.calendar import read_calendar
from skillcast.forecasting.protocol import Bools, Floats, Ints

COLUMNS = ("name", "announced_jobs", "realised_jobs", "announced_start", "realised_start")


@dataclass(frozen=True)
class ProjectPriors:
    """What is known of announced projects; no rate has been published, so that none is assumed here.

    Parameters
    ----------
    realised, failed
        Beta distribution of the chance that a project comes at all, as if so many had and had not come; 3 and 2 stand for
        "three in five, but no more than a handful known".
    share
        Median of realised to announced posts of those that come, such as 0.8.
    share_spread
        Standard deviation of the log of that share between projects, such as 0.3.
    share_worth
        Number of projects that `share` and `share_spread` are worth.
    delay
        How often a project is 0, 1, 2 … periods late, as if so many had been seen.

    Examples
    --------
    >>> priors = ProjectPriors(realised=3, failed=2, share=0.8, share_spread=0.3, share_worth=4, delay=(2, 2, 1))
    >>> round(priors.probability, 2), round(priors.mean_share, 2), round(priors.mean_delay, 2)
    (0.6, 0.85, 0.8)
    """

    realised: float
    failed: float
    share: float
    share_spread: float
    share_worth: float
    delay: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.realised > 0 and self.failed == 0:
            remedy = {
                "remedy": "实现概率不能为 1：请写明 failed（未实现的相当个数），依据本市历年公布项目的落实情况",
                "remedy_en": "A chance of 1 is not accepted: say how many such projects fail (`failed`), from the city's own record",
            }
            raise ParameterError([Problem("certain-future", value="realised / (realised + failed) = 1", facts=remedy)])
        delays = all(0 <= count < np.inf for count in self.delay) and sum(self.delay) > 0
        require(
            ("realised", self.realised, 0 < self.realised < np.inf, "(0, +∞)"),
            ("failed", self.failed, 0 < self.failed < np.inf, "(0, +∞)"),
            ("share", self.share, 0 < self.share < np.inf, "(0, +∞)"),
            ("share_spread", self.share_spread, 0 <= self.share_spread <= 3, "[0, 3]"),
            ("share_worth", self.share_worth, 0 < self.share_worth < np.inf, "(0, +∞)"),
            ("delay", self.delay, delays, "[0, +∞), sum > 0"),
        )

    @property
    def probability(self) -> float:
        """Expected chance that a project comes."""
        return self.realised / (self.realised + self.failed)

    @property
    def mean_share(self) -> float:
        """Expected realised to announced posts of a project that comes."""
        return float(self.share * np.exp(self.share_spread**2 * (1 + 1 / self.share_worth) / 2))

    @property
    def mean_delay(self) -> float:
        """Expected delay, periods."""
        return float(np.average(np.arange(len(self.delay)), weights=self.delay))

    def draw_probability(self, uniform: Floats) -> Floats:
        """Return (S) chances: the quantiles of their distribution at `uniform` numbers."""
        return np.asarray(import_module("scipy.special").betaincinv(self.realised, self.failed, uniform))

    def draw_share(self, typical: Floats, own: Floats) -> Floats:
        """Return (S) shares from standard normal numbers: of the typical project (shared by all) and of this one."""
        return np.asarray(self.share * np.exp(self.share_spread * (typical / np.sqrt(self.share_worth) + own)))

    def draw_delay(self, uniform: Floats) -> Ints:
        """Return (S) delays in periods."""
        edges = np.cumsum(self.delay) / np.sum(self.delay)
        return np.minimum(np.searchsorted(edges, uniform, side="right"), len(self.delay) - 1)


def update_priors(archive: pd.DataFrame, prior: ProjectPriors) -> ProjectPriors:
    """Learn from projects announced earlier.

    Parameters
    ----------
    archive
        One row a project: ``name``, ``announced_jobs``, ``realised_jobs`` (0: did not come; empty: not yet decided, which
        tells nothing), ``announced_start``, ``realised_start`` (needed of those that came; years, quarters or months).
        A project that came early counts as on time.
    prior
        What was known before.

    Returns
    -------
    ProjectPriors
        Beta: counts are added. Share: normal-inverse-gamma update of its log. Delay: counts are added (Dirichlet).

    Raises
    ------
    DataError
        Every fault of the archive at once, with row numbers as a spreadsheet counts (header row 1).

    Examples
    --------
    >>> prior = ProjectPriors(realised=1, failed=1, share=0.8, share_spread=0.3, share_worth=4, delay=(1, 1))
    >>> archive = pd.DataFrame({"name": ["a", "b"], "announced_jobs": [500, 300], "realised_jobs": [400, 0],
    ...     "announced_start": [2019, 2020], "realised_start": [2021, None]})
    >>> found = update_priors(archive, prior)
    >>> found.realised, found.failed, round(found.share, 2), found.share_worth, found.delay
    (2, 2, 0.8, 5, (1, 1, 1))
    """
    jobs, late = _read(archive)
    decided = ~np.isnan(jobs[:, 1])
    came = decided & (jobs[:, 1] > 0)
    logs = np.log(jobs[came, 1] / jobs[came, 0])
    count = len(logs)
    worth = prior.share_worth + count
    centre = np.log(prior.share)
    mean = float(logs.mean()) if count else centre
    square = prior.share_worth * prior.share_spread**2 + ((logs - mean) ** 2).sum()
    square += prior.share_worth * count / worth * (mean - centre) ** 2
    seen = np.bincount(late[came], minlength=len(prior.delay))
    known = np.pad(np.asarray(prior.delay), (0, len(seen) - len(prior.delay)))
    return replace(
        prior,
        realised=prior.realised + count,
        failed=prior.failed + int((decided & ~came).sum()),
        share=float(np.exp((prior.share_worth * centre + count * mean) / worth)),
        share_spread=float(np.sqrt(square / worth)),
        share_worth=worth,
        delay=tuple((known + seen).tolist()),
    )


def require(*conditions: tuple[str, object, bool, str]) -> None:
    """Raise ParameterError for every (name, value, whether it is good, allowed range) that is not good."""
    problems = [
        Problem(
            "bad-parameter",
            column=name,
            value=value,
            facts={"reason": f"允许 {allowed}", "reason_en": f"allowed {allowed}"},
        )
        for name, value, good, allowed in conditions
        if not good
    ]
    if problems:
        raise ParameterError(problems)


def _read(archive: pd.DataFrame) -> tuple[Floats, Ints]:
    """Return (K, 2) announced and realised posts and (K) periods late, or raise every fault found."""
    missing = [name for name in COLUMNS if name not in archive.columns]
    if missing:
        allowed = {"allowed": ", ".join(COLUMNS)}
        raise DataError([Problem("missing-column", column=name, facts=allowed) for name in missing])
    problems = _repeats(archive["name"])
    jobs = np.empty((len(archive), 2))
    for place, name in enumerate(("announced_jobs", "realised_jobs")):
        jobs[:, place] = pd.to_numeric(archive[name], errors="coerce")
        strange = np.isnan(jobs[:, place]) & archive[name].notna().to_numpy()
        problems += _faults("not-a-number", strange, name, archive[name])
        facts = {"allowed": "[0, +∞)" if place else "(0, +∞)", "unit": "人", "unit_en": "persons"}
        low = jobs[:, place] < 0 if place else jobs[:, place] <= 0
        problems += _faults("out-of-range", low | np.isinf(jobs[:, place]), name, archive[name], **facts)
    problems += _faults("missing-value", archive["announced_jobs"].isna().to_numpy(), "announced_jobs")
    late = np.zeros(len(archive), dtype=np.int64)
    came = np.flatnonzero(jobs[:, 1] > 0)
    if len(came):
        starts = []
        for name in ("announced_start", "realised_start"):
            _, periods, faults = read_calendar(archive[name].iloc[came])
            problems += [replace(fault, column=name, row=int(came[(fault.row or 2) - 2]) + 2) for fault in faults]
            starts.append(periods)
        if all(len(periods) for periods in starts):
            if starts[0].freqstr != starts[1].freqstr:
                value = f"{starts[0].freqstr}, {starts[1].freqstr}"
                problems.append(Problem("mixed-frequency", column="realised_start", value=value))
            late[came] = np.maximum(starts[1].asi8 - starts[0].asi8, 0)
    if problems:
        raise DataError(sorted(problems, key=lambda problem: (problem.row or 0, problem.column)))
    return jobs, late


def _faults(kind: str, wrong: Bools, column: str, values: pd.Series | None = None, **facts: str) -> list[Problem]:
    return [
        Problem(kind, row=int(row) + 2, column=column, value="" if values is None else values.iloc[row], facts=facts)
        for row in np.flatnonzero(wrong)
    ]


def _repeats(names: pd.Series) -> list[Problem]:
    """Return a problem for every project named twice."""
    first: dict[object, int] = {}
    problems = []
    for row, name in enumerate(names):
        if name in first:
            problems.append(
                Problem("duplicate-key", row=row + 2, column="name", value=name, facts={"other": first[name] + 2})
            )
        first.setdefault(name, row)
    return problems
