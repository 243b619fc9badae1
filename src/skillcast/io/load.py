"""Read a city: find the tables, correct, convert, check, and say everything that is wrong at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from skillcast.errors import DataError, ParameterError, Problem
from skillcast.io.config import FILE, Config, read_config
from skillcast.io.convert import convert
from skillcast.io.corrections import apply_corrections
from skillcast.io.hostile import inert
from skillcast.io.raw import RawTable
from skillcast.io.sources import find_tables, sha256
from skillcast.labour_market import LabourMarket
from skillcast.parameters import load_parameters
from skillcast.standards import code_list
from skillcast.tables import TABLES
from skillcast.tables.check import CodeFault, check_links, check_region, check_table, placed
from skillcast.tables.market import DIMENSIONS


def load(path: str | Path) -> LabourMarket:
    """Read and check a city's tables.

    Parameters
    ----------
    path
        A folder of tables (CSV, XLSX or Parquet) or one .xlsx workbook, with ``skillcast.toml`` beside.

    Returns
    -------
    LabourMarket

    Raises
    ------
    DataError
        With every error found; warnings are kept in the result.

    Examples
    --------
    >>> import skillcast
    >>> market = skillcast.load(skillcast.sample_path())
    >>> market.config.city.name, market.has("vacancies")
    ('嘉峪关市', True)
    """
    market, problems = _read(Path(path))
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors or market is None:
        raise DataError(errors)
    return market


def check(path: str | Path) -> list[Problem]:
    """Return every finding, errors and warnings, without raising.

    Parameters
    ----------
    path
        As for `load`.

    Returns
    -------
    list of Problem
        Sorted by severity and place; empty when there is nothing to say.

    Examples
    --------
    >>> import skillcast
    >>> {problem.severity for problem in skillcast.check(skillcast.sample_path())}
    {'warning'}
    """
    return _read(Path(path))[1]


def _read(path: Path) -> tuple[LabourMarket | None, list[Problem]]:
    """Return the checked tables and every finding, each in words that can be printed and published."""
    market, problems = _tables(path)
    if market is not None:
        market = replace(market, warnings=tuple(map(inert, market.warnings)))
    return market, [inert(problem) for problem in problems]


def _tables(path: Path) -> tuple[LabourMarket | None, list[Problem]]:
    raws, problems, hashes = find_tables(path)
    if any(problem.kind == "no-input" for problem in problems):
        return None, problems
    config_path = (path if path.is_dir() else path.parent) / FILE
    config, faults = read_config(config_path)
    unread = any(problem.severity == "error" for problem in problems)
    faults += _named_tables(config, set(TABLES) if unread else {raw.name for raw in raws})
    problems += faults
    if faults:
        return None, problems  # editions, gaps and corrections are not known: all that follows depends on them
    if config_path.exists():
        hashes[FILE] = sha256(config_path)
    problems += _parameters(config)
    tables: dict[str, pd.DataFrame] = {}
    places: dict[str, RawTable] = {}
    for raw in raws:
        if raw.name in tables:
            continue
        raw, faults = apply_corrections(raw, config.corrections)
        problems += faults
        frame, faults = convert(raw)
        problems += faults
        tables[raw.name], places[raw.name] = frame, raw
        if not any(fault.kind in ("missing-column", "duplicate-column") for fault in faults):
            found = check_table(frame, TABLES[raw.name], codes=_codes(config), gaps=_gaps(config, raw.name))
            problems += placed(found, table=raw.name, file=raw.file, sheet=raw.sheet)
    faulty = {(problem.table, problem.column) for problem in problems}
    for problem in check_links(tables, faulty=faulty) + check_region(tables, config.city.region):
        raw = places[problem.table]
        problems += placed([problem], table=raw.name, file=raw.file, sheet=raw.sheet)
    problems += _required(tables, problems)
    problems = sorted(
        problems, key=lambda item: (item.severity, item.file, item.sheet, item.row or 0, item.column, item.kind)
    )
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    ready = {name: _sorted(frame, name) for name, frame in tables.items()}
    warnings = tuple(_merged(problems))
    return LabourMarket(config, ready, warnings, hashes, config.corrections), problems


def _codes(config: Config) -> dict[str, CodeFault]:
    editions = {
        "occupation": config.standards.occupation,
        "industry": config.standards.industry,
        "programme": config.standards.programme,
        "market": "",
    }
    faults: dict[str, CodeFault] = {name: code_list(name, edition).fault for name, edition in editions.items()}
    faults |= {f"market/{dimension}": code_list(f"market/{dimension}").fault for dimension in DIMENSIONS}
    return faults if config.standards.industry == "own" else faults | {"region": code_list("region").fault}


def _gaps(config: Config, table: str) -> set[str]:
    return {gap.period for gap in config.allow.gaps if gap.table == table}


def _named_tables(config: Config, given: set[str]) -> list[Problem]:
    """Return the declared gaps of no known table and the corrections of no given one: they would do nothing, unnoticed."""
    gaps, corrections = enumerate(config.allow.gaps), enumerate(config.corrections)
    entries = [(f"allow.gaps.{place}", gap.table) for place, gap in gaps if gap.table not in TABLES]
    entries += [(f"corrections.{place}", item.table) for place, item in corrections if item.table not in given]
    return [
        Problem(
            "bad-config",
            file=FILE,
            column=where,
            value=table,
            facts={
                "reason": f"“{where}”所指的表“{table}”不存在或未提供",
                "reason_en": f"'{where}' speaks of table '{table}', which was not supplied",
            },
        )
        for where, table in entries
    ]


def _parameters(config: Config) -> list[Problem]:
    try:
        load_parameters(config.city.year or 2025, config.parameters)
    except ParameterError as error:
        return [replace(problem, file=FILE) for problem in error.problems]
    return []


def _required(tables: dict[str, pd.DataFrame], problems: list[Problem]) -> list[Problem]:
    reported = {problem.table for problem in problems if problem.severity == "error"}
    return [
        Problem("missing-table", table=name, value=name)
        for name, spec in TABLES.items()
        if spec.needed == "required" and name not in tables and name not in reported
    ]


def _sorted(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    keys = [key for key in TABLES[name].keys if key in frame]
    return frame.sort_values(keys, ignore_index=True)


def _merged(problems: list[Problem]) -> list[Problem]:
    """Return one warning a kind, table and period, so that a gap every series shares is told once."""
    seen: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        key = (problem.kind, problem.file, problem.sheet, problem.facts.get("missing", problem.value))
        seen.setdefault(key, problem)
    return list(seen.values())
