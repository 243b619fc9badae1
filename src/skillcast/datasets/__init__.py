"""Data that ship with skillcast: the simulated city (模拟数据) and one licence-clean real data set."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

DEFAULT = "jiayuguan_synthetic"


def names() -> tuple[str, ...]:
    """Return the names of the bundled data sets.

    Examples
    --------
    >>> names()
    ('jiayuguan_synthetic', 'us_sector_employment')
    """
    return tuple(sorted(item.name for item in _root().iterdir() if (item / "card.md").is_file()))


def sample_path(name: str = DEFAULT) -> Path:
    """Return the folder of a bundled data set.

    Parameters
    ----------
    name
        One of `names`; the simulated city unless told.

    Returns
    -------
    Path
        A folder with the tables, ``skillcast.toml`` and the cards ``card.md`` and ``card.zh.md``.

    Raises
    ------
    KeyError
        If there is no data set of that name.

    Examples
    --------
    >>> (sample_path() / "employment.csv").is_file()
    True
    """
    if name not in names():
        raise KeyError(f"no data set {name!r}; there are {', '.join(names())}")
    return _root() / name


def copy_sample(directory: str | Path, *, name: str = DEFAULT) -> Path:
    """Copy a bundled data set, to try skillcast on it or to replace it by one's own tables.

    Parameters
    ----------
    directory
        Where to; the folder must be empty or not yet exist, so that nothing is overwritten.
    name
        One of `names`.

    Returns
    -------
    Path
        `directory`.

    Raises
    ------
    FileExistsError
        If there is something at `directory` already.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     (copy_sample(folder) / "employment.csv").is_file()
    True
    """
    target = Path(directory)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(f"{target} is not an empty folder")
    shutil.copytree(sample_path(name), target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return target


def _root() -> Path:
    return Path(str(files(__name__)))
