"""The fingerprint of every file, against what `run.json` recorded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from skillcast.publication.place.staging import MARK
from skillcast.publication.verify.finding import Finding


def hash_tree(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file under a folder by relative path with forward slashes, ``run.json`` left out."""
    files = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: hashlib.sha256(named[name].read_bytes()).hexdigest() for name in sorted(named) if name != MARK}


def fingerprints(out: Path) -> Iterator[Finding]:
    """Yield the files that are missing, foreign or changed since the run."""
    try:
        listed = dict(json.loads((out / MARK).read_text(encoding="utf-8"))["outputs"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Finding("unreadable", MARK, printed=f"{type(error).__name__}: {error}")
        return
    present = hash_tree(out)
    for name in sorted(listed.keys() | present.keys()):
        if name not in present:
            yield Finding("missing-file", name)
        elif name not in listed:
            yield Finding("extra-file", name)
        elif listed[name] != present[name]:
            yield Finding("hash", name)
