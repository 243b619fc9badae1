"""What can be wrong with an input, said in words an analyst can act on.

A `Problem` names the kind of fault and where it is; its sentences stand once, in `kinds`, for command, documentation and tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from skillcast.kinds import KINDS, Severity

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Problem:
    """One finding: its kind, where it stands, and the facts its sentences need.

    Parameters
    ----------
    kind
        A key of `KINDS`.
    table, file, sheet
        The table's name, the file's name and, for a workbook, the sheet.
    row
        The row as a spreadsheet numbers it (the header is row 1).
    column, value
        The column and the offending value.
    facts
        Further words the sentences of the kind need.
    """

    kind: str
    table: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: object = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return KINDS[self.kind].severity

    def _words(self, lang: Language) -> dict[str, object]:
        """Return what the sentences may name; English ones take the fact ``x_en`` for ``x`` where there is one."""
        words: dict[str, object] = {"column": self.column, "value": self.value, "table": self.table, **self.facts}
        if lang == "en":
            words |= {name.removesuffix("_en"): fact for name, fact in self.facts.items() if name.endswith("_en")}
            words["allowed"] = str(words.get("allowed", "")).replace("、", ", ")
        return words

    def where(self, lang: Language = "zh") -> str:
        """Return file, sheet, row and column as one phrase, leaving out what is not known."""
        names = ("文件 ", "工作表 ", "第 {} 行", "列 ") if lang == "zh" else ("file ", "sheet ", "row {}", "column ")
        if self.kind in ("bad-config", "bad-parameter"):
            names = (*names[:3], "项 " if lang == "zh" else "entry ")
        parts = [
            names[0] + self.file if self.file else "",
            names[1] + self.sheet if self.sheet else "",
            names[2].format(self.row) if self.row is not None else "",
            names[3] + self.column if self.column else "",
        ]
        return ("，", ", ")[lang == "en"].join(part for part in parts if part)

    def what(self, lang: Language = "zh") -> str:
        kind = KINDS[self.kind]
        return (kind.what_zh if lang == "zh" else kind.what_en).format(**self._words(lang))

    def hint(self, lang: Language = "zh") -> str:
        kind = KINDS[self.kind]
        return (kind.hint_zh if lang == "zh" else kind.hint_en).format(**self._words(lang))

    def note(self, lang: Language = "zh") -> str:
        """Return what a reader of the publication should know: the finding without its place in a file."""
        return f"{self.what(lang)}{'；' if lang == 'zh' else '; '}{self.hint(lang)}".rstrip("。.")

    def text(self, lang: Language = "zh") -> str:
        """Return the whole finding: where, what, how to mend it, with the code to look it up."""
        where = self.where(lang)
        if lang == "zh":
            return f"[{self.kind}] {where + '：' if where else ''}{self.what(lang)}。{self.hint(lang)}"
        return f"[{self.kind}] {where + ': ' if where else ''}{self.what(lang)}. {self.hint(lang)}"


class SkillcastError(Exception):
    """Root of every error skillcast raises on purpose."""


class DataError(SkillcastError):
    """The input cannot be used; `problems` lists every fault found.

    Examples
    --------
    >>> error = DataError([Problem("missing-table", table="employment", value="employment")])
    >>> print(error.text("en"))
    [missing-table] required table 'employment' is missing. Run `skillcast template` to get an empty one and fill it in.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[type[DataError], tuple[list[Problem]]]:
        return type(self), (list(self.problems),)  # an error must survive the way back from another process

    def text(self, lang: Language = "zh") -> str:
        return "\n".join(problem.text(lang) for problem in self.problems)


class ParameterError(DataError):
    """A policy parameter is unknown or outside its range."""


class VerificationError(SkillcastError):
    """A publication does not agree with its own data package."""
