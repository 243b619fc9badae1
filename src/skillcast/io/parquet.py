"""Parquet files (needs the extra ``skillcast[parquet]``)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from skillcast.io.raw import Found, cell_text, raw_table, unreadable


def read_parquet(file: Path, name: str) -> Found:
    """Return the table `name` that a Parquet file holds, and what is wrong with the file."""
    try:
        frame = pd.read_parquet(file)
    except ImportError:
        extra = 'pip install "skillcast[parquet]"'
        return [], [unreadable(file.name, f"读取 Parquet 需先安装：{extra}", f"reading Parquet needs: {extra}")]
    except (OSError, ValueError) as error:
        return [], [
            unreadable(file.name, f"不是 Parquet 文件：{type(error).__name__}", f"not Parquet: {type(error).__name__}")
        ]
    rows = [[str(header) for header in frame.columns]]
    rows += [[cell_text(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]
    return raw_table(name, file.name, "", rows)
