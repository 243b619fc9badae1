"""Where every published figure comes from, as data: the files of `lineage/` and how one looks a figure up in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from skillcast.errors import Language
from skillcast.publication.printing import plain

STAGES = "stages.toml"
Make = Literal["", "sum", "mean"]


@dataclass(frozen=True)
class Cells:
    """Input cells a figure is taken from: a table, columns, and conditions on its keys.

    A condition is a text, in which ``{field}`` stands for a field of the printed row, or the name of a way to choose rows
    (`skillcast.publication.trace.conditions.WAYS`), such as ``@year``. `sign` is -1 where the cells are taken off.
    """

    table: str
    columns: tuple[str, ...]
    where: Mapping[str, str]
    sign: int = 1


@dataclass(frozen=True)
class Stage:
    """A stage of the chain: what it reads at large, which parameters shape it, which stages it rests on.

    `drawn` says that it hangs on the random scenarios.
    """

    name: str
    zh: str
    en: str
    page: str
    after: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    drawn: bool = False

    def words(self, lang: Language) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, eq=False)
class Lineage:
    """How the figures of one or more columns come about.

    Parameters
    ----------
    table, columns
        Patterns: ``*`` stands for anything, ``{name}`` for a part of the table's name that conditions may use.
    when
        Values that fields of the row must have; empty for all rows.
    zh, en, page
        The formula in words, and the page that explains it.
    make
        ``sum``: the figure is the sum of its cells; ``mean``: each group of cells summed, divided by the periods of the year and
        rounded; empty: the cells are not all there is to it.
    cells, tables, stages, parameters
        What feeds it directly: cells; tables at large; stages; names of parameters (``*`` as above).
    of
        Printed columns it is computed from: of the same table, or ``table.column``.
    """

    table: str
    columns: tuple[str, ...]
    zh: str
    en: str
    page: str
    make: Make = ""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: tuple[Cells, ...] = ()
    tables: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    of: tuple[str, ...] = ()

    def words(self, lang: Language) -> str:
        return self.zh if lang == "zh" else self.en

    def fits(self, table: str, column: str) -> bool:
        """Return whether this is, in some rows, the lineage of a column."""
        return _pattern(self.table).fullmatch(table) is not None and any(
            fnmatchcase(column, pattern) for pattern in self.columns
        )

    def holds(self, row: Mapping[str, object] | None) -> bool:
        """Return whether it holds in a row; without one, whether it holds in some."""
        return row is None or all(plain(row.get(name)) in values for name, values in self.when.items())

    def facts(self, table: str, column: str, row: Mapping[str, object]) -> dict[str, str]:
        """Return what ``{...}`` may name: the fields of the row, parts of the table's name, the column and its measure."""
        match = _pattern(self.table).fullmatch(table)
        named = {"column": column.removesuffix("_text"), "measure": column.split("_")[0]}
        return {str(name): plain(value) for name, value in row.items()} | (match.groupdict() if match else {}) | named


@dataclass(frozen=True)
class Reach:
    """All that can change a figure: input tables, patterns of parameters, the stages passed, whether scenarios matter."""

    tables: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    stages: tuple[str, ...] = ()
    drawn: bool = False

    def __or__(self, other: Reach) -> Reach:
        stages = (*self.stages, *(name for name in other.stages if name not in self.stages))
        return Reach(self.tables | other.tables, self.parameters | other.parameters, stages, self.drawn or other.drawn)

    def shaped_by(self, parameter: str) -> bool:
        return any(fnmatchcase(parameter, pattern) for pattern in self.parameters)


@cache
def stages() -> dict[str, Stage]:
    """Return the stages by name.

    Examples
    --------
    >>> stages()["gap"].after
    ('openings', 'supply')
    """
    raw = tomllib.loads((files("skillcast.publication.trace") / "lineage" / STAGES).read_text(encoding="utf-8"))
    return {name: Stage(name, **_tuples(entry)) for name, entry in raw.items()}


