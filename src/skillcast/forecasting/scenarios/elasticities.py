"""How the growth of series follows that of a driver, such as an industry's output: shrunken elasticities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.errors import DataError, ParameterError, Problem
from skillcast.forecasting.protocol import Bools, Floats, Ints
from skillcast.panel import Panel
from skillcast.parameters import Parameters, load_parameters
from skillcast.streams import stream

FEWEST_YEARS = 3
"""Years of growth below which a series has no estimate of its own: two fit any slope exactly."""
PRIOR_YEARS = 4.0
"""Years that the panel's noise, and the prior share of it that series have in common, are worth."""
PRIOR_COMMON = 0.3
TRACE = 1e-12
"""Least variance of a fit that is exact."""
SPREADS = np.linspace(0, 5, 51)
"""Grid for the spread of elasticities, in units of its prior."""


@dataclass(frozen=True)
class ElasticityPrior:
    """What is known of elasticities before the panel is seen.

    Parameters
    ----------
    mean, error
        A driver's mean elasticity and its standard error.
    spread
        Standard deviation of the elasticities of one driver's series around their mean.
    """

    mean: float
    error: float
    spread: float

    def __post_init__(self) -> None:
        reason = {
            "reason": "error 须为正数，spread 不得为负",
            "reason_en": "error must be positive, spread not negative",
        }
        if not (np.isfinite(self.mean) and self.error > 0 and self.spread >= 0):
            raise ParameterError([Problem("bad-parameter", column="prior", value=self, facts=reason)])

    @classmethod
    def of(cls, parameters: Parameters) -> ElasticityPrior:
        """Return the prior that the parameters set."""
        names = ("scenarios.elasticity", "scenarios.elasticity_error", "scenarios.elasticity_spread")
        return cls(*(parameters.number(name) for name in names))


@dataclass(frozen=True)
class Elasticities:
    """How the growth of N series follows that of G drivers: the joint posterior.

    Parameters
    ----------
    index, drivers
        (N rows), (G rows) keys of the series and of the drivers.
    place
        (N) the driver's row of each series, -1 where it has none: such a series does not move with any driver.
    years
        (N) years of growth known of both.
    own, own_error
        (N) least-squares estimate and its standard error; NaN and infinite where there is none.
    shared
        (N) the part of the own error that all series of the driver have in common.
    swing, noise
        (N) standard deviations of the driver's growth and of the series' growth around what the driver explains.
    weight
        (N) weight of the own estimate against the driver's mean.
    spread
        Standard deviation of elasticities around their driver's mean.
    centre, covariance
        (G, 2), (G, 2, 2) posterior of each driver's mean elasticity and of the common error (in units of `shared`).
    """

    index: pd.DataFrame
    drivers: pd.DataFrame
    place: Ints
    years: Ints
    own: Floats
    own_error: Floats
    shared: Floats
    swing: Floats
    noise: Floats
    weight: Floats
    spread: float
    centre: Floats
    covariance: Floats

    @property
    def _loads(self) -> Floats:
        """(N, 2) what a unit of the driver's mean and of the common error adds to an elasticity."""
        return np.stack([1 - self.weight, -self.weight * self.shared], axis=1)

    @property
    def mean(self) -> Floats:
        """(N) posterior mean: weight x own + (1 - weight) x driver's mean; NaN without driver."""
        found = self.weight * np.nan_to_num(self.own) + (self._loads * self.centre[self.place]).sum(axis=1)
        return np.where(self.place >= 0, found, np.nan)

    @property
    def error(self) -> Floats:
        """(N) posterior standard deviation; NaN without driver."""
        outer = np.einsum("ni,nij,nj->n", self._loads, self.covariance[self.place], self._loads)
        return np.where(self.place >= 0, np.sqrt(self.spread**2 * (1 - self.weight) + outer), np.nan)

    @property
    def explained(self) -> Floats:
        """(N) share of the variance of growth that the driver explains; 0 without driver or own estimate."""
        signal = (np.nan_to_num(self.mean) * self.swing) ** 2
        return np.asarray(signal / (signal + self.noise**2))

    def draw(self, size: int, *, seed: int = 0) -> Floats:
        """Return (N, S) joint draws of the posterior, 0 without driver; a series' numbers do not depend on the others'."""
        betas = np.zeros((len(self.index), size))
        common = np.stack(
            [
                centre[:, None]
                + np.linalg.cholesky(cov) @ stream(seed, "elasticity", "driver", key).standard_normal((2, size))
                for centre, cov, key in zip(self.centre, self.covariance, keys_of(self.drivers), strict=True)
            ]
        )
        residual = self.spread * np.sqrt(1 - self.weight)
        for row, key in enumerate(keys_of(self.index)):
            if self.place[row] >= 0:
                noise = stream(seed, "elasticity", "series", key).standard_normal(size)
                own = self.weight[row] * np.nan_to_num(self.own[row])
                betas[row] = own + self._loads[row] @ common[self.place[row]] + residual[row] * noise
        return betas

    def frame(self) -> pd.DataFrame:
        """Return one row a series: keys, driver, years, own estimate, driver's mean, elasticity, standard errors."""
        names = np.array([*keys_of(self.drivers), ""])
        group = np.where(self.place >= 0, self.centre[self.place, 0], np.nan)
        group_error = np.where(self.place >= 0, np.sqrt(self.covariance[self.place, 0, 0]), np.nan)
        return self.index.assign(
            driver=names[self.place],
            years=self.years,
            own=self.own,
            own_error=self.own_error,
            driver_mean=group,
            driver_error=group_error,
            elasticity=self.mean,
            error=self.error,
        )


