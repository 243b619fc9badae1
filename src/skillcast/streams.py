"""Random numbers that depend on what they are for, not on when they are drawn.

Every stream is a counter-based generator keyed by (seed, stage, key…). A series keeps its numbers
whatever the order of rows, the size of chunks or the number of processes; shocks that series share
are drawn from a stream of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np


class StageSeed(int):
    """A seed that is another one for some stages, so that a stage can be drawn anew while all others stay as they are.

    Parameters
    ----------
    seed
        The seed of every stage not named.
    stages
        Seed by stage (the first part of a stream's key).

    Examples
    --------
    >>> first, second, third = (stream(seed, "exits", "a").random() for seed in (1, 2, StageSeed(1, {"exits": 2})))
    >>> third == second, stream(StageSeed(1, {"exits": 2}), "staffing").random() == stream(1, "staffing").random()
    (True, True)
    """

    stages: Mapping[str, int]

    def __new__(cls, seed: int, stages: Mapping[str, int]) -> StageSeed:
        made = super().__new__(cls, seed)
        made.stages = dict(stages)
        return made

    def of(self, stage: object) -> int:
        return self.stages.get(str(stage), int(self))


def stream(seed: int, *key: object) -> np.random.Generator:
    """Return the generator of `key` under `seed`.

    Examples
    --------
    >>> first, second = (int(stream(1, "exits", "6-17-02-02").integers(100)) for _ in range(2))
    >>> first == second
    True
    """
    own = seed.of(key[0]) if isinstance(seed, StageSeed) and key else int(seed)
    text = "\x1f".join(map(str, (own, *key)))
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))
