"""Commands that write and check documents: publish, quarter, compare, verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from skillcast.cli.options import JOBS, LANG, SEED, load_city, progress, tell_substituted
from skillcast.errors import Language


@click.command()
@click.argument("data", type=click.Path(path_type=Path), required=False)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the publication.")
@click.option(
    "--year", type=int, help="Last year that counts as known. Default: skillcast.toml, else the last complete year."
)
@click.option("--horizon", type=click.IntRange(1, 10), help="Years ahead. Default: skillcast.toml.")
@JOBS
@click.option("--reason", default="", help="Why the publication in --out is issued again: a new edition with a note.")
@click.option("--date", default="", help="Date of the new edition, printed as given; there is no clock.")
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Folder of an earlier publication readers still have; what it prints counts as known.",
)
@SEED
@LANG
def publish(
    data: Path | None,
    out: Path,
    year: int | None,
    horizon: int | None,
    jobs: int,
    reason: str,
    date: str,
    history: tuple[Path, ...],
    seed: int,
    lang: Language,
) -> None:
    """Publish the year from the tables in DATA; without DATA, from the bundled synthetic city.

    Without --reason what lies in --out is a draft and is replaced; with it, that becomes an earlier edition of which the data are
    kept, and the new one says what it corrects.

    \b
    Examples:
      skillcast publish --out out
      skillcast publish mytables --out out --year 2025 --seed 1
      skillcast publish mytables --out out --reason "the register was late with the fourth quarter"
    """
    if date and not reason:
        raise click.UsageError("--date belongs to --reason / --date 须与 --reason 同用")
    with progress(lang) as stage:
        stage("read")
        market = load_city(data)
        from skillcast.outlook import outlook
        from skillcast.publication.publish import publish as write

        result = outlook(market, year=year, horizon=horizon, seed=seed, progress=stage)
        write(result, out, lang=lang, reason=reason, date=date, history=history, jobs=jobs, progress=stage)
    for zh, en in result.notes:
        click.echo(("提示：" + zh) if lang == "zh" else ("note: " + en), err=True)
    tell_substituted(out, lang)
    click.echo(f"{out}")


@click.command()
@click.argument("period", metavar="QUARTER")
@click.argument("data", type=click.Path(path_type=Path), required=False)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the analysis.")
@JOBS
@LANG
def quarter(period: str, data: Path | None, out: Path, jobs: int, lang: Language) -> None:
    """Publish the analysis of a QUARTER from the registrations in DATA: the standard form, without any forecast.

    \b
    Examples:
      skillcast quarter 2025Q3 --out q3
      skillcast quarter 2026Q1 mytables --out q1
    """
    with progress(lang) as stage:
        stage("read")
        market = load_city(data)
        from skillcast.publication.quarterly import publish_quarter

        publish_quarter(market, period, out, lang=lang, jobs=jobs, progress=stage)
    tell_substituted(out, lang)
    click.echo(f"{out}")


@click.command()
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
    with progress(lang) as stage:
        stage("read")
        from skillcast.io.scenario import quick_scenario, read_scenario

        wanted = quick_scenario(close, new, start) if scenario is None else read_scenario(scenario)
        market = load_city(data)
        from skillcast.comparison import compare_scenario
        from skillcast.publication.comparison import publish_comparison
        from skillcast.publication.sections.change import change_sentences
        from skillcast.publication.words import Words

        found = compare_scenario(market, wanted, seed=seed, progress=stage)
        publish_comparison(found, out, name=wanted.name, lang=lang, progress=stage)
    for sentence in change_sentences(found, Words(lang)):
        click.echo(sentence)
    click.echo(f"{out}")


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@LANG
def verify(out: Path, lang: Language) -> None:
    """Re-derive every printed number of the publication in OUT from its own data.

    \b
    Example:
      skillcast verify out
    """
    from skillcast.publication.verify import same_environment
    from skillcast.publication.verify import verify as run

    findings = run(out)
    if not same_environment(out):
        click.echo(
            "提示：软件或库的版本与发布时不同，图和版式无从比较；文字、数字和数据已逐一比较。"
            if lang == "zh"
            else "note: other versions than the run had; figures and layout cannot be compared, words, numbers and data were.",
            err=True,
        )
    for finding in findings:
        click.echo(finding.text(lang), err=True)
    if findings:
        sys.exit(2)
    click.echo(
        "核对无误：所有文件与数据包一致。" if lang == "zh" else "Verified: every file agrees with the data package."
    )
