"""Tables that sample or report the truth of a simulated world: employment, staffing, ages, rates, enterprise survey."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.accounts import AGES, SEXES, standing_rates
from skillcast.worlds.economy import Economy
from skillcast.worlds.intakes import SOURCE
from skillcast.worlds.labels import REFERENCE_REGION, REGION, Labels
from skillcast.worlds.settings import Settings
from skillcast.worlds.stocks import Counts, Floats
from skillcast.worlds.surveys import LEVEL_SHARES, LEVELS
from skillcast.worlds.workforce import LAST_TRANSFER, Workforce

DOMINANT = "F001"
# Mean size of a firm, persons, and its spread (log sd).
FIRM_SIZE, FIRM_SPREAD = 90, 0.9
CERTAIN = 2
VACANCY_RATE, VACANCY_SLOPE = 0.03, 0.9
CLUSTER = 30.0


def vintages_frame(settings: Settings, names: Labels, industries: Counts, *, seed: int) -> pd.DataFrame:
    """Return every figure ever published of the years of history: industry, period, vintage, employed.

    The first figure of a year is off by a log error of `revision`; each later year leaves `revision_memory` of it.
    """
    years = [year for year in settings.years if year <= settings.base]
    error = stream(seed, "employment").normal(0, settings.revision, (len(names.industries), len(years)))
    rows = []
    for vintage in years:
        for column, year in enumerate(range(years[0], vintage + 1)):
            left = error[:, column] * settings.revision_memory ** (vintage - year)
            figures = np.rint(industries[:, column] * np.exp(left)).astype(int)
            rows += [
                (code, str(year), str(vintage), int(figure))
                for code, figure in zip(names.industries, figures, strict=True)
            ]
    return pd.DataFrame(rows, columns=["industry", "period", "vintage", "employed"])


def employment_table(settings: Settings, vintages: pd.DataFrame) -> pd.DataFrame:
    """Return table `employment`: the vintage of the base year."""
    last = vintages[vintages["vintage"] == str(settings.base)].drop(columns="vintage")
    last.insert(0, "region", REGION)
    return last.sort_values(["industry", "period"], ignore_index=True)


def staffing_table(settings: Settings, names: Labels, truth: Economy, *, seed: int) -> pd.DataFrame:
    """Return table `staffing`: so many workers a year and industry, at random or in clusters."""
    rows = []
    for year in range(max(settings.base - settings.sample_years + 1, settings.years[0]), settings.base + 1):
        column = year - settings.years[0]
        for row, industry in enumerate(names.industries):
            rng = stream(seed, "staffing", row, year)
            cells = truth.cells[row, :, column]
            size = min(settings.sample, int(cells.sum()))
            counts = rng.multinomial(size, _mix(cells, size, settings.design_effect, rng))
            firms = np.minimum(counts, 1 + rng.poisson(counts / 8))
            rows += [
                (REGION, industry, names.occupations[o], str(year), int(counts[o]), int(firms[o]))
                for o in np.flatnonzero(counts)
            ]
    return pd.DataFrame(rows, columns=["region", "industry", "occupation", "period", "employed", "firms"])


def staffing_reference_table(settings: Settings, names: Labels, truth: Economy, *, seed: int) -> pd.DataFrame:
    """Return table `staffing_reference`: employment of the reference region, nearly without error."""
    first = max(settings.base - settings.reference_years + 1, settings.years[0])
    rows = []
    for year in range(first, settings.base + 1):
        rng = stream(seed, "staffing_reference", year)
        exact = truth.reference[:, :, year - settings.years[0]] * truth.scale[:, None]
        counts = np.rint(exact * rng.lognormal(0, settings.reference_noise, exact.shape)).astype(int)
        rows += [
            (REFERENCE_REGION, names.industries[i], names.occupations[o], str(year), int(counts[i, o]))
            for i, o in zip(*np.nonzero(counts), strict=True)
        ]
    return pd.DataFrame(rows, columns=["region", "industry", "occupation", "period", "employed"])


def rates_table(settings: Settings, *, seed: int) -> pd.DataFrame:
    """Return table `rates`: death, withdrawal and transfer by sex and age, the same for all occupations.

    The level of each cause is off by a log error of `rates_error`, as that of rates from elsewhere is.
    """
    moving = np.tile(settings.transfer_rate * (AGES <= LAST_TRANSFER), (2, 1))
    errors = stream(seed, "rates").normal(0, settings.rates_error, 3)
    exact = (*standing_rates(), moving)
    stated = np.stack([np.minimum(rate * np.exp(error), 1) for rate, error in zip(exact, errors, strict=True)])
    keys = pd.MultiIndex.from_product([("death", "withdrawal", "transfer"), SEXES, AGES], names=["cause", "sex", "age"])
    frame = pd.DataFrame({"rate": stated.ravel().round(6)}, index=keys).reset_index()
    return frame[["sex", "age", "cause", "rate"]].assign(source=SOURCE)


def leavers_table(settings: Settings, names: Labels, flows: Workforce) -> pd.DataFrame:
    """Return table `leavers`: who left each occupation in the last `leaver_years` up to the base year, fully counted.

    Whoever came and went within a year was not there when it began and is not counted.
    """
    base = settings.history - 1
    first = max(base - settings.leaver_years, 0)
    parts = []
    moved = np.minimum(flows.flow("transfers_out"), flows.flow("before") - flows.exits)
    for cause, persons in (("exit", flows.exits), ("transfer", moved)):
        keys = pd.MultiIndex.from_product([names.occupations, settings.years[first + 1 : base + 1]])
        frame = pd.DataFrame(
            {"occupation": keys.get_level_values(0), "cause": cause, "period": keys.get_level_values(1).astype(str)}
        )
        frame["exposed"] = flows.flow("before")[:, first:base].ravel()
        parts.append(frame.assign(leavers=persons[:, first:base].ravel()))
    return pd.concat(parts, ignore_index=True)


def vacancy_rates(tightness: Floats) -> Floats:
    """Return open posts as a share of the stock, given the log tightness of each occupation."""
    return np.minimum(VACANCY_RATE * np.exp(VACANCY_SLOPE * tightness), 1.0)


def firms_table(settings: Settings, names: Labels, cells: Counts, tightness: Floats, *, seed: int) -> pd.DataFrame:
    """Return table `firms`: the firms that answered, with the weights of all that were asked.

    Parameters
    ----------
    cells
        (I, O) persons in the base year.
    tightness
        (O,) log tightness of the base year.

    Notes
    -----
    One firm employs the share `dominant` of the largest industry and always answers, as do the two largest others of each
    industry; every so many of the rest, in order of size, are asked and answer with chance `response_rate`.
    """
    rng = stream(seed, "firms")
    craft = np.array(names.craft)
    shares = np.where(craft[:, None], LEVEL_SHARES[True], LEVEL_SHARES[False])
    parts, number = [], 1
    for row, industry in enumerate(names.industries):
        mix = cells[row] / max(cells[row].sum(), 1)
        asked = _asked(settings, int(cells[row].sum()), row, rng)
        if asked.empty or not mix.any():
            continue
        own = rng.dirichlet(np.maximum(mix, 1e-12) * CLUSTER, len(asked))
        own = np.where(asked["stratum"].eq("dominant").to_numpy()[:, None], mix, own)
        staff = rng.multinomial(asked["size"].to_numpy(), own / own.sum(axis=1, keepdims=True))
        heads = rng.multinomial(staff, shares[None])
        labels = [
            DOMINANT if word == "dominant" else f"F{number + k + 1:03d}" for k, word in enumerate(asked["stratum"])
        ]
        number += len(asked)
        f, o, level = np.nonzero(heads * asked["answers"].to_numpy()[:, None, None])
        persons = heads[f, o, level]
        open_posts = rng.binomial(persons, vacancy_rates(tightness)[o])
        year, three = (rng.poisson(rate * persons * np.exp(0.6 * tightness[o])) for rate in (0.045, 0.11))
        parts.append(
            pd.DataFrame(
                {
                    "firm": np.array(labels)[f], "industry": industry,
                    "stratum": (industry + "-" + asked["stratum"]).to_numpy()[f],
                    "weight": asked["weight"].to_numpy()[f], "occupation": np.array(names.occupations)[o],
                    "skill_level": np.array(LEVELS)[level], "period": str(settings.base), "employed": persons,
                    "vacancies": open_posts,
                    "hard_to_fill": rng.binomial(open_posts, 1 / (1 + np.exp(0.9 - 1.8 * tightness[o]))),
                    "planned_1y": year.astype(float), "planned_3y": np.maximum(year, three).astype(float),
                }
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _asked(settings: Settings, total: int, row: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return the firms of an industry that are asked: stratum, weight, size, whether they answer."""
    rows: list[tuple[str, float, int, bool]] = []
    if row == 0 and settings.dominant > 0:
        rows.append(("dominant", 1.0, round(settings.dominant * total), True))
        total -= rows[0][2]
    draw = rng.lognormal(0, FIRM_SPREAD, max(int(total / FIRM_SIZE), CERTAIN + 1))
    sizes = np.sort(np.maximum(np.rint(draw / draw.sum() * total), 1).astype(int))[::-1]
    rows += [("large", 1.0, int(size), True) for size in sizes[:CERTAIN]]
    rest = sizes[CERTAIN:]
    count = min(max(settings.firms // settings.industries - CERTAIN, 1), len(rest))
    step = len(rest) / count
    picked = rest[((np.arange(count) + rng.uniform()) * step).astype(int)]
    answers = rng.random(count) < settings.response_rate
    rows += [("other", round(step, 4), int(size), bool(says)) for size, says in zip(picked, answers, strict=True)]
    return pd.DataFrame(rows, columns=["stratum", "weight", "size", "answers"])


def _mix(cells: Counts, size: int, design_effect: float, rng: np.random.Generator) -> Floats:
    """Return the chances of a sample; clusters make them vary, so that the variance is `design_effect` times as large."""
    exact = cells / max(cells.sum(), 1)
    if design_effect <= 1 or size <= 1:
        return np.asarray(exact)
    # A Dirichlet-multinomial of weight a has (n + a) / (1 + a) times the variance of a multinomial.
    weight = max((size - design_effect) / (design_effect - 1), 1e-3)
    mixed = rng.dirichlet(np.maximum(exact * weight, 1e-12))
    return np.asarray(np.where(cells > 0, mixed, 0.0) / mixed[cells > 0].sum())
