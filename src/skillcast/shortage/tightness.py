"""Latent tightness of each occupation, filtered over the years from whatever indicators there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from skillcast.shortage.evidence import Evidence
from skillcast.shortage.indicators import COLUMNS, INDICATORS
from skillcast.shortage.measurement import Measurement, estimate, sources

Floats = NDArray[np.float64]
ROUNDS = 10


@dataclass(frozen=True)
class Tightness:
    """Filtered tightness: mean and variance (O, T) in standard deviations, and how many indicators were seen.

    Parameters
    ----------
    indicators
        The long frame behind it: occupation, year, indicator, value, size, score, and the yardstick of each score.
    measurement
        How the indicators read tightness.
    readings
        (O, T) how many readings of very many persons the indicators seen are worth.
    score, error
        (O, T, J) scores and their error variances; NaN and infinite where missing. Indicators in the order of ``measurement.names``.
    weight
        (O, T, J) what an indicator still counts, 1 unless it stands far from the others.
    """

    occupations: tuple[str, ...]
    years: tuple[int, ...]
    mean: Floats
    variance: Floats
    seen: NDArray[np.int64]
    indicators: pd.DataFrame
    measurement: Measurement
    readings: Floats
    score: Floats
    error: Floats
    weight: Floats

    def probability(self, threshold: float) -> Floats:
        """(O, T) probability that tightness exceeds `threshold`."""
        return np.asarray(ndtr((self.mean - threshold) / np.sqrt(self.variance)))

    def expected(self) -> tuple[Floats, Floats]:
        """(O, T) mean and variance of each year as expected the year before, none of the year's indicators seen."""
        phi = self.measurement.persistence
        mean, variance = np.zeros_like(self.mean), np.ones_like(self.variance)
        mean[:, 1:] = phi * self.mean[:, :-1]
        variance[:, 1:] = phi**2 * self.variance[:, :-1] + 1 - phi**2
        return mean, variance


