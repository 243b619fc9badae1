"""Forecast a real panel: monthly employment of 15 U.S. sectors, 2006-2015, then the chain's demand side on it.

Usage: python us_sectors.py [output folder]
"""

import sys

import skillcast

market = skillcast.load(skillcast.sample_path("us_sector_employment"))
employment = market.table("employment")

# The stand-alone face takes the long frame unique_id, ds, y of the forecasting ecosystem.
series = employment.rename(columns={"industry": "unique_id", "period": "ds", "employed": "y"})[["unique_id", "ds", "y"]]
ahead = skillcast.forecast(series, horizon=12, seed=1)
print(
    ahead.groupby("unique_id")
    .tail(1)[["unique_id", "ds", "mean", "lo-80", "hi-80", "method"]]
    .round(0)
    .to_string(index=False)
)

tested = skillcast.backtest(series, horizon=12, seed=1)
print(tested.overall[["method", "mase", "relative", "coverage80"]].round(3).to_string(index=False))
print(tested.verdict("en"))

# With industries only, the chain forecasts demand and says what was switched off for want of tables.
result = skillcast.outlook(market, horizon=3)
for _, note in result.notes:
    print("-", note)
print("written to", skillcast.publish(result, sys.argv[1] if len(sys.argv) > 1 else "out_us", lang="en"))
