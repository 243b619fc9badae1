"""A backtest as a person reads it: the numbers are those of the scores, the picture is complete in both languages."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from skillcast.errors import Language
from skillcast.forecasting import Backtest, backtest_panel
from skillcast.panel import Panel
from skillcast.publication.figures.scorecard_figure import draw_backtest
from skillcast.publication.scorecard import headline, report, scorecard
from skillcast.publication.setting import fonts


def panel(series: int = 6, length: int = 15) -> Panel:
    rng = np.random.default_rng(3)
    values = np.round(20_000 * np.exp(rng.normal(0, 0.05, (series, length)).cumsum(axis=1)))
    index = pd.DataFrame({"industry": [f"行业{row}" for row in range(series)]})
    return Panel(index, pd.period_range("2011", periods=length, freq="Y"), values)


@pytest.fixture(scope="module")
def found() -> Backtest:
    return backtest_panel(panel(), horizon=3)


def test_the_card_prints_the_scores(found: Backtest) -> None:
    card = scorecard(found, "en").set_index("Years ahead")
    scores = found.scores.set_index(["method", "h"])
    assert card.index.tolist() == ["1", "2", "3", "all"]
    assert card.loc["2", "This forecast"] == f"{scores.loc[('ensemble', 2), 'mase']:.2f}"
    assert card.loc["3", "Drift"] == f"{scores.loc[('drift', 3), 'mase']:.2f}"
    assert card.loc["1", "Ratio to no change"] == f"{scores.loc[('ensemble', 1), 'relative']:.2f}"
    assert float(card.loc["all", "In 80%"]) == pytest.approx(100 * found.overall["coverage80"].iloc[0], abs=0.5)
    assert list(scorecard(found).iloc[:, 0]) == ["1", "2", "3", "全部"]


def test_groups_have_a_card_of_their_own(found: Backtest) -> None:
    card = scorecard(found, by="industry")
    assert card["industry"].tolist() == [*(f"行业{row}" for row in range(6)), "全部"]
    assert "行业5" in report(found, groups=["industry"]) and "行业5" not in report(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_ends_with_the_verdict(found: Backtest, lang: Language) -> None:
    text = report(found, lang, title="T", banner="模拟数据")
    assert text.startswith("模拟数据\nT")
    assert text.splitlines()[-4:] == headline(found, lang)
    assert found.verdict(lang) in text and found.interval_verdict(lang, total=True) in text


def test_revisions_are_told(found: Backtest) -> None:
    revisions = pd.DataFrame({"figures": [3, 1, 0], "relative": [0.02, 0.06, np.nan]})
    told = dataclasses.replace(found, revisions=revisions)
    assert "4 figures were revised by 3.0%" in headline(told, "en")[-1]
    assert "4 个数据平均修订了 3.0%" in headline(told)[-1]


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_figure_has_the_same_bytes_twice_and_no_missing_glyph(found: Backtest, suffix: str, tmp_path: Path) -> None:
    for name in "ab":
        problems = draw_backtest(
            found, tmp_path / f"{name}{suffix}", title="嘉峪关市分行业就业", unit="人", banner="模拟数据"
        )
        assert problems == ()
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_language_title_and_banner_are_part_of_the_picture(found: Backtest, tmp_path: Path) -> None:
    options: list[dict[str, str]] = [{}, {"title": "就业"}, {"banner": "模拟数据"}, {"unit": "人"}, {"lang": "en"}]
    for number, each in enumerate(options):
        draw_backtest(found, tmp_path / f"{number}.svg", **each)  # type: ignore[arg-type]
    assert len({(tmp_path / f"{number}.svg").read_bytes() for number in range(5)}) == 5


def test_a_rare_character_in_a_title(found: Backtest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_system_font", lambda characters: None)
    (problem,) = draw_backtest(found, tmp_path / "a.png", title="𠮷市")
    assert (problem.kind, problem.value) == ("missing-glyph", "𠮷")


@pytest.mark.parametrize("case", ["no total", "one series", "too short for intervals", "quarters", "constant"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_odd_backtests_can_be_shown(case: str, lang: Language, tmp_path: Path) -> None:
    whole = panel()
    values = whole.values.copy()
    if case == "no total":
        values[1] = np.nan
        values[1, :8] = 300.0
    if case == "constant":
        values[:] = 50.0
    periods, length = whole.periods, {"too short for intervals": 8}.get(case, 15)
    if case == "quarters":
        periods = pd.period_range("2020Q1", periods=15, freq="Q")
    rows = 1 if case == "one series" else 6
    shown = Panel(whole.index[:rows], periods[:length], values[:rows, :length].copy())
    found = backtest_panel(shown, horizon=2, methods=["naive", "drift"] if case == "quarters" else ["drift", "naive"])
    assert draw_backtest(found, tmp_path / "a.svg", lang=lang) == ()
    assert len(report(found, lang)) > 200
    assert found.total.empty == (case in ("no total", "too short for intervals", "constant"))


def test_another_format_is_refused(found: Backtest, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="jpg"):
        draw_backtest(found, tmp_path / "a.jpg")
