"""Putting a publication in place whole: it is written beside and renamed, so that nothing half-written is ever seen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from skillcast.errors import DataError, Problem

MARK = "run.json"  # what makes a folder a skillcast publication


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Yield an empty folder beside `out`; on leaving without an error it takes the place of `out`.

    The last publication is moved aside, the new one moved in, the old one deleted. If the process dies in between,
    the next call (or `recover`) puts the last publication back. Two processes must not publish to one place at once.

    Raises
    ------
    DataError
        ``output-exists``: `out` is a file, or a folder with content that is not a skillcast publication.
        ``output-in-use``: the operating system refuses to move the last publication.

    Examples
    --------
    >>> import tempfile
    >>> place = Path(tempfile.mkdtemp()) / "out"
    >>> with staged(place) as folder:
    ...     _ = (folder / "run.json").write_text("{}")
    >>> sorted(path.name for path in place.iterdir())
    ['run.json']
    """
    out = out.resolve()
    recover(out)
    _refuse_other_content(out)
    new = _beside(out, "new")
    if new.exists():
        shutil.rmtree(new)
    new.mkdir(parents=True)
    try:
        yield new
        _refuse_other_content(out)
        _swap(new, out)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def recover(out: Path) -> None:
    """Finish what a killed process left: put the last publication back, or delete it where the new one is in place."""
    out = out.resolve()
    old = _beside(out, "old")
    if not old.exists():
        return
    if out.exists():
        shutil.rmtree(old)
    else:
        old.rename(out)


def _beside(out: Path, word: str) -> Path:
    return out.with_name(f".{out.name}.skillcast-{word}")


def _refuse_other_content(out: Path) -> None:
    if not out.exists() or (out.is_dir() and ((out / MARK).is_file() or not any(out.iterdir()))):
        return
    raise DataError([Problem("output-exists", value=str(out))])


def _in_use(out: Path, error: OSError) -> DataError:
    return DataError([Problem("output-in-use", value=str(out), facts={"reason": error.strerror or str(error)})])


def _swap(new: Path, out: Path) -> None:
    old = _beside(out, "old")
    try:
        if out.exists():
            out.rename(old)
    except OSError as error:
        raise _in_use(out, error) from error
    try:
        new.rename(out)
    except OSError as error:
        if old.exists():
            old.rename(out)
        raise _in_use(out, error) from error
    shutil.rmtree(old, ignore_errors=True)
