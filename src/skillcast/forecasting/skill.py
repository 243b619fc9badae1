"""Is the forecast better than no change, and do the intervals hold? The tests of a backtest, and plain words for them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.errors import Language
from skillcast.forecasting.protocol import Ints
from skillcast.forecasting.scoreboard import inside, scaled
from skillcast.forecasting.scores import YearTest, year_test

SIGNIFICANT = 0.1
SOUND_YEARS = 8
"""Origin years below which intervals that seem right are not called right."""
TOLERANCE = {80: 0.06, 95: 0.04}
"""How far coverage may lie from its level and still count as near, in points of 1."""
JUDGEMENTS = {
    "narrow": ("偏窄", "were too narrow"),
    "wide": ("偏宽（偏于保守）", "were wider than needed"),
    "open": (
        "与名义水平有出入，但年份太少，可能只是偶然",
        "were off their level, but the years are too few to tell this from chance",
    ),
    "few": ("大致相符，但年份太少，尚不能证实可靠", "were about right, but the years are too few to confirm it"),
    "held": ("可信", "held"),
}
NAMES = {
    "naive": ("不变预测", "no change"),
    "seasonal_naive": ("同季不变预测", "no change on the same season last year"),
    "drift": ("趋势外推", "drift"),
}


def overlap_of(step: int, season: int) -> int:
    """Return the years that share shocks with a year of origins, that year included, `step` periods ahead.

    Examples
    --------
    >>> overlap_of(3, 1), overlap_of(1, 12), overlap_of(12, 12)
    (3, 1, 2)
    """
    return 1 - (1 - step) // season


def compare(errors: pd.DataFrame, total: pd.DataFrame, methods: tuple[str, ...], season: int) -> pd.DataFrame:
    """Return the tests of a backtest, all steps together (``h`` 0) and each step.

    `comparison` is ``error`` (difference of scaled absolute errors, the first method minus the one in `against`),
    ``coverage80``, ``coverage95`` (of the first method's intervals) or ``total80``, ``total95`` (of the sum over
    series), those against ``nominal``; then the fields of `YearTest`.
    """
    first = errors[errors["method"] == methods[0]]
    samples = [("error", name, 0.0, gains(errors, methods[0], name)) for name in methods[1:]]
    for word, table in (("coverage", first), ("total", total)):
        for level in TOLERANCE:
            hits = inside(table, level)
            samples.append((f"{word}{level}", "nominal", level / 100, table[["origin", "h"]].assign(value=hits)))
    rows = []
    for comparison, against, expected, sample in samples:
        known = sample.dropna(subset="value")
        longest = int(known["h"].max()) if len(known) else 1
        for step in (0, *sorted(set(known["h"]))):
            part = known[known["h"] == step] if step else known
            found = year_test(
                part["value"], _years(part), expected=expected, overlap=overlap_of(step or longest, season)
            )
            rows.append({"comparison": comparison, "against": against, "h": step, **vars(found)})
    return pd.DataFrame(rows)


def gains(errors: pd.DataFrame, ours: str, other: str) -> pd.DataFrame:
    """Return origin, h, the scaled errors `ours` and `other` of forecasts that both methods made, and `value`, their difference."""
    keys = [name for name in errors.columns[: errors.columns.get_loc("method")] if name != "period"]
    losses = errors[keys].assign(loss=scaled(errors))
    mine, theirs = (losses[errors["method"] == name] for name in (ours, other))
    both = mine.merge(theirs, on=keys, suffixes=("_ours", "_other")).dropna(subset=["loss_ours", "loss_other"])
    return pd.DataFrame(
        {
            "origin": both["origin"],
            "h": both["h"],
            "ours": both["loss_ours"],
            "other": both["loss_other"],
            "value": both["loss_ours"] - both["loss_other"],
        }
    )


def _years(table: pd.DataFrame) -> Ints:
    return np.asarray(table["origin"].str[:4].astype("int64"))


def skill_sentence(ratio: float, p: float, years: int, other: str, lang: Language = "zh") -> str:
    """Return one sentence on the error relative to another method's.

    Examples
    --------
    >>> skill_sentence(1.2, 0.3, 9, "naive", "en")
    'No skill over no change: MASE is 1.20 times as large (9 origin years).'
    """
    name_zh, name_en = NAMES.get(other, (other, other))
    change = f"{abs(1 - ratio) * 100:.0f}%"
    if not np.isfinite(ratio):
        zh = f"数据不足以判断预测是否优于{name_zh}。"
        en = f"Too little data to tell whether the forecast beats {name_en}."
    elif abs(ratio - 1) < 0.005:
        zh = f"回测误差（MASE）与{name_zh}相当（{years} 个起点年份），未显示优势。"
        en = f"No skill over {name_en}: the errors (MASE) are equal ({years} origin years)."
    elif ratio > 1:
        zh = f"回测未显示预测优于{name_zh}（MASE 为其 {ratio:.2f} 倍，{years} 个起点年份）。"
        en = f"No skill over {name_en}: MASE is {ratio:.2f} times as large ({years} origin years)."
    elif not p < SIGNIFICANT:
        zh = f"回测误差（MASE）比{name_zh}小 {change}，但 {years} 个起点年份尚不足以断定确有优势。"
        en = f"The error (MASE) is {change} smaller than that of {name_en}, but {years} origin years cannot tell this from chance."
    else:
        zh = f"回测误差（MASE）比{name_zh}小 {change}（按年份检验 p={p:.2f}，{years} 个起点年份）。"
        en = f"The error (MASE) is {change} smaller than that of {name_en} (test over years: p={p:.2f}, {years} origin years)."
    return zh if lang == "zh" else en


def interval_sentence(found: dict[int, YearTest], lang: Language = "zh", *, total: bool = False) -> str:
    """Return one sentence on whether the intervals of each level (in %), of the series or of their total, held.

    Examples
    --------
    >>> found = {80: year_test([0.5, 0.6, 0.55, 0.6], [1, 2, 3, 4], expected=0.8)}
    >>> interval_sentence(found, "en")
    'The intervals were too narrow: the 80% interval held 56% of outcomes (4 origin years).'
    """
    zh, en = ("合计的预测区间", "The intervals of the total") if total else ("预测区间", "The intervals")
    known = {level: test for level, test in found.items() if test.years}
    if not known:
        return f"数据不足，{zh}未能检验。" if lang == "zh" else f"{en} could not be tested: too little data."
    years = min(test.years for test in known.values())
    told_zh, told_en = JUDGEMENTS[_judgement(known, years)]
    if lang == "zh":
        shares = "，".join(f"{level}%区间包含了 {test.pooled:.0%}" for level, test in known.items())
        shares = shares.replace("包含了", "包含了实际值的", 1)
        return f"{zh}{told_zh}：{shares}（{years} 个起点年份）。"
    shares = ", ".join(f"the {level}% interval {test.pooled:.0%}" for level, test in known.items())
    return f"{en} {told_en}: {shares.replace('interval', 'interval held', 1)} of outcomes ({years} origin years)."


def _judgement(found: dict[int, YearTest], years: int) -> str:
    off = {level: test.pooled - level / 100 for level, test in found.items()}
    clear = [level for level, test in found.items() if test.p < SIGNIFICANT and abs(off[level]) >= 0.005]
    if clear:
        return "narrow" if any(off[level] < 0 for level in clear) else "wide"
    if any(abs(off[level]) > TOLERANCE[level] for level in found):
        return "open"
    return "held" if years >= SOUND_YEARS else "few"
