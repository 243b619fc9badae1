"""What the enterprise survey says of the city: totals by cell, how sure they are, and what one firm makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import t as student

from skillcast.demand.imputation import impute_ratio
from skillcast.demand.survey import FirmSurvey
from skillcast.draws import Draws

Floats = NDArray[np.float64]
MEASURES = ("employed", "vacancies", "hard_to_fill", "planned_1y", "planned_3y")


def survey_totals(
    survey: FirmSurvey, by: Sequence[str] = ("occupation",), *, measures: Sequence[str] = MEASURES
) -> pd.DataFrame:
    """Estimate persons by cell.

    Parameters
    ----------
    survey
        From `weigh_survey`.
    by
        Any of industry, occupation and skill_level. A cell nobody reported is absent, which does not mean zero.
    measures
        Any of `MEASURES`.

    Returns
    -------
    DataFrame
        `by`, measure, `estimate` (persons), `se`, `lo80` and `hi80` (on the log scale, t with as many degrees of freedom
        as the cell has sampled firms beyond its strata, at least 1), `firms` (with somebody employed in the cell),
        `effective_firms` ((Σc)²/Σc² of their weighted employment c), `largest_share` (of the estimated employment, in one
        firm), `persons` (employed in the cell), `sampling_weight` (persons outside the sample each person of the cell stands for; 0: all firms certain),
        `imputed_share` (of the estimate). se, lo80 and hi80 are NaN where sampled firms reported nobody (nobody seen is
        not nobody there) or one sampled firm had no other to be compared with.

    Notes
    -----
    Variance of the rescaled bootstrap (Rao and Wu 1988) with firms as clusters, around the estimate.

    Examples
    --------
    >>> from skillcast.demand.survey import weigh_survey
    >>> firms = pd.DataFrame({"firm": ["a", "b", "c"], "industry": "C31", "stratum": ["top", "rest", "rest"],
    ...     "weight": [1.0, 5.0, 5.0], "occupation": "6-17-02-02", "skill_level": "L4", "period": "2025",
    ...     "employed": [900, 10, 30], "vacancies": [9, 1, 2]})
    >>> survey_totals(weigh_survey(firms, year=2025), measures=["vacancies"])["estimate"].tolist()
    [24.0]
    """
    cells = _Cells.of(survey, by)
    size = cells.sizes()
    freedom = size.pop("freedom")
    some_sampled = not survey.units["certain"].all()
    frames = []
    for measure in measures:
        answers = _Answers.of(survey, measure)
        totals = cells.total(answers, survey.weights)
        sampled = cells.total(answers, np.where(survey.units[["certain"]], 0.0, survey.weights[:, :1]))[:, 0]
        estimate = totals[:, 0]
        unseen = (sampled == 0) & ((size["sampling_weight"].to_numpy() > 0) | (estimate == 0) & some_sampled)
        error = np.where(unseen, np.nan, _error(totals))
        imputed = cells.total(answers.imputed_only(), survey.weights[:, :1])[:, 0]
        step = student.ppf(0.9, freedom) * _share(error, estimate)
        ends: dict[str, Floats] = {"lo80": estimate * np.exp(-step), "hi80": estimate * np.exp(step)}
        found = cells.keys.assign(measure=measure, estimate=estimate, se=error, **ends)
        frames.append(found.join(size).assign(imputed_share=_share(imputed, estimate)))
    return pd.concat(frames, ignore_index=True)


def survey_draws(survey: FirmSurvey, by: Sequence[str] = ("occupation",), *, measure: str = "vacancies") -> Draws:
    """Return the replicates of a total as joint scenarios.

    Parameters
    ----------
    survey
        From `weigh_survey`.
    by, measure
        As in `survey_totals`.

    Returns
    -------
    Draws
        (cells, 1, R) persons in the year of the survey. Replicate *r* of every cell and measure is the same sample.
    """
    cells = _Cells.of(survey, by)
    totals = cells.total(_Answers.of(survey, measure), survey.weights)
    return Draws(cells.keys, pd.PeriodIndex([str(survey.year)], freq="Y"), totals[:, None, 1:].copy())


def leave_largest_out(
    survey: FirmSurvey, by: Sequence[str] = ("industry",), *, measures: Sequence[str] = MEASURES
) -> pd.DataFrame:
    """Estimate the same totals without the largest employer of each industry.

    Parameters
    ----------
    survey, by, measures
        As in `survey_totals`.

    Returns
    -------
    DataFrame
        `by`, measure, `estimate` and `se`, `without` (the estimate less those firms' own answers) and `se_without`,
        `firm` (the largest employer that makes most of the difference, empty if none does) and `largest_share` (of the
        estimate).
    """
    cells = _Cells.of(survey, by)
    ranked = survey.units.sort_values(["employed", "firm"], ascending=[False, True])
    alone = np.zeros((len(survey.units), 1))
    alone[ranked.drop_duplicates("industry").index] = 1.0
    frames = []
    for measure in measures:
        answers = _Answers.of(survey, measure)
        totals = cells.total(answers, survey.weights)
        # What a firm says of itself counts once, whatever number of firms it stands for.
        own = cells.total(answers, np.repeat(alone, survey.weights.shape[1], axis=1))
        said = answers.values * alone[survey.answers["unit"].to_numpy(), 0]
        frames.append(
            cells.keys.assign(
                measure=measure,
                estimate=totals[:, 0],
                se=_error(totals),
                without=totals[:, 0] - own[:, 0],
                se_without=_error(totals - own),
                firm=cells.main_firm(said),
                largest_share=_share(own[:, 0], totals[:, 0]),
            )
        )
    return pd.concat(frames, ignore_index=True)


def firm_shares(survey: FirmSurvey, firm: str, by: Sequence[str] = ("occupation",)) -> pd.DataFrame:
    """Return a firm's share of the persons employed in each cell where it employs somebody.

    Parameters
    ----------
    survey, by
        As in `survey_totals`.
    firm
        Number of the firm.

    Returns
    -------
    DataFrame
        `by`, `share` (its own persons, once, over the estimate).
    """
    cells = _Cells.of(survey, by)
    answers = _Answers.of(survey, "employed")
    alone = np.where(survey.units[["firm"]] == firm, 1.0, 0.0)
    own, whole = cells.total(answers, alone)[:, 0], cells.total(answers, survey.weights[:, :1])[:, 0]
    return cells.keys.assign(share=_share(own, whole))[own > 0].reset_index(drop=True)


def _error(totals: Floats) -> Floats:
    return np.asarray(np.sqrt(((totals[:, 1:] - totals[:, :1]) ** 2).mean(axis=1)))


def _share(part: Floats, whole: Floats) -> Floats:
    """Part / whole; 0 where both are 0."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), part)


@dataclass(frozen=True)
class _Answers:
    """One measure: the answers with ratios filled in where they were `missing`, and the replicates `filled` (m, R+1)."""

    values: Floats
    missing: NDArray[np.bool_]
    filled: Floats

    @classmethod
    def of(cls, survey: FirmSurvey, measure: str) -> _Answers:
        values = survey.answers[measure].to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
        missing = np.isnan(values)
        filled = impute_ratio(survey.answers, survey.weights, measure, seed=survey.seed)
        values[missing] = filled[:, 0]
        return cls(values, missing, filled)

    def imputed_only(self) -> _Answers:
        return _Answers(np.where(self.missing, self.values, 0.0), self.missing, self.filled)


@dataclass(frozen=True)
class _Cells:
    """The cells of a survey: their keys and the cell `number` of each answer."""

    survey: FirmSurvey
    keys: pd.DataFrame
    number: NDArray[np.int64]

    @classmethod
    def of(cls, survey: FirmSurvey, by: Sequence[str]) -> _Cells:
        number = survey.answers.groupby(list(by), sort=True).ngroup()
        keys = survey.answers[list(by)].assign(_cell=number).drop_duplicates("_cell").sort_values("_cell")
        return cls(survey, keys[list(by)].reset_index(drop=True), np.asarray(number, dtype=np.int64))

    def total(self, answers: _Answers, weights: Floats) -> Floats:
        """(C, R+1) weighted totals, imputed answers in their replicates."""
        unit = self.survey.answers["unit"].to_numpy()
        known = np.where(answers.missing, 0.0, answers.values)
        shape = (len(self.keys), len(self.survey.units))
        totals = np.asarray(csr_array((known, (self.number, unit)), shape=shape) @ weights)
        gaps = np.flatnonzero(answers.missing)
        place = (self.number[gaps], np.arange(len(gaps)))
        add = csr_array((np.ones(len(gaps)), place), shape=(len(self.keys), len(gaps)))
        return np.asarray(totals + add @ (answers.filled[:, : weights.shape[1]] * weights[unit[gaps]]))

    def main_firm(self, said: Floats) -> list[str]:
        """Return the firm that says most in each cell, empty where nobody says anything."""
        frame = pd.DataFrame({"cell": self.number, "firm": self.survey.answers["firm"], "said": said})
        sums = frame.groupby(["cell", "firm"], as_index=False)["said"].sum()
        top = sums[sums["said"] > 0].sort_values("said", ascending=False).drop_duplicates("cell")
        return [str(name) for name in top.set_index("cell")["firm"].reindex(range(len(self.keys)), fill_value="")]

    def sizes(self) -> pd.DataFrame:
        """Return what stands behind each cell: firms, their effective number, the largest, weights, freedom."""
        units, answers = self.survey.units, self.survey.answers
        unit = answers["unit"].to_numpy()
        frame = answers[["firm"]].assign(
            cell=self.number,
            stratum=units["stratum"].to_numpy()[unit],
            sampled=~units["certain"].to_numpy()[unit],
            own=answers["employed"].to_numpy(dtype=np.float64),
        )
        weight = self.survey.weights[unit, 0]
        frame["persons"] = weight * frame["own"]
        frame["beyond"] = frame["persons"] * np.where(frame["sampled"], weight - 1, 0.0)
        rows = frame[frame["own"] > 0].groupby(["cell", "firm"], as_index=False)
        firms = rows.agg({"stratum": "first", "sampled": "first", "own": "sum", "persons": "sum", "beyond": "sum"})
        cell = firms.groupby("cell")
        total = cell["persons"].sum()
        strata = firms[firms["sampled"]].groupby("cell")
        out = pd.DataFrame(
            {
                "firms": cell["firm"].count(),
                "effective_firms": total**2 / (firms["persons"] ** 2).groupby(firms["cell"]).sum(),
                "largest_share": cell["own"].max() / total,
                "persons": total,
                "sampling_weight": cell["beyond"].sum() / total,
                "freedom": strata["firm"].nunique() - strata["stratum"].nunique(),
            }
        ).reindex(range(len(self.keys)))
        return out.assign(firms=out["firms"].fillna(0).astype(int), freedom=out["freedom"].fillna(1).clip(lower=1))
