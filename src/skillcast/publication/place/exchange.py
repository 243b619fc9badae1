"""Two folders exchange their names in one step, where the operating system can (Linux, macOS)."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_CWD = -100
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS are both 2
# What a kernel or a file system answers that does not know the call.
_UNKNOWN = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


def exchange(one: Path, other: Path) -> bool:
    """Give each of two folders the other's name; nobody ever sees either name without a folder.

    Parameters
    ----------
    one, other
        Folders of the same file system.

    Returns
    -------
    bool
        False where the system or the file system has no such call; nothing has changed then.

    Raises
    ------
    OSError
        If the system has the call and refuses it.
    """
    if sys.platform not in ("linux", "darwin"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            failed = library.renameat2(_AT_CWD, paths[0], _AT_CWD, paths[1], ctypes.c_uint(_EXCHANGE))
        else:
            failed = library.renamex_np(*paths, ctypes.c_uint(_EXCHANGE))
    except AttributeError:  # a C library older than the call
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in _UNKNOWN:
        return False
    raise OSError(code, os.strerror(code), str(other))
