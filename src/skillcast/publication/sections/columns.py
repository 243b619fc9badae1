"""Columns that many tables of the bulletin share."""

from __future__ import annotations

from skillcast.publication.content import ColumnFormat

WITHHELD = ColumnFormat(
    "suppressed",
    "不予公布的列",
    printed=False,
    empty="",
    english="columns withheld",
    description="为保护调查对象不予公布的列名，以空格分隔",
)


def interval(name: str, header: str, *, low: str, high: str, unit: str = "") -> tuple[ColumnFormat, ...]:
    """Return a value printed with its 80 % interval, and the two ends kept for the data files."""
    return (
        ColumnFormat(name, header, kind="interval", low=low, high=high, unit=unit),
        ColumnFormat(low, f"{header}：下限", kind="integer", unit=unit, printed=False, english="lower end, 80 %"),
        ColumnFormat(high, f"{header}：上限", kind="integer", unit=unit, printed=False, english="upper end, 80 %"),
    )
