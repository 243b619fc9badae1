"""Tables are set so that nothing is cut off."""

from __future__ import annotations

import pytest
from sample import catalogue, industries, totals

from skillcast.publication.content import PageBreak, Paragraph, Table
from skillcast.publication.layout import LANDSCAPE_MM, MM_PER_POINT, PORTRAIT_MM, fit, text_width, turned_blocks


@pytest.mark.parametrize("table", [totals(), industries(), catalogue(20)], ids=lambda table: table.name)
def test_columns_fill_the_page_and_hold_their_numbers(table: Table) -> None:
    found = fit(table)
    assert sum(found.widths) == pytest.approx(LANDSCAPE_MM if found.landscape else PORTRAIT_MM)
    for column, width in zip(table.printed, found.widths, strict=True):
        if column.kind in ("integer", "code"):
            longest = max(text_width(f"{value:,}" if column.numeric else value) for value in table.frame[column.name])
            assert longest * found.points * MM_PER_POINT <= width


def test_small_tables_stay_upright_and_wide_ones_turn() -> None:
    assert not fit(totals()).landscape
    assert fit(totals()).points == 10.5
    assert fit(catalogue(20)).landscape
    assert fit(catalogue(20)).points >= 7


def test_headings_turn_with_their_table() -> None:
    blocks = (Paragraph("文"), PageBreak(), catalogue(5), Paragraph("文"))
    assert turned_blocks(blocks, {"shortage_catalogue": fit(catalogue(5))}) == [False, True, True, False]
