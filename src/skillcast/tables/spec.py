"""How a table is described: the one source for reading, checking, templates and documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from skillcast.errors import Problem

ColumnKind = Literal["text", "code", "year", "period", "integer", "number", "enum", "date"]
Needed = Literal["required", "recommended", "optional"]
RowCheck = Callable[[pd.DataFrame], list[Problem]]


@dataclass(frozen=True)
class Column:
    """One column: its name, headers in both languages, type, unit and limits.

    Parameters
    ----------
    name, zh
        Field name and Chinese header; both, and every alias, are accepted in a file.
    kind
        Type. ``code`` is text checked against the code list `codes`; ``period`` is ``2025``, ``2025Q3`` or ``2025-03``.
    unit
        Unit in English, ``persons`` for counts of people; empty where there is none.
    key
        Part of the table's key (a key occurs once).
    required
        The column must be there; an absent optional key column means "all".
    nullable
        A cell may be empty, meaning "not known".
    """

    name: str
    zh: str
    kind: ColumnKind
    unit: str = ""
    key: bool = False
    required: bool = True
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    codes: str = ""
    values: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    description: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        return (self.name, self.zh, *self.aliases)

    @property
    def range_text(self) -> str:
        low = "-∞" if self.minimum is None else f"{self.minimum:g}"
        high = "+∞" if self.maximum is None else f"{self.maximum:g}"
        return f"[{low}, {high}]"


UNITS_ZH = {
    "persons": "人",
    "firms": "家",
    "%": "%",
    "share": "比例（0-1）",
    "days": "天",
    "yuan": "元",
    "yuan/month": "元/月",
    "hours": "课时",
    "years": "年",
    "months": "月",
    "probability": "概率（0-1）",
    "log growth": "对数增长率",
    "": "无单位",
}


@dataclass(frozen=True)
class TableSpec:
    """One input table.

    Parameters
    ----------
    name, zh
        Table (file or sheet) name in English and Chinese; both are accepted.
    columns
        Its columns, keys first.
    needed
        Whether the chain needs it.
    description_zh, description_en
        What a row holds.
    without_zh, without_en
        What is switched off when it is absent, as the bulletin's notes say it.
    row_checks
        Checks across columns of a row or across rows; each returns its problems.
    series
        The columns that identify a time series when the calendar must be complete; empty otherwise.
    measure
        The column whose unit is checked for jumps of 1,000 to 10,000 times within a series.
    """

    name: str
    zh: str
    columns: tuple[Column, ...]
    needed: Needed = "optional"
    description_zh: str = ""
    description_en: str = ""
    without_zh: str = ""
    without_en: str = ""
    row_checks: tuple[RowCheck, ...] = ()
    series: tuple[str, ...] = ()
    measure: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def header_map(self) -> dict[str, str]:
        """Map every accepted header (case-folded) to the field name."""
        return {header.casefold(): column.name for column in self.columns for header in column.headers}


def at_most(part: str, whole: str, zh: str, en: str) -> RowCheck:
    """Return the check that `part` does not exceed `whole` in any row."""

    def check(frame: pd.DataFrame) -> list[Problem]:
        if part not in frame or whole not in frame:
            return []
        wrong = frame[frame[part] > frame[whole]]
        return [
            Problem(
                "inconsistent",
                row=int(label),
                column=part,
                value=small,
                facts={"reason": f"{zh}（{small:g} > {large:g}）", "reason_en": f"{en} ({small:g} > {large:g})"},
            )
            for label, small, large in zip(wrong.index, wrong[part], wrong[whole], strict=True)
        ]

    return check