def estimate_elasticities(panel: Panel, drivers: Panel, *, prior: ElasticityPrior | None = None) -> Elasticities:
    """Estimate how each series' growth follows its driver's, shrunken by empirical Bayes.

    Parameters
    ----------
    panel
        (N, T) annual series, such as employment by region and industry; zero or missing years are left out.
    drivers
        (G, T') positive annual levels, such as output by industry. A series follows the driver with the same values in
        the drivers' key columns, all of which the panel must have.
    prior
        By default the parameters ``scenarios.elasticity`` … in force in the panel's last year.

    Returns
    -------
    Elasticities

    Raises
    ------
    DataError
        Data that are not annual; levels of drivers that are not positive; drivers none of the series follows.

    Notes
    -----
    Growth is dlog y_it = a_i + b_i dlog x_gt + e_it with b_i ~ N(m_g, t2), m_g ~ N(prior). An estimate of n years has
    variance s2_i / Sxx, s2_i drawn toward the panel's; errors of one year are correlated between the series of a
    driver, so their mean is not as sure as N estimates would make it. The posterior of b_i is
    w_i own_i + (1 - w_i) m_g with w_i = t2 / (t2 + variance of own_i), t2 the mean of its posterior on a grid.

    Examples
    --------
    >>> years, steps = pd.period_range("2014", "2025", freq="Y"), np.sin(np.arange(12.0))
    >>> output = Panel(pd.DataFrame({"industry": ["C31"]}), years, 900 * np.exp(0.1 * steps[None, :]))
    >>> posts = Panel(output.index, years, 500 * np.exp(0.07 * steps[None, :]))
    >>> estimate_elasticities(posts, output).frame()[["own", "elasticity"]].round(2).values.tolist()
    [[0.7, 0.7]]
    """
    facts = {"allowed": "[0, +∞)", "unit": "-"}
    _check(panel, (panel.values < 0) | np.isinf(panel.values), facts)
    check_drivers(drivers)
    prior = prior or ElasticityPrior.of(load_parameters(panel.periods[-1].year))
    place = places(panel.index, drivers.index)
    if (place < 0).all():
        raise DataError([Problem("dangling-key", value=key, facts={"other": "panel"}) for key in drivers.keys])
    levels = pd.DataFrame(drivers.values.T, drivers.periods).reindex(panel.periods).to_numpy().T
    x = np.where(place[:, None] >= 0, _growth(levels)[place], np.nan)
    y = _growth(panel.values)
    known = ~np.isnan(x) & ~np.isnan(y)
    years = known.sum(axis=1)
    x, y = _centred(x, known), _centred(y, known)
    sxx = (x**2).sum(axis=1)
    usable = (years >= FEWEST_YEARS) & (sxx > 0)
    sxx = np.where(usable, sxx, 1.0)
    own = np.where(usable, (x * y).sum(axis=1) / sxx, np.nan)
    residual = np.where(known & usable[:, None], y - np.nan_to_num(own)[:, None] * x, 0.0)
    noise = _noise(residual, years - 2, usable)
    own_error = np.where(usable, np.sqrt(noise / sxx), np.inf)
    common = _common_share(residual / np.sqrt(noise)[:, None], known & usable[:, None], place)
    shared = np.where(usable, np.sqrt(common / sxx * noise), 0.0)
    variance = np.where(usable, (1 - common) * own_error**2, np.inf)
    groups = [np.flatnonzero((place == group) & usable) for group in range(len(drivers.index))]
    data = [(own[rows], shared[rows], variance[rows]) for rows in groups]
    spread = _spread(data, prior)
    posterior = [_posterior(*group, spread, prior)[:2] for group in data]
    return Elasticities(
        panel.index,
        drivers.index,
        place,
        years,
        own,
        own_error,
        shared,
        np.where(usable, np.sqrt(sxx / np.maximum(years - 1, 1)), 0.0),
        np.sqrt(noise),
        np.where(usable, spread**2 / (spread**2 + variance), 0.0),
        spread,
        np.stack([centre for centre, _ in posterior]),
        np.stack([covariance for _, covariance in posterior]),
    )


def check_drivers(drivers: Panel) -> None:
    """Raise DataError unless the drivers are annual and their known levels positive."""
    facts = {"allowed": "(0, +∞)", "unit": "水平值，不是增长率", "unit_en": "a level, not a growth rate"}
    _check(drivers, drivers.mask & ~((drivers.values > 0) & (drivers.values < np.inf)), facts)


