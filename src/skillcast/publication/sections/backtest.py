"""How good the industry forecast would have been: a table and a figure, "no change" and drift beside."""

from __future__ import annotations

import pandas as pd

from skillcast.outcome import Outlook
from skillcast.publication.content import ColumnFormat, Figure, Sentence, Table
from skillcast.publication.sentences import noted
from skillcast.publication.words import Words


def backtest_table(result: Outlook, say: Words) -> Table:
    """Return the backtest's scores by method and step."""
    frame = result.demand.backtest.scores.rename(columns={"h": "step"}).copy()
    labels = (
        ("ensemble", say("本预测（组合）", "This forecast (ensemble)")),
        ("naive", say("不变预测", "No change")),
        ("drift", say("趋势外推", "Drift")),
        ("seasonal_naive", say("季节不变预测", "Seasonal no change")),
    )
    columns = (
        ColumnFormat("method", say("方法", "Method"), labels=labels),
        ColumnFormat("step", say("提前年数", "Years ahead"), kind="integer"),
        ColumnFormat("wape", say("平均绝对误差比重", "WAPE"), kind="percent", unit="%", decimals=2),
        ColumnFormat("mase", "MASE", kind="number"),
        ColumnFormat("relative", say("相对不变预测", "Relative to no change"), kind="number"),
        ColumnFormat(
            "coverage80", say("80%区间实际覆盖率", "Coverage of 80% intervals"), kind="percent", unit="%", decimals=0
        ),
        ColumnFormat(
            "coverage95", say("95%区间实际覆盖率", "Coverage of 95% intervals"), kind="percent", unit="%", decimals=0
        ),
        ColumnFormat("origins", say("起点数", "Origins"), kind="integer"),
        ColumnFormat("forecasts", say("预测个数", "Forecasts"), kind="integer"),
    )
    title = say("分行业预测的回测结果", "Backtest of the industry forecast")
    table = Table("backtest", title, frame, columns, primary_key=("method", "step"))
    verdict = Sentence("forecast.verdict", ("backtest_skill",), {"against": result.demand.backtest.baseline})
    return noted(table, [skill_table(result, say)], say.lang, verdict)


def skill_table(result: Outlook, say: Words) -> Table:
    """Return what the sentence on the forecast's skill rests on: its error relative to another method's, and the test over years."""
    found = result.demand.backtest
    ratio, p, years = found.skill()
    columns = (
        ColumnFormat("against", say("比较的方法", "Compared with"), kind="code"),
        ColumnFormat("ratio", say("误差（MASE）之比", "MASE, ratio"), kind="number", decimals=4),
        ColumnFormat("p", say("按年份检验的 p 值", "p of the test over years"), kind="number", decimals=4),
        ColumnFormat("years", say("起点年份数", "Origin years"), kind="integer"),
    )
    frame = pd.DataFrame({"against": [found.baseline], "ratio": [ratio], "p": [p], "years": [years]})
    title = say("分行业预测与其他方法的比较检验", "The industry forecast tested against another method")
    return Table("backtest_skill", title, frame, columns, primary_key=("against",))


def backtest_figure(result: Outlook, say: Words) -> Figure:
    labels = {
        "ensemble": say("本预测", "This forecast"),
        "naive": say("不变预测", "No change"),
        "drift": say("趋势外推", "Drift"),
    }
    scores = result.demand.backtest.scores
    frame = pd.DataFrame(
        {"method": scores["method"].map(labels), "horizon": scores["h"], "error": 100 * scores["wape"]}
    ).dropna()
    return Figure(
        "backtest_error",
        say("回测误差与不变预测、趋势外推的比较（%）", "Backtest error beside no change and drift (%)"),
        "backtest",
        frame,
        {"error": "WAPE（%）"},
    )
