"""The rules side by side: what is missing, what is zero, and what must not matter."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_facts import YEAR, make_facts

from skillcast.draws import Draws
from skillcast.errors import DataError
from skillcast.panel import Panel
from skillcast.parameters.loader import catalogue, load_parameters
from skillcast.shortage.rules import RULES
from skillcast.shortage.rules.compare import RuleComparison, compare_rules, count_words
from skillcast.shortage.rules.extra import EXTRA
from skillcast.shortage.rules.facts import Facts
from skillcast.shortage.rules.rating import UNRATED, band

COUNT = 12
CLASSES = ["occupation", "rule", "grade", "grade_en", "listed", "missing", "note"]


def compare(facts: Facts) -> RuleComparison:
    return compare_rules(
        facts.evidence,
        openings=facts.openings,
        supply=facts.supply,
        vacancies=facts.vacancies,
        extra=facts.extra,
        parameters=facts.parameters,
    )


def some_city(seed: int, *, count: int = COUNT) -> Facts:
    """Facts on occupations of every kind, with everything any rule reads."""
    rng = np.random.default_rng(seed)
    years = [
        {
            "demand": rng.integers(5, 300, count).astype(float).tolist(),
            "seekers": rng.integers(0, 300, count).astype(float).tolist(),
            "days_open": rng.uniform(15, 60, count).tolist(),
            "wage": rng.uniform(3000, 9000, count).tolist(),
            "employed": rng.integers(50, 3000, count).astype(float).tolist(),
        }
        for _ in range(8)
    ]
    for columns in years:
        columns["unfilled_90d"] = (0.7 * np.array(columns["demand"]) * rng.uniform(0, 1, count)).tolist()
    ahead = {name: rng.integers(1, 200, count).astype(float).tolist() for name in ("openings", "supply")}
    extra = [
        {name: rng.uniform(0, 1, count).tolist() for name in EXTRA if name != "long_training"}
        | {"long_training": rng.integers(0, 2, count).astype(float).tolist()}
        for _ in range(8)
    ]
    for columns in extra:
        for name in ("unemployed", "unemployed_short", "pay"):
            columns[name] = rng.integers(1, 300, count).astype(float).tolist()
    levels = pd.DataFrame(
        [
            {"period": f"{YEAR}Q{quarter}", "occupation": "abcdefghijkl"[i], "skill_level": level, "demand": 5.0 + i}
            for quarter in (1, 2)
            for i in range(count)
            for level in ("any", "L5", "L3")
        ]
    )
    rates = {"iw_reporting_any": 0.6, "iw_reporting_L3": 0.4}
    return make_facts(years[-1], before=years[:-1], ahead=ahead, extra=extra, parameters=rates, vacancies=levels)


def changed(facts: Facts, table: Callable[[pd.DataFrame], pd.DataFrame], order: np.ndarray | None = None) -> Facts:
    """Return facts with every table changed and the rows of every array in another order."""
    rows = np.arange(COUNT) if order is None else order

    def panel(old: Panel) -> Panel:
        return Panel(table(old.index.iloc[rows].reset_index(drop=True)), old.periods, old.values[rows])

    def draws(old: Draws | None) -> Draws | None:
        return old and Draws(table(old.index.iloc[rows].reset_index(drop=True)), old.periods, old.samples[rows])

    old = facts.evidence
    evidence = replace(old, registrations=table(old.registrations), stocks=panel(old.stocks), gap=draws(old.gap))
    assert facts.extra is not None
    assert facts.vacancies is not None
    return replace(
        facts,
        evidence=evidence,
        openings=draws(facts.openings),
        supply=draws(facts.supply),
        extra=table(facts.extra),
        vacancies=table(facts.vacancies),
    )


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    facts = some_city(seed)
    rng = np.random.default_rng(seed)

    def shuffle(frame: pd.DataFrame) -> pd.DataFrame:
        if "year" not in frame and "period" not in frame:
            return frame  # keys move with their arrays
        return frame.iloc[rng.permutation(len(frame))]

    mixed = changed(facts, shuffle, rng.permutation(COUNT))
    pd.testing.assert_frame_equal(compare(facts).ratings, compare(mixed).ratings, check_exact=True)
    pd.testing.assert_frame_equal(compare(facts).agreement, compare(mixed).agreement, check_exact=True)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_codes_are_only_names(seed: int) -> None:
    facts = some_city(seed)
    names = dict(zip("abcdefghijkl", "zyxwvutsrqpo", strict=True))
    renamed = changed(facts, lambda frame: frame.assign(occupation=frame["occupation"].map(names)))
    before, after = compare(facts).ratings, compare(renamed).ratings
    before = before.assign(occupation=before["occupation"].map(names)).sort_values(
        ["rule", "occupation"], ignore_index=True
    )
    after = after.sort_values(["rule", "occupation"], ignore_index=True)
    pd.testing.assert_frame_equal(before, after, rtol=1e-9)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1000.0, 0.125, 7.0]))
def test_units_do_not_matter(seed: int, factor: float) -> None:
    facts = some_city(seed)
    persons = ["demand", "seekers", "unfilled_90d", "unemployed", "unemployed_short", "wage", "pay"]

    def scale(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(**{name: frame[name] * factor for name in persons if name in frame})

    scaled = changed(facts, scale)
    evidence = replace(
        scaled.evidence,
        stocks=replace(scaled.evidence.stocks, values=scaled.evidence.stocks.values * factor),
        gap=scaled.evidence.gap and scaled.evidence.gap.with_samples(scaled.evidence.gap.samples * factor),
    )
    flows = {name: getattr(scaled, name) for name in ("openings", "supply")}
    scaled = replace(
        scaled, evidence=evidence, **{name: draws.with_samples(draws.samples * factor) for name, draws in flows.items()}
    )
    pd.testing.assert_frame_equal(compare(facts).ratings[CLASSES], compare(scaled).ratings[CLASSES])


def test_more_vacancies_never_take_an_occupation_off_a_list_of_its_own() -> None:
    for rule in ("gap_ranking", "hangzhou_index", "iw_gap"):
        listed = [
            RULES[rule]
            .rate(
                make_facts({"demand": [demand, 400.0], "seekers": [200.0, 100.0]}, parameters={"iw_reporting_any": 1.0})
            )["listed"]
            .iloc[0]
            for demand in (50.0, 150.0, 250.0, 350.0)
        ]
        assert listed == sorted(listed)


NOTHING = {"demand": [np.nan, 100.0], "seekers": [np.nan, 50.0], "unfilled_90d": [np.nan, 5.0]}
NOTHING |= {"days_open": [np.nan, 30.0], "wage": [np.nan, 5000.0], "employed": [np.nan, 100.0]}


@pytest.mark.parametrize("rule", RULES)
def test_without_data_no_rule_rates(rule: str) -> None:
    row = RULES[rule].rate(make_facts(NOTHING, before=[NOTHING] * 6)).iloc[0]
    assert pd.isna(row["listed"])
    assert np.isnan(row["score"])
    assert (row["grade"], row["grade_en"]) == UNRATED
    assert row["missing"]
    assert row["missing_en"]


@pytest.mark.parametrize(
    ("rule", "column", "missing", "zero"),
    [
        ("gap_ranking", "seekers", None, True),
        ("gap_ranking", "demand", None, False),
        ("hangzhou_index", "seekers", None, True),
        ("hangzhou_index", "demand", None, None),
        ("five_stars", "seekers", None, False),
        ("five_stars", "demand", None, False),
        ("iw_gap", "seekers", None, True),
        ("iw_gap", "demand", None, False),
        ("german_conditions", "seekers", None, True),
        ("german_conditions", "demand", None, None),
        ("german_conditions", "days_open", None, False),
        ("australian_fill_rate", "unfilled_90d", None, False),
        ("australian_fill_rate", "demand", None, None),
    ],
)
def test_missing_and_zero_registrations_differ(rule: str, column: str, missing: bool | None, zero: bool | None) -> None:
    now = {"demand": [100.0, 100.0], "seekers": [50.0, 150.0], "days_open": [50.0, 10.0], "wage": [6000.0, 5000.0]}
    now |= {"unfilled_90d": [40.0, 0.0]}
    found = []
    for value in (np.nan, 0.0):
        columns = now | {column: [value, now[column][1]]}
        found.append(RULES[rule].rate(make_facts(columns, parameters={"iw_reporting_any": 1.0})).iloc[0])
    rated = [None if pd.isna(row["listed"]) else bool(row["listed"]) for row in found]
    assert rated == [missing, zero]
    explained = [(row["missing"], row["note"]) for row in found]
    assert explained[0] != explained[1]
    if zero is None:
        assert "为零" in explained[1][1]


@pytest.mark.parametrize(
    ("rule", "name", "words"),
    [
        ("german_score", "unemployment_rate", "失业率"),
        ("german_conditions", "unemployment_rate", "失业率"),
        ("dutch_ita", "unemployed_short", "短期失业人数"),
        ("oecd_index", "unemployment_rate", "失业率"),
    ],
)
def test_missing_and_zero_extra_inputs_differ(rule: str, name: str, words: str) -> None:
    ahead = {"openings": [10.0, 10.0], "supply": [9.0, 9.0]}
    now, before = {"wage": [5000.0, 5200.0]}, [{"wage": [5000.0, 5000.0]}]
    years = [[{name: [0.05, 0.08]}, {name: [value, 0.05]}] for value in (np.nan, 0.0)]
    rows = [RULES[rule].rate(make_facts(now, before=before, ahead=ahead, extra=extra)).iloc[0] for extra in years]
    assert words in rows[0]["missing"].split("、")
    assert words not in rows[1]["missing"].split("、")
    assert rows[0]["missing_en"] != rows[1]["missing_en"]
    if rule in ("german_score", "oecd_index"):
        assert rows[0]["score"] < rows[1]["score"]  # nobody unemployed is a sign of shortage; not knowing is none


def test_zero_openings_have_no_flow_ratio() -> None:
    facts = make_facts({"demand": [1.0]}, ahead={"openings": [0.0], "supply": [9.0]}, parameters={"ita_basis": "flow"})
    row = RULES["dutch_ita"].rate(facts).iloc[0]
    assert pd.isna(row["listed"])
    assert "预测岗位需求为零" in row["note"]
    assert "预测岗位需求" not in row["missing"]


def test_counts_and_agreement() -> None:
    now = {"demand": [90.0, 30.0], "seekers": [40.0, 60.0], "unfilled_90d": [40.0, 3.0], "days_open": [50.0, 20.0]}
    facts = make_facts(now)
    found = compare_rules(facts.evidence, rules=["hangzhou_index", "gap_ranking", "dutch_ita", "australian_fill_rate"])
    assert list(found.table) == [
        *("occupation", "dutch_ita", "australian_fill_rate", "gap_ranking", "hangzhou_index"),
        *("rated", "listed", "words", "words_en"),
    ]
    assert found.table["words"].tolist() == ["3种规则中有3种列入", "3种规则中有0种列入"]
    assert found.table["words_en"].tolist() == ["listed by 3 of 3", "listed by 0 of 3"]
    assert found.table["dutch_ita"].isna().all()
    pairs = found.agreement.set_index(["rule", "other"])
    assert pairs.loc[("gap_ranking", "hangzhou_index")].tolist() == [2, 1.0, 1.0]
    assert pairs.loc[("dutch_ita", "gap_ranking"), "rated"] == 0
    assert np.isnan(pairs.loc[("dutch_ita", "gap_ranking"), "agree"])
    assert found.rules().set_index("rule").loc["gap_ranking", ["rated", "listed"]].tolist() == [2, 1]
    assert found.grades().loc["a", "gap_ranking"] == "第1位"
    assert found.grades("en").loc["b", "dutch_ita"] == "not rated"


def test_no_rule_no_words() -> None:
    assert count_words(0, 0) == ("没有规则可以评级", "rated by no rule")


def test_kappa_is_agreement_beyond_chance() -> None:
    now = {"demand": [150.0, 140.0, 130.0, 90.0], "seekers": [100.0] * 4}
    facts = make_facts(now, parameters={"ranking_size": 1})
    found = compare_rules(facts.evidence, rules=["gap_ranking", "hangzhou_index"], parameters=facts.parameters)
    agree, chance = 0.5, 0.25 * 0.75 + 0.75 * 0.25
    assert found.agreement[["agree", "kappa"]].iloc[0].tolist() == pytest.approx(
        [agree, (agree - chance) / (1 - chance)]
    )


def test_nothing_later_than_the_year_is_read() -> None:
    facts = some_city(1)
    early = replace(facts, evidence=replace(facts.evidence, year=YEAR - 1, gap=None), openings=None, supply=None)
    cut = replace(
        early,
        evidence=replace(
            early.evidence, registrations=early.evidence.registrations.query(f"year < {YEAR}").reset_index(drop=True)
        ),
    )
    pd.testing.assert_frame_equal(compare(early).ratings, compare(cut).ratings)


@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        ({"year": [YEAR]}, "missing-column"),
        ({"occupation": ["a"], "year": [YEAR], "unemployment": [0.1]}, "unknown-column"),
        ({"occupation": ["a"], "year": [YEAR], "retention": ["90%"]}, "not-a-number"),
        ({"occupation": ["a", "a"], "year": [YEAR, YEAR], "retention": [0.9, 0.8]}, "duplicate-key"),
        ({"occupation": ["a"], "year": [YEAR], "unemployment_rate": [5.3]}, "out-of-range"),
        ({"occupation": ["a"], "year": [YEAR], "pay": [-1.0]}, "out-of-range"),
    ],
)
def test_extra_inputs_are_checked(extra: dict[str, list[object]], kind: str) -> None:
    with pytest.raises(DataError) as caught:
        compare_rules(make_facts({"demand": [1.0]}).evidence, extra=pd.DataFrame(extra))
    assert [problem.kind for problem in caught.value.problems] == [kind]
    assert caught.value.text("zh") and caught.value.text("en")


def test_cut_points_are_checked() -> None:
    with pytest.raises(DataError) as caught:
        compare_rules(make_facts({"demand": [1.0]}).evidence, cut_points=pd.DataFrame({"indicator": ["days_open"]}))
    assert [problem.column for problem in caught.value.problems] == ["one", "two", "three"]


@pytest.mark.parametrize("rules", [["german"], []])
def test_unknown_rules_are_refused(rules: list[str]) -> None:
    with pytest.raises(DataError) as caught:
        compare_rules(make_facts({"demand": [1.0]}).evidence, rules=rules)
    assert caught.value.problems[0].kind == "not-in-list"


def test_every_threshold_is_published_or_the_users_own() -> None:
    entries = {name: entry for name, entry in catalogue().items() if name.startswith("rules.")}
    assert {entry.status for entry in entries.values()} == {"practice", "unpublished"}
    for entry in entries.values():
        assert entry.source.startswith("未公布，由用户设定") == (entry.status == "unpublished")
    assert load_parameters(YEAR)["rules.german_shortage"] == 2.0


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=5, unique=True), st.floats(-20, 20))
def test_bands_count_the_edges_passed(edges: list[float], score: float) -> None:
    edges = sorted(np.round(edges, 6).tolist())
    score = round(score, 6)
    assert band([score], edges).tolist() == [sum(score >= edge for edge in edges)]
    assert band([score], edges, upper=True).tolist() == [sum(score > edge for edge in edges)]


def test_documented_example_runs() -> None:
    page = Path(__file__).parents[2] / "docs" / "howto" / "rules.md"
    result = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 5
    assert result.failed == 0


def test_every_rule_has_its_place_on_the_page() -> None:
    text = (Path(__file__).parents[2] / "docs" / "howto" / "rules.md").read_text(encoding="utf-8")
    assert [rule.zh for rule in RULES.values() if rule.zh not in text] == []
    assert [name for name in EXTRA if f"`{name}`" not in text] == []