def _check(panel: Panel, wrong: Bools, facts: dict[str, str]) -> None:
    """Raise DataError if the panel is not annual, or for its `wrong` (N, T) values."""
    problems = []
    if not panel.periods.freqstr.startswith(("Y", "A")):
        reason = {
            "reason": "弹性按年度增长估计，请先换成年度数据（Panel.annual）",
            "reason_en": "elasticities are of annual growth, make the data annual first (Panel.annual)",
        }
        problems.append(Problem("bad-parameter", column="freq", value=panel.periods.freqstr, facts=reason))
    labels = panel.periods.astype(str)
    problems += [
        Problem(
            "out-of-range", column=f"{panel.keys[row]} {labels[at]}", value=float(panel.values[row, at]), facts=facts
        )
        for row, at in np.argwhere(wrong)
    ]
    if problems:
        raise DataError(problems)


def places(index: pd.DataFrame, drivers: pd.DataFrame) -> Ints:
    """Return (N) the row of `drivers` with the same values in its key columns, -1 where there is none."""
    names = list(drivers.columns)
    lost = [name for name in names if name not in index.columns]
    if lost:
        allowed = {"allowed": ", ".join(map(str, index.columns))}
        raise DataError([Problem("missing-column", column=name, facts=allowed) for name in lost])
    row = {key: number for number, key in enumerate(drivers.itertuples(index=False, name=None))}
    found = [row.get(key, -1) for key in index[names].itertuples(index=False, name=None)]
    return np.array(found, dtype=np.int64)


def keys_of(index: pd.DataFrame) -> list[str]:
    """Return the text key of each row, as `Panel.keys` writes it."""
    return ["/".join(map(str, row)) for row in index.itertuples(index=False)]


def _growth(values: Floats) -> Floats:
    """Return (N, T - 1) log growth, NaN where either level is missing or zero."""
    logs = np.log(np.where(values > 0, values, np.nan))
    return np.asarray(np.diff(logs, axis=1))


def _centred(values: Floats, known: Bools) -> Floats:
    """Return deviations from each row's mean over what is known, 0 elsewhere."""
    filled = np.where(known, values, 0.0)
    mean = filled.sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    return np.where(known, values - mean, 0.0)


def _noise(residual: Floats, freedom: Ints, usable: Bools) -> Floats:
    """Return (N) residual variances, each drawn toward the panel's median as a few years say little.

    The median of chi-square k is about k (1 - 2/(9k))^3 (Wilson and Hilferty), and is set right for that.
    """
    squares = (residual**2).sum(axis=1)
    count = np.where(usable, freedom, 1)
    typical = squares / (count * (1 - 2 / (9 * count)) ** 3)
    median = float(np.median(typical[usable])) if usable.any() else 0.0
    return np.asarray(np.maximum((squares + PRIOR_YEARS * median) / (count + PRIOR_YEARS), TRACE))


def _common_share(unit: Floats, known: Bools, place: Ints) -> float:
    """Return the correlation of errors of one year between series of one driver, drawn toward the prior."""
    between = pairs = 0.0
    for group in range(int(place.max()) + 1):
        rows = place == group
        count = known[rows].sum(axis=0)
        total, squares = unit[rows].sum(axis=0), (unit[rows] ** 2).sum(axis=0)
        between += float((total**2 - squares).sum())
        pairs += float((np.maximum(count - 1, 0) * squares).sum())
    seen = min(max(between / pairs, 0.0), 0.9) if pairs > 0 else PRIOR_COMMON
    years = float(known.sum(axis=1).max(initial=0)) if pairs > 0 else 0.0
    return (years * seen + PRIOR_YEARS * PRIOR_COMMON) / (years + PRIOR_YEARS)


def _posterior(
    own: Floats, shared: Floats, variance: Floats, spread: float, prior: ElasticityPrior
) -> tuple[Floats, Floats, float]:
    """Return mean and covariance of (driver's mean, common error) of one driver, and the log likelihood of `spread`.

    Own estimates are mean + shared x common error + noise of variance spread^2 + `variance`: a regression on two
    unknowns with normal priors.
    """
    rows = np.stack([np.ones_like(shared), shared], axis=1)
    total = spread**2 + variance
    start = np.array([prior.mean, 0.0])
    gap = own - prior.mean
    precision = np.diag([1 / prior.error**2, 1.0]) + rows.T @ (rows / total[:, None])
    covariance = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    pull = rows.T @ (gap / total)
    likelihood = -0.5 * (np.log(total).sum() + np.linalg.slogdet(precision)[1] + gap @ (gap / total))
    return start + covariance @ pull, covariance, float(likelihood + 0.5 * pull @ covariance @ pull)


def _spread(groups: list[tuple[Floats, Floats, Floats]], prior: ElasticityPrior) -> float:
    """Return the spread of elasticities: root of the mean square of its posterior over a grid, its prior a half t of 4."""
    candidates = SPREADS * prior.spread
    logs = np.array([sum(_posterior(*group, value, prior)[2] for group in groups) for value in candidates])
    logs = logs - 2.5 * np.log1p(SPREADS**2 / 4)
    weight = np.exp(logs - logs.max())
    return float(np.sqrt((weight * candidates**2).sum() / weight.sum()))
