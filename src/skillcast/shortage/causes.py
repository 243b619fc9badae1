"""Why an occupation is short: training, pay, retention, matching or location, with a probability or "cannot be told"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]

CAUSES = {
    "matching": ("供需匹配", "matching"),
    "pay": ("工资待遇", "pay or conditions"),
    "retention": ("人员流失", "retention"),
    "training": ("技能培养不足", "training gap"),
    "location": ("本地缺人应聘", "location"),
    "unknown": ("不能判定", "cannot be told"),
}
REMEDIES = {
    "matching": (
        "求职者不少而招聘缓慢，宜先改进职业介绍和岗位要求",
        "seekers are there but posts fill slowly: placement comes first",
    ),
    "pay": (
        "所给工资低于平均且未赶上，培训后仍难留用，宜先改善待遇",
        "pay is below average and not catching up: trained workers would not stay",
    ),
    "retention": (
        "离职转岗偏多，培训的人同样会离开，宜先稳定队伍",
        "too many leave: those trained would leave as well",
    ),
    "location": (
        "本地培养的人数足够而应聘者少，宜先吸引人员留在或来到本市",
        "enough are trained here but few apply: keeping and attracting them comes first",
    ),
    "unknown": ("现有证据不能判定原因，不据此上浮补贴", "the evidence does not tell the cause: no mark-up on it"),
}


@dataclass(frozen=True)
class Bounds:
    """From where on a reading speaks for a cause.

    Parameters
    ----------
    pay_low
        Offered pay as a share of the average of all occupations, below which it is low.
    pay_catching_up
        Growth of offered pay above the average (log) from which low pay is catching up, and is no cause any more.
    slow
        Days open as a multiple of the average, above which posts fill slowly.
    seekers_few
        Vacancies per seeker above which seekers are few; at or below it they are not.
    transfers_high
        Rate of transfers out as a multiple of the average, above which retention is weak.
    certainty
        Least probability with which a cause is named.
    """

    pay_low: float = 0.9
    pay_catching_up: float = 0.03
    slow: float = 1.25
    seekers_few: float = 1.2
    transfers_high: float = 1.5
    certainty: float = 0.5


def find_causes(
    assessment: pd.DataFrame,
    vacancies: pd.DataFrame,
    *,
    year: int,
    leavers: pd.DataFrame | None = None,
    bounds: Bounds = Bounds(),
) -> pd.DataFrame:
    """Return why each occupation would be short.

    Parameters
    ----------
    assessment
        One row an occupation: occupation, demand, seekers (persons), ratio, gap_probability (that the forecast gap exceeds friction)
        and untrained (that it does or too few are trained in the city).
    vacancies
        Table `vacancies` up to `year`: days_open and wage by period.
    year
        Last known year.
    leavers
        Table `leavers` up to `year`, or None: then nothing is said of retention.
    bounds
        Thresholds.

    Returns
    -------
    DataFrame
        One row an occupation: occupation, cause (a key of `CAUSES`), cause_probability (NaN if unknown), matching, pay, retention,
        training and location (probabilities that add up to at most 1; the rest is "cannot be told"), relative_pay, relative_growth,
        relative_days (shares and log points against the average), transfer_rate, unseen (readings that are missing, Chinese names
        separated by ``、``), and cause_reason with cause_reason_en.

    Notes
    -----
    A decision tree with a chance at each branch, in this order: are there seekers and yet posts fill slowly (matching)? else, is pay
    low and not catching up (pay)? else, do too many leave (retention)? else, is there a gap ahead, or are seekers few and too few
    trained (training)? else, are seekers few (location)? So training is the answer only as far as nothing stands in its way. Chances of pay and
    days come from how they vary between the periods of a year (normal, pooled over occupations), that of the ratio from the
    counts (two Poisson counts), that of the gap from the scenarios; branches are taken as independent. A branch without a
    reading is passed by and named in `unseen`; without the reading of a gap no cause is named.
    """
    index = pd.Index(assessment["occupation"])
    now, before = (_relative(vacancies, when) for when in (year, year - 1))
    pay, pay_error = _read(now, "wage", index)
    last, last_error = _read(before, "wage", index)
    days, days_error = _read(now, "days_open", index)
    growth, growth_error = pay - last, np.sqrt(pay_error**2 + last_error**2)
    transfer = _transfers(leavers, year, index)

    low = _below(pay, np.log(bounds.pay_low), pay_error)
    behind = _below(growth, bounds.pay_catching_up, growth_error)
    slow = 1 - _below(days, np.log(bounds.slow), days_error)
    few = _few(assessment, bounds.seekers_few)
    gap, untrained = (assessment[name].to_numpy(dtype=np.float64) for name in ("gap_probability", "untrained"))
    untrained = np.where(np.isnan(untrained), gap, untrained)
    chance: dict[str, Floats] = {
        "matching": (1 - few) * slow,
        "pay": np.where(np.isnan(behind), low, low * behind),
        "retention": 1 - _below(transfer["log"], np.log(bounds.transfers_high), transfer["error"]),
        "training": np.where(np.isnan(few), gap, (1 - few) * gap + few * untrained),
        "location": few,
    }
    frame = pd.DataFrame({"occupation": index})
    left = np.ones(len(index))
    for name, value in chance.items():
        known = np.nan_to_num(value)
        frame[name] = left * known
        left = left * (1 - known)
    names = np.array(list(chance), dtype=object)
    table = frame[list(chance)].to_numpy()
    best = table.argmax(axis=1)
    top = table[np.arange(len(index)), best]
    told = (top >= bounds.certainty) & ~np.isnan(chance["training"])
    frame.insert(1, "cause", np.where(told, names[best], "unknown"))
    frame.insert(2, "cause_probability", np.where(told, top, np.nan))
    frame["relative_pay"], frame["relative_growth"], frame["relative_days"] = np.exp(pay), growth, np.exp(days)
    frame["transfer_rate"] = transfer["rate"]
    frame["unseen"] = [
        "、".join(CAUSES[name][0] for name in chance if np.isnan(chance[name][row])) for row in range(len(index))
    ]
    rows = frame.merge(assessment.drop(columns=set(frame) & set(assessment) - {"occupation"}), on="occupation")
    records = rows.to_dict("records")
    frame["cause_reason"] = [_reason(row, "zh") for row in records]
    frame["cause_reason_en"] = [_reason(row, "en") for row in records]
    return frame


def _relative(vacancies: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return, by occupation, the mean log of pay and days against the average of all occupations, and its standard error."""
    rows = vacancies[(vacancies["period"].str[:4].astype(int) == year) & (vacancies["occupation"] != "any")]
    found = pd.DataFrame(index=pd.Index(sorted(rows["occupation"].unique()), name="occupation"))
    for name in ("wage", "days_open"):
        known = rows[(rows[name] > 0) & (rows["demand"] > 0)]
        known = known.assign(total=known[name] * known["demand"]).sort_values(["period", "occupation", "total"])
        own = known.groupby(["occupation", "period"])[["total", "demand"]].sum()
        mean = own["total"] / own["demand"]
        sums = own.groupby("period").sum()
        average = sums["total"] / sums["demand"]
        relative = np.log(mean / average.reindex(mean.index.get_level_values("period")).to_numpy())
        grouped = relative.groupby("occupation")
        count = grouped.count()
        freedom = (count - 1).clip(lower=0)
        spread = float((grouped.var().fillna(0.0) * freedom).sum() / freedom.sum()) if freedom.sum() else np.nan
        found[name] = grouped.mean()
        found[f"{name}_error"] = np.sqrt(spread / count)
    return found


