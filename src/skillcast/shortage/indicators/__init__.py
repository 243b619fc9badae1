"""Shortage indicators: one file each, one contract.

An indicator reads the `Evidence` and returns one row an occupation and year: `value` in its natural unit and
`size`, the number of persons it rests on. What is missing is left out; it is never zero, and an indicator whose
inputs are not in the tables has no rows. Adding one is a file here and a line in `INDICATORS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Literal

import numpy as np
import pandas as pd

from skillcast.shortage.evidence import Evidence

Scale = Literal["log", "share", "linear"]
Source = Literal["register", "survey", "stock", "forecast"]
COLUMNS = ["occupation", "year", "value", "size"]


@dataclass(frozen=True)
class Indicator:
    """One indicator: its names, unit, the scale on which occupations are compared, and where it comes from.

    Parameters
    ----------
    source
        Indicators of one source are taken to err together.
    scored
        Whether it counts towards tightness. What describes a risk ahead, or says once more what another indicator says,
        is shown and not counted.
    """

    name: str
    zh: str
    en: str
    unit: str
    scale: Scale
    source: Source = "register"
    scored: bool = True

    def compute(self, evidence: Evidence) -> pd.DataFrame:
        """Return occupation, year, value (in `unit`), size (persons); higher values mean more shortage."""
        frame: pd.DataFrame = import_module(f"{__name__}.{self.name}").compute(evidence)
        return frame[COLUMNS].dropna(subset=["value"]).reset_index(drop=True)

    def compare(self, value: pd.Series, size: pd.Series, typical: float = 1.0) -> pd.Series:
        """Return the values on the scale on which occupations are compared.

        Half a person keeps logs finite; `typical` is the value half a person stands for, so that units do not matter.
        """
        if self.scale == "linear":
            return value
        if self.scale == "log":
            return pd.Series(np.log(value / typical + 0.5 / (size + 1)))
        share = (value * size + 0.5) / (size + 1)
        return pd.Series(np.log(share / (1 - share)))

    def restore(self, compared: pd.Series, size: pd.Series, typical: float | pd.Series = 1.0) -> pd.Series:
        """Return the values that `compare` puts where `compared` says: its inverse, within what is possible.

        Examples
        --------
        >>> ratio, size = pd.Series([1.8]), pd.Series([40.0])
        >>> INDICATORS["openings_ratio"].restore(INDICATORS["openings_ratio"].compare(ratio, size), size).round(6).tolist()
        [1.8]
        """
        if self.scale == "linear":
            return compared
        if self.scale == "log":
            return pd.Series(typical * (np.exp(compared) - 0.5 / (size + 1))).clip(lower=0)
        share = 1 / (1 + np.exp(-compared))
        return pd.Series((share * (size + 1) - 0.5) / size).clip(0, 1)


INDICATORS: dict[str, Indicator] = {
    item.name: item
    for item in (
        Indicator("openings_ratio", "求人倍率", "openings-to-seekers ratio", "", "log"),
        Indicator("vacancy_rate", "空岗率", "vacancy rate", "share", "log"),
        Indicator("days_open", "平均招聘天数", "days to fill", "days", "log"),
        Indicator("unfilled_60d", "60天未招满比例", "share unfilled after 60 days", "share", "share"),
        Indicator("unfilled", "90天未招满比例", "share unfilled after 90 days", "share", "share"),
        Indicator("applicants", "空岗与应聘人数之比", "vacancies per applicant", "", "log"),
        Indicator("hard_to_fill", "难招比例", "hard-to-fill share", "share", "share", "survey"),
        Indicator("wage_growth", "工资相对涨幅", "wage growth less average", "log growth", "linear"),
        Indicator(
            "employment_growth", "在岗人数相对增幅", "employment growth less average", "log growth", "linear", "stock"
        ),
        Indicator("forecast_gap", "预测缺口率", "forecast gap rate", "share", "linear", "forecast"),
        Indicator(
            "gap_probability", "预测缺口概率", "probability of a forecast gap", "share", "share", "forecast", False
        ),
        Indicator("retirements_ahead", "今后退休比例", "share retiring ahead", "share", "linear", "forecast", False),
    )
}
