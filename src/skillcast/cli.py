"""The command: parse, call, print problems. Exit status 0 done, 2 bad input, 1 our fault."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillcast import __version__
from skillcast.errors import DataError, Language

if TYPE_CHECKING:
    import pandas as pd

    from skillcast.forecasting.replay import Release
    from skillcast.labour_market import LabourMarket

STAGES = {
    "read": ("读取并检查数据", "reading and checking the tables"),
    "forecast": ("预测行业就业、职业存量和退出", "forecasting industries, occupations and exits"),
    "supply": ("推算毕业生和其他供给", "following graduates and other entrants"),
    "shortage": ("判定紧缺职业", "calling shortages"),
    "programmes": ("测算招生建议", "planning seats"),
    "bulletin": ("编写公报", "writing the bulletin"),
    "figures": ("绘制图", "drawing figures"),
    "documents": ("生成文档和数据", "making documents and data"),
    "backtest": ("回测", "backtesting"),
}
LANG = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of messages and documents.",
)
SEED = click.option("--seed", type=int, default=0, show_default=True, help="Seed of every random stream.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="skillcast")
def cli() -> None:
    """Turn a city's labour-market tables into the documents it must publish every year.

    \b
    Examples:
      skillcast publish --out out                 the bundled synthetic city
      skillcast template mytables                 an empty workbook to fill in
      skillcast check mytables                    what is wrong, and how to mend it
      skillcast publish mytables --out out        your city
      skillcast verify out                        every number re-derived
    """


@cli.command()
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


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path))
def template(directory: Path) -> None:
    """Write an empty workbook and a commented skillcast.toml into DIRECTORY.

    \b
    Example:
      skillcast template mytables
    """
    from skillcast.io.template import write_template

    click.echo(f"{write_template(directory)}")


@cli.command()
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


@cli.command()
@click.argument("data", type=click.Path(path_type=Path), required=False)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the publication.")
@click.option(
    "--year", type=int, help="Last year that counts as known. Default: skillcast.toml, else the last complete year."
)
@click.option("--horizon", type=click.IntRange(1, 10), help="Years ahead. Default: skillcast.toml.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes; the files are the same whatever their number.",
)
@SEED
@LANG
def publish(
    data: Path | None, out: Path, year: int | None, horizon: int | None, jobs: int, seed: int, lang: Language
) -> None:
    """Publish the year from the tables in DATA; without DATA, from the bundled synthetic city.

    \b
    Examples:
      skillcast publish --out out
      skillcast publish mytables --out out --year 2025 --seed 1
    """
    with _progress(lang) as stage:
        stage("read")
        market = _load(data)
        from skillcast.outlook import outlook
        from skillcast.publication.publish import publish as write

        result = outlook(market, year=year, horizon=horizon, seed=seed, progress=stage)
        write(result, out, lang=lang, jobs=jobs, progress=stage)
    for zh, en in result.notes:
        click.echo(("提示：" + zh) if lang == "zh" else ("note: " + en), err=True)
    click.echo(f"{out}")


@cli.command()
@click.argument("data", type=click.Path(path_type=Path), required=False)
@click.option("--scenario", type=click.Path(path_type=Path), help="TOML or CSV file of closures and new plants.")
@click.option("--close", multiple=True, metavar="INDUSTRY=SHARE|POSTS", help="A closure; may be repeated.")
@click.option("--open", "new", multiple=True, metavar="INDUSTRY=POSTS", help="A new plant; may be repeated.")
@click.option("--from", "start", type=click.IntRange(1990, 2100), help="Year of --close and --open. Default: the next.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the comparison.")
@SEED
@LANG
def compare(
    data: Path | None,
    scenario: Path | None,
    close: tuple[str, ...],
    new: tuple[str, ...],
    start: int | None,
    out: Path,
    seed: int,
    lang: Language,
) -> None:
    """Say what a scenario changes in occupations, lists and seats; without DATA, in the bundled synthetic city.

    \b
    Examples:
      skillcast compare --close C31=0.5 --from 2027 --out half
      skillcast compare mytables --scenario steel.toml --out steel
    """
    if (scenario is None) == (not close and not new):
        raise click.UsageError("give either --scenario, or --close and --open / 请给出 --scenario，或 --close、--open")
    with _progress(lang) as stage:
        stage("read")
        from skillcast.io.scenario import quick_scenario, read_scenario

        wanted = quick_scenario(close, new, start) if scenario is None else read_scenario(scenario)
        market = _load(data)
        from skillcast.comparison import compare_scenario
        from skillcast.publication.comparison import publish_comparison
        from skillcast.publication.sections.change import change_sentences
        from skillcast.publication.words import Words

        found = compare_scenario(market, wanted, seed=seed, progress=stage)
        publish_comparison(found, out, name=wanted.name, lang=lang, progress=stage)
    for sentence in change_sentences(found, Words(lang)):
        click.echo(sentence)
    click.echo(f"{out}")


@cli.command()
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

    with _progress(lang) as stage:
        stage("read")
        frame = read_series(file)
        stage("forecast")
        result = run(frame, horizon=horizon, method=method, seed=seed)
    _emit(result, out)


@cli.command()
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
    with _progress(lang) as stage:
        stage("read")
        from skillcast.forecasting import backtest as run
        from skillcast.forecasting.replay import OWN
        from skillcast.io.series import read_source

        groups = [group] if group else []
        source = read_source(_named(data), needed=[name for name in groups if name not in OWN], optional=["vintage"])
        stage("backtest")
        found = run(source.frame, horizon=horizon, annual=annual, groups=groups, release=release, seed=seed)
        stage("figures")
        from skillcast.publication.scorecard import report
        from skillcast.publication.scorecard_figure import draw_backtest

        title, unit, banner = source.words(lang)
        problems = draw_backtest(found, picture, title=title, unit=unit, banner=banner, lang=lang)
    click.echo(report(found, lang, title=title, banner=banner, groups=groups))
    for problem in problems:
        click.echo(problem.text(lang), err=True)
    if out is not None:
        _emit(found.gathered(groups), out)
        _emit(found.tests, out.with_stem(f"{out.stem}-tests"))
    click.echo(f"{picture}")


@cli.command()
@click.argument("out", type=click.Path(path_type=Path))
@LANG
def verify(out: Path, lang: Language) -> None:
    """Re-derive every printed number of the publication in OUT from its own data.

    \b
    Example:
      skillcast verify out
    """
    from skillcast.publication.verify import verify as run

    findings = run(out)
    for finding in findings:
        click.echo(finding.text(lang), err=True)
    if findings:
        sys.exit(2)
    click.echo(
        "核对无误：所有文件与数据包一致。" if lang == "zh" else "Verified: every file agrees with the data package."
    )


def main() -> None:
    """Run the command; bad input ends with status 2, our own faults with 1, never with a bare traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may be set to a legacy code page; a message must not fail for that.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    lang = _language(sys.argv[1:])
    try:
        cli(standalone_mode=False)
    except DataError as error:
        click.echo(error.text(lang), err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "已中断，原有发布内容未改动。" if lang == "zh" else "Interrupted; the last publication is untouched.",
            err=True,
        )
        sys.exit(130)
    except Exception as error:
        _report(error, lang)
        sys.exit(1)


