"""The methods by name. A new one is a file and a line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from skillcast.forecasting.protocol import Member


@dataclass(frozen=True)
class Entry:
    """One method: where its function is, its Chinese name, and whether it sees seasonally adjusted values."""

    where: str
    zh: str
    adjusted: bool = True


MEMBERS: dict[str, Entry] = {
    "naive": Entry("skillcast.forecasting.naive:forecast", "不变预测", adjusted=False),
    "seasonal_naive": Entry("skillcast.forecasting.seasonal_naive:forecast", "同季不变预测", adjusted=False),
    "drift": Entry("skillcast.forecasting.drift:forecast", "平均增量外推"),
    "shrunken_drift": Entry("skillcast.forecasting.shrunken_drift:forecast", "收缩阻尼增长"),
    "ses": Entry("skillcast.forecasting.ses:forecast", "简单指数平滑"),
    "damped_holt": Entry("skillcast.forecasting.damped_holt:forecast", "阻尼趋势指数平滑"),
    "theta": Entry("skillcast.forecasting.theta:forecast", "Theta 法"),
    "dynamic_theta": Entry("skillcast.forecasting.dynamic_theta:forecast", "动态优化 Theta 法"),
    "ets": Entry("skillcast.forecasting.ets:forecast", "指数平滑状态空间模型"),
    "ces": Entry("skillcast.forecasting.ces:forecast", "复指数平滑"),
    "ridge": Entry("skillcast.forecasting.ridge:forecast", "合并岭回归"),
    "lightgbm": Entry("skillcast.forecasting.boosting:forecast", "合并 LightGBM", adjusted=False),
    "prophet": Entry("skillcast.forecasting.prophet:forecast", "Prophet", adjusted=False),
}


def load(name: str) -> Member:
    """Return the function of a member; only then is its module imported.

    Examples
    --------
    >>> load("naive").__module__
    'skillcast.forecasting.naive'
    """
    module, function = MEMBERS[name].where.split(":")
    return cast("Member", getattr(import_module(module), function))
