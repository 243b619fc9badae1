"""Change one number of a publication, anywhere, 200 times over: does `verify` find each, and pass what is untouched?

    python benchmarks/publication/tampering.py --out DIR [--publication OUT] [--count 200] [--jobs 2]

Without --publication the bundled city is published first. Fingerprints are refreshed after every change, as a forger would.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from places import Place, places, tamper

import skillcast
from skillcast.publication.place.staging import MARK
from skillcast.publication.verify import same_environment, verify

SEED = 7


def chosen(out: Path, count: int, seed: int = SEED) -> list[tuple[Place, int]]:
    """Return places to change and the digit to write: files take turns, so that small files weigh as much as large ones."""
    random = np.random.default_rng(seed)
    by_file: dict[str, list[Place]] = {}
    for place in places(out):
        by_file.setdefault(place.file, []).append(place)
    queues = [iter([found[n] for n in random.permutation(len(found))]) for _, found in sorted(by_file.items())]
    turns = (next(queue, None) for queue in cycle(queues))
    picked = list(islice((place for place in islice(turns, 50 * count) if place is not None), count))
    return [(place, int(random.integers(10))) for place in picked]


def attempt(task: tuple[Path, Place, int]) -> dict[str, object]:
    """Return what `verify` says of a copy with one number changed."""
    out, place, digit = task
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(out, Path(folder) / "out"))
        tamper(copy, place, digit)
        found = verify(copy)
    # The record of the run holds the fingerprints themselves: there a fingerprint that fits no file is what gives the change away.
    said = [finding for finding in found if finding.kind != "hash" or place.file == MARK]
    return {
        "file": place.file,
        "part": place.part,
        "at": place.start,
        "number": place.digits.decode("ascii", "replace"),
        "found": bool(said),
        "kinds": " ".join(sorted({finding.kind for finding in said})),
        "first": said[0].text("en") if said else "",
    }


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many changes were found by kind of file."""
    kinds = rows["file"].where(~rows["file"].str.startswith("data/"), "data/" + rows["file"].str.rsplit(".").str[-1])
    grouped = rows.assign(kind=kinds).groupby("kind", sort=True)
    return grouped.agg(changed=("found", "size"), found=("found", "sum")).reset_index()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 0 if every change was found and the untouched publication passes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--publication", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    out = given.publication
    if out is None:
        market = skillcast.load(skillcast.sample_path("jiayuguan_synthetic"))
        out = skillcast.publish(skillcast.outlook(market), given.out / "publication")
    untouched = verify(out)
    start = time.perf_counter()
    tasks = [(out, place, digit) for place, digit in chosen(out, given.count)]
    # Changes of the data make every file again; the others share what was made for the untouched package.
    # A forked process would inherit the compiler of the PDF without its threads.
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        rows = pd.DataFrame(pool.map(attempt, tasks, chunksize=1))
    rows.to_csv(given.out / "tampering.csv", index=False)
    table = summary(rows)
    missed = rows[~rows["found"]]
    passed = "passes" if not untouched else f"has {len(untouched)} findings"
    lines = [
        f"Verdict: {int(rows['found'].sum())} of {len(rows)} changes found (fingerprints refreshed); the untouched publication {passed}; "
        f"{'figures and layout compared' if same_environment(out) else 'other library versions: layout not compared'}; {time.perf_counter() - start:.0f} s",
        "",
        *(
            "  ".join(str(cell).rjust(8) if place else str(cell).ljust(32) for place, cell in enumerate(row))
            for row in table.itertuples(index=False)
        ),
        *(f"MISSED {row.file} {row.part} @{row.at}: {row.number}" for row in missed.itertuples()),
    ]
    text = "\n".join(lines) + "\n"
    (given.out / "tampering.txt").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return int(bool(len(missed) or untouched))


if __name__ == "__main__":
    sys.exit(main())
