"""Commands around the tables that come in: a sample, a template, a check."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from skillcast.cli.options import LANG
from skillcast.errors import Language


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--name", default="jiayuguan_synthetic", show_default=True, help="Which bundled data set.")
def sample(directory: Path, name: str) -> None:
    """Copy a bundled data set into DIRECTORY.

    \b
    Example:
      skillcast sample mycity
    """
    from skillcast.datasets import copy_sample, names

    if name not in names():
        raise click.UsageError(f"no data set '{name}'; there are: {', '.join(names())}")
    if directory.exists() and any(directory.iterdir()):
        raise click.UsageError(f"{directory} is not empty / 文件夹不为空")
    copy_sample(directory, name=name)
    click.echo(f"{directory}")


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
def template(directory: Path) -> None:
    """Write an empty workbook and a commented skillcast.toml into DIRECTORY.

    \b
    Example:
      skillcast template mytables
    """
    from skillcast.io.template import write_template

    click.echo(f"{write_template(directory)}")


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
@LANG
def check(data: Path, lang: Language) -> None:
    """Check the tables in DATA (a folder or one .xlsx) and print every finding.

    \b
    Example:
      skillcast check mytables
    """
    from skillcast.io.load import check as check_tables

    problems = check_tables(data)
    for problem in problems:
        click.echo(problem.text(lang), err=problem.severity == "error")
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    words = f"{errors} 个错误，{warnings} 个提示。" if lang == "zh" else f"{errors} errors, {warnings} warnings."
    click.echo(words, err=errors > 0)
    if errors:
        sys.exit(2)
