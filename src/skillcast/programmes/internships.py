"""Internship posts asked of industries or employers, and places for order-based training (定向培养)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skillcast.draws import Draws
from skillcast.parameters.policies import read_policy
from skillcast.programmes.links import Floats, link_matrix
from skillcast.supply.cohorts import GraduateFlow
from skillcast.supply.paths import KEYS

# Fewer persons of a gap are no order.
SMALLEST = 5.0
ORDER_COLUMNS = [
    *(*KEYS, "occupation", "occupation_name", "weight", "graduation_year"),
    *("probability", "gap", "share", "places", "reason", "reason_en"),
]


def base_posts(cells: Draws, *, by: str = "industry") -> pd.DataFrame:
    """Return expected posts of the first period of a forecast, by `by` and occupation.

    Parameters
    ----------
    cells
        (cells, H+1, S) persons by industry and occupation, the base year first, as `Outlook.demand.cells`.
    by
        Key column beside the occupation.
    """
    return cells.index[[by, "occupation"]].assign(employed=cells.mean()[:, 0])


def final_year_students(flow: GraduateFlow) -> pd.DataFrame:
    """Return school, programme and students of the classes that graduate in the first year ahead and are at school."""
    table = flow.pipeline
    rows = table[(table["graduation_year"] == int(flow.graduates.periods[0].year)) & (table["status"] == "admitted")]
    return rows[[*KEYS, "enrolled"]].rename(columns={"enrolled": "students"}).reset_index(drop=True)


def internship_posts(
    posts: pd.DataFrame,
    links: pd.DataFrame,
    students: pd.DataFrame,
    *,
    by: str = "industry",
    share: float | None = None,
    technical: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the internship posts a policy asks of each industry or employer, beside the students who need one.

    Parameters
    ----------
    posts
        `by`, occupation, employed: posts at present, such as `base_posts` of a forecast or the rows of table `firms`.
    links
        Result of `skillcast.programmes.links.programme_links`.
    students
        school, programme, students in their last year, such as `final_year_students`.
    by
        Column of those asked: ``industry`` or ``firm``.
    share
        Internship posts as a share of technical posts, %; default: the bound of target ``internship_posts``.
    technical
        Beginnings of the occupation codes that count as technical; default: those of the same target, an assumption.

    Returns
    -------
    DataFrame
        `by`, technical (posts), required (internship posts, rounded up), students (expected number whose programme leads there),
        difference (required less students). A last row, `by` empty, has the students whose programmes lead to no technical
        post here, and no requirement.

    Notes
    -----
    A programme's students are shared out by its links, and those of an occupation by where its posts are. The students add
    up to all students.

    Examples
    --------
    >>> posts = pd.DataFrame({"industry": ["C31", "D44"], "occupation": ["6-17-02-02", "6-28-01-10"], "employed": [905, 200]})
    >>> links = pd.DataFrame({"programme": ["430401"], "occupation": ["6-17-02-02"], "weight": [1.0]})
    >>> students = pd.DataFrame({"school": ["甲校"], "programme": ["430401"], "students": [40]})
    >>> internship_posts(posts, links, students).values.tolist()
    [['C31', 905.0, 91, 40.0, 51.0], ['D44', 200.0, 20, 0.0, 20.0]]
    """
    target = read_policy("policy_targets")["internship_posts"]
    share = target["bound"] if share is None else share
    chosen = posts[posts["occupation"].str.startswith(tuple(technical or target["technical"]))]
    chosen = chosen.astype({"employed": float})
    wide = chosen.pivot_table(index=by, columns="occupation", values="employed", aggfunc="sum", fill_value=0.0)
    asked = wide.reindex(sorted(posts[by].unique()), fill_value=0.0)
    stock = asked.to_numpy(dtype=np.float64)
    where = np.divide(stock, stock.sum(axis=0), out=np.zeros_like(stock), where=stock.sum(axis=0) > 0)
    known = list(asked.columns)
    weights = link_matrix(links[links["occupation"].isin(known)], list(students["programme"]), known)
    coming = where @ (weights.T @ students["students"].to_numpy(dtype=np.float64))
    total = stock.sum(axis=1)
    # A hair of tolerance: 10 % of 900 is 90, not 90.000…01.
    required = np.ceil(total * share / 100 - 1e-9).astype(int)
    frame = pd.DataFrame({by: asked.index, "technical": total, "required": required, "students": coming})
    frame["difference"] = frame["required"] - frame["students"]
    rest = float(students["students"].sum() - coming.sum())
    elsewhere = {by: [""], "technical": [0.0], "required": [0], "students": [max(rest, 0.0)], "difference": [np.nan]}
    return pd.concat([frame, pd.DataFrame(elsewhere)], ignore_index=True) if rest > 1e-6 else frame


