"""All rules side by side: how many list an occupation, and how far they agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.errors import DataError, Language, Problem
from skillcast.parameters import Parameters, load_parameters
from skillcast.shortage.evidence import Evidence
from skillcast.shortage.rules import RULES
from skillcast.shortage.rules.facts import Facts


@dataclass(frozen=True)
class RuleComparison:
    """What the rules say.

    Parameters
    ----------
    table
        One row an occupation: a column a rule (listed, NA where it gives no rating), then `rated` and `listed` (how many
        rules), `words` and `words_en`.
    ratings
        One row a rule and occupation: score, class, what was missing, stand-ins and warnings.
    agreement
        One row a pair of rules: `rated` (occupations that both rate), `agree` (share on which they agree), `kappa`
        (agreement beyond chance; NaN where it cannot be told).
    """

    table: pd.DataFrame
    ratings: pd.DataFrame
    agreement: pd.DataFrame

    def grades(self, lang: Language = "zh") -> pd.DataFrame:
        """Return occupations x rules with each rule's class in its own words."""
        column = "grade" if lang == "zh" else "grade_en"
        rules = list(dict.fromkeys(self.ratings["rule"]))
        return self.ratings.pivot(index="occupation", columns="rule", values=column)[rules]

    def rules(self) -> pd.DataFrame:
        """Return one row a rule: rule, zh, en, source, rated and listed (occupations)."""
        counts = self.ratings.groupby("rule", sort=False)["listed"].agg(rated="count", listed="sum")
        names = [(RULES[name].zh, RULES[name].en, RULES[name].source) for name in counts.index]
        words = pd.DataFrame(names, columns=["zh", "en", "source"], index=counts.index)
        return pd.concat([words, counts.astype(int)], axis=1).reset_index()


def compare_rules(
    evidence: Evidence,
    *,
    openings: Draws | None = None,
    supply: Draws | None = None,
    vacancies: pd.DataFrame | None = None,
    extra: pd.DataFrame | None = None,
    cut_points: pd.DataFrame | None = None,
    parameters: Parameters | None = None,
    rules: Iterable[str] | None = None,
) -> RuleComparison:
    """Rate every occupation by each published rule on the same data.

    Parameters
    ----------
    evidence
        Registrations, stocks and forecast gap; its `year` is rated.
    openings, supply
        (O, H, S) forecast openings and supply, persons a year.
    vacancies
        Table `vacancies`, for reporting rates by skill level.
    extra
        Inputs that few cities have (unemployment, pay received, applicants ...), see `Facts`.
    cut_points
        Cut-points of the German score kept from an earlier year, see `german_score.cut_points`.
    parameters
        Thresholds ``rules.*``; those shipped for the year by default.
    rules
        Names in `RULES`; all by default.

    Returns
    -------
    RuleComparison
        A rule without its data gives no rating: it counts neither for nor against an occupation.

    Raises
    ------
    DataError
        If a rule is not known or `extra` cannot be used.

    Notes
    -----
    Rules that read the same figures are not independent witnesses: four of the ten read little more than vacancies and seekers.
    Sources: `Rule.source`; formulas and stand-ins are described in the page 各地规则对照.

    Examples
    --------
    >>> from skillcast.panel import Panel
    >>> rows = {"occupation": ["a", "b"], "year": 2025, "demand": [90.0, 30.0], "seekers": [40.0, 60.0]}
    >>> registrations = pd.DataFrame(rows).assign(unfilled_90d=[40.0, 3.0], days_open=[50.0, 20.0], wage=np.nan)
    >>> stocks = Panel(pd.DataFrame({"occupation": ["a", "b"]}), pd.PeriodIndex(["2025"], freq="Y"), np.array([[500.0], [400.0]]))
    >>> found = compare_rules(Evidence(registrations, stocks, None, None, 2025))
    >>> found.table[["occupation", "words", "words_en"]].values.tolist()
    [['a', '4种规则中有3种列入', 'listed by 3 of 4'], ['b', '5种规则中有0种列入', 'listed by 0 of 5']]
    """
    names = _names(rules)
    facts = Facts(
        evidence, parameters or load_parameters(evidence.year), openings, supply, vacancies, extra, cut_points
    )
    ratings = pd.concat([RULES[name].rate(facts) for name in names], ignore_index=True)
    wide = ratings.pivot(index="occupation", columns="rule", values="listed")[names]
    wide.columns.name = None
    rated, listed = wide.notna().sum(axis=1), wide.fillna(False).astype(bool).sum(axis=1)
    words = [count_words(k, n) for k, n in zip(listed, rated, strict=True)]
    table = wide.assign(rated=rated, listed=listed, words=[zh for zh, _ in words], words_en=[en for _, en in words])
    return RuleComparison(table.reset_index(), ratings, _agreement(wide))


def count_words(listed: int, rated: int) -> tuple[str, str]:
    """Return how many rules list an occupation, in Chinese and English.

    Examples
    --------
    >>> count_words(6, 9)
    ('9种规则中有6种列入', 'listed by 6 of 9')
    """
    if rated == 0:
        return "没有规则可以评级", "rated by no rule"
    return f"{rated}种规则中有{listed}种列入", f"listed by {listed} of {rated}"


def _names(rules: Iterable[str] | None) -> list[str]:
    if rules is None:
        return list(RULES)
    asked = set(rules)
    unknown = sorted(asked - set(RULES))
    if unknown or not asked:
        facts = {"allowed": "、".join(RULES)}
        raise DataError([Problem("not-in-list", column="rules", value=name, facts=facts) for name in unknown or [""]])
    return [name for name in RULES if name in asked]


def _agreement(wide: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for first, second in combinations(wide.columns, 2):
        both = wide[[first, second]].dropna().to_numpy(dtype=bool)
        agree = kappa = np.nan
        if len(both):
            agree = float((both[:, 0] == both[:, 1]).mean())
            p, q = both.mean(axis=0)
            chance = p * q + (1 - p) * (1 - q)
            kappa = (agree - chance) / (1 - chance) if chance < 1 else np.nan
        rows.append({"rule": first, "other": second, "rated": len(both), "agree": agree, "kappa": kappa})
    return pd.DataFrame(rows, columns=["rule", "other", "rated", "agree", "kappa"])
