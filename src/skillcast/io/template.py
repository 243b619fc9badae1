"""An empty workbook and configuration to fill in, made from the table descriptions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from skillcast.errors import DataError, Problem
from skillcast.tables import TABLES, Column, TableSpec
from skillcast.tables.spec import UNITS_ZH

WORKBOOK = "tables.xlsx"
CREATED = datetime(2025, 1, 1)
NEEDED_ZH = {"required": "必需", "recommended": "建议", "optional": "可选"}
KIND_ZH = {
    "text": "文字", "code": "代码（文本）", "year": "年份", "period": "时期：2025、2025Q3 或 2025-03", "integer": "整数", "number": "数字",
    "enum": "选项", "date": "日期：2025-12-31",
}  # fmt: skip
CONFIG = """# skillcast 配置文件；以 # 开头的行是说明。
# Configuration of skillcast; lines that begin with # are remarks.

[city]
region = "620200"            # 行政区划代码 / region code
name = "嘉峪关市"             # 地区名称 / name in Chinese
name_en = "Jiayuguan"        # name in English
# year = 2025                # 统计年度，默认取数据的最后一个完整年度 / last year of the data
horizon = 5                  # 预测年数 / years ahead (1-10)
publishers = ["××市人力资源和社会保障局", "××市教育局"]

[standards]
industry = "GB/T 4754-2017"  # 或 "own"：自定代码，不校验 / own codes are not checked
occupation = "CSCO-2022"
programme = "专业目录-2021"

# 公文版式：national（国家标准）、fixed_28、fixed_30_bold、wide_33 / page setting of the Word file:
# [document]
# style = "national"

# 确实缺报的时期 / periods known to be missing:
# [[allow.gaps]]
# table = "vacancies"
# period = "2024Q3"
# reason = "登记系统停用"

# 修改参数（名称、范围、来源见文档“参数”）/ your own parameter values:
# [parameters]
# "shortage.enter" = 0.6

# 更正个别数据，原值不符时会报错 / corrections, refused when the old value differs:
# [[corrections]]
# table = "employment"
# key = { industry = "C31", period = "2024" }
# column = "employed"
# expect = "2500"
# value = "25000"
# reason = "单位误填"
"""


def write_template(directory: str | Path) -> Path:
    """Write ``tables.xlsx`` (one empty sheet a table) and ``skillcast.toml`` into a folder.

    Parameters
    ----------
    directory
        Made if it does not exist; existing files of these names are not overwritten.

    Returns
    -------
    Path
        The workbook.

    Raises
    ------
    DataError
        If one of the files is already there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_template(folder).name
    'tables.xlsx'
    """
    import xlsxwriter

    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / WORKBOOK
    there = [item for item in (path, folder / "skillcast.toml") if item.exists()]
    if there:
        raise DataError([Problem("output-exists", value=str(item)) for item in there])
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": CREATED, "title": "skillcast"})
        styles = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "top"}
            ),
            "optional": book.add_format(
                {"italic": True, "bg_color": "#F2F2F2", "border": 1, "text_wrap": True, "valign": "top"}
            ),
            "text": book.add_format({"num_format": "@"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _guide(book, styles)
        for spec in TABLES.values():
            _sheet(book, spec, styles)
    (folder / "skillcast.toml").write_text(CONFIG, encoding="utf-8", newline="\n")
    return path


def _guide(book: Any, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 70)
    for place, head in enumerate(("表（工作表名）", "是否必需", "内容；缺少时的影响")):
        sheet.write_string(0, place, head, styles["head"])
    for row, spec in enumerate(TABLES.values(), start=1):
        sheet.write_string(row, 0, spec.zh, styles["wrap"])
        sheet.write_string(row, 1, NEEDED_ZH[spec.needed], styles["wrap"])
        sheet.write_string(row, 2, f"{spec.description_zh}\n{spec.without_zh}".strip(), styles["wrap"])
    sheet.freeze_panes(1, 0)


def _sheet(book: Any, spec: TableSpec, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet(spec.zh)
    for place, column in enumerate(spec.columns):
        sheet.set_column(
            place,
            place,
            max(10, 2 * len(column.zh) + 4),
            styles["text"] if column.kind not in ("integer", "number") else None,
        )
        sheet.write_string(0, place, column.zh, styles["head" if column.required else "optional"])
        sheet.write_comment(0, place, _remark(column), {"x_scale": 2, "y_scale": 1.2})
        if column.values:
            sheet.data_validation(1, place, 5000, place, {"validate": "list", "source": list(column.values)})
    sheet.freeze_panes(1, 0)


def _remark(column: Column) -> str:
    lines = [f"{column.name}：{KIND_ZH[column.kind]}"]
    if column.unit:
        lines.append(f"单位：{UNITS_ZH[column.unit]}")
    if column.minimum is not None or column.maximum is not None:
        lines.append(f"范围：{column.range_text}")
    if column.values:
        lines.append(f"取值：{'、'.join(column.values)}")
    if column.description:
        lines.append(column.description)
    lines.append("可留空" if column.nullable else "不可留空" if column.required else "本列可省略")
    return "\n".join(lines)