@cache
def registry() -> tuple[Lineage, ...]:
    """Return every lineage in the order in which they are tried."""
    found = []
    for path in sorted((files("skillcast.publication.trace") / "lineage").iterdir(), key=lambda item: item.name):
        if path.name.endswith(".toml") and path.name != STAGES:
            for entry in tomllib.loads(path.read_text(encoding="utf-8"))["figure"]:
                cells = tuple(Cells(**_tuples(part)) for part in entry.pop("cells", ()))
                when = {name: tuple(values) for name, values in entry.pop("when", {}).items()}
                found.append(Lineage(**_tuples(entry), cells=cells, when=when))
    return tuple(found)


def lineage(table: str, column: str, row: Mapping[str, object] | None = None) -> Lineage | None:
    """Return how a figure comes about, or None where the registry does not say.

    Examples
    --------
    >>> lineage("shortage_catalogue", "registered_gap").of
    ('demand', 'seekers')
    """
    return next((entry for entry in _candidates(table, column) if entry.holds(row)), None)


def reach(table: str, column: str, row: Mapping[str, object] | None = None) -> Reach | None:
    """Return all that can change a figure, through the columns it is computed from; None where nothing is known.

    Examples
    --------
    >>> found = reach("forecast_occupation", "forecast_gap")
    >>> "crosswalk" in found.tables, found.shaped_by("demand.exit_shock"), found.drawn
    (True, True, True)
    """
    entry = lineage(table, column, row)
    if entry is None:
        return None
    found = _whole(entry, table, column)
    if not any("{" in name for name in found.parameters):
        return found
    facts = entry.facts(table, column, row or {})
    named = frozenset(re.sub(r"\{(\w+)\}", lambda match: facts.get(match[1], "*"), name) for name in found.parameters)
    return replace(found, parameters=named)


def sources(entry: Lineage, table: str, column: str) -> Iterator[tuple[str, str]]:
    """Yield table and column of the printed figures that a figure is computed from."""
    for name in entry.of:
        named = name.replace("{column}", column).replace("{measure}", column.split("_")[0])
        place, _, field_name = named.rpartition(".")
        yield place or table, field_name


def chain(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return stages with all they rest on, in the order of the chain.

    Examples
    --------
    >>> chain(("supply",))
    ('forecast', 'staffing', 'openings', 'graduates', 'supply')
    """
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        for earlier in stages()[name].after:
            visit(earlier)
        found.setdefault(name)

    for name in names:
        visit(name)
    return tuple(found)


@cache
def _candidates(table: str, column: str) -> tuple[Lineage, ...]:
    return tuple(entry for entry in registry() if entry.fits(table, column))


@cache
def _direct(entry: Lineage) -> Reach:
    passed = [stages()[name] for name in chain(entry.stages)]
    tables = {*entry.tables, *(cells.table for cells in entry.cells)}.union(*(stage.tables for stage in passed))
    parameters = set(entry.parameters).union(*(stage.parameters for stage in passed))
    drawn = any(stage.drawn for stage in passed)
    return Reach(frozenset(tables), frozenset(parameters), tuple(stage.name for stage in passed), drawn)


@cache
def _whole(entry: Lineage, table: str, column: str) -> Reach:
    found = _direct(entry)
    for place in sources(entry, table, column):
        found |= _rests_on(*place, seen=((table, column),))
    return found


@cache
def _rests_on(table: str, column: str, *, seen: tuple[tuple[str, str], ...]) -> Reach:
    """Return what a column rests on in any of its rows, going round no circle."""
    found = Reach()
    for entry in _candidates(table, column):
        found |= _direct(entry)
        for place in sources(entry, table, column):
            if place not in seen:
                found |= _rests_on(*place, seen=(*seen, (table, column)))
        if not entry.when:
            break
    return found


@cache
def _pattern(table: str) -> re.Pattern[str]:
    text = re.escape(table).replace(r"\*", ".*")
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>\\w+)", text))


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
