"""Publications that are killed: at every single step, and at random moments of a tight loop (run as a script; needs fork).

Prints one line of JSON: how many kills, and what was wrong after them.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from skillcast.publication.place import staging
from skillcast.publication.place.staging import recover, staged

# Every call that changes what stands on the disk, those within `shutil.rmtree` included.
CALLS = ("rename", "mkdir", "unlink", "rmdir", "open", "fsync")
FILES = ("a.txt", "figures/b.txt", "data/c.txt")


def publish(out: Path, text: str, step: Callable[[], None] = lambda: None) -> None:
    """Publish a few files that all say the same."""
    with staged(out) as folder:
        for name in FILES:
            step()
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        step()
        (folder / staging.MARK).write_text(text)


def said(out: Path) -> str:
    """Return what the publication says, or what is wrong with it."""
    there = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    texts = {path.read_text() for path in out.rglob("*") if path.is_file()}
    if there != {*FILES, staging.MARK} or len(texts) != 1:
        return f"torn: {sorted(there)} say {sorted(texts)}"
    return texts.pop()


@contextmanager
def stepping(step: Callable[[], None]) -> Iterator[None]:
    """Call `step` before every call that changes the disk."""

    def before(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            step()
            return function(*arguments, **options)

        return call

    kept = {(os, name): getattr(os, name) for name in CALLS} | {(staging, "exchange"): staging.exchange}
    for (home, name), function in kept.items():
        setattr(home, name, before(function))
    try:
        yield
    finally:
        for (home, name), function in kept.items():
            setattr(home, name, function)


def countdown(steps: int, act: Callable[[], None]) -> Callable[[], None]:
    """Return the step that acts when it is called the `steps`-th time (from 0)."""
    left = [steps]

    def step() -> None:
        left[0] -= 1
        if left[0] == -1:
            act()

    return step


def forked(work: Callable[[], None]) -> int:
    """Run in a process of its own; return its id."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def killed_at_every_step(out: Path) -> dict[str, object]:
    """Kill a publication before each of its steps, one after the other, until it comes through."""
    wrong: list[str] = []
    publish(out, "old")
    for steps in range(500):

        def work(steps: int = steps) -> None:
            step = countdown(steps, lambda: os._exit(9))
            with stepping(step):
                publish(out, f"new {steps}", step)

        _, status = os.waitpid(forked(work), 0)
        seen = said(out) if out.exists() else "absent"
        recover(out)
        after = said(out)
        if seen == "absent" and EXCHANGES:
            wrong.append(f"step {steps}: absent")
        if after not in ("old", f"new {steps}") or seen not in ("absent", after):
            wrong.append(f"step {steps}: {seen}, then {after}")
        if left := [path.name for path in out.parent.iterdir() if path != out]:
            wrong.append(f"step {steps}: left {left}")
        if os.waitstatus_to_exitcode(status) == 0:
            return {"kills": steps, "wrong": wrong}
        publish(out, "old")
    return {"kills": 500, "wrong": ["never came through"]}


def killed_at_random(out: Path, kills: int, longest: float) -> dict[str, object]:
    """Kill a process that publishes over and over, at moments keyed to their number; meanwhile look whether `out` is there."""
    wrong: list[str] = []
    last, looks, gaps = 0, 0, 0
    publish(out, "0")
    for number in range(kills):

        def work(first: int = last) -> None:
            for version in range(first + 1, 10**9):
                publish(out, str(version))

        child = forked(work)
        end = time.monotonic() + random.Random(number).uniform(0.002, longest)
        while time.monotonic() < end:
            looks += 1
            if not (out / staging.MARK).exists():
                gaps += 1
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        recover(out)
        found = said(out)
        if not found.isdecimal() or int(found) < last:
            wrong.append(f"kill {number}: {found} after {last}")
        last = int(found)
        if left := [path.name for path in out.parent.iterdir() if path != out]:
            wrong.append(f"kill {number}: left {left}")
    return {"kills": kills, "wrong": wrong, "published": last, "looks": looks, "gaps": gaps}


if __name__ == "__main__":
    os.fsync = lambda handle: None  # a kill is no power cut, and the loop is tighter without
    if "without-exchange" in sys.argv:
        staging.exchange = lambda one, other: False
    EXCHANGES = sys.platform == "linux" and "without-exchange" not in sys.argv
    with tempfile.TemporaryDirectory() as home:
        place = Path(home).resolve() / "out"
        found = killed_at_every_step(place) if "steps" in sys.argv else killed_at_random(place, 30, 0.06)
    sys.stdout.write(json.dumps(found))
