"""Putting a publication in place whole: it is written beside and takes the place in one step, so that nothing half-written is ever seen.

Beside ``out`` stand, while a run writes, ``.out.skillcast-new`` (what is being written, then what is being deleted) and
``.out.skillcast-lock``; where the system cannot exchange two folders, for an instant also ``.out.skillcast-old``, the last
publication, whole.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from skillcast.errors import DataError, Problem
from skillcast.publication.place.exchange import exchange
from skillcast.publication.place.lock import locked

_FULL = {getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EROFS", "EFBIG") if hasattr(errno, name)}
_READ = os.O_RDWR if sys.platform == "win32" else os.O_RDONLY  # what a file must be opened for to be flushed
MARK = "run.json"  # what makes a folder a skillcast publication


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Yield an empty folder beside `out`; on leaving without an error it takes the place of `out`.

    The new publication is written to the disk, then exchanged with the last one in one step, and the last one is deleted: a reader
    sees the whole old or the whole new one, and `out` is never absent. Where the system has no such step (Windows), the last
    publication is moved aside and the new one moved in; if the process dies in between, the next call (or `recover`) puts the last
    one back.

    Raises
    ------
    DataError
        ``output-exists``: `out` is a file, or a folder with content that is not a skillcast publication.
        ``output-busy``: another process is publishing there.
        ``output-in-use``: the operating system refuses to write beside `out` or to move the last publication.

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
    _refuse_other_content(out)
    new = _beside(out, "new")
    with ExitStack() as stack:
        try:
            stack.enter_context(_parents(out))
            alone = stack.enter_context(locked(_beside(out, "lock")))
            if alone:
                _tidy(out)
                new.mkdir()
        except OSError as error:
            raise _in_use(out, error) from error
        if not alone:
            raise DataError([Problem("output-busy", value=str(out))])
        try:
            yield new
            _refuse_other_content(out)
            _flush(new)
            _swap(new, out)
        except OSError as error:
            if error.errno in _FULL:
                raise _in_use(out, error) from error
            raise
        finally:
            with suppress(OSError):  # what cannot be deleted now is deleted by the next run
                _tidy(out)


def recover(out: Path) -> None:
    """Finish what a killed process left: put the last publication back where it was moved aside, and delete what was half-written.

    Where another process is publishing nothing is done: it will finish by itself.
    """
    out = out.resolve()
    if any(_exists(_beside(out, word)) for word in ("old", "new", "lock")):
        # A medium that cannot be written to is left as it is.
        with suppress(OSError), locked(_beside(out, "lock")) as alone:
            if alone:
                _tidy(out)


def _tidy(out: Path) -> None:
    """Return to one publication and nothing beside it; only for who holds the lock."""
    old, new = _beside(out, "old"), _beside(out, "new")
    _delete(new)
    if not _exists(old):
        return
    if (out / MARK).is_file():
        # Renamed first: what is half-deleted must never be taken for the last publication.
        old.rename(new)
        _delete(new)
    elif not out.exists() or (out.is_dir() and not any(out.iterdir())):
        _move(old, out)


def _beside(out: Path, word: str) -> Path:
    return out.with_name(f".{out.name}.skillcast-{word}")


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _delete(path: Path) -> None:
    """Delete a folder; what stands there under its name, such as a link, is deleted and not followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _refuse_other_content(out: Path) -> None:
    if not out.exists() or (out.is_dir() and ((out / MARK).is_file() or not any(out.iterdir()))):
        return
    raise DataError([Problem("output-exists", value=str(out))])


@contextmanager
def _parents(out: Path) -> Iterator[None]:
    """Make the folders that hold `out`; where nothing comes of it, leave none behind."""
    missing = [folder for folder in out.parents if not folder.exists()]
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        if not out.exists():
            with suppress(OSError):
                for folder in missing:
                    folder.rmdir()


def _in_use(out: Path, error: OSError) -> DataError:
    return DataError([Problem("output-in-use", value=str(out), facts={"reason": error.strerror or str(error)})])


def _swap(new: Path, out: Path) -> None:
    """Give `new` the place of `out`; the last publication is deleted with the next tidying."""
    try:
        if not out.exists():
            new.rename(out)
        elif not exchange(new, out):
            out.rename(_beside(out, "old"))
            new.rename(out)
    except OSError as error:
        raise _in_use(out, error) from error
    _flush_folder(out.parent)


def _move(source: Path, target: Path) -> None:
    if target.exists():
        target.rmdir()  # empty; not every system renames over a folder
    source.rename(target)


def _flush(folder: Path) -> None:
    """Have every file of a folder written to the disk, so that a power cut after the exchange finds it whole."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            handle = os.open(path, _READ)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        else:
            _flush_folder(path)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    """Have the names of a folder written to the disk; not every system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