def order_places(
    programmes: pd.DataFrame,
    links: pd.DataFrame,
    flow: GraduateFlow,
    gap: Draws,
    *,
    year: int,
    confidence: float = 0.6,
    leading: float = 0.2,
    friction: Floats | float = 0.0,
) -> pd.DataFrame:
    """Return places for order-based training: programmes and the occupations they lead to that are likely to be short.

    Parameters
    ----------
    programmes
        Table of that name.
    links
        Result of `skillcast.programmes.links.programme_links`.
    flow
        Graduates expected, for the years and scenarios of `gap`.
    gap
        (O, H, S) persons a year by occupation.
    year
        Last known year; the intake of ``year + 1`` graduates after the length of its programme.
    confidence
        Share of scenarios that must show a shortage in the year of graduation.
    leading
        Least weight of a link for the occupation to be one the programme leads to.
    friction
        Gap that still counts as none, a number or (O, H).

    Returns
    -------
    DataFrame
        school, programme, occupation, occupation_name, weight, graduation_year, probability, gap (mean, persons a year), share (persons of
        the gap that fall to this programme), places, reason, reason_en; largest number of places first.

    Notes
    -----
    The gap of an occupation is shared out by the local graduates each programme sends it. Places are that share in whole
    classes, or the share itself where it is less than a class, and at most what the school can take in; less than 5 persons
    are no order. Graduation beyond the forecast takes its last year, and the reason says so.
    """
    classes = programmes.set_index(KEYS)
    years = gap.periods.year
    mean, chance = gap.mean(), gap.probability(np.asarray(friction)[..., None])
    place = {code: row for row, code in enumerate(gap.index["occupation"])}
    codes = [code for code in dict.fromkeys(links["occupation"]) if code in place]
    keys = flow.local.index
    weights = link_matrix(links[links["occupation"].isin(codes)], list(keys["programme"]), codes)
    entering = weights[:, :, None] * flow.local.mean()[:, None, :]
    total = entering.sum(axis=0)
    part = np.divide(entering, total, out=np.zeros_like(entering), where=total > 0)
    names = dict(zip(links["occupation"], links["occupation_name"], strict=True))
    rows = []
    for (school, code), (p, row) in zip(keys.itertuples(index=False, name=None), enumerate(weights), strict=True):
        item = classes.loc[(school, code)]
        wanted = year + 1 + int(item["years"])
        h = min(wanted, int(years[-1])) - int(years[0])
        for o in np.flatnonzero(row >= leading):
            at = place[codes[o]]
            own = float(part[p, o, h] * mean[at, h])
            if chance[at, h] < confidence or own < SMALLEST:
                continue
            size = int(item["class_size"])
            places = min(int(own) if own < size else int(own // size) * size, int(item["max_seats"]))
            zh, en = _reason(names[codes[o]], wanted, chance[at, h], mean[at, h], own, wanted > int(years[-1]))
            rows.append(
                {
                    "school": school,
                    "programme": code,
                    "occupation": codes[o],
                    "occupation_name": names[codes[o]],
                    "weight": float(row[o]),
                    "graduation_year": wanted,
                    "probability": float(chance[at, h]),
                    "gap": float(mean[at, h]),
                    "share": own,
                    "places": places,
                    "reason": zh,
                    "reason_en": en,
                }
            )
    frame = pd.DataFrame(rows, columns=ORDER_COLUMNS)
    order = ["places", *KEYS, "occupation"]
    return frame.sort_values(order, ascending=[False, True, True, True], ignore_index=True)


def _reason(name: str, wanted: int, chance: float, gap: float, share: float, beyond: bool) -> tuple[str, str]:
    zh = (
        f"{wanted}年毕业时，{name}紧缺的可能性{100 * chance:.0f}%，缺口平均每年{gap:.0f}人，"
        f"按各专业输送人数分摊，本专业约{share:.0f}人"
    )
    en = (
        f"when this intake graduates in {wanted}, {name} is short with probability {100 * chance:.0f}%; mean gap {gap:.0f} persons a year, "
        f"of which about {share:.0f} fall to this programme"
    )
    if beyond:
        zh, en = zh + "（毕业年份超出预测期，按末年计）", en + " (beyond the forecast: its last year is used)"
    return zh, en
