"""From a printed figure back to the cells, parameters, overrides and corrections it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillcast.errors import Language
from skillcast.parameters.loader import STATUS_ZH, catalogue
from skillcast.publication.content import Document, Table
from skillcast.publication.printing import records
from skillcast.publication.trace.conditions import TOTAL_WORDS, WAY_WORDS, earlier
from skillcast.publication.trace.edition import Edition, row_keys
from skillcast.publication.trace.inputs import InputCell, Inputs, remade
from skillcast.publication.trace.lookup import Printed, find_figure, printed_text
from skillcast.publication.trace.registry import Cells, Lineage, Reach, chain, lineage, reach, sources, stages
from skillcast.tables import TABLES

PROVENANCE = "provenance.json"


@dataclass(frozen=True)
class Parameter:
    """A parameter that shapes a figure: value in force, standing, source, whether the user set it."""

    name: str
    value: object
    status: str
    source: str
    user_set: bool


@dataclass(frozen=True)
class Trace:
    """Where one printed figure comes from.

    Parameters
    ----------
    figure, printed
        The figure and its text.
    entry, reach
        How it comes about, and all it rests on; None where the registry does not say.
    groups
        The cells read, one list for each part of `entry.cells`; empty without the input files.
    again
        The figure computed again from these cells, where they are all there is to it.
    parameters
        Those that shape it.
    overrides, corrections
        Of the row, and of the cells read or the tables behind it.
    upstream
        Printed figures it is computed from: caption, heading and text.
    period
        The year or quarter of the publication.
    """

    figure: Printed
    printed: str
    entry: Lineage | None
    reach: Reach
    groups: tuple[tuple[InputCell, ...], ...]
    again: float | None
    parameters: tuple[Parameter, ...]
    overrides: tuple[str, ...]
    corrections: tuple[str, ...]
    upstream: tuple[tuple[str, str, str], ...]
    period: str

    @property
    def agrees(self) -> bool | None:
        """Return whether the figure computed again is the one published; None where it was not."""
        if self.again is None or not self.figure.raw:
            return None
        return abs(self.again - float(self.figure.raw)) <= 1e-9 * max(1.0, abs(self.again))


def trace_figure(out: str | Path, table: str, row: str, column: str, *, data: str | Path | None = None) -> Trace:
    """Say where a printed figure comes from.

    Parameters
    ----------
    out
        Folder of the publication.
    table, row, column
        The figure, as people name it; see `skillcast.publication.trace.lookup.find_figure`.
    data
        The tables it was made from: the cells read are then listed, with file and row.

    Returns
    -------
    Trace

    Raises
    ------
    DataError
        If there is no such figure, or the tables are not those it was made from.

    Examples
    --------
    >>> import tempfile
    >>> from skillcast.errors import DataError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         trace_figure(folder, "market_industry", "C", "demand")
    ...     except DataError as error:
    ...         error.problems[0].kind
    'not-a-publication'
    """
    edition = Edition.read(out)
    figure = find_figure(edition, table, row, column)
    manifest, name, period = edition.manifest, figure.value.name, edition.period
    entry = lineage(figure.table.name, name, figure.fields)
    rests = reach(figure.table.name, name, figure.fields) or Reach()
    groups: tuple[tuple[InputCell, ...], ...] = ()
    again = None
    # What is withheld stays withheld: its cells are not listed either.
    if data is not None:
        inputs = Inputs.read(Path(data), manifest)
        if entry is not None and not figure.withheld:
            facts = entry.facts(figure.table.name, name, figure.fields)
            groups = tuple(tuple(inputs.cells(cells, period, facts)) for cells in entry.cells)
            again = remade(entry, [list(group) for group in groups], inputs, period)
    return Trace(
        figure,
        printed_text(figure, edition.document.lang),
        entry,
        rests,
        groups,
        again,
        tuple(_parameters(entry, rests, manifest)),
        tuple(_overrides(figure, rests, manifest)),
        tuple(_corrections(groups, rests, manifest)),
        tuple(_upstream(edition, figure, entry)),
        period,
    )


def provenance(document: Document, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return where every column of a publication comes from, for ``data/provenance.json``.

    Parameters
    ----------
    document
        The publication.
    manifest
        What its run recorded (``run.json``).

    Returns
    -------
    dict
        JSON values: `year` or `period`, `inputs` (fingerprints), `overrides`, `corrections`, `stages` (words, tables, parameters) and `figures`: table
        by table, column by column, the formula, cells, tables, stages, parameters with their values, printed columns it rests on, page.
    """
    lang = document.lang
    figures = {
        table.name: {
            column.name: described
            for column in table.columns
            if (described := _described(table, column.name, manifest, lang)) is not None
        }
        for table in (*document.tables, *document.extra)
    }
    return {
        **{
            name: manifest[name]
            for name in ("skillcast", "year", "period", "inputs", "overrides", "corrections")
            if name in manifest
        },
        "stages": {
            stage.name: {
                "words": stage.words(lang),
                "after": list(stage.after),
                "tables": list(stage.tables),
                "parameters": [
                    name
                    for name in sorted(manifest.get("parameters", {}))
                    if Reach(parameters=frozenset(stage.parameters)).shaped_by(name)
                ],
                "page": stage.page,
            }
            for stage in stages().values()
        },
        "figures": {name: columns for name, columns in figures.items() if columns},
    }


