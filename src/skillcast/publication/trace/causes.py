"""Why two runs differ: everything their ``run.json`` tells apart, and which figures each cause can reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal

from skillcast.errors import Language
from skillcast.io.config import FILE
from skillcast.io.raw import NAMES
from skillcast.publication.trace.registry import Reach

CauseKind = Literal[
    "data", "parameter", "override", "correction", "config", "year", "seed", "language", "skillcast", "library"
]
KIND_WORDS: dict[CauseKind, tuple[str, str]] = {
    "data": ("数据", "data"),
    "parameter": ("参数", "parameter"),
    "override": ("专家调整", "override"),
    "correction": ("更正", "correction"),
    "config": ("配置", "configuration"),
    "year": ("年度", "year"),
    "seed": ("随机数种子", "seed"),
    "language": ("语言", "language"),
    "skillcast": ("软件版本", "version of skillcast"),
    "library": ("库版本", "library"),
}


@dataclass(frozen=True)
class Cause:
    """One thing two runs do not share: its kind, what it is called, before and after.

    `table` is the input table it concerns; empty where it may concern any.
    """

    kind: CauseKind
    name: str
    before: str = ""
    after: str = ""
    table: str = ""

    def text(self, lang: Language = "zh") -> str:
        """Return the cause as a phrase.

        Examples
        --------
        >>> Cause("parameter", "shortage.enter", "0.6", "0.7").text(), Cause("data", "market.csv").text("en")
        ('参数：shortage.enter 0.6 → 0.7', 'data: market.csv')
        """
        word = KIND_WORDS[self.kind][lang == "en"]
        moved = f" {self.before or '—'} → {self.after or '—'}" if self.before or self.after else ""
        return f"{word}{'：' if lang == 'zh' else ': '}{self.name}{moved}"

    def reaches(self, reach: Reach | None, *, words: bool) -> bool:
        """Return whether the cause can change a figure.

        Parameters
        ----------
        reach
            What the figure rests on; None where that is not known, and nothing can then be said to explain it but what
            changes everything.
        words
            Whether it is a text, which follows the language.
        """
        if self.kind in ("year", "skillcast", "config"):
            return True
        if self.kind == "language":
            return words
        if reach is None:
            return False
        if self.kind == "parameter":
            return reach.shaped_by(self.name)
        if self.kind == "seed":
            return reach.drawn
        if self.kind == "library":
            return bool(reach.stages)
        return self.table in reach.tables if self.table else bool(reach.tables)


def find_causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Cause, ...]:
    """Return everything that two runs do not share, by what their ``run.json`` recorded.

    Examples
    --------
    >>> one = {"inputs": {"market.csv": "aa"}, "parameters": {"shortage.enter": 0.6}, "seed": 0, "year": 2025}
    >>> two = {"inputs": {"market.csv": "bb"}, "parameters": {"shortage.enter": 0.7}, "seed": 0, "year": 2025}
    >>> [cause.text("en") for cause in find_causes(one, two)]
    ['data: market.csv', 'parameter: shortage.enter 0.6 → 0.7']
    """
    named = [
        *_parameters(before, after),
        *_entries(before, after, "overrides"),
        *_entries(before, after, "corrections"),
    ]
    told = {cause.kind for cause in named}
    files = list(_files(before, after, told))
    single = [
        Cause(kind, word, str(before.get(entry, "")), str(after.get(entry, "")))
        for kind, entry, word in _SINGLE
        if before.get(entry) != after.get(entry)
    ]
    return (*files, *named, *single, *_libraries(before, after))


_SINGLE: tuple[tuple[CauseKind, str, str], ...] = (
    ("year", "year", "year"),
    ("year", "period", "period"),
    ("seed", "seed", "seed"),
    ("language", "lang", "lang"),
    ("skillcast", "skillcast", "skillcast"),
)


def _pairs(before: Mapping[str, Any], after: Mapping[str, Any], entry: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, old and new value of what differs in a mapping of ``run.json``."""
    old, new = dict(before.get(entry, {})), dict(after.get(entry, {}))
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _files(before: Mapping[str, Any], after: Mapping[str, Any], told: set[CauseKind]) -> Iterator[Cause]:
    """Yield the files that differ; one whose differences are told entry by entry is not told again."""
    for name, old, new in _pairs(before, after, "inputs"):
        table = NAMES.get(PurePath(name).stem.casefold(), "")
        if name == FILE:
            same = before.get("config") == after.get("config") and "config" in before
            if not (same or ("config" not in before and told & {"parameter", "correction"})):
                yield Cause("config", name)
        elif not (table == "overrides" and "override" in told):
            moved = ("", "") if old and new else ("—", "+") if new else ("+", "—")
            yield Cause("data", name, *moved, table=table)


def _parameters(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Cause]:
    for name, old, new in _pairs(before, after, "parameters"):
        yield Cause("parameter", name, _number(old), _number(new))


def _entries(
    before: Mapping[str, Any], after: Mapping[str, Any], entry: Literal["overrides", "corrections"]
) -> Iterator[Cause]:
    """Yield the overrides or corrections that only one run has; a run that only counted them tells nothing here."""
    sides = [run.get(entry, []) for run in (before, after)]
    old, new = ([_told(item) for item in side] if isinstance(side, list) else [] for side in sides)
    if not all(isinstance(side, list) for side in sides):
        return
    kind: CauseKind = "override" if entry == "overrides" else "correction"
    for words, table in [item for item in old if item not in new]:
        yield Cause(kind, words, "+", "—", table=table)
    for words, table in [item for item in new if item not in old]:
        yield Cause(kind, words, "—", "+", table=table)


def _told(item: Any) -> tuple[str, str]:
    """Return an override or a correction in words, and the input table it concerns."""
    if not isinstance(item, Mapping):
        return str(item), ""
    if "target" in item:
        words = [item.get(name, "") for name in ("target", "value", "reason", "role", "date", "expires")]
        return " ".join(map(str, filter(None, words))), "overrides"
    key = "/".join(map(str, dict(item["key"]).values()))
    return f"{item['table']} {key} {item['column']}: {item['expect']} → {item['value']} ({item['reason']})", str(
        item["table"]
    )


def _libraries(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Cause]:
    if before.get("python") != after.get("python"):
        yield Cause("library", "python", str(before.get("python", "")), str(after.get("python", "")))
    for name, old, new in _pairs(before, after, "libraries"):
        yield Cause("library", name, str(old or ""), str(new or ""))


def _number(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
