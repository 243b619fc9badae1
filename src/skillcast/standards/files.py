"""Read this room's own files."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd


def read(name: str) -> pd.DataFrame:
    """Return one of this room's files, everything as text."""
    with files("skillcast.standards").joinpath(name).open(encoding="utf-8") as handle:
        return pd.read_csv(handle, dtype=str, keep_default_na=False)
