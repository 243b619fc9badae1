"""Schools of the simulated city: programmes, cohorts and where graduates go."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from skillcast.streams import stream
from skillcast.worlds.jiayuguan import BASE, OCCUPATIONS, YEARS
from skillcast.worlds.stocks import Counts, Floats

COLLEGE = "模拟职业技术学院（示例）"
TECHNICIAN = "模拟高级技工学校（示例）"
SECONDARY = "模拟中等职业学校（示例）"
BACHELOR = "模拟职业技术大学（示例）"
LEVELS = {COLLEGE: "college", TECHNICIAN: "technician", SECONDARY: "secondary", BACHELOR: "bachelor"}
CLASS_SIZE = {COLLEGE: 45, TECHNICIAN: 40, SECONDARY: 40, BACHELOR: 40}
FIRST_INTAKE = 2014
INTAKES = range(FIRST_INTAKE, BASE + 1)


class Programme(NamedTuple):
    """One programme; rates are true long-run shares.

    `classes` of the first and the last intake, `fill` and `placement` likewise, `local` the share of the placed who
    stay in the city.
    """

    school: str
    code: str
    name: str
    years: int
    first: int
    classes: tuple[int, int]
    fill: tuple[float, float]
    placement: tuple[float, float]
    local: float


_SOUND = (0.92, 0.94)
PROGRAMMES = (
    Programme(COLLEGE, "430101", "发电厂及电力系统", 3, 2014, (1, 2), (0.95, 0.99), _SOUND, 0.50),
    Programme(COLLEGE, "430301", "光伏工程技术", 3, 2020, (1, 2), (0.90, 1.00), _SOUND, 0.55),
    Programme(COLLEGE, "430302", "风力发电工程技术", 3, 2019, (1, 1), (0.90, 0.99), _SOUND, 0.50),
    Programme(COLLEGE, "430401", "钢铁智能冶金技术", 3, 2014, (4, 3), (0.98, 0.86), (0.94, 0.86), 0.62),
    Programme(COLLEGE, "430402", "智能轧钢技术", 3, 2014, (3, 2), (0.97, 0.88), (0.93, 0.88), 0.62),
    Programme(COLLEGE, "430501", "有色金属智能冶金技术", 3, 2014, (1, 2), (0.92, 0.97), _SOUND, 0.60),
    Programme(COLLEGE, "440301", "建筑工程技术", 3, 2014, (3, 1), (0.97, 0.75), (0.91, 0.80), 0.45),
    Programme(COLLEGE, "460103", "数控技术", 5, 2014, (1, 1), (0.92, 0.95), _SOUND, 0.50),
    Programme(COLLEGE, "460301", "机电一体化技术", 3, 2014, (3, 4), (0.98, 0.99), _SOUND, 0.52),
    Programme(COLLEGE, "460305", "工业机器人技术", 3, 2016, (1, 1), (0.95, 0.99), _SOUND, 0.42),
    Programme(COLLEGE, "460306", "电气自动化技术", 3, 2014, (2, 3), (0.98, 0.99), _SOUND, 0.50),
    Programme(COLLEGE, "470201", "应用化工技术", 3, 2014, (1, 1), (0.93, 0.95), _SOUND, 0.50),
    Programme(COLLEGE, "510202", "计算机网络技术", 3, 2014, (2, 2), (0.98, 0.98), (0.90, 0.86), 0.30),
    Programme(COLLEGE, "530802", "现代物流管理", 3, 2014, (1, 1), (0.90, 0.93), (0.90, 0.91), 0.42),
    Programme(COLLEGE, "540101", "旅游管理", 3, 2014, (2, 1), (0.95, 0.78), (0.88, 0.82), 0.38),
    Programme(COLLEGE, "590302", "智慧健康养老服务与管理", 3, 2018, (1, 1), (0.70, 0.82), (0.95, 0.96), 0.60),
    Programme(TECHNICIAN, "630401", "钢铁冶炼技术", 3, 2014, (2, 1), (0.85, 0.45), (0.80, 0.52), 0.70),
    Programme(TECHNICIAN, "660103", "数控技术应用", 2, 2014, (1, 1), (0.90, 0.92), (0.93, 0.94), 0.55),
    Programme(TECHNICIAN, "660105", "焊接技术应用", 3, 2014, (2, 2), (0.88, 0.92), (0.95, 0.96), 0.58),
    Programme(TECHNICIAN, "700206", "汽车运用与维修", 3, 2014, (2, 2), (0.95, 0.94), (0.90, 0.89), 0.60),
    Programme(SECONDARY, "730801", "物流服务与管理", 3, 2014, (1, 1), (0.85, 0.82), (0.88, 0.88), 0.62),
    Programme(SECONDARY, "740201", "中餐烹饪", 3, 2014, (1, 2), (0.92, 0.97), (0.94, 0.95), 0.65),
    Programme(SECONDARY, "770101", "幼儿保育", 3, 2014, (2, 3), (0.98, 0.90), (0.93, 0.74), 0.66),
    Programme(SECONDARY, "790302", "智慧健康养老服务", 2, 2019, (1, 1), (0.55, 0.70), (0.95, 0.96), 0.72),
    Programme(BACHELOR, "260304", "机器人技术", 4, 2021, (1, 1), (0.99, 1.00), _SOUND, 0.35),
)  # fmt: skip

# Of the graduates who stay: the true long-run share of each occupation.
LINKS: dict[str, dict[str, float]] = {
    "260304": {"6-31-07-01": 0.7, "6-18-01-07": 0.3},
    "430101": {"6-28-01-05": 0.5, "6-28-01-14": 0.3, "6-31-01-03": 0.2},
    "430301": {"6-28-01-10": 0.5, "6-24-02-04": 0.4, "6-31-01-03": 0.1},
    "430302": {"6-28-01-12": 0.8, "6-31-01-03": 0.2},
    "430401": {"6-17-02-02": 0.4, "6-17-01-06": 0.35, "6-17-02-03": 0.15, "6-31-01-01": 0.1},
    "430402": {"6-17-09-02": 0.6, "6-17-09-07": 0.2, "6-17-09-05": 0.2},
    "430501": {"6-17-06-02": 0.6, "6-17-06-01": 0.25, "6-17-09-10": 0.15},
    "440301": {"6-31-06-00": 0.4, "4-08-08-23": 0.2, "6-29-01-04": 0.2, "6-29-01-01": 0.2},
    "460103": {"6-18-01-07": 0.7, "6-18-01-01": 0.2, "6-31-03-05": 0.1},
    "460301": {"6-31-01-02": 0.3, "6-31-01-03": 0.25, "6-31-01-01": 0.25, "6-30-05-01": 0.1, "6-31-07-01": 0.1},
    "460305": {"6-31-07-01": 0.6, "6-18-01-07": 0.2, "6-31-01-03": 0.2},
    "460306": {"6-31-01-03": 0.45, "6-28-01-14": 0.2, "6-29-03-02": 0.2, "6-24-02-02": 0.15},
    "470201": {"6-11-01-03": 0.65, "6-31-03-01": 0.35},
    "510202": {"4-04-04-02": 0.5, "4-04-05-01": 0.5},
    "530802": {"4-02-06-03": 0.5, "4-02-06-01": 0.4, "4-02-02-02": 0.1},
    "540101": {"4-07-04-01": 0.5, "4-03-01-02": 0.3, "4-03-02-05": 0.2},
    "590302": {"4-10-01-05": 0.8, "4-14-01-02": 0.2},
    "630401": {"6-17-01-01": 0.4, "6-17-02-02": 0.3, "6-17-01-06": 0.3},
    "660103": {"6-18-01-07": 0.6, "6-18-01-01": 0.3, "6-31-03-05": 0.1},
    "660105": {"6-18-02-04": 0.9, "6-29-03-02": 0.1},
    "700206": {"4-12-01-01": 1.0},
    "730801": {"4-02-06-01": 0.6, "4-02-06-03": 0.25, "4-02-07-08": 0.15},
    "740201": {"4-03-02-01": 0.85, "4-03-02-05": 0.15},
    "770101": {"4-10-01-03": 1.0},
    "790302": {"4-10-01-05": 1.0},
}  # fmt: skip


def programmes_table() -> pd.DataFrame:
    """Return table `programmes`."""
    rows = [
        (p.school, p.code, LEVELS[p.school], p.years, CLASS_SIZE[p.school], CLASS_SIZE[p.school] * (max(p.classes) + 2))
        for p in PROGRAMMES
    ]
    return pd.DataFrame(rows, columns=["school", "programme", "level", "years", "class_size", "max_seats"])


def cohorts_table(seed: int) -> pd.DataFrame:
    """Return table `cohorts`: every intake since 2014; destinations are empty until the cohort has graduated."""
    shocks = {year: stream(seed, "cohorts", "year", year).normal(0, 0.12) for year in range(FIRST_INTAKE, BASE + 1)}
    rows = [_cohort(p, intake, shocks, seed) for p in PROGRAMMES for intake in INTAKES if intake >= p.first]
    return pd.DataFrame(rows)


def crosswalk_table() -> pd.DataFrame:
    """Return table `crosswalk`: the true long-run links."""
    rows = [
        (p.code, code, LINKS[p.code][code], "假定（模拟数据）") for p in PROGRAMMES for code in sorted(LINKS[p.code])
    ]
    return pd.DataFrame(rows, columns=["programme", "occupation", "weight", "source"])


def local_graduates(cohorts: pd.DataFrame, seed: int) -> Counts:
    """Return (O, T) local graduates by the occupation they truly took up."""
    position = {occupation.code: row for row, occupation in enumerate(OCCUPATIONS)}
    entering = np.zeros((len(OCCUPATIONS), len(YEARS)), dtype=np.int64)
    for programme in PROGRAMMES:
        codes = sorted(LINKS[programme.code])
        chance = [LINKS[programme.code][code] for code in codes]
        own = cohorts[(cohorts["school"] == programme.school) & (cohorts["programme"] == programme.code)]
        for intake, local in own.dropna(subset=["placed_local"])[["intake_year", "placed_local"]].itertuples(
            index=False
        ):
            split = stream(seed, "destinations", programme.school, programme.code, intake).multinomial(
                int(local), chance
            )
            for code, persons in zip(codes, split, strict=True):
                entering[position[code], intake + programme.years - YEARS[0]] += persons
    return entering


def _cohort(programme: Programme, intake: int, shocks: dict[int, float], seed: int) -> dict[str, object]:
    rng = stream(seed, "cohorts", programme.school, programme.code, intake)
    place = (intake - FIRST_INTAKE) / (BASE - FIRST_INTAKE)
    seats = CLASS_SIZE[programme.school] * round(_between(programme.classes, place))
    fill, placement = _between(programme.fill, place), _between(programme.placement, place)
    enrolled = int(rng.binomial(seats, min(fill, 1.0)))
    first_choice = int(rng.binomial(enrolled, 0.55 + 0.4 * (fill - 0.6)))
    row: dict[str, object] = {
        "school": programme.school, "programme": programme.code, "intake_year": intake, "seats": seats,
        "enrolled": enrolled,
        "graduates": None, "placed": None, "placed_local": None, "matched": None, "further_study": None,
        "first_choice": first_choice, "wage": None,
    }  # fmt: skip
    graduation = intake + programme.years
    if graduation > BASE:
        return row
    graduates = int(rng.binomial(enrolled, 0.93))
    further = int(rng.binomial(graduates, 0.12 if LEVELS[programme.school] == "college" else 0.25))
    placed = int(rng.binomial(graduates - further, moved(placement, shocks[graduation])))
    local = int(rng.binomial(placed, moved(programme.local, shocks[graduation])))
    matched = int(rng.binomial(placed, 0.55 + 0.3 * (placement - 0.5)))
    wage = 10 * round((3300 + 170 * (graduation - 2014)) * rng.lognormal(0.0, 0.05) / 10)
    return row | {
        "graduates": graduates, "placed": placed, "placed_local": local, "matched": matched,
        "further_study": further, "wage": wage
    }  # fmt: skip


def _between(ends: tuple[float, float], place: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * place


def moved(share: float, shock: float) -> float:
    """Shift a share by `shock` on the logit scale."""
    return float(shifted(np.float64(share), shock))


def shifted(shares: Floats | np.float64, shocks: Floats | float) -> Floats:
    """Shift shares by `shocks` on the logit scale, number by number."""
    return np.asarray(shares / (shares + (1 - shares) * np.exp(-np.asarray(shocks))))
