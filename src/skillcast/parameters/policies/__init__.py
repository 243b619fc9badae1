"""Published rules and targets as data: each with its place, date, source and how sure it is.

Where `skillcast.parameters` holds single numbers, a file here holds a whole rule book: `programme_rules` and `policy_targets`.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, Literal

STATUS_ZH = {
    "practice": "各地做法",
    "policy": "政策文件",
    "unverified": "未核实，不作依据",
    "assumption": "假定，可修改",
}


def read_policy(name: Literal["programme_rules", "policy_targets"]) -> dict[str, Any]:
    """Return one file of this folder as nested mappings.

    Examples
    --------
    >>> read_policy("programme_rules")["moe_2011"]["date"]
    '2011'
    """
    text = files("skillcast.parameters.policies").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
