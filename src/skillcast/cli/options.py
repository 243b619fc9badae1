"""What the commands share: options, reading a city, showing the running stage, writing a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillcast.errors import Language

if TYPE_CHECKING:
    import pandas as pd

    from skillcast.labour_market import LabourMarket

STAGES = {
    "read": ("读取并检查数据", "reading and checking the tables"),
    "forecast": ("预测行业就业、职业存量和退出", "forecasting industries, occupations and exits"),
    "supply": ("推算毕业生和其他供给", "following graduates and other entrants"),
    "shortage": ("判定紧缺职业", "calling shortages"),
    "programmes": ("测算招生建议", "planning seats"),
    "bulletin": ("编写公报", "writing the bulletin"),
    "disclosure": ("审计披露风险", "auditing disclosure"),
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
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes; the files are the same whatever their number.",
)
SEED = click.option("--seed", type=int, default=0, show_default=True, help="Seed of every random stream.")


def load_city(data: Path | None) -> LabourMarket:
    """Read the tables, those of the bundled synthetic city where no folder is named."""
    from skillcast.datasets import sample_path
    from skillcast.io.load import load

    return load(data or sample_path())


def emit(frame: pd.DataFrame, out: Path | None) -> None:
    if out is None:
        click.echo(frame.to_string(index=False))
        return
    from skillcast.publication.data.csvs import guard

    safe = frame.map(lambda cell: guard(cell) if isinstance(cell, str) else cell)
    safe.to_csv(out, index=False, encoding="utf-8-sig")
    click.echo(f"{out}")


@contextmanager
def progress(lang: Language) -> Iterator[Callable[[str], None]]:
    """Show the running stage on a terminal; print nothing where there is none."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("") as status:
        yield lambda stage: status.update(STAGES[stage][lang == "en"])


def tell_substituted(out: Path, lang: Language) -> None:
    """Say which characters of a publication its PDF prints as 〓."""
    from skillcast.publication.data.package import read_document
    from skillcast.publication.pdf.pdf import substituted

    for problem in substituted(read_document(out)):
        click.echo(problem.text(lang), err=True)
