"""One disagreement within a publication, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from skillcast.errors import Language

AROUND = 24  # characters shown on either side of a difference
FindingKind = Literal[
    "unreadable",
    "missing-file",
    "extra-file",
    "hash",
    "table",
    "header",
    "cell",
    "identity",
    "copy",
    "sentence",
    "text",
    "content",
    "run",
]
_SAYS: dict[str, tuple[str, str]] = {
    "unreadable": ("无法读取（{printed}）", "cannot be read ({printed})"),
    "missing-file": ("文件缺失", "the file is missing"),
    "extra-file": ("文件未登记在 run.json 中", "the file is not listed in run.json"),
    "hash": ("文件内容与 run.json 登记的指纹不符", "the content differs from the fingerprint in run.json"),
    "table": ("表的行列数印为 {printed}，应为 {derived}", "the table has {printed} rows x columns, derived {derived}"),
    "header": ("表头印为“{printed}”，应为“{derived}”", "the heading reads '{printed}', derived '{derived}'"),
    "cell": ("印为“{printed}”，由数据应为“{derived}”", "printed '{printed}', derived '{derived}'"),
    "identity": ("关系式不成立：左边 {printed}，右边 {derived}", "the identity fails: left {printed}, right {derived}"),
    "sentence": ("由数据重述应为“{derived}”，印为“{printed}”", "told from the data '{derived}', printed '{printed}'"),
    "text": ("印为“{printed}”，由数据应为“{derived}”", "printed '{printed}', derived '{derived}'"),
    "content": (
        "与由数据包重新生成的不同：此处为“{printed}”，应为“{derived}”",
        "differs from what the data package gives: '{printed}' here, derived '{derived}'",
    ),
    "run": (
        "运行记录为“{printed}”，数据包为“{derived}”",
        "the record of the run says '{printed}', the data package '{derived}'",
    ),
    "copy": ("与数据包中的同名数据不同", "differs from its source in the data package"),
}


@dataclass(frozen=True)
class Finding:
    """One disagreement: in which file, table, row (of data, from 1) and column, what is printed, what the data give."""

    kind: FindingKind
    file: str
    table: str = ""
    row: int | None = None
    column: str = ""
    printed: str = ""
    derived: str = ""

    def text(self, lang: Language = "zh") -> str:
        """Return the finding as one line."""
        row = (f"第 {self.row} 行" if lang == "zh" else f"row {self.row}") if self.row else ""
        place = (" › " if lang == "zh" else " > ").join(filter(None, (self.file, self.table, row, self.column)))
        words = _SAYS[self.kind][lang == "en"].format(printed=self.printed, derived=self.derived)
        return f"{place}{'：' if lang == 'zh' else ': '}{words}"


def around(text: str, other: str) -> str:
    """Return where a text first differs from another, with a little on either side.

    Examples
    --------
    >>> around("求人倍率为1.15，说明", "求人倍率为1.25，说明")
    '求人倍率为1.15，说明'
    """
    same = next((n for n, pair in enumerate(zip(text, other, strict=False)) if pair[0] != pair[1]), None)
    place = min(len(text), len(other)) if same is None else same
    return " ".join(text[max(0, place - AROUND) : place + AROUND].split())
