"""Which cells must not be published, because a figure would reveal one respondent.

A cell is protected when too few firms stand behind it or one firm holds too much of it, as the enterprise survey
shows. Where one cell alone of an additive table is withheld, a second one is withheld too, or the total would give it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skillcast.outcome import Outlook


@dataclass(frozen=True)
class Protected:
    """The industries and occupations of one publication that must be withheld, in every table and file alike."""

    industries: set[str]
    occupations: set[str]

    @classmethod
    def of(cls, result: Outlook) -> Protected:
        """Return what the enterprise survey and the parameters in force protect, complementary industries included."""
        market, p = result.market, result.parameters
        firms = market.table("firms") if market.has("firms") else None
        fewest, share = p.integer("disclosure.minimum_firms"), p.number("disclosure.dominance")
        codes = {
            by: protected_cells(firms, by, year=result.year, minimum_firms=fewest, dominance=share)
            for by in ("industry", "occupation")
        }
        draws = result.demand.industries
        size = pd.DataFrame({"industry": draws.index["industry"], "size": draws.mean()[:, 0]})
        hidden = withhold(size, "industry", codes["industry"], ["size"], size="size")
        return cls(set(hidden.loc[hidden["suppressed"] != "", "industry"]), codes["occupation"])


def protected_cells(
    firms: pd.DataFrame | None, by: str, *, year: int, minimum_firms: int = 3, dominance: float = 80.0
) -> set[str]:
    """Return the codes of `by` that rest on too few firms or on one dominant firm.

    Parameters
    ----------
    firms
        Table `firms`, or None: nothing can be judged and nothing is protected (the bulletin's notes say so).
    by
        ``industry`` or ``occupation``.
    year
        The last survey up to this year is used, else the first one after it.
    minimum_firms
        Fewest firms (weighted).
    dominance
        Largest share of one firm in weighted employment, %.

    Examples
    --------
    >>> firms = pd.DataFrame({"firm": ["a", "b"], "industry": ["C31", "C31"], "period": "2025", "weight": 1.0, "employed": [99, 1]})
    >>> protected_cells(firms, "industry", year=2025, minimum_firms=1)
    {'C31'}
    """
    if firms is None:
        return set()
    years = firms["period"].str[:4].astype(int)
    # Protection must not lapse because the survey came later than the year that is published.
    survey = firms[
        firms["period"] == (firms["period"][years <= year].max() if (years <= year).any() else firms["period"].min())
    ]
    survey = survey.assign(persons=survey["weight"] * survey["employed"])
    size = survey.groupby([by, "firm"]).agg(persons=("persons", "sum"), weight=("weight", "first")).reset_index("firm")
    grouped = size.groupby(level=0)
    few = grouped["weight"].sum() < minimum_firms
    largest = 100 * grouped["persons"].max() / grouped["persons"].sum().where(grouped["persons"].sum() > 0)
    wrong = few | (largest > dominance)
    return set(wrong.index[wrong])


def withhold(
    frame: pd.DataFrame, key: str, protected: set[str], columns: Sequence[str], *, size: str = ""
) -> pd.DataFrame:
    """Empty the protected rows' columns and name them in a column `suppressed` (empty where nothing is withheld).

    Parameters
    ----------
    frame
        A table.
    key
        Column that holds the codes.
    protected
        Codes to withhold.
    columns
        Numbers to empty.
    size
        Column of sizes of an additive table: if exactly one row is withheld, the smallest other row is too. Rows whose
        key is ``total`` are never withheld.
    """
    hidden = frame[key].isin(protected)
    if size and hidden.sum() == 1:
        others = frame[~hidden & (frame[key] != "total")]
        hidden |= frame.index == others[size].idxmin() if len(others) else False
    out = frame.assign(suppressed=np.where(hidden, " ".join(columns), ""))
    for column in columns:
        out[column] = out[column].astype("float64").mask(hidden)
    return out
