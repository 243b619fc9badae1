"""The published rules of other systems, side by side on the same data: one file each, one contract.

A rule reads the `Facts` and returns one row an occupation for the year: score, class in the rule's own words, whether
it is listed (NA where the rule gives no rating for want of data), what was missing, and the stand-ins it used. Its
thresholds are the parameters ``rules.*``. Adding one is a file here and a line in `RULES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

import pandas as pd

from skillcast.shortage.rules.facts import Facts


@dataclass(frozen=True)
class Rule:
    """A rule: its names and where it is published."""

    name: str
    zh: str
    en: str
    source: str

    def rate(self, facts: Facts) -> pd.DataFrame:
        """Return rule, then the columns of `rating.rate`; one row an occupation."""
        frame: pd.DataFrame = import_module(f"{__name__}.{self.name}").rate_occupations(facts)
        frame.insert(0, "rule", self.name)
        return frame


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("german_score", "德国六指标得分", "German six-indicator score", "BA Engpassanalyse, since 2020"),
        Rule(
            "german_conditions", "德国三条件（至2019年）", "German conditions (to 2019)", "BA Engpassanalyse, to 2019"
        ),
        Rule("canadian_table", "加拿大 3×3 表", "Canadian 3 x 3 table", "ESDC, COPS methodology"),
        Rule("dutch_ita", "荷兰 ITA 指数", "Dutch ITA", "ROA, POA method reports"),
        Rule("oecd_index", "经合组织 z 指数", "OECD z-index", "OECD, Skills for Jobs methodology"),
        Rule("australian_fill_rate", "澳大利亚填补率", "Australian fill rate", "JSA, Occupation Shortage List"),
        Rule("gap_ranking", "缺口排行", "gap ranking", "全国招聘大于求职“最缺工”职业排行"),
        Rule("hangzhou_index", "杭州紧缺指数", "Hangzhou index", "杭州紧缺人才目录指标说明"),
        Rule("five_stars", "五星分布", "five-star spread", "郑州市2021年急需紧缺人才需求目录"),
        Rule("iw_gap", "IW 缺口（按报告率修正）", "IW gap with reporting rates", "IW-Report 59/2020"),
    )
}
