"""Fitting a table to margins known from elsewhere: iterative proportional fitting in any number of dimensions.

The fitted table keeps what the seed says about association (its odds ratios) and its zeros, and meets the margins (Deming
and Stephan 1940, *Annals of Mathematical Statistics* 11); of all tables with these margins it is nearest to the seed in
relative entropy (Csiszár 1975, *Annals of Probability* 3). Whether there is one is decided before the first step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import vstack

from skillcast.demand.apportion import apportion
from skillcast.demand.feasibility import Floats, Margin, check_margins, column_of, forced_zeros
from skillcast.draws import Draws
from skillcast.errors import DataError, Problem

STRIDE = 10
"""Rounds between looks at the error."""
PATIENCE = 40
"""Rounds after which what has not converged is helped; then after twice as many, and so on."""
MOST = 3_000
NEWTON_STEPS = 60


@dataclass(frozen=True)
class Fitted:
    """A fitted table and how it came about.

    Parameters
    ----------
    values
        (d_1, ..., d_n) or (d_1, ..., d_n, S) non-negative cells, in the unit of the margins.
    achieved
        The margins of `values`, by axes.
    error
        Largest difference of an achieved from a wanted margin cell, relative where that is above 1.
    iterations
        Rounds over all margins.
    zeros
        (k, n) positions of cells that are positive in the seed and zero in the table (in some scenario): a margin that is
        zero, or margins and zeros together, leave nothing for them.
    """

    values: Floats
    achieved: Mapping[tuple[int, ...], Floats]
    error: float
    iterations: int
    zeros: NDArray[np.int64]


def fit(
    seed: ArrayLike,
    margins: Mapping[tuple[int, ...], ArrayLike],
    *,
    scenarios: bool = False,
    names: Sequence[str] = (),
    labels: Sequence[Sequence[str]] = (),
    tolerance: float = 1e-8,
) -> Fitted:
    """Fit a table to margins.

    Parameters
    ----------
    seed
        (d_1, ..., d_n) non-negative cells, or (d_1, ..., d_n, S) with `scenarios`; it is not changed. Zeros stay.
    margins
        Wanted sums by the axes they run over, in ascending order: ``{(0,): rows, (1, 2): table}``; each of the shape
        of its axes, with a last axis S where margins differ between scenarios.
    scenarios
        Whether the last axis of `seed` counts scenarios, each fitted on its own.
    names, labels
        Names of the dimensions and of their categories, for messages.
    tolerance
        Largest error of a margin cell that counts as met, relative where the cell is above 1.

    Returns
    -------
    Fitted

    Raises
    ------
    DataError
        Negative or missing cells, margins that contradict each other or that the zeros put out of reach; the conflicting
        cells are named and nothing is fitted.

    Examples
    --------
    >>> found = fit([[1.0, 1.0], [1.0, 2.0]], {(0,): [30.0, 70.0], (1,): [40.0, 60.0]})
    >>> found.values.round(2).tolist(), found.error < 1e-8
    ([[15.54, 14.46], [24.46, 45.54]], True)
    >>> fit([[1.0, 0.0], [1.0, 1.0]], {(0,): [60.0, 40.0], (1,): [50.0, 50.0]}, names=["industry", "sex"])
    Traceback (most recent call last):
    skillcast.errors.DataError: [inconsistent] zeros put the margins out of reach: ...
    """
    table = np.array(seed, dtype=np.float64)
    shape = table.shape[:-1] if scenarios else table.shape
    cells = table.reshape(int(np.prod(shape)), -1)
    named = list(names) or [f"axis {axis}" for axis in range(len(shape))]
    categories = list(labels) or [[str(k) for k in range(size)] for size in shape]
    count = table.shape[-1] if scenarios else None
    built = [_margin(axes, wanted, shape, named, categories, count) for axes, wanted in margins.items()]
    values, iterations = _fit_cells(cells, built, tolerance)
    error = max(float(_error(values, margin).max()) for margin in built)
    zeros = np.argwhere(((cells > 0) & (values == 0)).any(axis=1).reshape(shape))
    achieved = {
        axes: (margin.matrix @ values).reshape((*(shape[axis] for axis in axes), *table.shape[len(shape) :]))
        for axes, margin in zip(margins, built, strict=True)
    }
    return Fitted(values.reshape(table.shape), achieved, error, iterations, zeros)


def fit_draws(
    draws: Draws,
    margins: Mapping[tuple[str, ...], pd.DataFrame],
    *,
    value: str = "employed",
    keep: Sequence[str] | None = None,
    tolerance: float = 1e-8,
) -> Draws:
    """Fit every scenario to margins that are known for some periods.

    Parameters
    ----------
    draws
        (cells, H, S) non-negative scenarios.
    margins
        Known sums by key columns of the draws: frames with these columns, `period` and `value`. Each holds every
        combination that the draws have. Periods that no margin names are left as they are.
    value
        Column of the sums.
    keep
        Round to whole persons so that the sums by these columns stay exact; the sums must be whole. By default cells
        are not rounded.
    tolerance
        As in `fit`.

    Returns
    -------
    Draws

    Raises
    ------
    DataError
        As in `fit`, or a sum that is missing.

    Examples
    --------
    >>> index = pd.DataFrame({"industry": ["C", "C", "F"], "occupation": ["a", "b", "b"]})
    >>> cells = Draws(index, pd.PeriodIndex(["2025"], freq="Y"), np.array([[[4, 6]], [[6, 4]], [[10, 10]]]))
    >>> known = pd.DataFrame({"occupation": ["a", "b"], "period": "2025", "employed": [8, 12]})
    >>> fit_draws(cells, {("occupation",): known}, keep=["occupation"]).samples[:, 0].tolist()
    [[8, 8], [5, 3], [7, 9]]
    """
    samples = np.array(draws.samples, dtype=np.float64)
    for step, period in enumerate(draws.periods.astype(str)):
        built = [
            _known(draws.index, columns, frame[frame["period"].astype(str) == period], value)
            for columns, frame in margins.items()
            if (frame["period"].astype(str) == period).any()
        ]
        if built:
            samples[:, step], _ = _fit_cells(samples[:, step], built, tolerance)
    return draws.with_samples(samples if keep is None else whole_cells(samples, draws.index, keep))


def whole_cells(samples: Floats, index: pd.DataFrame, keep: Sequence[str]) -> NDArray[np.int64]:
    """Round cells (N, ...) to whole numbers whose sums by the key columns `keep` stay as they are (largest remainder)."""
    out = np.zeros(samples.shape, dtype=np.int64)
    groups = index.groupby(list(keep)).indices.values() if keep else [np.arange(len(index))]
    for rows in groups:
        totals = samples[rows].sum(axis=0)
        out[rows] = apportion(np.rint(totals).astype(np.int64), samples[rows])
    return out


def _fit_cells(seed: Floats, margins: Sequence[Margin], tolerance: float) -> tuple[Floats, int]:
    """Fit cells (N, S); `seed` is not changed."""
    if not (np.isfinite(seed) & (seed >= 0)).all():
        worst = seed[~(np.isfinite(seed) & (seed >= 0))][0]
        facts = {"allowed": "[0, ∞)", "unit": "persons"}
        raise DataError([Problem("out-of-range", column="seed", value=float(worst), facts=facts)])
    empty = np.zeros(seed.shape, dtype=bool)
    for margin in margins:
        empty |= margin.wanted[margin.group] == 0
    values = np.where(empty, 0.0, seed)
    check_margins(margins, values > 0, tolerance=tolerance)
    matrices = [margin.matrix for margin in margins]
    before, look = values.copy(), PATIENCE
    for rounds in range(1, MOST + 1):
        for margin, matrix in zip(margins, matrices, strict=True):
            sums = matrix @ values
            values *= (margin.wanted / np.where(sums > 0, sums, 1.0))[margin.group]
        if rounds % STRIDE == 0 and max(_error(values, margin).max() for margin in margins) <= tolerance:
            return values, rounds
        if rounds == look:
            _help(values, before, margins, tolerance)
            before, look = values.copy(), 2 * look
    reason = {"reason": f"{MOST} 轮后仍未达到边际", "reason_en": f"the margins are not met after {MOST} rounds"}
    raise DataError([Problem("inconsistent", facts=reason)])


def _help(values: Floats, before: Floats, margins: Sequence[Margin], tolerance: float) -> None:
    """Take out what keeps the rounds from converging: cells forced to zero (they fade like 1 / rounds), slow directions."""
    stuck = np.max([_error(values, margin) for margin in margins], axis=0) > tolerance
    for s in map(int, np.flatnonzero(stuck)):
        alive = values[:, s] > 0
        fading = alive & (values[:, s] < 0.9 * before[:, s])
        values[forced_zeros(margins, alive, fading, s), s] = 0.0
        values[:, s] = _newton(values[:, s], margins, s)


def _newton(values: Floats, margins: Sequence[Margin], scenario: int) -> Floats:
    """Newton's steps for the same table (Deville and Särndal 1992, *JASA* 87): cells change by factors of margin cells only."""
    alive = values > 0
    matrix = vstack([margin.matrix for margin in margins]).tocsc()[:, np.flatnonzero(alive)]
    wanted = np.concatenate([column_of(margin.wanted, scenario) for margin in margins])
    cells = values[alive]
    for _ in range(NEWTON_STEPS):
        lacking = wanted - matrix @ cells
        hessian = (matrix.multiply(cells) @ matrix.T).toarray()
        log_factor = matrix.T @ np.linalg.lstsq(hessian, lacking, rcond=1e-13)[0]
        log_factor /= max(1.0, float(np.abs(log_factor).max()))  # no cell by more than a factor of e at once
        cells = cells * np.exp(log_factor)
        if np.abs(log_factor).max() < 1e-12:
            break
    out = values.copy()
    out[alive] = cells
    return out


