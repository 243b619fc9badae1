"""Tables are set so that nothing is cut off, in the largest type that takes few pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample import catalogue, industries, totals

from skillcast.publication.content import Block, ColumnFormat, Document, Heading, PageBreak, Paragraph, Table
from skillcast.publication.printing import printed_rows
from skillcast.publication.setting.layout import (
    LANDSCAPE_MM,
    MM_PER_POINT,
    PLAIN,
    PORTRAIT_MM,
    WORD,
    Medium,
    fit,
    text_width,
    turned_blocks,
)
from skillcast.publication.setting.measure import count_lines, line_width, times_width, unbroken
from skillcast.publication.setting.widths import columns_of, share
from skillcast.publication.word.pages import LAST_ROW, NOTES, Setting, pages_of
from skillcast.publication.word.style import Variant, variant

TEXTS = st.text(st.sampled_from("焊工（）、。，～—“” -,.:/0123456789abcXYZ\n"), max_size=60)
NATIONAL: Variant = variant("national")


def wide(columns: int, rows: int = 5) -> Table:
    """A table of numbers."""
    names = [f"c{place}" for place in range(columns)]
    frame = pd.DataFrame({name: np.arange(rows) * 1000 for name in names})
    return Table("wide", "宽表", frame, tuple(ColumnFormat(name, "需求人数", kind="integer") for name in names))


@pytest.mark.parametrize("medium", [PLAIN, WORD], ids=["plain", "word"])
@pytest.mark.parametrize("table", [totals(), industries(), catalogue(20), wide(12)], ids=lambda table: table.name)
def test_columns_fill_the_page_and_hold_their_numbers(table: Table, medium: Medium) -> None:
    found = fit(table, medium=medium)
    assert sum(found.widths) == pytest.approx(LANDSCAPE_MM if found.landscape else PORTRAIT_MM)
    rows = printed_rows(table)
    assert len(found.heights) == len(rows) + 1
    for place, (column, width) in enumerate(zip(table.printed, found.widths, strict=True)):
        if column.kind in ("integer", "code", "number", "percent"):
            longest = max(medium.measure(row[place]) for row in rows)
            assert (longest + medium.padding) * found.points * MM_PER_POINT <= width + 1e-6


@pytest.mark.parametrize(
    ("table", "landscape", "points"),
    [(totals(), False, 10.5), (industries(), False, 10.5), (catalogue(20), True, 8.0), (wide(40), True, 6.5)],
    ids=["small", "middling", "wide", "too wide"],
)
def test_paper_is_turned_and_type_made_smaller_only_where_needed(table: Table, landscape: bool, points: float) -> None:
    found = fit(table, medium=WORD)
    assert (found.landscape, found.points) == (landscape, points)


def test_long_tables_are_set_smaller_than_short_ones() -> None:
    frame = pd.DataFrame(
        {"a": ["热力生产和供应业的职业与岗位需求情况一览"] * 400, "b": "工业机器人系统操作员和运维人员"}
    )
    columns = (ColumnFormat("a", "甲"), ColumnFormat("b", "乙"), ColumnFormat("a", "丙"), ColumnFormat("b", "丁"))
    short, long = (fit(Table("t", "题", frame.head(rows), columns), medium=WORD) for rows in (4, 400))
    assert short.points == 10.5
    assert 7.5 <= long.points < short.points


@given(text=TEXTS, room=st.floats(3, 40), more=st.floats(0, 20))
def test_a_wider_column_never_takes_more_lines(text: str, room: float, more: float) -> None:
    lines = count_lines(text, room, times_width)
    assert count_lines(text, room + more, times_width) <= lines
    widest = max(line_width(line, times_width) for line in text.split("\n"))
    assert (lines == text.count("\n") + 1) >= (widest <= room)
    assert lines * room >= sum(line_width(line.replace(" ", ""), times_width) for line in text.split("\n")) * 0.3


@pytest.mark.parametrize(
    ("text", "widest"),
    [
        ("代码6-17-09-02", "6-17-09-02"),
        ("（80%区间）", "（80%"),
        ("openings-to-seekers", "openings-"),
        ("特别紧缺。", "缺。"),
        ("1,234（1,100～1,380）", "（1,100～"),
    ],
)
def test_what_must_not_be_broken(text: str, widest: str) -> None:
    assert unbroken(text, times_width) == pytest.approx(times_width(widest))


@given(room=st.floats(30, 120), seed=st.integers(0, 99))
def test_shared_widths_fill_the_room_and_hold_the_least(room: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = [["焊" * int(random.integers(1, 30)), "9" * int(random.integers(1, 9)), "a b " * 9] for _ in range(6)]
    formats = (ColumnFormat("a", "职业"), ColumnFormat("b", "人数", kind="integer"), ColumnFormat("c", "说明"))
    columns = columns_of(formats, ["职业", "人数\n（人）", "说明"], rows, times_width)
    widths = share(columns, room)
    assert widths is not None
    assert sum(widths) == pytest.approx(room)
    assert all(width >= column.widths[0] - 1e-9 for width, column in zip(widths, columns, strict=True))
    assert share(columns, sum(column.widths[0] for column in columns) - 0.1) is None


@pytest.mark.parametrize(
    ("blocks", "turned"),
    [
        ((Paragraph("文"), PageBreak(), catalogue(5), Paragraph("文")), [False, True, True, False]),
        ((Paragraph("文"), Heading("一"), catalogue(5)), [False, True, True]),
        ((PageBreak(), Heading("附件1"), Paragraph("文"), catalogue(5)), [True] * 4),
        ((PageBreak(), totals(), Paragraph("文"), catalogue(5)), [False, False, False, True]),
    ],
    ids=["page break", "heading", "words of an annex", "words after a table"],
)
def test_what_stands_before_a_wide_table_turns_with_it(blocks: tuple[Block, ...], turned: list[bool]) -> None:
    tables = {block.name: block for block in blocks if isinstance(block, Table)}
    assert turned_blocks(blocks, {name: fit(table) for name, table in tables.items()}) == turned


@pytest.mark.parametrize(("lines", "page"), [(18, 1), (19, 2), (40, 2), (41, 3)])
def test_pages_are_counted_in_lines_of_the_standard(lines: int, page: int) -> None:
    # a page holds 22 lines; the title takes two of them, the heading stays with the line after it
    blocks = (*(Paragraph("文") for _ in range(lines)), Heading("二"), Paragraph("文"))
    made = Document("题", blocks)
    assert pages_of(made, Setting.of(made, NATIONAL, Path()))[lines, ""] == page


@pytest.mark.parametrize("rows", range(20, 60))
def test_notes_never_stand_alone(rows: int) -> None:
    frame = pd.DataFrame({"a": np.arange(rows)})
    table = Table("t", "题", frame, (ColumnFormat("a", "数", kind="integer"),), notes=("注文",) * 3)
    made = Document("题", (Heading("一"), table))
    setting = Setting.of(made, NATIONAL, Path())
    for loose in (False, True):
        pages = pages_of(made, replace(setting, loose=loose))
        assert pages[1, LAST_ROW] == pages[1, NOTES]


def test_text_width_counts_full_and_half_width() -> None:
    assert text_width("焊工A") == pytest.approx(2.55)
