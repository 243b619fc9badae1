"""Sentences that quote parameters in force, and on retraining."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from skillcast.publication.words import Words


def parameter_sentence(
    frame: pd.DataFrame,
    *,
    zh: str,
    en: str,
    values: Mapping[str, str],
    say: Words,
    facts: Mapping[str, str] | None = None,
) -> str:
    """Return words with ``{name}`` replaced by the parameter that `values` names, or by a fact (columns parameter, value).

    A parameter may be asked for with a factor: ``100 shortage.friction``.

    Examples
    --------
    >>> frame = pd.DataFrame({"parameter": ["shortage.enter"], "value": ["0.6"]})
    >>> parameter_sentence(frame, zh="概率达{p}列入。", en="Enters at {p}.", values={"p": "shortage.enter"}, say=Words("en"))
    'Enters at 0.6.'
    """
    known = dict(zip(frame["parameter"], frame["value"], strict=True))
    text = say(zh, en)
    for name, asked in values.items():
        times, _, parameter = asked.rpartition(" ")
        value = f"{float(times) * float(known[parameter]):g}" if times else known[parameter]
        text = text.replace(f"{{{name}}}", value)
    for name, fact in (facts or {}).items():
        text = text.replace(f"{{{name}}}", fact)
    return text


def layoffs_sentence(frame: pd.DataFrame, *, years: int, say: Words) -> str:
    """Recommend retraining for those beyond natural exits (columns period, persons; one row a year ahead)."""
    mean = frame["persons"].head(years).mean()
    return say(
        f"转岗培训：今后{years}年预计平均每年约{mean:,.0f}人超出自然退出而需转岗，建议纳入再就业培训计划。",
        f"Retraining: about {mean:,.0f} persons a year are expected to have to change jobs beyond natural exits over the next {years} years.",
    )


SENTENCES: dict[str, Callable[..., str]] = {
    "parameters": parameter_sentence,
    "layoffs": layoffs_sentence,
}
