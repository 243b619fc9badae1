"""Kill the publication of the bundled city at 30 random moments: is the last publication, or the new one, whole every time?

    python benchmarks/publication/killed.py --out DIR [--kills 30]

A third of the kills strike ``python -m skillcast publish`` anywhere in its run; two thirds strike while files are written, flushed, put in
place and the last publication is deleted, half of these between the last file and the end. They are forks of one process that has gone
through the chain, so that each costs a few seconds. The new publication has another seed than the one in place. After every kill ``OUT`` is
compared byte for byte with both. A second process looks all the time whether ``OUT`` is there. Writes ``killed.csv``.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a process with threads is not forked safely
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

import skillcast
from skillcast.outcome import Outlook
from skillcast.publication.place.staging import MARK, recover
from skillcast.publication.verify import hash_tree

SEED = 7


def state(out: Path) -> dict[str, str]:
    """Return the fingerprint of every file of a publication, its record included; empty where there is none."""
    if not out.is_dir():
        return {}
    return hash_tree(out) | {MARK: (out / MARK).read_text(encoding="utf-8") if (out / MARK).exists() else "none"}


def command(out: Path, seed: int) -> Callable[[], int]:
    """Return what starts the whole command and gives its process."""
    words = [sys.executable, "-m", "skillcast", "publish", "--out", str(out), "--seed", str(seed)]
    return lambda: subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid  # noqa: S603  our own command


def fork(out: Path, result: Outlook) -> Callable[[], int]:
    """Return what starts the writing of an outlook in a fork and gives its process."""

    def start() -> int:
        child = os.fork()
        if child == 0:
            try:
                skillcast.publish(result, out)
            finally:
                os._exit(0)
        return child

    return start


def strike(start: Callable[[], int], moment: float, after: Path | None = None) -> tuple[float, bool]:
    """Start, wait (from the appearance of `after`, where given), kill; return how long it ran and whether it was still running."""
    begun = time.monotonic()
    child = start()
    end = begun + moment if after is None else float("inf")
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            return time.monotonic() - begun, False
        if end == float("inf") and after is not None and after.exists():
            end = time.monotonic() + moment
        time.sleep(0.0002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return time.monotonic() - begun, True


def timed(start: Callable[[], int], out: Path) -> tuple[float, float]:
    """Let a run end; return when all files were written and when the process ended, in seconds from its start."""
    last = _last_file(out)
    begun, written = time.monotonic(), 0.0
    child = start()
    while not os.waitpid(child, os.WNOHANG)[0]:
        if not written and last.exists():
            written = time.monotonic() - begun
        time.sleep(0.0002)
    return written or time.monotonic() - begun, time.monotonic() - begun


def _last_file(out: Path) -> Path:
    return out.with_name(f".{out.name}.skillcast-new") / MARK


def watcher(out: Path, stop: Path) -> int:
    """Start a process that looks whether `out` is there until `stop` is; its exit status is 1 if it ever was not."""
    child = os.fork()
    if child == 0:
        absent = 0
        while not stop.exists():
            absent += not (out / MARK).exists()
            time.sleep(0.0002)
        os._exit(min(absent, 1))
    return child


def moments(kills: int, total: float, written: float, ended: float) -> list[tuple[str, float]]:
    """Return where and when to strike: anywhere in the command, in the writing, between the last file and the end."""
    random = np.random.default_rng(SEED)
    third = kills // 3
    found = [("anywhere", float(at)) for at in random.uniform(0, total, third)]
    found += [("writing", float(at)) for at in random.uniform(0, written, third)]
    return found + [("exchange", float(at)) for at in random.uniform(0, ended - written, kills - 2 * third)]


def main(arguments: list[str] | None = None) -> int:
    """Run the kills and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=30)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    market = skillcast.load(skillcast.sample_path())
    results = [skillcast.outlook(market, seed=seed) for seed in (0, 1)]
    with tempfile.TemporaryDirectory(dir=options.out) as home:
        out, stop = Path(home).resolve() / "out", Path(home) / "stop"
        _, total = timed(command(out, 0), out)
        known = [state(out)]
        written, ended = timed(fork(out, results[1]), out)
        known.append(state(out))
        sys.stdout.write(
            f"command {total:.1f} s; writing {written:.2f} s, flush and exchange {ended - written:.2f} s\n"
        )
        looking = watcher(out, stop)
        rows = []
        for number, (where, moment) in enumerate(moments(options.kills, total, written, ended)):
            running = False
            while not running:  # one that had come through before the strike is struck again, earlier
                seed = 1 - known.index(state(out))
                start = command(out, seed) if where == "anywhere" else fork(out, results[seed])
                ran, running = strike(start, moment, _last_file(out) if where == "exchange" else None)
                moment /= 2
            seen, left = state(out), sorted(path.name for path in out.parent.glob(".out.*"))
            recover(out)
            after = state(out)
            whole = {0: "last", 1: "new"}[known.index(after) ^ (1 - seed)] if after in known else "TORN"
            rows.append(
                {
                    "kill": number + 1, "struck": where, "at": round(ran, 2),
                    "left": " ".join(name.removeprefix(".out.skillcast-") for name in left),
                    "before_recovery": "whole" if seen in known else "not whole", "after_recovery": whole,
                    "beside": len(list(out.parent.glob(".out.*"))),
                }
            )  # fmt: skip
            if whole == "TORN":
                break
        stop.touch()
        absent = os.waitstatus_to_exitcode(os.waitpid(looking, 0)[1])
    table = pd.DataFrame(rows)
    table.to_csv(options.out / "killed.csv", index=False)
    good = table["after_recovery"].isin(["last", "new"]) & (table["beside"] == 0)
    reader = "once found nothing" if absent else "always found a publication"
    sys.stdout.write(
        f"{table.to_string(index=False)}\nwhole after {int(good.sum())} of "
        f"{len(table)} kills; a reader {reader}; {time.monotonic() - begun:.0f} s\n"
    )
    return 0 if good.all() and not absent else 1


if __name__ == "__main__":
    sys.exit(main())
