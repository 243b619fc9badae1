"""Latent tightness of each occupation, filtered over the years from whatever indicators there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from skillcast.shortage.evidence import Evidence
from skillcast.shortage.indicators import INDICATORS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tightness:
    """Filtered tightness: mean and variance (O, T) in standard deviations, and how many indicators were seen.

    `indicators` is the long frame behind it: occupation, year, indicator, value, size, score.
    """

    occupations: tuple[str, ...]
    years: tuple[int, ...]
    mean: Floats
    variance: Floats
    seen: NDArray[np.int64]
    indicators: pd.DataFrame

    def probability(self, threshold: float) -> Floats:
        """(O, T) probability that tightness exceeds `threshold`."""
        return np.asarray(ndtr((self.mean - threshold) / np.sqrt(self.variance)))


def score_indicators(evidence: Evidence, *, yardstick: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return every indicator of every occupation and year with its standardised score.

    Parameters
    ----------
    evidence
        What the indicators read.
    yardstick
        What this function returned for another run. Its medians and spreads are the measure then, so that in a scenario
        only those occupations move that the scenario touches.

    Returns
    -------
    DataFrame
        occupation, year, indicator, value, size, score. The score is the value on its comparison scale less the
        median, over 1.4826 x the median absolute deviation, both across all occupations and years.
    """
    parts = []
    for indicator in INDICATORS.values():
        frame = indicator.compute(evidence)
        if frame.empty:
            continue
        scale = indicator.compare(frame["value"], frame["size"])
        measure = scale
        if yardstick is not None and (known := yardstick[yardstick["indicator"] == indicator.name]).size:
            measure = indicator.compare(known["value"], known["size"])
        spread = 1.4826 * (measure - measure.median()).abs().median()
        score = (scale - measure.median()) / spread if spread > 0 else scale * 0.0
        parts.append(frame.assign(indicator=indicator.name, score=score))
    scores = pd.concat(parts, ignore_index=True)
    return scores.sort_values(["occupation", "year", "indicator"], ignore_index=True)


def filter_tightness(
    scores: pd.DataFrame,
    *,
    persistence: float = 0.8,
    reliability: float = 0.5,
    half_size: float = 20.0,
    error_correlation: float = 0.3,
) -> Tightness:
    """Filter scores into tightness over time.

    Parameters
    ----------
    scores
        From `score_indicators`.
    persistence
        phi of ``theta_t = phi * theta_{t-1} + eta`` (stationary variance 1).
    reliability
        Share of an indicator's variance that is tightness: ``score = sqrt(reliability) * theta + error``.
    half_size
        Persons at which the error variance doubles: ``(1 - reliability) * (1 + half_size / size)``.
    error_correlation
        Correlation of the errors of two indicators of one occupation and year. Indicators read from the same
        register err together, so the error variance of k indicators is raised by ``1 + (k - 1) * error_correlation`` (the design
        effect of a cluster); without it a call would look far too certain.

    Returns
    -------
    Tightness
        A missing indicator skips the update; it neither raises nor lowers the mean.

    Notes
    -----
    Kalman filter of a scalar state, vectorised over occupations.
    """
    occupations = sorted(scores["occupation"].unique())
    years = list(range(int(scores["year"].min()), int(scores["year"].max()) + 1))
    names = [name for name in INDICATORS if name in set(scores["indicator"])]
    keys = pd.MultiIndex.from_product([occupations, years, names])
    wide = scores.set_index(["occupation", "year", "indicator"])[["score", "size"]].reindex(keys)
    shape = (len(occupations), len(years), len(names))
    score, size = (wide[name].to_numpy(dtype=np.float64).reshape(shape) for name in ("score", "size"))
    seen = (~np.isnan(score)).sum(axis=2)
    cluster = 1 + (np.maximum(seen, 1) - 1) * error_correlation
    noise = (1 - reliability) * (1 + half_size / np.maximum(size, 1.0)) * cluster[:, :, None]

    mean, variance = np.zeros(shape[:2]), np.ones(shape[:2])
    m, v = np.zeros(shape[0]), np.ones(shape[0])
    loading = np.sqrt(reliability)
    for t in range(shape[1]):
        if t > 0:
            m, v = persistence * m, persistence**2 * v + 1 - persistence**2
        for j in range(shape[2]):
            known = ~np.isnan(score[:, t, j])
            error = np.where(known, noise[:, t, j], np.inf)
            gain = v * loading / (v * loading**2 + error)
            m = m + gain * np.where(known, score[:, t, j] - loading * m, 0.0)
            v = (1 - gain * loading) * v
        mean[:, t], variance[:, t] = m, v
    return Tightness(tuple(occupations), tuple(years), mean, variance, seen, scores)