def score_indicators(evidence: Evidence, *, yardstick: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return every scored indicator of every occupation and year with its standardised score.

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
        As `score_values`.
    """
    parts = [
        frame.assign(indicator=item.name)
        for item in INDICATORS.values()
        if item.scored and not (frame := item.compute(evidence)).empty
    ]
    return score_values(pd.concat(parts, ignore_index=True), yardstick=yardstick)


def score_values(values: pd.DataFrame, *, yardstick: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return indicators with their standardised scores.

    Parameters
    ----------
    values
        occupation, year, indicator, value, size (persons); an indicator outside `INDICATORS` is compared as it is.
    yardstick
        What this function returned for another run.

    Returns
    -------
    DataFrame
        occupation, year, indicator, value, size, score, typical, centre, spread. The score is the value on its comparison scale less
        the median (`centre`), over 1.4826 x the median absolute deviation (`spread`), both across all occupations and years.

    Examples
    --------
    >>> rows = {"occupation": list("abc"), "year": 2025, "indicator": "days_open", "value": [20.0, 30.0, 45.0], "size": 50.0}
    >>> score_values(pd.DataFrame(rows))["score"].round(2).tolist()
    [-0.67, 0.0, 0.68]
    """
    parts = []
    for name, frame in values.groupby("indicator"):
        item = INDICATORS.get(str(name))
        own = yardstick[yardstick["indicator"] == name] if yardstick is not None else frame.iloc[:0]
        typical, centre, spread = (
            own.iloc[0][["typical", "centre", "spread"]].astype(float) if len(own) else (np.nan, np.nan, np.nan)
        )
        if not len(own):
            positive = frame.loc[frame["value"] > 0, "value"]
            typical = float(positive.median()) if item and item.scale == "log" and len(positive) else 1.0
        scale = item.compare(frame["value"], frame["size"], typical) if item else frame["value"]
        if not len(own):
            centre = float(scale.median())
            spread = 1.4826 * float((scale - centre).abs().median())
        score = (scale - centre) / spread if spread > 0 else scale * 0.0
        parts.append(frame[[*COLUMNS, "indicator"]].assign(score=score, typical=typical, centre=centre, spread=spread))
    scores = pd.concat(parts, ignore_index=True)
    return scores.sort_values(["occupation", "year", "indicator"], ignore_index=True)


def filter_tightness(
    scores: pd.DataFrame,
    *,
    persistence: float = 0.85,
    reliability: float = 0.6,
    half_size: float = 20.0,
    error_correlation: float = 0.5,
    huber: float = 3.0,
    prior_weight: float = 50.0,
    source: Mapping[str, str] | None = None,
    measurement: Measurement | None = None,
) -> Tightness:
    """Filter scores into tightness over time.

    Parameters
    ----------
    scores
        From `score_indicators`.
    persistence, reliability, error_correlation
        What is assumed of phi in ``theta_t = phi * theta_{t-1} + eta`` (stationary variance 1), of the share of an indicator's
        variance that is tightness, and of the correlation of the errors of two indicators of one source, occupation and year.
        The scores' own history moves these assumptions: see `skillcast.shortage.measurement.estimate`.
    half_size
        Persons at which the error variance doubles.
    huber
        A reading farther than this many standard deviations of its error from what all evidence together says counts as
        if it were that far, so that no indicator carries an occupation onto the list by itself.
    prior_weight
        Readings the assumptions count for; infinite: nothing is learned.
    source
        Source by indicator; default: as `INDICATORS` says.
    measurement
        That of another run with the same indicators, used instead of learning one, so that in a scenario only those
        occupations move that the scenario touches.

    Returns
    -------
    Tightness
        A missing indicator skips the update; it neither raises nor lowers the mean.

    Notes
    -----
    Kalman filter of a scalar state in information form, vectorised over occupations; Huber's weights by iterated reweighting.
    """
    occupations = tuple(sorted(scores["occupation"].unique()))
    years = tuple(range(int(scores["year"].min()), int(scores["year"].max()) + 1))
    names = tuple(sorted(scores["indicator"].unique()))
    keys = pd.MultiIndex.from_product([occupations, years, names])
    wide = scores.set_index(["occupation", "year", "indicator"])[["score", "size"]].reindex(keys)
    shape = (len(occupations), len(years), len(names))
    score, size = (wide[name].to_numpy(dtype=np.float64).reshape(shape) for name in ("score", "size"))
    loading, noise = np.full(len(names), np.sqrt(reliability)), np.full(len(names), 1 - reliability)
    prior = Measurement(names, loading, noise, persistence, half_size, error_correlation, huber, sources(names, source))
    if measurement is None or measurement.names != names:
        measurement = estimate(prior, score, size, weight=prior_weight)
    known = ~np.isnan(score)
    error, readings = measurement.error(size, known), measurement.full(size, known)
    mean, variance, weight = np.zeros(shape[:2]), np.ones(shape[:2]), np.ones(shape)
    phi = measurement.persistence
    m, v = np.zeros(shape[0]), np.ones(shape[0])
    for t in range(shape[1]):
        if t > 0:
            m, v = phi * m, phi**2 * v + 1 - phi**2
        m, v, weight[:, t] = update(m, v, score[:, t], error[:, t], measurement)
        mean[:, t], variance[:, t] = m, v
    return Tightness(
        occupations, years, mean, variance, known.sum(axis=2), scores, measurement, readings, score, error, weight
    )


def update(
    mean: Floats, variance: Floats, score: Floats, error: Floats, measurement: Measurement
) -> tuple[Floats, Floats, Floats]:
    """Return mean, variance (...,) and the weight of each indicator (..., J) after a year's scores are seen.

    Parameters
    ----------
    mean, variance
        (...,) what was expected.
    score, error
        (..., J) scores and error variances, NaN and infinite where missing.
    """
    loading = measurement.loading
    known = np.isfinite(error)
    reading = np.where(known, score, 0.0)
    precision, deviation = np.where(known, 1 / error, 0.0), np.sqrt(np.where(known, error, 1.0))
    weight = np.ones_like(precision)
    for _ in range(ROUNDS):
        information = weight * precision * loading
        v = 1 / (1 / variance + (information * loading).sum(axis=-1))
        m = v * (mean / variance + (information * reading).sum(axis=-1))
        far = np.abs(reading - loading * m[..., None]) / deviation
        weight = np.where(known, measurement.huber / np.maximum(far, measurement.huber), 1.0)
    return m, v, weight
