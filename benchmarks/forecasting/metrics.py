"""From forecasts and outcomes to scores: one row a series, origin and step first, then means over rows.

All definitions are those of the M4 competition (Makridakis, Spiliotis and Assimakopoulos 2020): MASE and MSIS scaled by the
in-sample seasonal naive error, OWA the mean of sMAPE and MASE relative to Naive2, ratios of means over the set.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from methods import Answer
from numpy.typing import NDArray
from peers import QUANTILES
from windows import Window

from skillcast.forecasting.scores import YearTest, interval_score, pinball, scale_absolute, year_test

KEYS = ["origin", "unique_id", "step"]
BANDS = {80: ("lo80", "hi80"), 95: ("lo95", "hi95")}
Floats = NDArray[np.float64]


def truth(window: Window) -> pd.DataFrame:
    """Return what happened: unique_id, step, y, scale, years of history, Naive2; series without a scale are left out."""
    outcome = window.future.assign(step=window.future.groupby("unique_id").cumcount() + 1)[["unique_id", "step", "y"]]
    facts = []
    for series, past in window.history.groupby("unique_id")["y"]:
        values = past.to_numpy()
        scale = scale_absolute(values, window.season)
        steps = np.arange(1, window.horizon + 1)
        years = len(values) / window.season
        plain = naive2(values, window.season, window.horizon)
        facts.append(
            pd.DataFrame({"unique_id": series, "step": steps, "scale": scale, "years": years, "naive2": plain})
        )
    rows = outcome.merge(pd.concat(facts), on=["unique_id", "step"], validate="one_to_one")
    return rows[rows["scale"] > 0].reset_index(drop=True)


def naive2(history: Floats, season: int, horizon: int) -> Floats:
    """Return the naive forecast (H) of the seasonally adjusted history (T), seasons put back.

    M4's benchmark: classical multiplicative seasons, used only where the autocorrelation at the season passes a 90 % test.
    """
    if season == 1 or not seasonal(history, season):
        return np.full(horizon, history[-1])
    indices = seasonal_indices(history, season)
    ahead = (len(history) + np.arange(horizon)) % season
    return np.asarray(history[-1] / indices[(len(history) - 1) % season] * indices[ahead])


def seasonal(history: Floats, season: int) -> bool:
    """Say whether the autocorrelation at the season is significant at 90 %, as M4 tested it (needs three years)."""
    if len(history) < 3 * season:
        return False
    gap = history - history.mean()
    variance = (gap**2).sum()
    if variance == 0:
        return False
    shares = np.array([(gap[lag:] * gap[:-lag]).sum() / variance for lag in range(1, season + 1)])
    limit = 1.645 * np.sqrt((1 + 2 * (shares[:-1] ** 2).sum()) / len(history))
    return bool(abs(shares[-1]) > limit)


def seasonal_indices(history: Floats, season: int) -> Floats:
    """Return the multiplicative index of each season (mean 1); place 0 is the season of the first period."""
    weights = np.ones(season + 1)
    weights[[0, -1]] = 0.5
    trend = np.convolve(history, weights / season, mode="valid")
    half = season // 2
    ratios = history[half : half + len(trend)] / trend
    places = (np.arange(len(trend)) + half) % season
    indices = np.array([ratios[places == place].mean() for place in range(season)])
    return np.asarray(indices / indices.mean())


def score(facts: pd.DataFrame, chosen: str, origin: str, method: str, answer: Answer) -> pd.DataFrame:
    """Return one row a series and step: scaled error, sMAPE, the same of Naive2, quantile loss, hits, interval score."""
    frame = answer.frame.reindex(columns=["unique_id", "step", *QUANTILES]).dropna(subset=["point"])
    rows = facts.merge(frame, on=["unique_id", "step"], validate="one_to_one")
    y, scale = rows["y"].to_numpy(), rows["scale"].to_numpy()
    out = rows[["unique_id", "step", "years"]].assign(
        set=chosen, origin=origin, method=method, ms=answer.ms, cached=answer.cached
    )
    for suffix, point in (("", rows["point"].to_numpy()), ("2", rows["naive2"].to_numpy())):
        miss = np.abs(point - y)
        out[f"mase{suffix}"] = miss / scale
        out[f"smape{suffix}"] = 200 * miss / (np.abs(y) + np.abs(point))
    losses = [pinball(y, rows[name], level=level) for name, level in QUANTILES.items()]
    out["sql"] = np.mean(losses, axis=0) / scale
    for level, (low, high) in BANDS.items():
        known = rows[low].notna() & rows[high].notna()
        out[f"hit{level}"] = rows["y"].between(rows[low], rows[high]).astype(float).where(known)
    out["msis"] = interval_score(y, rows["lo95"], rows["hi95"], level=0.95) / scale
    return out


def totals(window: Window, chosen: str, method: str, answer: Answer) -> pd.DataFrame:
    """Return one row a step that is known for all series: whether the 80 % band of the sum over series holds it."""
    if answer.total is None:
        return pd.DataFrame(columns=["set", "origin", "method", "step", "hit80"])
    ahead = window.future.assign(step=window.future.groupby("unique_id").cumcount() + 1).groupby("step")["y"]
    sums = ahead.agg(["sum", "size"])
    whole = sums[sums["size"] == window.history["unique_id"].nunique()].reset_index()
    rows = whole.merge(answer.total, on="step")
    hits = rows["sum"].between(rows["lo80"], rows["hi80"]).astype(float)
    return pd.DataFrame({"set": chosen, "origin": window.origin, "method": method, "step": rows["step"], "hit80": hits})


def over_years(rows: pd.DataFrame, column: str, *, expected: float) -> YearTest:
    """Test the mean of a column, years of origin being the sample; forecasts that span the same years share shocks."""
    known = rows[rows[column].notna()]
    years = known["origin"].str.extract(r"^(\d{4})")[0].fillna("0").astype(int)
    spans = {"usm": 3, "aum": 3}.get(str(known["set"].iloc[0]), 5) if len(known) else 1
    return year_test(known[column].to_numpy(dtype=float), years.to_numpy(), expected=expected, overlap=spans)


def summarise(rows: pd.DataFrame) -> dict[str, object]:
    """Return the table's figures of one method on one set: means over rows, and the range of coverage over steps."""
    means = rows[["mase", "smape", "mase2", "smape2", "sql", "hit80", "hit95", "msis"]].mean()
    figures: dict[str, object] = {
        "n": len(rows[["origin", "unique_id"]].drop_duplicates()),
        "origins": rows["origin"].nunique(),
        "mase": means["mase"],
        "smape": means["smape"],
        "owa": (means["smape"] / means["smape2"] + means["mase"] / means["mase2"]) / 2,
        "sql": means["sql"],
    }
    for level in BANDS:
        steps = rows.groupby("step")[f"hit{level}"].mean()
        figures |= {
            f"cov{level}": means[f"hit{level}"],
            f"cov{level}_low": steps.min(),
            f"cov{level}_high": steps.max(),
        }
    figures["cov80_p"] = over_years(rows, "hit80", expected=0.8).p
    figures["msis"] = means["msis"]
    figures["ms"] = rows.drop_duplicates(["origin", "unique_id"])["ms"].mean()
    figures["cached"] = bool(rows["cached"].any())
    return figures
