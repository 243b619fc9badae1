"""The HTML page: self-contained, accessible, nothing in the data becomes markup."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from sample import document

from skillcast.publication.content import ColumnFormat, Document, Heading, Paragraph, Table
from skillcast.publication.html import write_html

VOID = {"meta", "img", "br", "link", "hr"}


class Outline(HTMLParser):
    """Notes tags with their attributes and checks that they nest."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def page(published: Path) -> Outline:
    outline = Outline()
    outline.feed((published / "bulletin.html").read_text(encoding="utf-8"))
    assert outline.open == []
    return outline


def test_the_same_bytes_twice(published: Path, tmp_path: Path) -> None:
    write_html(document(rows=12), tmp_path / "a.html", figures=published / "figures")
    assert (tmp_path / "a.html").read_bytes() == (published / "bulletin.html").read_bytes()


def test_nothing_is_fetched_and_nothing_runs(page: Outline) -> None:
    assert not page.of("script")
    assert not page.of("link")
    sources = [image["src"] or "" for image in page.of("img")]
    assert len(sources) == 7
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)


def test_tables_have_captions_and_scopes(page: Outline, published: Path) -> None:
    assert len(page.of("caption")) == len(page.of("table")) == 3
    assert {cell.get("scope") for cell in page.of("th")} == {"col", "row"}
    assert len([cell for cell in page.of("th") if cell["scope"] == "row"]) == 2 + 6 + 12
    assert all(region.get("tabindex") == "0" for region in page.of("div") if "table" in (region.get("class") or ""))


def test_landmarks_language_and_alternatives(page: Outline) -> None:
    assert page.of("html")[0]["lang"] == "zh-CN"
    for tag in ("main", "nav", "header", "footer"):
        assert len(page.of(tag)) == 1
    assert page.of("a")[0] == {"class": "skip", "href": "#content"}
    assert all(image["alt"] for image in page.of("img"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {(link["href"] or "")[1:] for link in page.of("a")}
    assert targets <= set(ids)


def test_headings_do_not_skip_a_level(page: Outline) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_the_banner_is_on_top_and_on_printed_pages(published: Path) -> None:
    text = (published / "bulletin.html").read_text(encoding="utf-8")
    assert '<p class="banner" role="note"><strong>模拟数据' in text
    assert "@top-center" in text


def test_markup_in_the_data_stays_text(tmp_path: Path) -> None:
    evil = '<script>alert(1)</script>"&'
    table = Table("t", evil, pd.DataFrame({"a": [evil]}), (ColumnFormat("a", evil),), notes=(evil,))
    made = Document(evil, (Heading(evil), Paragraph(evil), table), banner=evil + "</style>", publishers=(evil,))
    write_html(made, tmp_path / "a.html", figures=tmp_path)
    outline = Outline()
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    outline.feed(text)
    assert not outline.of("script")
    assert text.count("</style>") == 1
