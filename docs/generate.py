"""Write the reference pages that follow from the code: tables, parameters, problems and commands.

``python docs/generate.py`` writes them; with ``--check`` it writes nothing and fails if one of them is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from skillcast.cli import cli
from skillcast.kinds import KINDS
from skillcast.parameters import policies
from skillcast.parameters.loader import STATUS_ZH, Parameter, catalogue
from skillcast.programmes.rules import rule_books
from skillcast.tables import TABLES, Column, TableSpec
from skillcast.tables.spec import UNITS_ZH

FOLDER = Path(__file__).parent / "reference"
MADE = "<!-- 由 docs/generate.py 生成，请勿手工修改。 -->"
WIDTH = 100
NEEDED = {"required": "必需", "recommended": "建议提供", "optional": "可选"}
KINDS_ZH = {
    "text": "文字",
    "code": "代码（文本）",
    "year": "年份",
    "period": "时期",
    "integer": "整数",
    "number": "数字",
    "enum": "选项",
    "date": "日期",
}
ROOMS = {
    "demand": "需求",
    "causes": "紧缺成因",
    "consultation": "公示",
    "disclosure": "保密",
    "forecast": "预测",
    "form": "标准表",
    "programmes": "专业和招生",
    "programme_rules": "专业规则",
    "rules": "各地规则",
    "scenarios": "情景",
    "shortage": "紧缺研判",
    "supply": "供给",
    "training": "培训目录",
}


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    names = list(header)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") or "—" for cell in line) + " |" for line in lines)


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def tables_page() -> str:
    """Return the page of input tables."""
    overview = table(
        ("表", "中文表名", "是否必需", "主键"),
        (
            (f"[`{spec.name}`](#{spec.name})", spec.zh, NEEDED[spec.needed], "、".join(map(code, spec.keys)))
            for spec in TABLES.values()
        ),
    )
    parts = [
        "# 数据表",
        MADE,
        "一个文件夹（每张表一个文件）或一个 .xlsx 工作簿（每张表一个工作表）。表名和表头用英文或中文均可；同一主键只能出现一次。"
        "准备方法见[准备数据表](../howto/prepare-tables.md)。",
        overview,
        *map(_table_section, TABLES.values()),
    ]
    return "\n\n".join(parts) + "\n"


def _table_section(spec: TableSpec) -> str:
    rows = ((code(column.name), _headers(column), _content(column), _duty(column)) for column in spec.columns)
    parts = [
        f"## {spec.zh} `{spec.name}` {{#{spec.name}}}",
        f"{NEEDED[spec.needed]}。{spec.description_zh}",
        table(("字段", "表头", "内容", "要求"), rows),
        f"缺少此表时：{spec.without_zh}。" if spec.without_zh else "",
    ]
    return "\n\n".join(filter(None, parts))


def _headers(column: Column) -> str:
    return column.zh + (f"<br>也接受：{'、'.join(column.aliases)}" if column.aliases else "")


def _content(column: Column) -> str:
    unit = f"（{_unit(column.unit)}）" if column.unit else ""
    values = "、".join(map(code, column.values)) or _interval(column.minimum, column.maximum)
    first = "，".join(filter(None, (KINDS_ZH[column.kind] + unit, values)))
    return "<br>".join(filter(None, (first, column.description)))


def _duty(column: Column) -> str:
    words = ["主键"] if column.key else []
    words += ["列可省略"] if not column.required else []
    words += ["可为空"] if column.nullable else []
    return "，".join(words)


def _unit(unit: str) -> str:
    return UNITS_ZH.get(unit, unit)


def _interval(low: float | None, high: float | None) -> str:
    """Return a range of values in words; empty where there is no limit."""
    if low is None and high is None:
        return ""
    first, last = ("" if bound is None else f"{bound:,.10g}" for bound in (low, high))
    return f"{first}—{last}" if first and last else f"不小于 {first}" if first else f"不大于 {last}"


def parameters_page() -> str:
    """Return the page of parameters."""
    rooms: dict[str, list[Parameter]] = {}
    for name, entry in catalogue().items():
        rooms.setdefault(name.split(".")[0], []).append(entry)
    parts = [
        "# 参数",
        MADE,
        "政策可能改变的数字都在这里：含义、默认值、允许范围、性质和来源。修改方法见[配置文件](../howto/configuration.md)。"
        "性质为“假定”的参数没有公开依据，应由发布单位核定；公报的编制说明会列出当次采用的全部取值。",
    ]
    for room, entries in rooms.items():
        parts.append(f"## {ROOMS[room]} {{#{room}}}")
        parts += map(_parameter_section, entries)
    return "\n\n".join(parts) + "\n"


def _parameter_section(entry: Parameter) -> str:
    facts = {
        "默认值": _values(entry),
        "单位": _unit(entry.unit) if entry.unit else "",
        "允许": "、".join(map(code, entry.choices)) or _interval(entry.minimum, entry.maximum),
        "性质": STATUS_ZH[entry.status],
        "来源": entry.source,
    }
    lines = "\n".join(f"- {label}：{text}" for label, text in facts.items() if text)
    return "\n\n".join([f"### `{entry.name}` {{#{entry.name}}}", entry.zh, f"*{entry.en}*", lines])


def _values(entry: Parameter) -> str:
    if len(entry.values) == 1:
        return code(str(entry.values[0][1]))
    return "，".join(f"{year} 年起 `{value}`" for year, value in entry.values)


def problems_page() -> str:
    """Return the page of problem codes."""
    parts = [
        "# 问题代码",
        MADE,
        "`skillcast check` 和其他命令报告的每一个问题都以方括号中的代码开头，接着是文件、工作表、行、列、问题和改法。"
        "“错误”须改正后才能继续；“提示”不妨碍运行，写入公报的编制说明。",
    ]
    for name, kind in KINDS.items():
        word = "错误" if kind.severity == "error" else "提示"
        parts += [
            f"## `{name}` {{#{name}}}",
            f"**{word}**　{_plain(kind.what_zh)}。{_plain(kind.hint_zh)}。",
            f"*{_plain(kind.what_en)}. {_plain(kind.hint_en)}.*",
        ]
    return "\n\n".join(parts) + "\n"


def _plain(sentence: str) -> str:
    """Return a sentence of `KINDS` with an ellipsis for each fact that is filled in."""
    return re.sub(r"\{\w+\}", "…", sentence).replace("*", "\\*").removesuffix(".").removesuffix("。")


def commands_page() -> str:
    """Return the page of commands: their own help texts."""
    parts = [
        "# 命令",
        MADE,
        "下面是各命令自带的帮助（`skillcast 命令 --help`）。退出码：0 完成，2 输入有误，1 程序错误，130 中断。",
    ]
    root = click.Context(cli, info_name="skillcast", terminal_width=WIDTH, **cli.context_settings)
    parts.append(_help(cli, root))
    for name in cli.list_commands(root):
        command = cli.commands[name]
        context = click.Context(command, parent=root, info_name=name, terminal_width=WIDTH)
        parts += [f"## `skillcast {name}` {{#{name}}}", _help(command, context)]
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command, context: click.Context) -> str:
    return "```text\n" + "\n".join(line.rstrip() for line in command.get_help(context).splitlines()) + "\n```"


def rules_page() -> str:
    """Return the page of rule books on programmes."""
    parts = [
        "# 专业规则",
        MADE,
        "各地公布的专业设置和招生规则。默认只采用“通行的专业规则”；其他规则簿用参数 `programme_rules.*` 打开"
        "（见[配置文件](../howto/configuration.md)）。未核实的规则不作依据。方法见[专业和招生](../methods/programmes.md)。",
    ]
    for book in rule_books().values():
        rows = ((rule.zh, rule.clause, rule.source, rule.date, policies.STATUS_ZH[rule.status]) for rule in book.rules)
        parts += [
            f"## {book.zh} `{book.name}` {{#{book.name}}}",
            table(("规则", "内容", "来源", "日期", "性质"), ([str(cell) for cell in row] for row in rows)),
        ]
    return "\n\n".join(parts) + "\n"


PAGES = {
    "programme-rules.md": rules_page,
    "tables.md": tables_page,
    "parameters.md": parameters_page,
    "problems.md": problems_page,
    "commands.md": commands_page,
}


def stale() -> list[str]:
    """Return the pages whose file is missing or differs from what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != page()
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` say which are out of date."""
    if arguments == ["--check"]:
        for name in stale():
            print(f"docs/reference/{name} is out of date: run python docs/generate.py", file=sys.stderr)
        return int(bool(stale()))
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_bytes(page().encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
