"""Read a scenario: closures and new plants beyond those of the table `events`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from pydantic import Field, ValidationError

from skillcast.errors import DataError, Problem
from skillcast.io.config import Section, field_problem, read_toml
from skillcast.io.convert import convert
from skillcast.io.csv import read_csv
from skillcast.tables import TABLES
from skillcast.tables.check import check_table, placed


@dataclass(frozen=True)
class Scenario:
    """What is to happen besides what the city's tables hold.

    Parameters
    ----------
    name
        What the comparison calls it; empty for the names of its events.
    events
        Rows as in table `events`, with a column `share`: where it is given, a closure takes that share of the employment
        forecast for the year, and `jobs` is not known yet. `start` 0 is the first year of the forecast.
    without
        Names of events of the city that are not to happen.
    file
        Where it was read; empty for the command line.
    """

    name: str
    events: pd.DataFrame
    without: tuple[str, ...] = ()
    file: str = ""


class _Event(Section):
    name: str = ""
    industry: str = Field(min_length=1)
    start: int = Field(default=0, alias="from", ge=1990, le=2100)
    jobs: int | None = Field(default=None, ge=1, le=1_000_000)


class _Closure(_Event):
    share: float | None = Field(default=None, gt=0, le=1)
    probability: float = Field(default=1.0, gt=0, le=1)
    spillover: tuple[float, float] | None = None


class _Project(_Event):
    jobs: int = Field(ge=1, le=1_000_000)
    probability: float | None = Field(default=None, gt=0, le=0.99)
    realised_share: float | None = Field(default=None, ge=0.05, le=3)
    delay: float | None = Field(default=None, ge=0, le=10)
    profile: tuple[float, ...] = ()


class _File(Section):
    name: str = ""
    close: tuple[_Closure, ...] = ()
    open: tuple[_Project, ...] = ()
    without: tuple[str, ...] = ()


def read_scenario(file: str | Path) -> Scenario:
    """Read a scenario from a file.

    Parameters
    ----------
    file
        A TOML file with ``name``, tables ``[[close]]`` and ``[[open]]`` and ``without``, or a CSV file of further rows of
        the table `events`.

    Returns
    -------
    Scenario

    Raises
    ------
    DataError
        With every fault of the file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "steel.toml"
    ...     _ = path.write_text('name = "half"\\n[[close]]\\nindustry = "C31"\\nshare = 0.5\\nfrom = 2027\\n')
    ...     read_scenario(path).events[["industry", "start", "share"]].values.tolist()
    [['C31', 2027, 0.5]]
    """
    path = Path(file)
    if not path.is_file():
        raise DataError([Problem("no-input", value=str(path))])
    if path.suffix.lower() == ".csv":
        return Scenario(path.stem, _rows(path), file=path.name)
    try:
        raw = _File.model_validate(read_toml(path))
    except ValidationError as error:
        faults = [field_problem(path, item) for item in error.errors()]
        raise DataError(list({fault.column: fault for fault in faults}.values())) from error
    return Scenario(raw.name or path.stem, _frame([*raw.close, *raw.open], path.name), raw.without, path.name)


def quick_scenario(close: Sequence[str], new: Sequence[str], start: int | None) -> Scenario:
    """Return the scenario of command-line options such as ``C31=0.5``: up to 1 a share, above it posts.

    Raises
    ------
    DataError
        For every option that is not of this form.
    """
    items: list[_Closure | _Project] = []
    faults = []
    for option, texts, kind in (("--close", close, _Closure), ("--open", new, _Project)):
        for text in texts:
            industry, _, number = text.partition("=")
            try:
                value = float(number)
                size = {"share": value} if kind is _Closure and value <= 1 else {"jobs": int(value)}
                items.append(kind.model_validate({"industry": industry, **size} | ({"from": start} if start else {})))
            except ValueError:
                facts = {
                    "reason": f"“{option} {text}”无效：应写成 行业代码=比例（不大于1）或 行业代码=岗位数",
                    "reason_en": f"'{option} {text}': write industry=share (up to 1) or industry=posts",
                }
                faults.append(Problem("bad-config", column=option, value=text, facts=facts))
    if faults:
        raise DataError(faults)
    return Scenario("", _frame(items, ""))


def _rows(path: Path) -> pd.DataFrame:
    """Return the rows of a CSV file under the description of the table `events`."""
    raws, problems = read_csv(path, "events")
    if not raws:
        raise DataError(problems)
    frame, faults = convert(raws[0])
    problems += faults
    if not any(fault.kind in ("missing-column", "duplicate-column") for fault in faults):
        found = check_table(frame, TABLES["events"], codes={})
        problems += placed(found, table="events", file=path.name, sheet="")
    if any(problem.severity == "error" for problem in problems):
        raise DataError(problems)
    return frame.assign(share=float("nan")).reset_index(drop=True)


def _frame(items: Sequence[_Closure | _Project], file: str) -> pd.DataFrame:
    faults, rows = [], []
    for place, item in enumerate(items):
        row: dict[str, object] = {"name": item.name, "industry": item.industry, "start": item.start, "share": None}
        if isinstance(item, _Closure):
            low, high = item.spillover or (None, None)
            row |= {"jobs": -(item.jobs or 0), "share": item.share, "probability": item.probability}
            row |= {"spillover_low": low, "spillover_high": high}
            if (item.jobs is None) == (item.share is None):
                facts = {
                    "reason": "关停须填 share（比例）或 jobs（岗位数）之一",
                    "reason_en": "a closure has either a share or jobs",
                }
                faults.append(Problem("bad-config", file=file, column=f"close.{place}", facts=facts))
        else:
            row |= {"jobs": item.jobs, "probability": item.probability, "realised_share": item.realised_share}
            row |= {"delay": item.delay, "profile": "、".join(f"{share:g}" for share in item.profile)}
        rows.append(row)
    frame = pd.DataFrame(rows)
    if not faults and rows:
        checked = frame.assign(jobs=frame["jobs"].where(frame["share"].isna(), -1)) if "share" in frame else frame
        for check in TABLES["events"].row_checks:
            faults += [replace(fault, file=file, row=None) for fault in check(_numbers(checked))]
    if faults:
        raise DataError(faults)
    return _numbers(frame)


def _numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with numbers where numbers belong, unknown ones as NaN."""
    names = [*("share", "probability", "spillover_low", "spillover_high", "realised_share", "delay")]
    known = [name for name in names if name in frame]
    texts = {"profile": frame["profile"].fillna("")} if "profile" in frame else {}
    return frame.assign(**{name: pd.to_numeric(frame[name]) for name in known}, **texts)
