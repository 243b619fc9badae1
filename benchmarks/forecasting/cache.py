"""Peers' forecasts of earlier runs, so that a change of ours does not wait for them: one parquet file a window and method."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from methods import Answer


@dataclass(frozen=True)
class Cache:
    """A folder of forecasts: unique_id, step, quantiles, and `ms`, the CPU milliseconds a series they took."""

    folder: Path | None

    def read(self, chosen: str, origin: str, method: str) -> Answer | None:
        """Return what was kept, or None."""
        file = self._file(chosen, origin, method)
        if file is None or not file.exists():
            return None
        frame = pd.read_parquet(file)
        ms = float(frame.pop("ms").iloc[0])
        return Answer(frame, None, ms, cached=True)

    def write(self, chosen: str, origin: str, method: str, answer: Answer) -> None:
        """Keep an answer, if there is a folder."""
        file = self._file(chosen, origin, method)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            answer.frame.assign(ms=answer.ms).to_parquet(file, index=False)

    def _file(self, chosen: str, origin: str, method: str) -> Path | None:
        name = re.sub(r"[^A-Za-z0-9-]+", "-", f"{chosen}_{origin}_{method}".replace("_", "--"))
        return self.folder / f"{name}.parquet" if self.folder else None
