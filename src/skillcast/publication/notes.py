"""编制说明: sources, definitions, methods and parameters in force, generated from what the run used."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from skillcast.outcome import Outlook
from skillcast.publication.content import Block, Bullets, ColumnFormat, Heading, Paragraph, Sentence, Table
from skillcast.publication.sections.listing import validation_table
from skillcast.publication.sections.parameters import parameter_table, quoted
from skillcast.publication.sentences import told_items
from skillcast.publication.words import Words
from skillcast.shortage.indicators import INDICATORS

AHEAD = 3


def front_notes(result: Outlook, say: Words) -> list[Block]:
    """Return the remarks that open the bulletin."""
    items = [
        say(
            "数据来源：公共就业服务机构登记、企业用工调查、职业院校招生和毕业去向统计。",
            "Sources: registrations at the public employment service, the enterprise survey, intake and destination records of the schools.",
        ),
        say(
            "统计口径：有效数 = 上期结转 + 本期新增；在岗人数为期末数。",
            "Definitions: valid registrations = carried over + new; employment is at the end of the period.",
        ),
        say(
            "“预测”为模型推算，不是统计数据；括号内为80%预测区间，各预测旁附回测误差。",
            "Forecasts are model results, not statistics; brackets hold 80% intervals, and backtest errors stand beside.",
        ),
    ]
    withheld = quoted(
        "为保护调查对象，企业数少于{firms}户或单个企业占比过高的单元不予公布，以“*”表示。",
        "Cells with fewer than {firms} firms or one dominant firm are withheld and marked *.",
        firms="disclosure.minimum_firms",
    )
    if result.market.config.city.synthetic:
        items.insert(
            0,
            say(
                "本文件所用数据均为模拟数据，仅用于演示，不是任何地区的统计数据。",
                "All data here are synthetic (模拟数据) and serve as a demonstration; they are no statistics of any place.",
            ),
        )
    told = told_items([parameter_table(result.parameters, say)], say.lang, withheld)
    remarks = Bullets((*items, *told.items), (*(() for _ in items), *told.sentences))
    return [Heading(say("说明", "Remarks"), 2), remarks]


def method_notes(result: Outlook, say: Words) -> list[Block]:
    """Return the annex on methods, what was switched off, and the parameters in force."""
    indicators = say.listed([say(item.zh, item.en) for item in INDICATORS.values()])
    parameters = parameter_table(result.parameters, say)
    methods = (
        quoted(
            "行业预测：不变、平均增量外推、收缩阻尼趋势、Theta、阻尼 Holt、复指数平滑在对数尺度上加权平均，权重由各方法在本市历史上的误差决定；区间由滚动起点回测误差合并得到，各行业共享年度冲击。",
            "Industries: mean on the log scale of no change, drift, shrunken damped drift, Theta, damped Holt and complex exponential smoothing, weighted by their errors on the city's own past; intervals from pooled rolling-origin errors with yearly shocks shared by all industries.",
        ),
        quoted(
            "项目和关停：以实现概率、推迟、实到比例和连带影响的范围进入各情景，不作已知数；产出情景按收缩后的就业弹性影响预测。",
            "Projects and closures enter scenario by scenario with their chance, delay, realised share and spill-over, never as facts; output scenarios move employment by shrunken elasticities.",
        ),
        quoted(
            "职业构成：样本份额向参照地区收缩（狄利克雷—多项分布，集中度由极大似然估计），按折减后的参照趋势外推。",
            "Staffing: sample shares shrunk toward the reference region (Dirichlet-multinomial, concentration by maximum likelihood), with its damped trend.",
        ),
        quoted(
            "退出：按年龄、性别逐年推算死亡、退休、退出劳动力；退休执行2024年9月13日全国人大常委会关于渐进式延迟法定退休年龄的决定。",
            "Exits: death, retirement and withdrawal by age and sex; retirement follows the decision of 13 September 2024 on raising the statutory age.",
        ),
        quoted(
            "供给：在校生按届推算毕业、升学、就业、留市，再按专业职业对应分到职业；其他来源流入按近年账户（存量变化 + 退出 − 本地毕业生）推算，超出往常的空缺当年由其补上一部分（假定）。",
            "Supply: intakes are followed to completion, further study, placement and staying, then to occupations by the crosswalk; other entrants continue at the level the accounts of recent years show and fill an assumed part of what is open beyond the usual.",
        ),
        quoted(
            "紧缺判定：{indicators}各项指标标准化后逐年滤波得到紧张度；紧缺概率达{enter}列入，低于{leave}移出，介于其间保持上期状态。",
            "Calls: {indicators} are standardised and filtered over the years; an occupation enters at a probability of {enter}, leaves below {leave} and otherwise keeps its state.",
            facts={"indicators": indicators},
            enter="shortage.enter",
            leave="shortage.leave",
        ),
        quoted(
            "紧缺原因：依次检查供需匹配、工资待遇、人员流失、技能培养、本地应聘，各项按现有数据给出概率；缺数据的一项跳过，不作零处理；概率不足的记为“不能判定”。",
            "Causes: matching, pay, retention, training and location are examined in turn, each with its probability from the data there are; what is not known is passed by and not taken for zero, and without enough probability no cause is named.",
        ),
        quoted(
            "情景：各环节共用{draws}个联合情景，缺口 = 岗位需求 − 供给逐情景计算；随机数种子{seed}。",
            "Scenarios: all stages share {draws} joint scenarios, the gap is taken scenario by scenario; seed {seed}.",
            facts={"seed": str(result.seed)},
            draws="forecast.draws",
        ),
    )
    blocks: list[Block] = [Heading(say("方法", "Methods"), 2), told_items([parameters], say.lang, *methods)]
    if result.notes:
        blocks += [
            Heading(say("本次编制的限制", "Limits of this edition"), 2),
            Bullets(tuple(say(zh, en) for zh, en in result.notes)),
        ]
    if (tested := validation_table(result, say)) is not None:
        blocks += [Heading(say("判定的检验", "How past calls fared"), 2), tested]
    blocks += [Heading(say("采用的参数", "Parameters in force"), 2), parameters]
    return blocks


def advice(tables: Sequence[Table], say: Words) -> list[Block]:
    """Return the recommendations that the published tables support, each with its number."""
    there = {table.name for table in tables}
    items = [
        Sentence(kind, names, facts)
        for kind, names, facts in (
            ("catalogue.training", ("shortage_catalogue", "training_catalogue"), {}),
            ("programmes.warnings", ("programme_adjustment",), {}),
            ("layoffs", ("layoffs",), {"years": AHEAD}),
        )
        if there.issuperset(names)
    ]
    if not items:
        return [Paragraph(say("本次数据不足以提出建议。", "The data do not support recommendations."))]
    return [told_items(tables, say.lang, *items)]


def layoffs_table(result: Outlook, say: Words) -> Table | None:
    """Return the persons beyond natural exits a year, all occupations together; None without occupations."""
    if result.demand.openings is None:
        return None
    layoffs = result.demand.openings.layoffs.total()
    frame = pd.DataFrame({"period": layoffs.periods.astype(str), "persons": layoffs.mean()[0]})
    columns = (
        ColumnFormat("period", say("时期", "Period"), kind="code"),
        ColumnFormat("persons", say("超出自然退出的减员", "Beyond natural exits"), kind="number", decimals=1),
    )
    title = say("全市超出自然退出、需要转岗的人数", "Persons who have to change jobs beyond natural exits")
    return Table("layoffs", title, frame, columns, unit=say("人", "persons"), primary_key=("period",))
