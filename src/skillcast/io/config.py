"""`skillcast.toml`: the city, the standards, declared gaps, parameters and corrections."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from skillcast.errors import DataError, Problem
from skillcast.io.hostile import inert, shown, text_faults
from skillcast.io.sizes import CONFIG_BYTES, too_large
from skillcast.io.sources import elsewhere

_LARGEST = 2.0**53  # the last whole number that survives every calculation
FILE = "skillcast.toml"
Scalar = bool | int | float | str
# The checker's own messages are English.
REASONS_ZH = {
    "missing": "缺少这一项",
    "string_type": "应为文字，写在引号内",
    "string_too_short": "不能为空",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "greater_than_equal": "不得小于 {ge}",
    "less_than_equal": "不得大于 {le}",
    "literal_error": "应为 {expected}",
    "tuple_type": "应为方括号内的列表",
    "dict_type": "应为一组“名称 = 值”",
    "model_type": "应为一组“名称 = 值”",
    "scalar": "应为数字、文字、true 或 false",
}


class Section(BaseModel):
    """One table of a TOML file: nothing unknown, nothing of another type, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class City(Section):
    """Who publishes, for which region and year."""

    region: str = ""
    name: str = "本市"
    name_en: str = "the city"
    year: int | None = Field(default=None, ge=1950, le=2100)
    horizon: int = Field(default=5, ge=1, le=10)
    synthetic: bool = False
    publishers: tuple[str, ...] = ()


class Standards(Section):
    """Code systems and their editions; ``own`` leaves codes unchecked."""

    industry: Literal["GB/T 4754-2017", "own"] = "GB/T 4754-2017"
    occupation: Literal["CSCO-2022", "own"] = "CSCO-2022"
    programme: Literal["专业目录-2021", "own"] = "专业目录-2021"


class Gap(Section):
    """A period that is known to be missing, and why."""

    table: str
    period: str
    reason: str = Field(min_length=1)


class Allow(Section):
    """What is accepted although it would otherwise be an error."""

    gaps: tuple[Gap, ...] = ()


class Correction(Section):
    """One declared correction: the cell, the value expected there, the value to use, and the reason."""

    table: str
    key: dict[str, str]
    column: str
    expect: str
    value: str
    reason: str = Field(min_length=1)


class DocumentSettings(Section):
    """How the Word document is set; the settings stand in `skillcast.publication.word.style`."""

    style: Literal["national", "fixed_28", "fixed_30_bold", "wide_33"] = "national"


class Config(Section):
    """Everything `skillcast.toml` may hold."""

    city: City = City()
    standards: Standards = Standards()
    allow: Allow = Allow()
    document: DocumentSettings = DocumentSettings()
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
        return Config.model_validate(_flat(read_toml(path))), []
    except DataError as error:
        return Config(), list(error.problems)
    except ValidationError as error:
        problems = [field_problem(path, item) for item in error.errors()]
        # A parameter may be of several types; it is told once, not once a type.
        return Config(), list({problem.column: problem for problem in problems}.values())


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file, lists as tuples, every text and number looked at.

    Raises
    ------
    DataError
        If it cannot be read, is no TOML, or holds a text or number that no configuration needs.
    """
    if fault := elsewhere(path):
        raise DataError([fault])
    try:
        if (size := path.stat().st_size) > CONFIG_BYTES:
            raise DataError([too_large(path.name, f"{size / 2**20:.1f} MB", CONFIG_BYTES)])
        raw = toml_tuples(tomllib.loads(path.read_text(encoding="utf-8-sig")))
        problems = [
            Problem("hostile-text", file=path.name, column=place, value=text, facts={"reason": zh, "reason_en": en})
            for place, text, (zh, en) in text_faults(raw)
        ]
        problems += [
            _problem(path, place, f"数值 {shown(str(value))} 无效", f"the number {shown(str(value))} is not valid")
            for place, value in _numbers(raw)
            if not abs(value) < _LARGEST  # true of "not a number" as well
        ]
    except UnicodeDecodeError as error:
        zh, en = "文件编码不是 UTF-8，请另存为 UTF-8", "not UTF-8; save it as UTF-8"
        raise DataError([_problem(path, "", zh, en)]) from error
    except OSError as error:
        word = type(error).__name__
        raise DataError([_problem(path, "", f"无法读取（{word}）", f"cannot be read ({word})")]) from error
    except RecursionError as error:
        raise DataError([_problem(path, "", "括号或表名嵌套过深", "nested too deeply")]) from error
    except ValueError as error:  # no TOML, or a number of thousands of digits
        raise DataError([_problem(path, "", f"格式错误（{error}）", f"not valid TOML ({error})")]) from error
    if problems:
        raise DataError(map(inert, problems))
    return cast("dict[str, Any]", raw)


def _numbers(value: object, place: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number within a value with its place."""
    if isinstance(value, int | float):
        yield place, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers(item, f"{place}.{key}" if place else str(key))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _numbers(item, f"{place}.{number}")


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


def toml_tuples(value: object) -> object:
    """Return the value with lists made tuples: the checks are strict, so that ``"5"`` or ``true`` is no year."""
    if isinstance(value, dict):
        return {key: toml_tuples(item) for key, item in value.items()}
    return tuple(toml_tuples(item) for item in value) if isinstance(value, list) else value


def field_problem(path: Path, item: ErrorDetails) -> Problem:
    """Return what the checker found as a problem of the file."""
    place = item["loc"][:2] if item["loc"][0] == "parameters" else item["loc"]
    where, kind, message = ".".join(map(str, place)), item["type"], item["msg"]
    if kind == "extra_forbidden":
        return _problem(path, where, f"不认识的项“{where}”", f"unknown entry '{where}'")
    if where.startswith("parameters."):
        kind, message = "scalar", "Input should be a number, a text, true or false"
    reason = REASONS_ZH.get(kind, message).format(**item.get("ctx", {})).replace(" or ", " 或 ")
    return _problem(path, where, f"“{where}”的值无效：{reason}", f"'{where}' is not valid: {message}")


def _problem(path: Path, column: str, zh: str, en: str) -> Problem:
    return Problem("bad-config", file=path.name, column=column, facts={"reason": zh, "reason_en": en})
