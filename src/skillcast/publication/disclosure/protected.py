"""What one publication withholds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd

from skillcast.outcome import Outlook
from skillcast.parameters import Parameters
from skillcast.publication.disclosure.cells import TOTAL, Cell, Unit
from skillcast.publication.disclosure.history import Earlier, read_earlier
from skillcast.publication.disclosure.sensitive import Rules, breach, sensitive_cells, survey_of
from skillcast.publication.disclosure.suppress import Cut, choose
from skillcast.publication.disclosure.truth import SECTORS, Truth, eco_shares


@dataclass(frozen=True)
class Protected:
    """What one publication withholds, in every table, figure and file alike.

    Parameters
    ----------
    industries, occupations
        Codes whose persons are withheld everywhere.
    levels
        (industry, skill level) withheld besides.
    eco
        Green-ecological industries (their Chinese names in the table `eco_industries`).
    sections, sectors
        Groups of the registered vacancies by industry and by sector.
    programmes
        (school, programme) whose gap rests on a withheld occupation.
    primary
        The units that are sensitive by themselves; all others are withheld so that these cannot be worked out.
    """

    industries: set[str]
    occupations: set[str]
    levels: frozenset[tuple[str, str]] = frozenset()
    eco: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    programmes: frozenset[tuple[str, str]] = frozenset()
    primary: frozenset[Unit] = frozenset()

    @classmethod
    def of(cls, result: Outlook, *, history: Sequence[Path] = (), truth: Truth | None = None) -> Self:
        """Return what the enterprise survey and the parameters in force protect, and the least besides.

        Parameters
        ----------
        result
            What `skillcast.outlook` found. Without a table `firms` nothing can be judged and nothing is withheld.
        history
            Folders of earlier publications: what they printed cannot be withheld, what they withheld must stay unknown.
        truth
            `Truth.of(result)`, if it is at hand.

        Raises
        ------
        DataError
            ``disclosure-too-tight``: no choice protects the cell named.
        """
        if not result.market.has("firms"):
            return cls(set(), set())
        survey = survey_of(result.market.table("firms"), result.year)
        rules = Rules.of(result.parameters)
        truth = Truth.of(result) if truth is None else truth
        past = read_earlier(history, truth) if history else Earlier()
        shares, _ = eco_shares(result)
        found = set(sensitive_units(survey, rules, shares))
        # A withheld industry takes its levels along.
        primary = frozenset(unit for unit in found if unit.kind != "level" or Unit("industry", unit.code) not in found)
        chosen = choose(
            truth,
            primary,
            protection=result.parameters.number("disclosure.protection") / 100,
            exposed=_Sums(survey, rules).exposed,
            printed=past.printed,
            gone=past.gone,
            earlier=past.units,
        )
        return cls._from(chosen, primary, result)

    @classmethod
    def _from(cls, chosen: frozenset[Unit], primary: frozenset[Unit], result: Outlook) -> Self:
        def codes(kind: str) -> set[str]:
            return {unit.code for unit in chosen if unit.kind == kind}

        occupations = codes("occupation")
        programmes: set[tuple[str, str]] = set()
        if result.programmes is not None:
            links = result.market.table("crosswalk")
            bound = set(links.loc[links["occupation"].isin(occupations) & (links["weight"] > 0), "programme"])
            seats = result.programmes.seats
            programmes = {key for key in zip(seats["school"], seats["programme"], strict=True) if key[1] in bound}
        levels = frozenset((unit.code, unit.part) for unit in chosen if unit.kind == "level")
        return cls(
            codes("industry"),
            occupations,
            levels,
            eco=frozenset(codes("eco")),
            sections=frozenset(codes("section")),
            sectors=frozenset(codes("sector")),
            programmes=frozenset(programmes),
            primary=primary & chosen,
        )


def sensitive_units(survey: pd.DataFrame, rules: Rules, shares: Mapping[str, Mapping[str, float]]) -> Iterator[Unit]:
    """Yield every unit that is sensitive by itself: the primary suppressions."""
    for kind, keys in (
        ("industry", ["industry"]),
        ("occupation", ["occupation"]),
        ("level", ["industry", "skill_level"]),
    ):
        yield from (Unit(kind, *key) for key in sorted(sensitive_cells(survey, keys, rules)))
    grouped = _grouped(survey)
    for kind in ("section", "sector"):
        yield from (Unit(kind, *key) for key in sorted(sensitive_cells(grouped, [kind], rules)))
    for sector, mine in shares.items():
        if sensitive_cells(survey.assign(all=""), ["all"], rules, mine):
            yield Unit("eco", sector)


def form_truth(counts: Mapping[str, Mapping[str, float]], year: int) -> Truth:
    """Return the truth behind a form alone, such as a quarterly one, for `audit`.

    Parameters
    ----------
    counts
        Registered vacancies by code (``total`` included) of the dimensions ``industry`` and ``sector``.
    year
        The form's year.
    """
    return Truth(
        year,
        {
            Cell("vacancies", code, str(year), part): float(count)
            for part, mine in counts.items()
            for code, count in mine.items()
        },
    )


def hidden_groups(
    firms: pd.DataFrame | None, counts: Mapping[str, Mapping[str, float]], *, year: int, parameters: Parameters
) -> dict[str, frozenset[str]]:
    """Return the sections and sectors that a form must withhold, keyed ``industry`` and ``sector``, where there is no outlook.

    Parameters
    ----------
    firms
        Table `firms`; None: nothing can be judged and nothing is withheld.
    counts, year
        As `form_truth` takes them.
    parameters
        In force.

    Raises
    ------
    DataError
        ``disclosure-too-tight``: no choice protects the cell named.
    """
    chosen: frozenset[Unit] = frozenset()
    if firms is not None:
        survey, rules = survey_of(firms, year), Rules.of(parameters)
        primary = frozenset(unit for unit in sensitive_units(survey, rules, {}) if unit.kind in ("section", "sector"))
        protection = parameters.number("disclosure.protection") / 100
        chosen = choose(form_truth(counts, year), primary, protection=protection, exposed=_Sums(survey, rules).exposed)
    return {
        part: frozenset(unit.code for unit in chosen if unit.kind == kind)
        for part, kind in (("industry", "section"), ("sector", "sector"))
    }


class _Sums:
    """Sums of withheld units: who stands behind them, and what would make them safe."""

    def __init__(self, survey: pd.DataFrame, rules: Rules) -> None:
        frame = _grouped(survey[survey["employed"] > 0])
        names = ("industry", "occupation", "section", "sector", "skill_level")
        self.columns = {name: frame[name].astype(str).to_numpy() for name in names}
        self.firm, _ = pd.factorize(frame["firm"])
        self.persons = frame["employed"].to_numpy(dtype=np.float64)
        self.weights = np.zeros(self.firm.max(initial=-1) + 1)
        self.weights[self.firm] = frame["weight"].to_numpy(dtype=np.float64)
        self.rules = rules

    def cut(self, hidden: np.ndarray, units_of: Sequence[tuple[Unit, ...]]) -> Iterator[Cut]:
        """Yield what a sum of rows lacks: whose persons would make it safe, or that one more unit is needed.

        Parameters
        ----------
        hidden
            (N,) which rows of the survey are in the sum.
        units_of
            (N,) the units that would bring each row into it.
        """
        sizes = np.bincount(self.firm[hidden], self.persons[hidden], minlength=len(self.weights))
        there = sizes > 0
        counts = breach(sizes[there], self.weights[there], self.rules) if there.any() else None
        if counts is None:
            return
        if not counts.any():
            inside = {unit for row in np.flatnonzero(hidden).tolist() for unit in units_of[row]}
            yield dict.fromkeys(sorted({unit for units in units_of for unit in units} - inside), 1.0), 1.0
            return
        # Firms that are not in the sum yet would be among the smaller ones.
        worth = self.weights.copy()
        worth[there] = counts
        terms: dict[Unit, float] = defaultdict(float)
        for value, units in zip(worth[self.firm] * self.persons, units_of, strict=True):
            for unit in units:
                terms[unit] += value
        scale = max(map(abs, terms.values()))
        yield {unit: value / scale for unit, value in terms.items()}, 0.0

    def exposed(self, chosen: frozenset[Unit]) -> Iterator[Cut]:
        """Yield the cuts of every sum of withheld units that can be worked out and is sensitive itself."""
        for kind in ("industry", "occupation", "section", "sector"):
            mine = [unit.code for unit in chosen if unit.kind == kind]
            if mine:
                codes = self.columns[kind]
                yield from self.cut(np.isin(codes, mine), [(Unit(kind, code),) for code in codes])
        whole = {unit.code for unit in chosen if unit.kind == "industry"}
        cells = {(unit.code, unit.part) for unit in chosen if unit.kind == "level" and unit.code not in whole}
        keys = list(zip(self.columns["industry"], self.columns["skill_level"], strict=True))
        alone = np.array([key in cells for key in keys], dtype=bool)
        gone = alone | np.array([code in whole for code, _ in keys], dtype=bool)
        for level in sorted({part for code, part in cells if code != TOTAL and (TOTAL, part) not in cells}):
            at = np.array([part == level for _, part in keys], dtype=bool)
            units_of: list[tuple[Unit, ...]] = [
                (Unit("industry", code), Unit("level", code, part)) if part == level else () for code, part in keys
            ]
            yield from self.cut(at & gone, units_of)
        for industry in sorted({code for code, _ in cells} - {TOTAL}):
            at = np.array([code == industry for code, _ in keys], dtype=bool)
            units_of = [(Unit("level", code, part),) if code == industry else () for code, part in keys]
            yield from self.cut(at & alone, units_of)


def _grouped(survey: pd.DataFrame) -> pd.DataFrame:
    """Add the section and the sector of each industry; empty where the code has none."""
    section = survey["industry"].astype(str).str[:1]
    sector = {letter: code for code, letters in SECTORS.items() for letter in letters}
    return survey.assign(section=section, sector=section.map(sector))
