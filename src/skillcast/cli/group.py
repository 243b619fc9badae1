"""The command `skillcast` and its parts."""

from __future__ import annotations

import click

from skillcast import __version__
from skillcast.cli.documents import compare, publish, quarter, verify
from skillcast.cli.inputs import check, sample, template
from skillcast.cli.records import diff, trace
from skillcast.cli.series import backtest, forecast


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
      skillcast diff last-year out                what changed, and why
      skillcast trace out 表1 求职人数（人） 合计     where a figure comes from
    """


for command in (sample, template, check, publish, quarter, compare, forecast, backtest, verify, diff, trace):
    cli.add_command(command)
