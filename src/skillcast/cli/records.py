"""Commands that look back: what differs between two publications, and where a printed figure comes from."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from skillcast.cli.options import LANG, emit
from skillcast.errors import Language

DIFFERENT = 3  # exit status of ``diff --exit-code``; 1 and 2 are faults


@click.command()
@click.argument("before", metavar="OUT_A", type=click.Path(path_type=Path))
@click.argument("after", metavar="OUT_B", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="CSV of every change; default: print.")
@click.option("--exit-code", is_flag=True, help=f"Exit with {DIFFERENT} where anything printed differs, for scripts.")
@LANG
def diff(before: Path, after: Path, out: Path | None, exit_code: bool, lang: Language) -> None:
    """Say what differs between two publications, and why: data, parameters, overrides, corrections, versions.

    \b
    Examples:
      skillcast diff 2025-first 2025-corrected
      skillcast diff last-year out --out changes.csv
    """
    from skillcast.publication.trace import diff as compare

    found = compare(before, after, lang=lang)
    if out is None:
        click.echo(found.text(lang))
    else:
        emit(found.changes, out)
    if exit_code and len(found.changes):
        sys.exit(DIFFERENT)


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("table")
@click.argument("row")
@click.argument("column")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="The tables it was made from, to list the cells read. A bundled city is found by itself.",
)
@click.option("--all", "everything", is_flag=True, help="List every cell; default: the first 20 of each table.")
@LANG
def trace(out: Path, table: str, row: str, column: str, data: Path | None, everything: bool, lang: Language) -> None:
    """Say where a printed figure comes from: cells, formula, parameters, overrides, corrections.

    TABLE is the name of a table or its printed number (表7); ROW the code or name that begins it, or its number from 1;
    COLUMN a field or a printed heading.

    \b
    Examples:
      skillcast trace out market_total demand 合计
      skillcast trace out shortage_catalogue 4-10-01-05 缺口数 --data mytables
    """
    from skillcast.publication.trace import trace_figure, trace_text

    found = trace_figure(out, table, row, column, data=data or _bundled(out))
    click.echo(trace_text(found, lang, limit=None if everything else 20))


def _bundled(out: Path) -> Path | None:
    """Return the bundled data set a publication was made from, if it was made from one."""
    from skillcast.datasets import names, sample_path
    from skillcast.publication.trace import made_from

    return next((path for path in map(sample_path, names()) if made_from(out, path)), None)
