"""Forecast completions and age structures of graduates and compare with what happened: two tables and a verdict."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import ages
import completions
from report import ages_verdict, by_field, by_horizon, completions_verdict, markdown
from sources import FOLDER, read_completions, read_structures


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=FOLDER, help="folder of the two tables")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="folder for the tables and verdict.txt")
    return parser.parse_args(arguments)


def main() -> None:
    chosen = options()
    if not chosen.data.is_dir():
        sys.stdout.write(f"nothing done: the data are not here ({chosen.data.name})\n")
        return
    finished, censuses = read_completions(chosen.data), read_structures(chosen.data)
    scores = completions.score(finished, seed=chosen.seed)
    fields, cells = ages.answers(censuses, finished, seed=chosen.seed)
    summary = ages.summary(fields, cells)
    covered = ages.coverage(censuses, finished, seed=chosen.seed)
    verdict = "\n".join([*completions_verdict(scores), *ages_verdict(summary, covered)]) + "\n"
    text = "\n".join(
        [
            "Completions, 44 fields, 1 to 3 years ahead\n",
            markdown(by_horizon(scores)),
            f"Age structures {ages.LAST} to {ages.HELD_OUT}: absolute error in %, `together` of the sum over fields\n",
            markdown(summary),
            "skillcast by field\n",
            markdown(by_field(fields)),
        ]
    )
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, table in (("completions", scores), ("ages", summary), ("fields", fields)):
        table.to_csv(chosen.out / f"{name}.csv", index=False, float_format="%.4f")
    (chosen.out / "table.md").write_text(text, encoding="utf-8")
    (chosen.out / "verdict.txt").write_text(verdict, encoding="utf-8")
    sys.stdout.write(f"{text}\n{verdict}")


if __name__ == "__main__":
    main()
