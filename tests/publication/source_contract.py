"""What must hold of a publication's sources: every number has one, and what is a plain sum of input cells is made again from them."""

from __future__ import annotations

from pathlib import Path

from skillcast.publication.printing import is_missing, records
from skillcast.publication.sentences.correction import HEADLINES
from skillcast.publication.trace.edition import Edition, row_keys
from skillcast.publication.trace.inputs import Inputs, remade
from skillcast.publication.trace.registry import lineage, reach

# Columns that must be made again in a publication of the bundled city.
PLAIN = {
    *(
        (f"market_{part}", "demand")
        for part in ("sector", "industry", "owner", "occupation", "sex", "age", "education")
    ),
    *((f"market_{part}", "seekers") for part in ("occupation", "applicant", "sex", "age", "education", "skill_level")),
    *(("market_total", name) for name in ("carried", "new", "total", "last_year")),
    *((table, name) for table in ("top_shortage", "top_surplus") for name in ("demand", "seekers")),
    *(("shortage_catalogue", name) for name in ("demand", "seekers", "registered_gap")),
    *(("graduates", name) for name in ("graduates", "placed", "placed_local", "further_study")),
    *(("training_catalogue", name) for name in ("hours", "completions", "subsidy_base")),
    ("programme_pipeline", "enrolled"),
    ("forecast_industry", "base"),
}
LONG = 100  # of a table with more rows every tenth is enough


def without_source(edition: Edition) -> list[tuple[str, str]]:
    """Return the numeric columns that the registry does not cover, or of which it names nothing they rest on."""
    found = []
    for table in edition.tables:
        for column in table.columns:
            rests = reach(table.name, column.name)
            if column.numeric and (rests is None or not (rests.tables | rests.parameters)):
                found.append((table.name, column.name))
    return found


def made_wrong(edition: Edition, data: Path) -> tuple[list[tuple[object, ...]], set[tuple[str, str]]]:
    """Return the figures that their cells do not give, and the columns that were made again."""
    inputs = Inputs.read(data, edition.manifest)
    wrong: list[tuple[object, ...]] = []
    made = set()
    for table in edition.document.tables:
        rows = list(records(table))
        for row in rows[:: 10 if len(rows) > LONG else 1]:
            for column in table.columns:
                entry = lineage(table.name, column.name, row)
                text = row[column.name]
                if entry is None or not entry.make or column.name.endswith("_text") or is_missing(text):
                    continue
                facts = entry.facts(table.name, column.name, row)
                groups = [inputs.cells(cells, edition.period, facts) for cells in entry.cells]
                again = remade(entry, groups, inputs, edition.period)
                made.add((table.name, column.name))
                if again != float(str(text)):
                    wrong.append((table.name, column.name, row_keys(table)[rows.index(row)], again, text))
    return wrong, made


def without_headline(edition: Edition) -> list[tuple[str, str, str]]:
    """Return the headline figures of a correction note that the publication does not have."""
    tables = {table.name: table for table in edition.tables}
    return [
        (table, row, column)
        for table, row, column, _, _ in HEADLINES
        if table not in tables or (row,) not in row_keys(tables[table]) or column not in tables[table].frame
    ]
