"""Table 1 of the form: vacancies and seekers in all, and the ratio over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from skillcast.publication.content import ColumnFormat, Figure, Table
from skillcast.publication.periods import LAST_YEAR, earlier_words
from skillcast.publication.printing import format_number
from skillcast.publication.sections.form.groups import NOT_COMPARABLE
from skillcast.publication.sections.form.measured import RATIO_PLACES, rounded
from skillcast.publication.sections.form.registrations import SIDES, Comparison, Registrations
from skillcast.publication.words import Words

RATIO = "ratio"
RATE_PLACES = 4
FIELDS = {LAST_YEAR: ("last_year", "change", "change_rate"), "qoq": ("last_quarter", "change_qoq", "change_rate_qoq")}


def total_table(now: Registrations, compared: Sequence[Comparison], say: Words, notes: Sequence[str] = ()) -> Table:
    """Return what was carried over, what is new and the sum, beside the periods compared with.

    Returns
    -------
    Table
        ``market_total``, rows demand, seekers, ratio. One printed column holds persons and a ratio, so its text is made here
        (``total_text``), and the numbers stay in the data file (``total``).
    """
    row = now.whole
    parts = {"carried": "_carried", "new": "_new", "total": ""}
    frame = pd.DataFrame({"row": [*SIDES, RATIO]})
    for name, ending in parts.items():
        frame[name] = _with_ratio(row, ending)
    for comparison in compared:
        before, change, rate = FIELDS[comparison.key]
        frame[before] = np.nan if comparison.past is None else _with_ratio(comparison.past.whole, "")
        frame[change] = [rounded(float(value), RATIO_PLACES) for value in frame["total"] - frame[before]]
        rates = (frame[change] / frame[before].where(frame[before] > 0)).where(frame["row"] != RATIO)
        frame[rate] = [rounded(float(value), RATE_PLACES) for value in rates]
    columns = [ColumnFormat("row", say("项目", "Item"), labels=_labels(say), english="item")]
    for name, header, kind in _headers(compared, now.period, say):
        if kind == "rate":
            columns.append(ColumnFormat(name, header, kind="percent", unit="%", decimals=2, empty=NOT_COMPARABLE))
            continue
        frame[f"{name}_text"] = [
            NOT_COMPARABLE
            if pd.isna(value)
            else format_number(value, RATIO_PLACES * (place == len(SIDES)), sign=kind == "change")
            for place, value in enumerate(frame[name])
        ]
        columns += [
            ColumnFormat(name, header, kind="number", printed=False),
            ColumnFormat(f"{name}_text", header, kind="figures"),
        ]
    return Table(
        "market_total",
        say("供求总体人数", "Vacancies and seekers"),
        frame,
        tuple(columns),
        notes=(say("有效数 = 上期结转 + 本期新增。", "Valid registrations = carried over + new."), *notes),
        checks=tuple(_checks(compared)),
        primary_key=("row",),
    )


def _with_ratio(row: Mapping[str, float], ending: str) -> list[float]:
    demand, seekers = (row[f"{side}{ending}"] for side in SIDES)
    return [demand, seekers, rounded(demand / seekers, RATIO_PLACES) if seekers > 0 else np.nan]


def _labels(say: Words) -> tuple[tuple[str, str], ...]:
    return (
        ("demand", say("需求人数（人）", "Vacancies (persons)")),
        ("seekers", say("求职人数（人）", "Seekers (persons)")),
        (RATIO, say("求人倍率", "Ratio")),
    )


def _headers(compared: Sequence[Comparison], period: str, say: Words) -> list[tuple[str, str, str]]:
    heads = [
        ("carried", say("上期结转", "Carried over"), "level"),
        ("new", say("本期新增", "New"), "level"),
        ("total", say("合计", "Total"), "level"),
    ]
    for comparison in compared:
        before, change, rate = FIELDS[comparison.key]
        words = earlier_words(comparison.key, period, say)
        zh = "同比" if comparison.key == LAST_YEAR else "环比"
        heads += [
            (before, say(words if words != "去年同期" else "上年同期", words.capitalize()), "level"),
            (change, say(f"{zh}增减", f"Change on {words}"), "change"),
            (rate, say(f"{zh}增减", f"Change on {words}"), "rate"),
        ]
    return heads


def _checks(compared: Sequence[Comparison]) -> list[str]:
    checks = []
    for comparison in compared:
        before, change, rate = FIELDS[comparison.key]
        checks += [f"{change} == total - {before}", f"abs({rate} - {change} / {before}) <= 0.00005001"]
    return checks


def ratio_figure(market: pd.DataFrame, period: str, say: Words) -> Figure:
    """Return the ratio of every period up to the end of this one; the line is broken where a period is missing."""
    end = pd.Period(period).end_time
    totals = market[market["dimension"] == "total"].sort_values("period")
    rows = totals[[pd.Period(label).end_time <= end for label in totals["period"]]]
    ratio = (rows["demand_carried"] + rows["demand_new"]) / (rows["seekers_carried"] + rows["seekers_new"])
    values = pd.Series(ratio.to_numpy(), index=rows["period"].to_numpy())
    first = str(values.index[0])
    calendar = pd.period_range(first, str(values.index[-1]), freq=pd.Period(first).freqstr[0]).astype(str)
    frame = values.reindex(calendar).rename_axis("period").rename("ratio").reset_index()
    return Figure(
        "ratio_line",
        say(f"{first[:4]}年以来求人倍率变化", f"Openings-to-seekers ratio since {first[:4]}"),
        "ratio_line",
        frame,
    )
