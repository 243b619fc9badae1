"""The command from outside: exit status 0 done, 2 bad input, 1 our fault; never a bare traceback."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from skillcast.cli.group import cli
from skillcast.errors import DataError, Language


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
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a sentence and a log, not a traceback
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
