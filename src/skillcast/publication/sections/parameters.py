"""The parameters in force as a table, and sentences that quote them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from skillcast.parameters.loader import STATUS_ZH, Parameters
from skillcast.publication.content import ColumnFormat, Sentence, Table
from skillcast.publication.words import Words


def quoted(zh: str, en: str, facts: Mapping[str, str] | None = None, **values: str) -> Sentence:
    """Return a sentence that quotes parameters in force.

    ``{name}`` in the words stands for the value of ``name="shortage.enter"`` here; a share that the words give in per cent is
    asked for as ``name="100 shortage.friction"``.
    """
    return Sentence("parameters", ("parameters",), {"zh": zh, "en": en, "values": values, "facts": dict(facts or {})})


def parameter_table(parameters: Parameters, say: Words) -> Table:
    """Return every parameter that a publication uses, with its value, standing and source.

    Rules of other systems (``rules.*``) are compared with in scripts; the bulletin does not use them.
    """
    frame = parameters.frame()
    frame = frame[~frame["parameter"].str.startswith("rules.")].reset_index(drop=True)
    frame["value"] = frame["value"].map(lambda value: f"{value:g}" if isinstance(value, float) else str(value))
    frame["label"] = frame[say("zh", "en")]
    status = tuple(STATUS_ZH.items()) if say.lang == "zh" else ()
    columns = (
        ColumnFormat("parameter", say("参数", "Parameter"), kind="code", printed=False),
        ColumnFormat("label", say("含义", "Meaning")),
        ColumnFormat("value", say("取值", "Value")),
        ColumnFormat("unit", say("单位", "Unit"), empty=""),
        ColumnFormat("status", say("性质", "Standing"), labels=status),
        ColumnFormat("source", say("来源", "Source")),
        ColumnFormat("user_set", say("用户设定", "Set by user"), labels=(("true", say("是", "yes")), ("false", ""))),
    )
    return Table(
        "parameters",
        say("采用的参数及来源", "Parameters in force"),
        pd.DataFrame(frame),
        columns,
        primary_key=("parameter",),
    )
