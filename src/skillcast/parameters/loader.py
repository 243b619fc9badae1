"""Read the parameter files and resolve them for a year."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import pandas as pd

from skillcast.errors import ParameterError, Problem

Value = float | int | str | bool

STATUS_ZH = {
    "law": "法规",
    "practice": "各地做法",
    "method": "方法设定",
    "assumption": "假定，可修改",
    "unpublished": "未公布，由用户设定",
}


@dataclass(frozen=True)
class Parameter:
    """One parameter: its words, range, status and dated values.

    `status` says what stands behind it: ``law`` (a legal text), ``practice`` (seen in published rules),
    ``method`` (measured or part of a method), ``assumption`` (ours, to be replaced by the user) or ``unpublished``
    (a published rule has such a number, but its source does not give it; to be set by the user).
    """

    name: str
    zh: str
    en: str
    unit: str
    status: str
    source: str
    values: tuple[tuple[int, Value], ...]
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()

    def at(self, year: int) -> Value:
        """Return the value in force in `year` (the earliest known one before the first date)."""
        past = [value for start, value in self.values if start <= year]
        return past[-1] if past else self.values[0][1]

    def fault(self, value: object) -> tuple[str, str] | None:
        """Return why `value` is not allowed (Chinese, English), or None."""
        if self.choices:
            return (
                None
                if value in self.choices
                else (f"可选：{'、'.join(self.choices)}", f"choose from {', '.join(self.choices)}")
            )
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "应为数字", "a number is expected"
        if (self.minimum is not None and value < self.minimum) or (self.maximum is not None and value > self.maximum):
            bounds = f"[{self.minimum}, {self.maximum}]"
            return f"允许范围 {bounds}", f"allowed range {bounds}"
        return None


@dataclass(frozen=True)
class Parameters:
    """All parameters, resolved for a year, with the user's own values on top.

    Examples
    --------
    >>> load_parameters(2025)["shortage.enter"]
    0.6
    >>> load_parameters(2025, {"shortage.enter": 0.7})["shortage.enter"]
    0.7
    """

    year: int
    entries: Mapping[str, Parameter]
    overrides: Mapping[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        return self.overrides[name] if name in self.overrides else self.entries[name].at(self.year)

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def number(self, name: str) -> float:
        return float(self[name])

    def integer(self, name: str) -> int:
        return int(self[name])

    def text(self, name: str) -> str:
        return str(self[name])

    def frame(self) -> pd.DataFrame:
        """Return one row a parameter: name, description, value in force, unit, status, source, changed by the user."""
        rows = [
            {
                "parameter": name,
                "zh": entry.zh,
                "en": entry.en,
                "value": self[name],
                "unit": entry.unit,
                "status": entry.status,
                "source": entry.source,
                "user_set": name in self.overrides,
            }
            for name, entry in self.entries.items()
        ]
        return pd.DataFrame(rows)


@cache
def catalogue() -> dict[str, Parameter]:
    """Return every shipped parameter by its full name, such as ``shortage.enter``."""
    entries: dict[str, Parameter] = {}
    for path in sorted(files("skillcast.parameters").iterdir(), key=lambda item: item.name):
        if not path.name.endswith(".toml"):
            continue
        room = path.name.removesuffix(".toml")
        for key, raw in tomllib.loads(path.read_text(encoding="utf-8")).items():
            values = tuple(sorted((int(item["from"]), item["value"]) for item in raw["values"]))
            entries[f"{room}.{key}"] = Parameter(
                name=f"{room}.{key}",
                zh=raw["zh"],
                en=raw["en"],
                unit=raw.get("unit", ""),
                status=raw["status"],
                source=raw["source"],
                values=values,
                minimum=raw.get("minimum"),
                maximum=raw.get("maximum"),
                choices=tuple(raw.get("choices", ())),
            )
    return entries


def load_parameters(year: int, overrides: Mapping[str, Value] | None = None) -> Parameters:
    """Return the parameters in force in `year`.

    Parameters
    ----------
    year
        The year whose dated values apply.
    overrides
        The user's own values by full name.

    Returns
    -------
    Parameters

    Raises
    ------
    ParameterError
        If a name is unknown or a value outside its range; all faults at once.

    Examples
    --------
    >>> load_parameters(2025, {"shortage.entr": 0.7})
    Traceback (most recent call last):
    skillcast.errors.ParameterError: [bad-parameter] column shortage.entr: parameter shortage.entr cannot be 0.7: unknown name. See the page 'Parameters' for names and ranges.
    """
    entries = catalogue()
    faults = []
    for name, value in (overrides or {}).items():
        fault = entries[name].fault(value) if name in entries else ("没有这个参数", "unknown name")
        if fault:
            facts = {"reason": fault[0], "reason_en": fault[1]}
            faults.append(Problem("bad-parameter", column=name, value=value, facts=facts))
    if faults:
        raise ParameterError(faults)
    return Parameters(year, entries, dict(overrides or {}))
