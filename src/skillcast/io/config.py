"""`skillcast.toml`: the city, the standards, declared gaps, parameters and corrections."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from skillcast.errors import Problem

FILE = "skillcast.toml"
Scalar = bool | int | float | str


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class City(_Section):
    """Who publishes, for which region and year."""

    region: str = ""
    name: str = "本市"
    name_en: str = "the city"
    year: int | None = Field(default=None, ge=1950, le=2100)
    horizon: int = Field(default=5, ge=1, le=10)
    synthetic: bool = False
    publishers: tuple[str, ...] = ()


class Standards(_Section):
    """Code systems and their editions; ``own`` leaves codes unchecked."""

    industry: Literal["GB/T 4754-2017", "own"] = "GB/T 4754-2017"
    occupation: Literal["CSCO-2022", "own"] = "CSCO-2022"
    programme: Literal["专业目录-2021", "own"] = "专业目录-2021"


class Gap(_Section):
    """A period that is known to be missing, and why."""

    table: str
    period: str
    reason: str = Field(min_length=1)


class Allow(_Section):
    """What is accepted although it would otherwise be an error."""

    gaps: tuple[Gap, ...] = ()


class Correction(_Section):
    """One declared correction: the cell, the value expected there, the value to use, and the reason."""

    table: str
    key: dict[str, str]
    column: str
    expect: str
    value: str
    reason: str = Field(min_length=1)


class Config(_Section):
    """Everything `skillcast.toml` may hold."""

    city: City = City()
    standards: Standards = Standards()
    allow: Allow = Allow()
    parameters: dict[str, Scalar] = Field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()


def read_config(path: Path) -> tuple[Config, list[Problem]]:
    """Read the configuration beside the tables; without one the defaults hold.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Config and the problems found (the defaults where there are any).
    """
    if not path.exists():
        return Config(), []
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Config(), [_problem(path, "", f"格式错误（{error}）", f"not valid TOML ({error})")]
    try:
        return Config.model_validate(_flat(raw), strict=False), []
    except ValidationError as error:
        return Config(), [_field_problem(path, item) for item in error.errors()]


def _flat(raw: dict[str, object]) -> dict[str, object]:
    """Join nested parameter tables, so that ``[parameters.shortage] enter`` and ``"shortage.enter"`` are the same."""
    parameters = raw.get("parameters")
    if not isinstance(parameters, dict):
        return raw
    joined: dict[str, object] = {}
    for name, value in parameters.items():
        inner = value if isinstance(value, dict) else {"": value}
        joined |= {f"{name}.{key}" if key else name: item for key, item in inner.items()}
    return raw | {"parameters": joined}


def _field_problem(path: Path, item: object) -> Problem:
    where = ".".join(str(part) for part in item["loc"])  # type: ignore[index]
    kind = str(item["type"])  # type: ignore[index]
    if kind == "extra_forbidden":
        return _problem(path, where, f"不认识的项“{where}”", f"unknown entry '{where}'")
    message = str(item["msg"])  # type: ignore[index]
    return _problem(path, where, f"“{where}”的值无效（{message}）", f"'{where}' is not valid ({message})")


def _problem(path: Path, column: str, zh: str, en: str) -> Problem:
    return Problem("bad-config", file=path.name, column=column, facts={"reason": zh, "reason_en": en})
