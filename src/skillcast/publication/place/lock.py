"""One process at a time: a lock that the operating system releases when its holder ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold a lock file while the block runs; yield whether it could be had.

    There are no stale locks: the lock is the system's, the file only its name, so that one a killed process has left is free.
    A file system without locks gives it to everyone.

    Examples
    --------
    >>> import tempfile
    >>> place = Path(tempfile.mkdtemp()) / "lock"
    >>> with locked(place) as first, locked(place) as second:
    ...     first, second, place.exists()
    (True, False, True)
    >>> place.exists()
    False
    """
    handle = _take(path)
    if handle is None:
        yield False
        return
    try:
        yield True
    finally:
        # Where files can be removed while open it goes while still locked, or one that another holds might be removed.
        with suppress(OSError):
            path.unlink()
        os.close(handle)
        if sys.platform == "win32":
            with suppress(OSError):
                path.unlink()


def _take(path: Path) -> int | None:
    """Return the open and locked file, or None where another process holds it."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle)
        except OSError as error:
            if error.errno in _TAKEN:
                os.close(handle)
                return None
            return handle
        with suppress(FileNotFoundError):
            # The holder before may have removed the file between our opening and locking it.
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