def _read(relative: pd.DataFrame, name: str, index: pd.Index) -> tuple[Floats, Floats]:
    rows = relative.reindex(index)
    return rows[name].to_numpy(dtype=np.float64), rows[f"{name}_error"].to_numpy(dtype=np.float64)


def _below(value: Floats, bound: float, error: Floats) -> Floats:
    """Return the probability that a reading lies below a bound, NaN where the reading or its error is not known."""
    usable = np.where(error > 0, error, np.nan)
    return np.asarray(ndtr((bound - value) / usable))


def _few(assessment: pd.DataFrame, bound: float) -> Floats:
    """Return the probability that there are more than `bound` vacancies a seeker."""
    demand, seekers = (assessment[name].to_numpy(dtype=np.float64) for name in ("demand", "seekers"))
    error = np.sqrt(1 / np.maximum(demand, 1) + 1 / np.maximum(seekers, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1 - _below(np.log(assessment["ratio"].to_numpy(dtype=np.float64)), np.log(bound), error)


def _transfers(leavers: pd.DataFrame | None, year: int, index: pd.Index) -> dict[str, Floats]:
    """Return rate of transfers out, its log against the average, and the standard error of that."""
    nothing = np.full(len(index), np.nan)
    if leavers is None:
        return {"rate": nothing, "log": nothing, "error": nothing}
    rows = leavers[(leavers["cause"] == "transfer") & (leavers["period"].str[:4].astype(int) == year)]
    if rows.empty:
        return {"rate": nothing, "log": nothing, "error": nothing}
    sums = rows.groupby("occupation")[["leavers", "exposed"]].sum()
    average = sums["leavers"].sum() / max(sums["exposed"].sum(), 1)
    own = sums.reindex(index).to_numpy(dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = own[:, 0] / own[:, 1]
        # Half a person keeps the log finite.
        log = np.log((own[:, 0] + 0.5) / (own[:, 1] * average + 0.5))
    return {"rate": rate, "log": log, "error": np.sqrt(1 / (own[:, 0] + 0.5))}


def _reason(row: dict[Any, Any], lang: str) -> str:
    """Return the reading that speaks for the cause, in words; numbers that disclosure may withhold stay out."""
    zh = lang == "zh"
    pay, days, ratio, seekers = 100 * row["relative_pay"], row["relative_days"], row["ratio"], row["seekers"]
    # With few seekers no ratio is given; their number then speaks for itself.
    few = np.isnan(ratio)
    ratio_zh = f"求职仅{seekers:.0f}人" if few else f"求人倍率{ratio:.2f}"
    ratio_en = f"only {seekers:.0f} seekers" if few else f"a ratio of {ratio:.2f}"
    both_zh = ratio_zh if few else f"求职{seekers:.0f}人、{ratio_zh}"
    both_en = ratio_en if few else f"{seekers:.0f} seekers and {ratio_en}"
    words = {
        "matching": (
            f"{both_zh}，而招聘天数为平均的{days:.2f}倍",
            f"{both_en}, but days to fill are {days:.2f} times the average",
        ),
        "pay": (
            f"所给工资为各职业平均的{pay:.0f}%，相对涨幅{100 * row['relative_growth']:+.1f}个百分点",
            f"offered pay is {pay:.0f}% of the average of all occupations, its growth {100 * row['relative_growth']:+.1f} points above it",
        ),
        "retention": (
            f"一年内转出{100 * row['transfer_rate']:.1f}%，高于平均",
            f"{100 * row['transfer_rate']:.1f}% move to another occupation in a year, above the average",
        ),
        "training": (
            f"{ratio_zh}，本地毕业生不足以补上岗位需求，而供需匹配和工资都不是主要障碍",
            f"{ratio_en} and too few local graduates for the openings, while neither matching nor pay stands in the way",
        ),
        "location": (
            f"本地毕业生不算少，但{ratio_zh}，应聘者少",
            f"not too few graduate here, but with {ratio_en} few apply",
        ),
        "unknown": (
            "没有一种原因的概率达到认定门槛",
            "no cause reaches the probability at which it is named",
        ),
    }
    text = words[str(row["cause"])][0 if zh else 1]
    return text if zh or not text else text[0].upper() + text[1:]
