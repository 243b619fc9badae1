"""Arrays as long frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skillcast.worlds.stocks import Counts, Floats

Axes = Mapping[str, Iterable[object]]


def long(values: Counts | Floats, axes: Axes, name: str) -> pd.DataFrame:
    """Return one row a cell: the labels of each axis and the value."""
    return columns({name: values}, axes)


def columns(values: Mapping[str, Counts | Floats | NDArray[np.bool_]], axes: Axes) -> pd.DataFrame:
    """Return one row a cell: the labels of each axis and a column for each of several arrays of one shape."""
    index = pd.MultiIndex.from_product([list(labels) for labels in axes.values()], names=list(axes))
    return pd.DataFrame({name: array.ravel() for name, array in values.items()}, index=index).reset_index()
