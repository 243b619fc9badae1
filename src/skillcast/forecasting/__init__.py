"""Forecasts of many short labour series, with intervals, beside the backtest that judges them."""

from skillcast.forecasting.backtest import Backtest, backtest_panel
from skillcast.forecasting.ensemble import PanelForecast, forecast_panel
from skillcast.forecasting.frames import forecast
from skillcast.forecasting.registry import MEMBERS
from skillcast.forecasting.replay import backtest

__all__ = ["MEMBERS", "Backtest", "PanelForecast", "backtest", "backtest_panel", "forecast", "forecast_panel"]
