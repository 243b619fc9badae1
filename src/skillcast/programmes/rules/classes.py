"""Classes of development (重点发展、控制发展、优化淘汰) from the flags."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from skillcast.programmes.rules.outcomes import KEYS

PROMOTED, CONTROLLED, PHASED_OUT, OTHER = "重点发展", "控制发展", "优化淘汰", "一般"
OUT = {"suspend", "withdraw", "red", "cut"}
HELD = {"alternate", "cap", "adjust", "control", "warn", "no-new-site", "no-new-programme"}


def development_class(programmes: pd.DataFrame, flags: pd.DataFrame, promoted: Collection[str] = ()) -> pd.DataFrame:
    """Return the class of each programme as Fujian names them (2023).

    Parameters
    ----------
    programmes
        Table of this name.
    flags
        Result of `flag_programmes`.
    promoted
        Programmes the city wants more of, such as those that lead to shortage occupations.

    Returns
    -------
    DataFrame
        school, programme, development.

    Notes
    -----
    The report names the classes and not what puts a programme into one. Here, as our reading: a rule that cuts or ends a
    programme makes it 优化淘汰, any other rule that holds it back 控制发展, `promoted` without a flag 重点发展; the rest are 一般.

    Examples
    --------
    >>> programmes = pd.DataFrame({"school": "甲校", "programme": ["460103", "460104"]})
    >>> flags = pd.DataFrame({"school": ["甲校"], "programme": ["460103"], "consequence": ["cap"]})
    >>> development_class(programmes, flags, {"460104"})["development"].tolist()
    ['控制发展', '重点发展']
    """
    asked = flags.groupby(KEYS)["consequence"].agg(set).to_dict()

    def place(key: tuple[str, str]) -> str:
        consequences = asked.get(key, set())
        if consequences & OUT:
            return PHASED_OUT
        if consequences & HELD:
            return CONTROLLED
        return PROMOTED if key[1] in promoted else OTHER

    keys = programmes[KEYS].sort_values(KEYS, ignore_index=True)
    return keys.assign(development=[place(key) for key in keys.itertuples(index=False, name=None)])
