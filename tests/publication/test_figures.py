"""Figures come out the same on every run, with every Chinese character drawn."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from sample import document, figures

from skillcast.publication.content import Figure
from skillcast.publication.figures import palette
from skillcast.publication.figures.alt_text import described
from skillcast.publication.figures.figure_data import COLUMNS, OPTIONAL
from skillcast.publication.figures.figures import compose, draw, settings
from skillcast.publication.setting import fonts

SVG = "{http://www.w3.org/2000/svg}"


def test_the_sample_has_every_kind() -> None:
    assert {figure.kind for figure in figures()} == set(COLUMNS)


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.name)
def test_each_kind_draws_the_same_bytes_twice(figure: Figure, published: Path, tmp_path: Path) -> None:
    for suffix in (".png", ".svg"):
        problems = draw(described(figure), tmp_path / f"a{suffix}", banner=document().banner)
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
        draw(Figure("f", "题", "fan", pd.DataFrame({"panel": ["a"]}), alt="文"), tmp_path / "a.png")
    with pytest.raises(ValueError, match="jpg"):
        draw(figures()[0], tmp_path / "a.jpg")


def test_an_svg_names_and_describes_itself(tmp_path: Path) -> None:
    figure = dataclasses.replace(figures()[1], title='<a> & "b"', alt="条形图\x07，</desc><script>")
    draw(figure, tmp_path / "a.svg")
    root = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())
    assert root.get("role") == "img"
    found = {child.get("id"): child.text for child in root if child.tag in (f"{SVG}title", f"{SVG}desc")}
    assert found == {"title": '<a> & "b"', "desc": "条形图，</desc><script>"}
    assert [root.get("aria-labelledby"), root.get("aria-describedby")] == list(found)
    assert not list(root.iter(f"{SVG}script"))


LONG = "某某行业特种设备安装改造维修作业人员"


def crowded() -> list[Figure]:
    """Return figures with everything they can carry: long names, negative and large numbers, many periods, earlier forecasts."""
    fan = figures()[2]
    told = fan.frame["actual"].where(fan.frame["period"] >= 2021) * 1.01
    frame = fan.frame.assign(backtest=told, backtest_lo80=told * 0.95, backtest_hi80=told * 1.04)
    frame["panel"] = frame["panel"].replace({name: f"{name}（{LONG[:6]}）" for name in frame["panel"].unique()[:2]})
    fans = dataclasses.replace(fan, frame=frame, options={"backtest": "提前3年的历史预测（80%区间）"})
    gaps = figures()[3].frame
    gaps = pd.concat([gaps, gaps.assign(label=LONG + "、" + gaps["label"], median=-123456.0, lo80=-234567.0)])
    lists = figures()[4].frame
    more = [lists.assign(label=lists["label"] + str(k) + LONG * (k == 3), year=lists["year"]) for k in range(6)]
    pipe = figures()[7].frame
    years = [pipe.assign(year=pipe["year"] + 4 * k, expected="true" if k else "false") for k in range(3)]
    return [
        fans,
        dataclasses.replace(figures()[3], frame=gaps),
        dataclasses.replace(figures()[4], frame=pd.concat(more)),
        dataclasses.replace(figures()[7], frame=pd.concat(years)),
    ]


@pytest.mark.parametrize(
    ("figure", "lang"),
    [
        *(
            (figure, "zh")
            for figure in figures()
            if figure.kind not in ("fan", "gap_interval", "entries_exits", "pipeline")
        ),
        *((figure, "en") for figure in crowded()),
    ],
    ids=lambda given: given if isinstance(given, str) else given.name,
)
def test_no_text_is_cut_off_or_overlaps_another(figure: Figure, lang: str) -> None:
    from matplotlib.text import Text

    face = fonts.typeface("")
    with settings(face):
        canvas = compose(figure, face, lang="en" if lang == "en" else "zh", banner=document().banner)
        canvas.draw_without_rendering()
        width, height = canvas.get_size_inches() * canvas.dpi
        unseen = {id(label) for axes in canvas.axes for axis in (axes.xaxis, axes.yaxis) for label in out_of_view(axis)}
        boxes = {}
        for text in canvas.findobj(Text):
            if text.get_visible() and text.get_text().strip() and id(text) not in unseen:
                box = text.get_window_extent()
                boxes[text.get_text(), round(box.x0), round(box.y0)] = box
    assert len(boxes) > 3
    for (words, *_), box in boxes.items():
        assert box.x0 > -1, words
        assert box.y0 > -1, words
        assert box.x1 < width + 1, words
        assert box.y1 < height + 1, words
    for (one, first), (other, second) in itertools.combinations(boxes.items(), 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across < 2 or down < 2, (one[0], other[0])


def out_of_view(axis: Any) -> list[object]:
    """Return the labels that are not drawn: of ticks beyond the ends of an axis, and those of its other side."""
    low, high = sorted(axis.get_view_interval())
    slack = 1e-9 * (high - low)
    ticks = axis.get_major_ticks()
    beyond = [tick for tick in ticks if not low - slack <= tick.get_loc() <= high + slack]
    return [*(tick.label1 for tick in beyond), *(tick.label2 for tick in ticks)]


# Linear RGB of a deuteranope's and a protanope's eye (Machado, Oliveira and Fernandes 2009, severity 1), and of a grey print.
EYES = {
    "normal": np.eye(3),
    "deuteranopia": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "protanopia": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "grey": np.array([[0.2126, 0.7152, 0.0722]] * 3),
}


def lab(colour: str, eye: np.ndarray) -> np.ndarray:
    """Return a colour as an eye sees it, in CIE L*a*b*."""
    rgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(eye @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.maximum(to_xyz @ seen / to_xyz.sum(axis=1), 0.008856))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eye", ["normal", "deuteranopia", "protanopia"])
def test_colours_of_series_differ_to_every_eye(eye: str) -> None:
    seen = [lab(colour, EYES[eye]) for colour in palette.COLOURS]
    nearest = min(float(np.linalg.norm(one - other)) for one, other in itertools.combinations(seen, 2))
    assert nearest > 12  # a difference of 2.3 is just noticeable


def test_a_grey_print_tells_series_apart() -> None:
    """Neighbours differ as greys, and no two series share stroke, marker or hatch."""
    greys = [lab(colour, EYES["grey"])[0] for colour in palette.COLOURS]
    assert min(abs(one - other) for one, other in itertools.pairwise(greys)) > 6  # 2.3 is just noticeable
    for kinds in (palette.STROKES, palette.MARKERS, palette.HATCHES):
        assert len(set(kinds)) == len(kinds) == len(palette.COLOURS)
    assert len({(palette.line(k)["color"], palette.bar(k)["hatch"]) for k in range(6)}) == 6


def test_what_was_forecast_of_past_years_is_drawn_beside_what_came(tmp_path: Path) -> None:
    """Metamorphic: the earlier forecasts change the picture; columns without a value leave it as it was."""
    fan = crowded()[0]
    frame = fan.frame[fan.frame["panel"] == fan.frame["panel"].iloc[-1]]
    empty = dict.fromkeys(OPTIONAL["fan"], np.nan)
    pictures = []
    for given in (frame, frame.drop(columns=list(empty)), frame.assign(**empty)):
        draw(dataclasses.replace(fan, frame=given), tmp_path / "a.png")
        pictures.append((tmp_path / "a.png").read_bytes())
    assert pictures[0] != pictures[1] == pictures[2]
