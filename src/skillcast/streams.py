"""Random numbers that depend on what they are for, not on when they are drawn.

Every stream is a counter-based generator keyed by (seed, stage, key…). A series keeps its numbers
whatever the order of rows, the size of chunks or the number of processes; shocks that series share
are drawn from a stream of their own.
"""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, *key: object) -> np.random.Generator:
    """Return the generator of `key` under `seed`.

    Examples
    --------
    >>> first, second = (int(stream(1, "exits", "6-17-02-02").integers(100)) for _ in range(2))
    >>> first == second
    True
    """
    text = "\x1f".join(map(str, (seed, *key)))
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))
