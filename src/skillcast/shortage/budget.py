"""The error budget: how much of a gap's variance each stage of the chain brings in, and so which survey to buy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.draws import Draws

Floats = NDArray[np.float64]
Run = Callable[[frozenset[str]], Draws]


def error_budget(run: Run, stages: Sequence[str], *, years: int = 3) -> pd.DataFrame:
    """Share a variance out among the stages that make it.

    Parameters
    ----------
    run
        ``run(fresh)`` returns the (N, H, S) draws, the random numbers of the stages in `fresh` drawn independently anew
        and those of all others as in ``run(frozenset())``.
    stages
        Stages in the order of the chain: none but later ones may depend on a stage's results.
    years
        Years ahead whose mean is looked at.

    Returns
    -------
    DataFrame
        Keys of the draws (then the total of all, keys ``total``), stage, `share` of the variance, `share_se` (Monte-Carlo
        standard error), `alone` (share of the variance that would be gone, on average, if this stage alone were known),
        `interaction` (``share - alone``) and `sd` (persons; of the whole, the same for every stage). Shares of a key add
        up to 1 exactly, apart from rounding. Small shares may come out below 0; they are not cut off. NaN without variance.

    Raises
    ------
    ValueError
        If fewer than two stages are named or one is named twice.

    Notes
    -----
    Law of total variance along the chain: the share of stage j is ``Var E[f | 1…j] - Var E[f | 1…j-1]``, estimated by
    pick-freeze covariances of two runs that have the stages up to j in common (Sobol' 2001; Janon et al. 2014). What a
    stage adds only in combination with earlier ones (a share times a stock, a count drawn from a stock) counts as its
    own, since knowing the earlier ones does not remove it. Needs two runs a stage.

    Examples
    --------
    >>> def run(fresh):
    ...     x, y = (np.random.default_rng(seed + 2 * (name in fresh)).normal(size=(1, 1, 4000))
    ...             for seed, name in enumerate("ab"))
    ...     return Draws(pd.DataFrame({"occupation": ["o"]}), pd.PeriodIndex(["2026"], freq="Y"), 3 * x + y)
    >>> error_budget(run, ["a", "b"]).query("occupation == 'o'")["share"].round(1).tolist()
    [0.9, 0.1]
    """
    if len(stages) < 2 or len(set(stages)) < len(stages):
        raise ValueError(f"stages must be at least two different names, not {list(stages)}")
    everything = frozenset(stages)
    first = run(frozenset())
    base = _averages(first, years)
    unknown = _averages(run(everything), years)
    ladder = [unknown]
    ladder += [_averages(run(frozenset(stages[j:])), years) for j in range(1, len(stages))]
    ladder.append(base)
    centred = base - base.mean(axis=1, keepdims=True)
    whole = _product(centred, base - unknown)
    keys = pd.concat([first.index, pd.DataFrame({name: ["total"] for name in first.index})], ignore_index=True)
    frames = []
    for j, stage in enumerate(stages):
        gain = _product(centred, ladder[j + 1] - ladder[j])
        share, error = _quotient(gain, whole)
        only = ladder[1] if j == 0 else _averages(run(everything - {stage}), years)
        alone, _ = _quotient(_product(centred, only - unknown), whole)
        parts = {"share": share, "share_se": error, "alone": alone, "interaction": share - alone}
        frames.append(keys.assign(stage=stage, **parts, sd=base.std(axis=1)))
    return pd.concat(frames, ignore_index=True).sort_index(kind="stable")


def flow_shares(total: Draws, parts: Mapping[str, Draws], *, years: int = 3) -> pd.DataFrame:
    """Share the variance of a sum out among its terms; one run is enough.

    Parameters
    ----------
    total
        (N, H, S) for example the gap.
    parts
        Draws of the same shape that add up to `total` in every draw (subtracted ones with their sign).
    years
        Years ahead whose mean is looked at.

    Returns
    -------
    DataFrame
        Keys, part, `share` (``Cov(part, total) / Var(total)``; they add up to 1), `sd` of the part, persons. A part that
        moves against the others has a negative share.

    Raises
    ------
    ValueError
        If the parts do not add up to the total.

    Examples
    --------
    >>> index, periods = pd.DataFrame({"occupation": ["o"]}), pd.PeriodIndex(["2026"], freq="Y")
    >>> openings, supply = (Draws(index, periods, np.array([[values]])) for values in ([0.0, 4.0], [1.0, 1.0]))
    >>> gap = Draws(index, periods, openings.samples - supply.samples)
    >>> flow_shares(gap, {"openings": openings, "supply": supply.with_samples(-supply.samples)})["share"].tolist()
    [1.0, 0.0]
    """
    if not np.allclose(sum(part.samples for part in parts.values()), total.samples, rtol=1e-9, atol=1e-9):
        raise ValueError("the parts do not add up to the total")
    whole = total.samples[:, :years].mean(axis=1, dtype=np.float64)
    centred = whole - whole.mean(axis=1, keepdims=True)
    frames = []
    for name, part in parts.items():
        mean = part.samples[:, :years].mean(axis=1, dtype=np.float64)
        share, _ = _quotient(_product(centred, mean), _product(centred, whole))
        frames.append(total.index.assign(part=name, share=share, sd=mean.std(axis=1)))
    return pd.concat(frames, ignore_index=True)


def _averages(draws: Draws, years: int) -> Floats:
    """(N+1, S) mean over the years ahead of every series and, last, of their sum."""
    mean = draws.samples[:, :years].mean(axis=1, dtype=np.float64)
    return np.vstack([mean, mean.sum(axis=0)])


def _product(centred: Floats, other: Floats) -> Floats:
    """(N, S) terms whose mean is the covariance."""
    return np.asarray(centred * (other - other.mean(axis=1, keepdims=True)))


def _quotient(part: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """Return the (N,) ratio of means and its standard error; NaN where the whole is 0."""
    below = whole.mean(axis=1)
    below = np.where(below == 0, np.nan, below)
    ratio = part.mean(axis=1) / below
    error = (part - ratio[:, None] * whole).std(axis=1) / np.abs(below) / np.sqrt(part.shape[1])
    return ratio, error
