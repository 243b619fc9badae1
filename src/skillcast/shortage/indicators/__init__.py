"""Shortage indicators: one file each, one contract.

An indicator reads the `Evidence` and returns one row an occupation and year: `value` in its natural unit and
`size`, the number of persons it rests on. What is missing is left out; it is never zero. Adding one is a file
here and a line in `INDICATORS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Literal

import numpy as np
import pandas as pd

from skillcast.shortage.evidence import Evidence

Scale = Literal["log", "share", "linear"]


@dataclass(frozen=True)
class Indicator:
    """One indicator: its names, unit, the scale on which occupations are compared, and where it is computed."""

    name: str
    zh: str
    en: str
    unit: str
    scale: Scale

    def compute(self, evidence: Evidence) -> pd.DataFrame:
        """Return occupation, year, value (in `unit`), size (persons); higher values mean more shortage."""
        frame: pd.DataFrame = import_module(f"{__name__}.{self.name}").compute(evidence)
        return frame.dropna(subset=["value"]).reset_index(drop=True)

    def compare(self, value: pd.Series, size: pd.Series) -> pd.Series:
        """Return the values on the scale on which occupations are compared (half a person keeps logs finite)."""
        if self.scale == "linear":
            return value
        if self.scale == "log":
            return pd.Series(np.log(value + 0.5 / (size + 1)))
        share = (value * size + 0.5) / (size + 1)
        return pd.Series(np.log(share / (1 - share)))


INDICATORS: dict[str, Indicator] = {
    item.name: item
    for item in (
        Indicator("openings_ratio", "求人倍率", "openings-to-seekers ratio", "", "log"),
        Indicator("vacancy_rate", "空岗率", "vacancy rate", "share", "log"),
        Indicator("days_open", "平均招聘天数", "days to fill", "days", "log"),
        Indicator("unfilled", "90天未招满比例", "share unfilled after 90 days", "share", "share"),
        Indicator("hard_to_fill", "难招比例", "hard-to-fill share", "share", "share"),
        Indicator("wage_growth", "工资相对涨幅", "wage growth less average", "log growth", "linear"),
        Indicator("forecast_gap", "预测缺口率", "forecast gap rate", "share", "linear"),
    )
}
