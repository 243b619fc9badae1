"""Promotion along the five skill levels: certificates move those at work up a level without changing heads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.demand.age_cells import FINE, portion
from skillcast.demand.exits import Exits
from skillcast.demand.levels import LEVELS
from skillcast.demand.odds import shift_odds
from skillcast.draws import Draws
from skillcast.streams import stream

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
# The way up: no certificate, 初级工, 中级工, 高级工, 技师, 高级技师.
LADDER = (LEVELS[-1], *LEVELS[:-1])


@dataclass(frozen=True)
class LevelAccounts:
    """The yearly account of each occupation by skill level; keys occupation and skill_level, whole persons.

    Parameters
    ----------
    stock
        (O x 6, H+1, S) persons at the end of each year, base year first; the levels of an occupation add up to its stock.
    exits, layoffs, entrants
        (O x 6, H, S) persons leaving work, persons who must go, and persons who come in at a level.
    promoted
        (O x 6, H, S) persons who leave a level for the next one up; none leave the highest.
    """

    stock: Draws
    exits: Draws
    layoffs: Draws
    entrants: Draws
    promoted: Draws

    def check(self) -> None:
        """Raise ``ValueError`` unless every level's account closes exactly in every scenario."""
        flows = (self.exits, self.layoffs, self.entrants, self.promoted)
        exits, layoffs, entrants, promoted = (_ladder(flow) for flow in flows)
        stock = _ladder(self.stock)
        if any((part < 0).any() for part in (stock, exits, layoffs, entrants, promoted)):
            raise ValueError("a flow or a stock is negative")
        if promoted[:, -1].any():
            raise ValueError("somebody is promoted beyond the highest level")
        arrived = np.zeros_like(promoted)
        arrived[:, 1:] = promoted[:, :-1]
        after = stock[:, :, :-1] - exits - layoffs - promoted + arrived + entrants
        if not np.array_equal(after, stock[:, :, 1:]):
            raise ValueError("a level's stock differs from what its flows leave")


def promote(
    stock: Draws,
    exits: Exits,
    shares: Floats,
    chances: Floats,
    *,
    entry: Floats,
    exit_weights: Floats | None = None,
    shock: float = 0.15,
    seed: int = 0,
) -> LevelAccounts:
    """Follow each occupation's people up the skill levels.

    Parameters
    ----------
    stock
        (O, H+1, S) whole persons by occupation, base year first.
    exits
        Drawn exits of the same occupations and years.
    shares
        (6) or (O, 6) shares of the base year's stock by level in the order of `LADDER`, of any positive sum.
    chances
        (5) or (O, 5) yearly chance of those at a level to gain the certificate of the next one up, from no certificate on.
    entry
        (6) or (O, 6) levels at which newcomers come in, shares of any positive sum.
    exit_weights
        (6) or (O, 6) how likely those at a level leave work relative to others (older levels retire more); even when
        None.
    shock
        Standard deviation on the logit scale of the yearly shock to certificates all occupations share.
    seed
        Seed.

    Returns
    -------
    LevelAccounts
        Levels add up to `stock` and `exits` exactly; a promotion changes no head count.

    Raises
    ------
    ValueError
        If shapes do not fit, a chance is outside [0, 1], or shares are negative or all zero.

    Notes
    -----
    Within a year exits and layoffs come first, then each of those left gains at most one certificate, binomially by
    level; newcomers of the year wait for the next.

    Examples
    --------
    >>> from skillcast.demand.exit_model import exit_model
    >>> from skillcast.demand.exits import draw_exits
    >>> periods = pd.period_range("2025", periods=2, freq="Y")
    >>> stock = Draws(pd.DataFrame({"occupation": ["a"]}), periods, np.full((1, 2, 3), 600))
    >>> exits = draw_exits(stock, exit_model(["a"], [2026]))
    >>> accounts = promote(stock, exits, np.ones((1, 6)), np.full(5, 0.1), entry=np.eye(6)[0])
    >>> accounts.check()
    >>> accounts.stock.samples[:, 1].sum(axis=0).tolist()
    [600, 600, 600]
    """
    rungs, count = len(LADDER), len(stock.index)
    base, entering = _weights(shares, count, "shares"), _weights(entry, count, "entry")
    leaving = np.broadcast_to(np.ones(rungs) if exit_weights is None else exit_weights, (count, rungs))
    rising = np.broadcast_to(chances, (count, rungs - 1))
    if (leaving < 0).any() or (rising < 0).any() or (rising > 1).any():
        raise ValueError("exit weights are at least 0, chances of promotion from 0 to 1")
    horizon, size = len(stock.periods) - 1, stock.size
    common = shock * stream(seed, "promotion", "year").standard_normal((horizon, size))
    flows = np.zeros((4, count, rungs, horizon, size), dtype=np.int64)
    people = np.zeros((count, rungs, horizon + 1, size), dtype=np.int64)
    gone = exits.total
    for row, occupation in enumerate(stock.index["occupation"]):
        rng = stream(seed, "promotion", occupation)
        total = stock.samples[row].astype(np.int64)
        people[row, :, 0] = portion(total[0], base[row][:, None], rng)
        for step in range(horizon):
            now = people[row, :, step]
            out = _take(gone[row, step], now, leaving[row], rng)
            left = now - out
            change = total[step + 1] - left.sum(axis=0)
            fired = portion(np.maximum(-change, 0), left, rng)
            left = left - fired
            up = np.zeros_like(left)
            up[:-1] = rng.binomial(left[:-1], shift_odds(rising[row][:, None], common[step]))
            new = portion(np.maximum(change, 0), entering[row][:, None], rng)
            flows[:, row, :, step] = out, fired, new, up
            people[row, :, step + 1] = left - up + np.roll(up, 1, axis=0) + new
    keys = [(name, level) for name in stock.index["occupation"] for level in LADDER]
    index = pd.DataFrame(keys, columns=["occupation", "skill_level"])
    parts = (Draws(index, stock.periods[1:], flow.reshape(-1, horizon, size)) for flow in flows)
    return LevelAccounts(Draws(index, stock.periods, people.reshape(-1, horizon + 1, size)), *parts)


def _take(total: Counts, people: Counts, weights: Floats, rng: np.random.Generator) -> Counts:
    """(6, S) leavers by level, in proportion to weight x people; what a level lacks the others give."""
    fine = people * np.rint(weights / max(weights.max(), 1e-12) * 1000).astype(np.int64)[:, None]
    wanted = np.where(fine.sum(axis=0) > 0, total, 0)
    out = np.minimum(portion(wanted, fine, rng), people)
    return np.asarray(out + portion(total - out.sum(axis=0), people - out, rng))


def _weights(shares: Floats, count: int, name: str) -> Counts:
    """(O, 6) whole weights."""
    full = np.broadcast_to(np.asarray(shares, dtype=np.float64), (count, len(LADDER)))
    if (full < 0).any() or (full.sum(axis=1) <= 0).any():
        raise ValueError(f"{name} are at least 0 and not all zero")
    return np.asarray(np.rint(full / full.sum(axis=1, keepdims=True) * FINE), dtype=np.int64)


def _ladder(draws: Draws) -> Counts:
    """(O, 6, T, S) samples, levels from the lowest up."""
    return draws.samples.reshape(-1, len(LADDER), *draws.samples.shape[1:])