def _error(values: Floats, margin: Margin) -> Floats:
    """(S,) largest difference between the sums of cells and what is wanted, relative where that is above 1."""
    return np.asarray((np.abs(margin.matrix @ values - margin.wanted) / np.maximum(margin.wanted, 1.0)).max(axis=0))


def _margin(
    axes: tuple[int, ...],
    wanted: ArrayLike,
    shape: tuple[int, ...],
    names: Sequence[str],
    labels: Sequence[Sequence[str]],
    scenarios: int | None,
) -> Margin:
    sizes = tuple(shape[axis] for axis in axes)
    goal = np.asarray(wanted, dtype=np.float64)
    if goal.shape not in (sizes, (*sizes, scenarios)):
        raise ValueError(f"the margin over axes {axes} has shape {goal.shape}; {sizes} is expected")
    places = np.indices(shape).reshape(len(shape), -1)
    group = np.ravel_multi_index(tuple(places[list(axes)]), sizes) if axes else np.zeros(places.shape[1], dtype=int)
    keys = tuple(tuple(str(labels[axis][k]) for axis, k in zip(axes, key, strict=True)) for key in np.ndindex(*sizes))
    return Margin(tuple(names[axis] for axis in axes), keys, group, goal.reshape(len(keys), -1))


def _known(index: pd.DataFrame, columns: tuple[str, ...], frame: pd.DataFrame, value: str) -> Margin:
    keys = pd.MultiIndex.from_frame(index[list(columns)].astype(str))
    known = pd.Series(
        frame[value].to_numpy(dtype=np.float64), pd.MultiIndex.from_frame(frame[list(columns)].astype(str))
    )
    lacking = [key for key in keys.unique() if key not in known.index]
    absent = [key for key in known.index[known > 0] if key not in keys]
    problems = [Problem("missing-value", column="/".join(key)) for key in lacking]
    problems += [Problem("dangling-key", value="/".join(key), facts={"other": "draws"}) for key in absent]
    if problems:
        raise DataError(problems)
    cells = keys.unique()
    return Margin(columns, tuple(cells), cells.get_indexer(keys), known[cells].to_numpy()[:, None])
