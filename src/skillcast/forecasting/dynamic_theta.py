"""Dynamic theta: a recent level and a long line that is fitted anew with every value."""

from __future__ import annotations

from itertools import product

import numpy as np

from skillcast.forecasting import posterior, relative
from skillcast.forecasting.protocol import Bools, Floats, History

ALPHAS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.99)
SHARES = {0.0: 0.5, 0.5: 1.0, 0.75: 2.0, 1.0: 4.0}
"""Share of the line, 1 - 1/theta (0: exponential smoothing alone, 0.5: the classical theta of 2), and its prior weight."""
FEWEST = 4


def forecast(history: History, horizon: int) -> Floats:
    """Return (O, N, H) by the dynamic optimised theta model, averaged over a grid of smoothing and theta.

    Fiorucci et al. (2016): y_t = l_{t-1} + (1 - 1/theta) ((1-a)^(t-1) A_{t-1} + (1 - (1-a)^t)/a B_{t-1}) + e_t,
    l_t = a y_t + (1-a) l_{t-1}, A and B intercept and slope of the least-squares line through the values so far.
    In the unit of the variable; below four periods: no change.
    """
    values, starts = relative.change(history), history.starts
    alpha, share = np.array(list(product(ALPHAS, SHARES))).T
    prior = np.array([SHARES[float(part)] for part in share])
    longest = values.shape[1] + horizon + 2
    power = (1 - alpha) ** np.arange(longest)[:, None]
    level = np.zeros((len(values), len(alpha)))
    squares = np.zeros_like(level)
    line = _Line(*(np.zeros((len(values), 1)) for _ in range(3)))
    naive = np.zeros(len(values))
    said = np.empty((len(history.origins), len(values), horizon))
    for t in range(int(history.origins[-1]) + 1):
        age = np.maximum(t - starts, 0)
        now = values[:, t, None]
        begun = (t >= starts)[:, None]
        squares += np.where(begun, now - level - share * line.ahead(power, alpha, age), 0.0) ** 2
        naive += (values[:, t] - values[:, max(t - 1, 0)]) ** 2
        level = alpha * now + (1 - alpha) * level
        line = line.after(now, age[:, None] + 1, begun)
        for at in np.flatnonzero(history.origins == t):
            fit = posterior.log_likelihood(squares, naive, age + 1.0)
            known = (t - starts + 1 >= FEWEST) & (naive > 0)
            weights = posterior.average(fit, prior / prior.sum(), known, history.teachers)
            said[at] = _continue(level, line, weights, (alpha, share, power), age + 1, horizon)
    return relative.logs(history, said, FEWEST)


class _Line:
    """Intercept, slope and mean (N, 1 or G) of the least-squares line through the values so far."""

    def __init__(self, intercept: Floats, slope: Floats, mean: Floats) -> None:
        self.intercept, self.slope, self.mean = intercept, slope, mean

    def ahead(self, power: Floats, alpha: Floats, age: Floats) -> Floats:
        """Return (N, G) what the line adds to the next value after `age` (N) values."""
        places = age.astype(np.int64)
        return np.asarray(power[places] * self.intercept + (1 - power[places + 1]) / alpha * self.slope)

    def after(self, now: Floats, count: Floats, begun: Bools) -> _Line:
        """Return the line through one more value, the `count`-th (N, 1); unchanged where not `begun`."""
        mean = ((count - 1) * self.mean + now) / count
        slope = np.where(count > 1, ((count - 2) * self.slope + 6 * (now - self.mean) / count) / (count + 1), 0.0)
        intercept = mean - (count + 1) / 2 * slope
        return _Line(*(np.where(begun, part, 0.0) for part in (intercept, slope, mean)))


def _continue(
    level: Floats, line: _Line, weights: Floats, grid: tuple[Floats, Floats, Floats], count: Floats, horizon: int
) -> Floats:
    """Return (N, H): values forecast are taken as come, level and line going on with them."""
    alpha, share, power = grid
    path = np.empty((len(level), horizon))
    every = np.ones((len(level), 1), dtype=bool)
    for step in range(horizon):
        ahead = level + share * line.ahead(power, alpha, count + step)
        path[:, step] = (weights * ahead).sum(axis=1)
        level = alpha * ahead + (1 - alpha) * level
        line = line.after(ahead, (count + step + 1.0)[:, None], every)
    return path
