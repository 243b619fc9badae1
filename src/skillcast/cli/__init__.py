"""The command: parse, call, print problems. Exit status 0 done, 2 bad input, 1 our fault."""

from skillcast.cli.entry import main
from skillcast.cli.group import cli

__all__ = ["cli", "main"]
