"""Ranks: intervals hold the truth as often as they say, chances to be first add up, names do not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skillcast.shortage.ranks import rank_occupations
from skillcast.shortage.tightness import filter_tightness, score_values
from skillcast.streams import stream


def read(seed: int, *, noise: float = 1.0, occupations: int = 60) -> tuple[np.ndarray, pd.DataFrame]:
    rng = stream(seed, "ranks-test")
    theta = rng.standard_normal(occupations)
    value = theta[:, None] + noise * rng.standard_normal((occupations, 3))
    row, name = np.indices(value.shape).reshape(2, -1)
    frame = pd.DataFrame(
        {
            "occupation": [f"{n:02d}" for n in row],
            "year": 2025,
            "indicator": np.array(list("xyz"))[name],
            "value": value.ravel(),
        }
    )
    return theta, frame.assign(size=1e9)


def test_intervals_cover_and_narrow_with_what_is_known() -> None:
    hits, widths = [], {}
    for noise in (0.3, 1.0):
        for seed in range(20):
            theta, frame = read(seed, noise=noise)
            ranks = rank_occupations(filter_tightness(score_values(frame), reliability=1 / (1 + noise**2)))
            true = pd.Series((-theta).argsort().argsort() + 1, index=[f"{n:02d}" for n in range(60)])[
                ranks["occupation"]
            ]
            hits.extend(true.between(ranks["rank_lo"].to_numpy(), ranks["rank_hi"].to_numpy()))
            widths.setdefault(noise, []).append((ranks["rank_hi"] - ranks["rank_lo"]).mean())
    assert 0.87 <= np.mean(hits) <= 0.95
    assert np.mean(widths[0.3]) < 0.6 * np.mean(widths[1.0])


def test_chances_to_be_among_the_first_sum_to_k() -> None:
    ranks = rank_occupations(filter_tightness(score_values(read(0)[1])), top=7)
    assert ranks["top_probability"].sum() == pytest.approx(7)
    assert ranks["rank"].tolist() == list(range(1, 61))
    assert (ranks["rank_lo"] <= ranks["rank_hi"]).all()


def test_names_do_not_matter_to_the_last_bit() -> None:
    frame = read(0)[1]
    turned = frame.assign(occupation=[f"{59 - int(code):02d}" for code in frame["occupation"]])
    first, second = (rank_occupations(filter_tightness(score_values(part))) for part in (frame, turned))
    pd.testing.assert_frame_equal(first.drop(columns="occupation"), second.drop(columns="occupation"), check_exact=True)


def test_an_earlier_year_can_be_asked_for() -> None:
    frame = pd.concat([read(0)[1], read(1)[1].assign(year=2024)])
    tightness = filter_tightness(score_values(frame))
    assert set(rank_occupations(tightness, year=2024)["year"]) == {2024}
