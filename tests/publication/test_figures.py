"""Figures come out the same on every run, with every Chinese character drawn."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest
from sample import document, figures

from skillcast.publication import fonts
from skillcast.publication.content import Figure
from skillcast.publication.figures import COLUMNS, draw


def test_the_sample_has_every_kind() -> None:
    assert {figure.kind for figure in figures()} == set(COLUMNS)


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.name)
def test_each_kind_draws_the_same_bytes_twice(figure: Figure, published: Path, tmp_path: Path) -> None:
    for suffix in (".png", ".svg"):
        problems = draw(figure, tmp_path / f"a{suffix}", banner=document().banner)
        assert problems == ()
        again = (published / "figures" / f"{figure.name}{suffix}").read_bytes()
        assert (tmp_path / f"a{suffix}").read_bytes() == again


def test_the_banner_is_part_of_the_picture(tmp_path: Path) -> None:
    figure = figures()[0]
    draw(figure, tmp_path / "a.svg")
    draw(figure, tmp_path / "b.svg", banner="模拟数据")
    assert (tmp_path / "a.svg").read_bytes() != (tmp_path / "b.svg").read_bytes()


def test_english_words(tmp_path: Path) -> None:
    draw(figures()[1], tmp_path / "zh.png")
    draw(figures()[1], tmp_path / "en.png", lang="en")
    assert (tmp_path / "zh.png").read_bytes() != (tmp_path / "en.png").read_bytes()


def test_settings_of_the_user_are_neither_used_nor_changed(tmp_path: Path, published: Path) -> None:
    import matplotlib

    figure = figures()[0]
    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30}):
        draw(figure, tmp_path / "a.png", banner=document().banner)
        assert matplotlib.rcParams["lines.linewidth"] == 9
    assert (tmp_path / "a.png").read_bytes() == (published / "figures" / f"{figure.name}.png").read_bytes()


def test_a_rare_character_is_never_an_empty_box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rare = "𠮷"
    assert fonts.missing_glyphs(f"职业{rare}") == {rare}
    monkeypatch.setattr(fonts, "_system_font", lambda characters: None)
    frame = figures()[3].frame.assign(label=lambda table: table["label"] + rare)
    problems = draw(dataclasses.replace(figures()[3], frame=frame), tmp_path / "a.png")
    assert [problem.value for problem in problems] == [rare]
    assert problems[0].severity == "warning"
    assert "〓" in problems[0].text("zh")
    assert fonts.typeface(rare).legible(rare) == "〓"


def test_a_glyph_missing_after_all_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "missing_glyphs", lambda text: set())
    frame = figures()[3].frame.assign(label="𠮷")
    with pytest.raises(UserWarning, match="(?i)glyph"):
        draw(dataclasses.replace(figures()[3], frame=frame), tmp_path / "a.png")


def test_the_bundled_font_covers_gb2312() -> None:
    hanzi = "".join(
        bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)
    )
    assert len(hanzi) == 6763
    assert fonts.missing_glyphs(hanzi) == set()
    assert fonts.missing_glyphs("〔〕【】《》“”‘’…—～·±×÷→↑↓★☆％①⑳≤≥√〓abcXYZ012,.%") == set()
    assert fonts.PATH.stat().st_size < 2_400_000


def test_unusable_figures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="missing columns"):
        draw(Figure("f", "题", "文", "fan", pd.DataFrame({"panel": ["a"]})), tmp_path / "a.png")
    with pytest.raises(ValueError, match="jpg"):
        draw(figures()[0], tmp_path / "a.jpg")
