"""Two-state innovations models: one filter for a whole grid of them, all series and all origins at once.

A model says y_t = w x_{t-1} + e_t and x_t = F x_{t-1} + g e_t (Hyndman et al. 2008, chapter 3). One-step errors are
linear in the initial states, so these are fitted by least squares after a single pass from zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillcast.forecasting import posterior, relative
from skillcast.forecasting.protocol import Floats, History, Ints

FEWEST = 4
FLATNESS = 1.0
"""Prior precision of the initial second state (slope) in units of the series' first value a period; the level is free."""


@dataclass(frozen=True)
class Grid:
    """G models of two states.

    Parameters
    ----------
    w, g
        (G, 2) measurement and gain.
    F
        (G, 2, 2) transition.
    begin
        (G, 2, 2) initial state from the two numbers that are fitted.
    prior
        (G) weights all series start from, summing to one.
    base
        The value that a series starts at in the units the models see: 0 where they do not care (trend models).
    """

    w: Floats
    F: Floats
    g: Floats
    begin: Floats
    prior: Floats
    base: float = 0.0

    def ahead(self, horizon: int) -> Floats:
        """Return (H, G, 2) what either state adds to the forecast of each step: w F^(h-1)."""
        found = np.empty((horizon, *self.w.shape))
        found[0] = self.w
        for step in range(1, horizon):
            found[step] = (found[step - 1][:, :, None] * self.F).sum(axis=1)
        return found

    def responses(self, length: int) -> tuple[Floats, Floats]:
        """Return how the fitted initial numbers move the one-step errors (T, G, 2) and the states (T + 1, G, 2, 2)."""
        drift = self.F - self.g[:, :, None] * self.w[:, None, :]
        states = np.empty((length + 1, *self.F.shape))
        states[0] = self.begin
        for t in range(length):
            states[t + 1] = drift @ states[t]
        return (self.w[:, :, None] * states[:-1]).sum(axis=2), states


def forecast(grid: Grid, history: History, horizon: int) -> Floats:
    """Return (O, N, H): models averaged by marginal likelihood, see `posterior.average`.

    In the unit of the variable; below four periods: no change.
    """
    starts = history.starts
    changes = relative.change(history)
    values = changes + np.where(np.isnan(history.values), 0.0, grid.base)
    ahead = grid.ahead(horizon)
    moves, states = grid.responses(values.shape[1])
    one, two = moves[..., 0], moves[..., 1]
    sums = [np.concatenate([np.zeros_like(one[:1]), np.cumsum(x, axis=0)]) for x in (one**2, one * two, two**2)]
    first, second, squares, with_one, with_two = (np.zeros((len(values), len(grid.w))) for _ in range(5))
    naive = np.cumsum(np.diff(changes, axis=1, prepend=0.0) ** 2, axis=1)
    said = np.empty((len(history.origins), len(values), horizon))
    for t in range(int(history.origins[-1]) + 1):
        error = values[:, t, None] - grid.w[:, 0] * first - grid.w[:, 1] * second
        first, second = _step(grid, first, second, error)
        age = t - starts
        place = np.maximum(age, 0)
        squares += error**2
        # before a series begins its errors are nil
        with_one += one[place] * error
        with_two += two[place] * error
        for at in np.flatnonzero(history.origins == t):
            count = np.maximum(age + 1, 0)
            fitted = _Fit(sums[0][count], sums[1][count], sums[2][count], with_one, with_two, squares)
            fit = fitted.likelihood(naive[:, t], age + 1)
            weights = posterior.average(fit, grid.prior, (age + 1 >= FEWEST) & (naive[:, t] > 0), history.teachers)
            begin, effect = fitted.numbers(), states[count]
            said[at] = _continue(
                ahead,
                first + effect[:, :, 0, 0] * begin[0] + effect[:, :, 0, 1] * begin[1],
                second + effect[:, :, 1, 0] * begin[0] + effect[:, :, 1, 1] * begin[1],
                weights,
            )
    return relative.logs(history, said - grid.base, FEWEST)


def _step(grid: Grid, first: Floats, second: Floats, error: Floats) -> tuple[Floats, Floats]:
    move, gain = grid.F, grid.g
    return (
        move[:, 0, 0] * first + move[:, 0, 1] * second + gain[:, 0] * error,
        move[:, 1, 0] * first + move[:, 1, 1] * second + gain[:, 1] * error,
    )


def _continue(ahead: Floats, first: Floats, second: Floats, weights: Floats) -> Floats:
    """Return (N, H) the weighted mean of the models' forecasts from states (N, G)."""
    one, two = weights * first, weights * second
    return np.stack([(one * each[:, 0] + two * each[:, 1]).sum(axis=1) for each in ahead], axis=1)


class _Fit:
    """Least squares for the two initial numbers of every series and model."""

    def __init__(self, aa: Floats, ab: Floats, bb: Floats, with_one: Floats, with_two: Floats, squares: Floats) -> None:
        self.aa, self.ab, self.bb = aa + 1e-12, ab, bb + FLATNESS
        self.with_one, self.with_two, self.squares = with_one, with_two, squares
        self.determinant = self.aa * self.bb - self.ab**2

    def numbers(self) -> tuple[Floats, Floats]:
        """Return both numbers, (N, G) each."""
        one = (self.bb * self.with_one - self.ab * self.with_two) / self.determinant
        two = (self.aa * self.with_two - self.ab * self.with_one) / self.determinant
        return one, two

    def likelihood(self, naive: Floats, lengths: Ints) -> Floats:
        """Return (N, G) log likelihoods with the initial numbers integrated out."""
        one, two = self.numbers()
        rest = np.maximum(self.squares - one * self.with_one - two * self.with_two, 0.0)
        whole = posterior.log_likelihood(rest, naive, lengths.astype(np.float64))
        return np.asarray(whole - np.log(self.determinant / self.aa) / 2 + np.log(FLATNESS) / 2 - np.log(self.aa) / 2)