def _language(arguments: list[str]) -> Language:
    """Return the language asked for, also where the command line itself is what is wrong."""
    asked = " ".join(arguments).replace("=", " ")
    return "en" if "--lang en" in asked else "zh"


def _report(error: Exception, lang: Language) -> None:
    import traceback

    path = Path("skillcast-error.log")
    path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    words = (
        f"程序内部错误：{type(error).__name__}: {error}。未写入任何结果；详细信息见 {path}，请随问题一并反馈。"
        if lang == "zh"
        else f"Internal error: {type(error).__name__}: {error}. Nothing was written; details are in {path}, please send it with your report."
    )
    click.echo(words, err=True)


def _named(data: Path) -> Path:
    """Return the folder of a bundled data set where its name was given and no file is called so."""
    from skillcast.datasets import names, sample_path

    return sample_path(data.name) if not data.exists() and str(data) in names() else data


def _load(data: Path | None) -> LabourMarket:
    """Read the tables, those of the bundled synthetic city where no folder is named."""
    from skillcast.datasets import sample_path
    from skillcast.io.load import load

    return load(data or sample_path())


def _emit(frame: pd.DataFrame, out: Path | None) -> None:
    if out is None:
        click.echo(frame.to_string(index=False))
        return
    frame.to_csv(out, index=False, encoding="utf-8-sig")
    click.echo(f"{out}")


@contextmanager
def _progress(lang: Language) -> Iterator[Callable[[str], None]]:
    """Show the running stage on a terminal; print nothing where there is none."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("") as status:
        yield lambda stage: status.update(STAGES[stage][lang == "en"])
