"""The data dictionary: what every published field means, in the seven metadata fields of open-data practice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import pandas as pd

from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.printing import is_missing, plain

FieldType = Literal["string", "integer", "number", "boolean"]
DICTIONARY_FIELDS = ("数据集", "中文名称", "定义", "英文名称", "数据类型", "值域", "短名", "注解")
_TYPE_WORDS: dict[FieldType, str] = {"string": "字符", "integer": "整数", "number": "数值", "boolean": "布尔"}


def field_type(values: pd.Series, column: ColumnFormat) -> FieldType:
    """Return the type a field has in the data files: what its values are, not how they print."""
    known = [value for value in values if not is_missing(value)]
    if known and all(plain(value) in ("true", "false") for value in known):
        return "boolean"
    if not column.numeric:
        return "string"
    whole = all("." not in plain(value) and "e" not in plain(value) for value in known)
    return "integer" if whole and column.kind in ("integer", "year") else "number"


def describe(tables: Iterable[Table]) -> list[dict[str, str]]:
    """Return one entry a field, keyed by `DICTIONARY_FIELDS`."""
    return [
        {
            "数据集": table.name,
            "中文名称": column.header,
            "定义": column.description,
            "英文名称": column.english or column.name.replace("_", " "),
            "数据类型": _TYPE_WORDS[field_type(table.frame[column.name], column)],
            "值域": column.domain or "；".join(f"{raw}＝{words}" for raw, words in column.labels),
            "短名": column.name,
            "注解": _remark(column),
        }
        for table in tables
        for column in table.columns
    ]


def _remark(column: ColumnFormat) -> str:
    """Return the unit, and that a share is stored as a part of one though it prints as per cent."""
    if column.kind == "percent":
        return "数据文件中为比例（0～1），印出时乘以100"
    return f"单位：{column.unit}" if column.unit else ""
