"""What must hold between the cells of the form: its balance rules, shares of parts, ratios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from keyword import iskeyword

import numpy as np

from skillcast.publication.content import Table
from skillcast.publication.identities import cell_breaches
from skillcast.publication.printing import is_missing
from skillcast.publication.sections.form.groups import HALF_A_RATIO, HALF_A_SHARE, has_ratio, top_codes
from skillcast.publication.sections.form.measured import ANY, TOTAL
from skillcast.publication.sections.form.registrations import SIDES
from skillcast.tables.market import SECTORS

FIRST = "market_total"


def form_checks(tables: Iterable[Table], method: str) -> tuple[str, ...]:
    """Return the identities between the cells of a form, for `Document.checks`.

    Parameters
    ----------
    tables
        Tables of the document; those that are not of the form are passed over.
    method
        How ratios were worked out: ``official`` or ``plain`` (parameter ``shortage.ratio_method``).

    Returns
    -------
    tuple of str
        As `identities` reads them. A balance that the registrations do not keep is left out: reading them gave the warning
        ``form-imbalance``, which the notes carry.
    """
    named = {table.name: table for table in tables if table.name.startswith("market_")}
    always: list[str] = [*_first_table()] if FIRST in named else []
    for table in _groups(named):
        always += [*_sums(table), *_part_shares(table), *(_ratios(table, method) if has_ratio(table) else ())]
    return (*always, *(balance for balance in balances(named) if _holds(balance, named)))


def balances(tables: Mapping[str, Table]) -> Iterator[str]:
    """Yield the balance rules of the form: every dimension sums to table 1, sections to sectors, parts stay within their group.

    Examples
    --------
    >>> import pandas as pd
    >>> from skillcast.publication.content import ColumnFormat
    >>> def table(name, codes):
    ...     frame = pd.DataFrame({"code": codes, "parent": "", "demand": 1.0})
    ...     return Table(name, "表", frame, tuple(ColumnFormat(field, field) for field in frame), primary_key=("code",))
    >>> made = [table("market_sector", ["2", "total"]), table("market_industry", ["B", "C", "total"])]
    >>> list(balances({table.name: table for table in made}))
    ["market_sector.demand['2'] == market_industry.demand[B, C]"]
    """
    groups = _groups(tables)
    if FIRST in tables:
        for table in groups:
            yield from (f"{_cell(table, side, TOTAL)} == {FIRST}.total[{side}]" for side in _sides(table))
    if {"market_sector", "market_industry"} <= set(tables):
        sectors, industries = tables["market_sector"], tables["market_industry"]
        for sector in top_codes(sectors.frame):
            sections = [code for code in SECTORS[sector] if code in set(industries.frame["code"])]
            if sections:
                yield f"{_cell(sectors, 'demand', sector)} == {_cell(industries, 'demand', *sections)}"
    for table in groups:
        for parent, parts in _parts(table):
            for side in _sides(table):
                yield f"{_cell(table, side, *parts)} <= {_cell(table, side, parent)}"


def _first_table() -> Iterator[str]:
    for side in SIDES:
        yield f"{FIRST}.total[{side}] == {FIRST}.carried[{side}] + {FIRST}.new[{side}]"
    for name in ("carried", "new", "total"):
        yield f"abs({FIRST}.{name}[ratio] - {FIRST}.{name}[demand] / {FIRST}.{name}[seekers]) <= {HALF_A_RATIO}"


def _sums(table: Table) -> Iterator[str]:
    """Yield the sums that the table's own checks cannot say: with parts among the rows, or cells the form does not have."""
    for side in _sides(table):
        known = _known(table, side, top_codes(table.frame))
        if known and len(known) < len(table.frame) - 1:
            for field in (side, f"{side}_share"):
                yield f"{_cell(table, field, TOTAL)} == {_cell(table, field, *known)}"


def _part_shares(table: Table) -> Iterator[str]:
    if not any(_parts(table)):
        return
    for side in _sides(table):
        for code, parent in zip(table.frame["code"], table.frame["parent"], strict=True):
            if _known(table, side, [code]):
                quotient = f"{_cell(table, side, code)} / {_cell(table, side, parent or TOTAL)}"
                yield f"abs({_cell(table, f'{side}_share', code)} - {quotient}) <= {HALF_A_SHARE}"


def _ratios(table: Table, method: str) -> Iterator[str]:
    for code in _known(table, "ratio", list(table.frame["code"])):
        sides = []
        for side, other in (SIDES, SIDES[::-1]):
            term = _cell(table, side, code)
            if method == "official" and code != TOTAL and _known(table, side, [ANY]):
                free = f"{_cell(table, side, ANY)} * {_cell(table, other, code)} / {_cell(table, other, TOTAL)}"
                term = f"({term} + {free})"
            sides.append(term)
        yield f"abs({_cell(table, 'ratio', code)} - {sides[0]} / {sides[1]}) <= {HALF_A_RATIO}"


def _groups(tables: Mapping[str, Table]) -> list[Table]:
    return [table for name, table in tables.items() if name != FIRST]


def _sides(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name in SIDES]


def _cell(table: Table, field: str, *codes: str) -> str:
    """Return a cell, or a sum of cells, as identities name it."""
    keys = (code if code.isidentifier() and not iskeyword(code) else repr(code) for code in codes)
    return f"{table.name}.{field}[{', '.join(keys)}]"


def _known(table: Table, field: str, codes: Sequence[str]) -> list[str]:
    there = set(table.frame.loc[table.frame[field].notna(), "code"])
    return [code for code in codes if code in there]


def _parts(table: Table) -> list[tuple[str, list[str]]]:
    rows = table.frame[table.frame["parent"] != ""]
    return [(str(parent), list(map(str, part["code"]))) for parent, part in rows.groupby("parent", sort=False)]


def _holds(balance: str, tables: Mapping[str, Table]) -> bool:
    def cell(name: str, field: str, key: str) -> float:
        frame, column = tables[name].frame, tables[name].primary_key[0]
        value = frame.loc[frame[column] == key, field].iloc[0]
        return np.nan if is_missing(value) else float(value)

    return not cell_breaches(balance, cell)