def provenance_bytes(document: Document, manifest: Mapping[str, Any]) -> bytes:
    """Return `provenance` as the file `PROVENANCE`."""
    text = json.dumps(provenance(document, manifest), ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _described(table: Table, column: str, manifest: Mapping[str, Any], lang: Language) -> dict[str, Any] | None:
    entry = lineage(table.name, column)
    if entry is None:
        return None
    named = Reach(parameters=frozenset(entry.parameters))
    return {
        "words": entry.words(lang),
        "cells": [
            {"table": cells.table, "columns": list(cells.columns), "where": dict(cells.where), "sign": cells.sign}
            for cells in entry.cells
        ],
        "made": entry.make,
        "tables": list(entry.tables),
        "stages": list(chain(entry.stages)),
        "parameters": {name: value for name, value in manifest.get("parameters", {}).items() if named.shaped_by(name)},
        "of": [".".join(place) for place in sources(entry, table.name, column)],
        "page": entry.page,
    }


def _parameters(entry: Lineage | None, rests: Reach, manifest: Mapping[str, Any]) -> Iterator[Parameter]:
    """Yield what shapes a figure: what the user set first, then from the last stage back to the first."""
    values = {name: value for name, value in manifest.get("parameters", {}).items() if rests.shaped_by(name)}
    changed = set(manifest.get("changed_parameters", ()))
    nearest = [Reach(parameters=frozenset(entry.parameters if entry else ()))]
    nearest += [Reach(parameters=frozenset(stages()[name].parameters)) for name in reversed(rests.stages)]

    def order(name: str) -> tuple[bool, int]:
        return name not in changed, next((n for n, near in enumerate(nearest) if near.shaped_by(name)), len(nearest))

    for name in sorted(values, key=order):
        known = catalogue().get(name)
        words = ("", "") if known is None else (known.status, known.source)
        yield Parameter(name, values[name], *words, name in changed)


def _overrides(figure: Printed, rests: Reach, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield the overrides of the row's occupation where the figure rests on the calls."""
    recorded = manifest.get("overrides", ())
    if "overrides" not in rests.tables or not isinstance(recorded, list):
        return
    for item in recorded:
        if item["target"] in map(str, figure.fields.values()):
            yield " ".join(
                str(item[name]) for name in ("target", "value", "reason", "role", "date", "expires") if item.get(name)
            )


def _corrections(groups: Iterable[Iterable[InputCell]], rests: Reach, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield the corrections of the cells read; without the files, of every table behind the figure."""
    read = [cell.correction for group in groups for cell in group if cell.correction is not None]
    if groups:
        yield from dict.fromkeys(
            f"{item.table} {item.column}: {item.expect} → {item.value}（{item.reason}）" for item in read
        )
        return
    for item in manifest.get("corrections", ()):
        if isinstance(item, Mapping) and item["table"] in rests.tables:
            yield f"{item['table']} {item['column']}: {item['expect']} → {item['value']}（{item['reason']}）"


def _upstream(edition: Edition, figure: Printed, entry: Lineage | None) -> Iterator[tuple[str, str, str]]:
    if entry is None:
        return
    tables = {table.name: table for table in edition.tables}
    captions = edition.captions()
    key = row_keys(figure.table)[figure.row]
    for name, field in sources(entry, figure.table.name, figure.value.name):
        table = tables.get(name)
        if table is None:
            continue
        place = figure.row if table is figure.table else _same_row(table, key)
        for column in table.columns:
            if column.name == field and place is not None:
                fields = list(records(table))[place]
                found = Printed(table, captions[name], place, "", fields, column, column)
                yield captions[name], column.header, printed_text(found, edition.document.lang)


def _same_row(table: Table, key: tuple[str, ...]) -> int | None:
    keys = row_keys(table)
    return keys.index(key) if key in keys else None


def status_words(parameter: Parameter, lang: Language) -> str:
    """Return the standing of a parameter."""
    return STATUS_ZH.get(parameter.status, parameter.status) if lang == "zh" else parameter.status


def where_words(cells: Cells, facts: Mapping[str, str], period: str, lang: Language) -> str:
    """Return the conditions on the rows of an input table as a phrase."""
    spec = TABLES[cells.table]
    named = {way.removeprefix("@"): str(earlier(period, way)) for way in ("@now", "@before", "@quarter_before")}
    parts = []
    for name, wanted in cells.where.items():
        whole = wanted in ("@group", "@industry") and facts.get(name) == "total"
        words = (TOTAL_WORDS if whole else WAY_WORDS.get(wanted, (wanted, wanted)))[lang == "en"]
        told = words.format_map({**facts, "value": facts.get(name, ""), "year": period[:4], **named})
        parts.append(f"{spec.column(name).zh if lang == 'zh' else name} = {told}")
    return ("，" if lang == "zh" else ", ").join(parts)
