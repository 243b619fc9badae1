"""Commands on series alone: forecast and backtest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillcast.cli.options import LANG, SEED, emit, progress
from skillcast.errors import Language

if TYPE_CHECKING:
    from skillcast.forecasting.replay import Release


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--horizon", type=click.IntRange(1, 60), required=True, help="Periods ahead.")
@click.option("--method", default="ensemble", show_default=True, help="Forecasting method.")
@click.option("--out", type=click.Path(path_type=Path), help="CSV to write; default: print.")
@SEED
@LANG
def forecast(file: Path, horizon: int, method: str, out: Path | None, seed: int, lang: Language) -> None:
    """Forecast every series of FILE (columns unique_id, ds, y).

    \b
    Example:
      skillcast forecast series.csv --horizon 5 --out forecast.csv
    """
    from skillcast.forecasting import forecast as run
    from skillcast.io.series import read_series

    with progress(lang) as stage:
        stage("read")
        frame = read_series(file)
        stage("forecast")
        result = run(frame, horizon=horizon, method=method, seed=seed)
    emit(result, out)


@click.command()
@click.argument("data", metavar="FILE|NAME", type=click.Path(path_type=Path))
@click.option("--horizon", type=click.IntRange(1, 60), help="Periods ahead. Default: 5 years, 8 quarters or 12 months.")
@click.option("--annual", is_flag=True, help="Yearly means, as `publish` forecasts them.")
@click.option(
    "--group", metavar="COLUMN", help="Also score by this column of FILE, or by size, unique_id, origin or period."
)
@click.option(
    "--release",
    type=click.Choice(["latest", "first"]),
    default="latest",
    show_default=True,
    help="Where FILE has a column `vintage`: the release forecasts are scored against.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="CSV of all scores.")
@click.option(
    "--figure",
    type=click.Path(path_type=Path, dir_okay=False),
    help="PNG, SVG or PDF to draw. Default: beside the CSV, else backtest-NAME.png here.",
)
@SEED
@LANG
def backtest(
    data: Path,
    horizon: int | None,
    annual: bool,
    group: str | None,
    release: Release,
    out: Path | None,
    figure: Path | None,
    seed: int,
    lang: Language,
) -> None:
    """Forecast the past again and say how good it would have been: a table, a figure and a verdict.

    FILE is a CSV (unique_id, ds, y) or a city's tables (employment by industry); NAME a bundled data set.

    \b
    Examples:
      skillcast backtest jiayuguan_synthetic
      skillcast backtest us_sector_employment --lang en
      skillcast backtest series.csv --horizon 3 --group region --out scores.csv
    """
    picture = figure or (out.with_suffix(".png") if out else Path(f"backtest-{data.stem}.png"))
    if picture.suffix not in (".png", ".svg", ".pdf"):
        raise click.UsageError(f"--figure {picture}: .png, .svg or .pdf")
    for folder in {path.parent for path in (out, picture) if path is not None}:
        if not folder.is_dir():
            raise click.UsageError(f"no folder {folder} / 没有这个文件夹")
    with progress(lang) as stage:
        stage("read")
        from skillcast.forecasting import backtest as run
        from skillcast.forecasting.replay import OWN
        from skillcast.io.series import read_source

        groups = [group] if group else []
        source = read_source(_named(data), needed=[name for name in groups if name not in OWN], optional=["vintage"])
        stage("backtest")
        found = run(source.frame, horizon=horizon, annual=annual, groups=groups, release=release, seed=seed)
        stage("figures")
        from skillcast.publication.figures.scorecard_figure import draw_backtest
        from skillcast.publication.scorecard import report

        title, unit, banner = source.words(lang)
        problems = draw_backtest(found, picture, title=title, unit=unit, banner=banner, lang=lang)
    click.echo(report(found, lang, title=title, banner=banner, groups=groups))
    for problem in problems:
        click.echo(problem.text(lang), err=True)
    if out is not None:
        emit(found.gathered(groups), out)
        emit(found.tests, out.with_stem(f"{out.stem}-tests"))
    click.echo(f"{picture}")


def _named(data: Path) -> Path:
    """Return the folder of a bundled data set where its name was given and no file is called so."""
    from skillcast.datasets import names, sample_path

    return sample_path(data.name) if not data.exists() and str(data) in names() else data
