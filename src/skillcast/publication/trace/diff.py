"""What differs between two publications, and what can have caused it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from skillcast.errors import Language
from skillcast.publication.content import Table
from skillcast.publication.printing import records
from skillcast.publication.trace.causes import Cause, find_causes
from skillcast.publication.trace.changes import CHANGES, compare_tables
from skillcast.publication.trace.edition import Edition, row_keys
from skillcast.publication.trace.registry import reach

UNEXPLAINED = ("原因不明", "unexplained")
RECORDS = frozenset(
    {"corrections", "vintages", "changes"}
)  # tables that speak of editions, and always differ between them


@dataclass(frozen=True)
class Difference:
    """What differs between two publications.

    Parameters
    ----------
    changes
        As `compare_tables` returns, with `why`: every cause that can reach the figure, or ``unexplained``.
    causes
        Everything the two runs do not share, whether or not a figure moved.
    """

    changes: pd.DataFrame
    causes: tuple[Cause, ...]

    @property
    def unexplained(self) -> int:
        """Return the number of changes that no cause can reach."""
        return int(self.changes["why"].isin(UNEXPLAINED).sum())

    def text(self, lang: Language = "zh", *, limit: int | None = 10) -> str:
        """Return the difference as lines to read: causes, entries and exits, then table by table at most `limit` changes."""
        zh = lang == "zh"
        if self.changes.empty:
            same = "印出的数据没有差别。" if zh else "No printed figure differs."
            return "\n".join([same, *self._cause_lines(lang)])
        tables = self.changes["table"].nunique()
        lines = [
            f"{len(self.changes)} 处变动，涉及 {tables} 张表。"
            if zh
            else f"{len(self.changes)} changes in {tables} tables.",
            *self._cause_lines(lang),
        ]
        if self.unexplained:
            lines.append(
                f"注意：{self.unexplained} 处变动原因不明，登记的差别都不会影响它们；请用 skillcast verify 核对两份发布件。"
                if zh
                else f"ATTENTION: {self.unexplained} changes are unexplained by anything the runs recorded; run skillcast verify on both."
            )
        for (_, title), part in self.changes.groupby(["table", "title"], sort=False):
            lines += ["", f"【{title}】" if zh else f"[{title}]"]
            shown = part if limit is None else part.head(limit)
            lines += [f"  {_line(row, lang)}" for row in shown.to_dict("records")]
            if len(part) > len(shown):
                more = len(part) - len(shown)
                lines.append(f"  ……另有 {more} 处" if zh else f"  ... and {more} more")
        return "\n".join(lines)

    def _cause_lines(self, lang: Language) -> list[str]:
        if not self.causes:
            return ["两次运行的登记完全相同。" if lang == "zh" else "The two runs recorded the same."]
        return [
            "两次运行的差别：" if lang == "zh" else "The runs differ in:",
            *(f"  {item.text(lang)}" for item in self.causes),
        ]


def diff(out_a: str | Path, out_b: str | Path, *, lang: Language = "zh") -> Difference:
    """Compare two publications by their data packages, and name for every change what can have caused it.

    Parameters
    ----------
    out_a, out_b
        Folders of the earlier and the later publication (of one city; years may differ).
    lang
        Language of the causes.

    Returns
    -------
    Difference

    Raises
    ------
    DataError
        If one of them is not a whole publication.

    Examples
    --------
    >>> import tempfile
    >>> from skillcast.errors import DataError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         diff(folder, folder)
    ...     except DataError as error:
    ...         error.problems[0].kind
    'not-a-publication'
    """
    return compare_editions(Edition.read(out_a), Edition.read(out_b), lang=lang)


def compare_editions(before: Edition, after: Edition, *, lang: Language = "zh") -> Difference:
    """Compare two publications that were read already; see `diff`."""
    causes = find_causes(before.manifest, after.manifest)
    old, new = ([table for table in side.tables if table.name not in RECORDS] for side in (before, after))
    changes = compare_tables(old, new, lang=after.document.lang)
    tables = {table.name: table for table in (*old, *new)}
    rows = {
        name: dict(zip(map("/".join, row_keys(table)), records(table), strict=True)) for name, table in tables.items()
    }
    told = _Explained(causes, tables, rows, lang)
    return Difference(changes.assign(why=[told.why(row) for row in changes.to_dict("records")]), causes)


@dataclass(frozen=True)
class _Explained:
    """Finds what explains a change; a table or row that came or went is explained by whatever reaches one of its columns."""

    causes: Sequence[Cause]
    tables: Mapping[str, Table]
    rows: Mapping[str, Mapping[str, Mapping[str, object]]]
    lang: Language

    def why(self, change: Mapping[Any, Any]) -> str:
        table = self.tables[change["table"]]
        row = self.rows[table.name].get(change["row"])
        columns = [column for column in table.columns if change["column"] in ("", column.name)]
        found = [
            cause.text(self.lang)
            for cause in self.causes
            if any(
                cause.reaches(reach(table.name, column.name, row), words=bool(column.labels) or not column.numeric)
                for column in columns
            )
        ]
        return ("；" if self.lang == "zh" else "; ").join(found) or UNEXPLAINED[self.lang == "en"]


def _line(row: Mapping[Any, Any], lang: Language) -> str:
    zh = lang == "zh"
    place = (" › " if zh else " > ").join(filter(None, (row["name"], row["heading"] or row["column"])))
    if row["change"] != "value":
        moved = CHANGES[row["change"]][not zh]
        said = f"{place}{'：' if zh else ': '}{moved}" if place else moved
    else:
        gain = (
            ""
            if pd.isna(row["difference"])
            else f"{'（' if zh else ' ('}{row['difference']:+,.6g}{'）' if zh else ')'}"
        )
        said = f"{place}{'：' if zh else ': '}{row['before'] or '—'} → {row['after'] or '—'}{gain}"
    return f"{said}　〔{row['why']}〕" if zh else f"{said}  [{row['why']}]"
