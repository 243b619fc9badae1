"""The HTML page: self-contained, accessible, nothing in the data becomes markup."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import document

from skillcast.errors import Language
from skillcast.publication.content import Bullets, ColumnFormat, Document, Figure, Heading, PageBreak, Paragraph, Table
from skillcast.publication.figures.figure_data import shown_table
from skillcast.publication.html import ASSETS, policy, style_sheet, write_html
from skillcast.publication.printing import captions, headers, printed_rows

VOID = {"meta", "img", "br", "link", "hr", "input"}
Attributes = dict[str, str | None]


class Outline(HTMLParser):
    """Notes tags with their attributes, the text of every block, cell and caption, and checks that tags nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Attributes]] = []
        self.inside: list[tuple[str, Attributes]] = []  # what a tag of `tags` stands in
        self.open: list[tuple[str, Attributes]] = []
        self.texts: list[tuple[str, str | None, str]] = []  # tag, block, text of the leaves in reading order
        self.cells: dict[str, list[list[str]]] = {}
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self.open.append((tag, attributes))
        if tag == "table":
            self.cells[str(attributes["data-table"])] = []
        elif tag == "tr":
            self.cells[self._table()].append([])
        elif tag in ("td", "th"):
            self.cells[self._table()][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if any(tag in ("td", "th") for tag in tags):
            self.cells[self._table()][-1][-1] += data
        elif data.strip() and tags:
            block = next((found["data-block"] for _, found in reversed(self.open) if "data-block" in found), None)
            self.texts.append((tags[-1], block, data))

    def _table(self) -> str:
        return next(str(found["data-table"]) for tag, found in reversed(self.open) if tag == "table")

    def of(self, tag: str) -> list[Attributes]:
        return [attributes for name, attributes in self.tags if name == tag]


def outline(path: Path) -> Outline:
    return Outline(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request: pytest.FixtureRequest) -> Document:
    return document(rows=12, lang=request.param)


@pytest.fixture(scope="module")
def path(made: Document, published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("page") / "a.html"
    write_html(made, place, figures=published / "figures")
    return place


@pytest.fixture(scope="module")
def page(path: Path) -> Outline:
    return outline(path)


def test_the_same_bytes_twice(made: Document, path: Path, published: Path, tmp_path: Path) -> None:
    write_html(made, tmp_path / "a.html", figures=published / "figures")
    assert (tmp_path / "a.html").read_bytes() == path.read_bytes()


def test_nothing_is_fetched(page: Outline, path: Path) -> None:
    assert not page.of("link")
    assert page.of("script") == [{}]
    assert all(str(image["src"]).startswith("data:image/svg+xml;base64,") for image in page.of("img"))
    assert len(page.of("img")) == len(document().figures)
    text = path.read_text(encoding="utf-8")
    assert "://" not in re.sub(r"base64,[^\"]*", "", text)
    for _, attributes in page.tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes)


def test_the_policy_allows_this_style_and_this_script_alone(page: Outline, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rules = next(
        str(meta["content"]) for meta in page.of("meta") if meta.get("http-equiv") == "Content-Security-Policy"
    )
    assert rules.startswith("default-src 'none'; ")
    assert "unsafe" not in rules
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in rules


def test_landmarks_language_and_alternatives(page: Outline, made: Document) -> None:
    assert page.of("html") == [{"lang": {"zh": "zh-CN", "en": "en"}[made.lang]}]
    for tag in ("main", "nav", "header", "footer", "title"):
        assert len(page.of(tag)) == 1
    assert page.of("a")[0] == {"class": "skip", "href": "#content"}
    assert all(image["alt"] for image in page.of("img"))
    ids = [str(attributes["id"]) for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        assert set(str(attributes.get("aria-labelledby") or ids[0]).split()) <= set(ids)
    assert {label["for"] for label in page.of("label")} == {box["id"] for box in page.of("input")}


def test_headings_do_not_skip_a_level(page: Outline) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_every_link_leads_somewhere(page: Outline, published: Path) -> None:
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    for link in page.of("a"):
        href = str(link["href"])
        assert href[1:] in ids if href.startswith("#") else (published / href).is_file(), href


def test_tables_have_captions_scopes_and_a_tab_stop(page: Outline) -> None:
    assert len(page.of("caption")) == len(page.of("table"))
    assert all(cell["scope"] in ("col", "row") for cell in page.of("th"))
    regions = [found for tag, found in page.tags if tag == "div" and str(found.get("class")).startswith("region")]
    assert len(regions) == len(page.of("table"))
    for region in regions:
        assert region["tabindex"] == "0"
        assert region.get("aria-label") or region.get("aria-labelledby")


def test_cells_read_as_they_print(page: Outline, made: Document) -> None:
    shown = [*made.tables, *(shown_table(figure, made.lang) for figure in made.figures)]
    assert set(page.cells) == {table.name for table in shown}
    for table in shown:
        assert page.cells[table.name][0] == list(headers(table, made.lang))
        assert page.cells[table.name][1:] == [list(row) for row in printed_rows(table, made.lang)]


def test_every_block_is_marked_and_in_order(page: Outline, made: Document) -> None:
    places = [str(attributes["data-block"]) for _, attributes in page.tags if "data-block" in attributes]
    assert places == [str(place) for place in range(len(made.blocks))]
    titles = captions(made)
    for place, block in enumerate(made.blocks):
        found = [(tag, text) for tag, mark, text in page.texts if mark == str(place)]
        expected: list[str] = []
        if isinstance(block, (Heading, Paragraph)):
            expected = [block.text]
        elif isinstance(block, Bullets):
            expected = list(block.items)
            assert {tag for tag, _ in found} == {"li"}
        elif isinstance(block, (Table, Figure)):
            assert titles[block.name] in [text for _, text in found]
            continue
        assert isinstance(block, PageBreak) or [text for _, text in found] == expected


def test_controls_come_with_the_script_only(page: Outline) -> None:
    (search,) = [found for _, found in page.tags if found.get("role") == "search"]
    assert "hidden" in search
    assert not page.of("button")


def test_chinese_in_an_english_page_says_so(page: Outline, made: Document) -> None:
    tongues = {found.get("lang") for tag, found in page.tags if tag in ("td", "th")}
    assert tongues == ({None, "zh-CN"} if made.lang == "en" else {None})


def test_the_banner_is_on_top_and_on_printed_pages(path: Path, made: Document) -> None:
    text = path.read_text(encoding="utf-8")
    assert f"><p>{made.banner}</p></aside>" in text
    assert "@top-center" in text
    assert "@top-center" not in style_sheet()


EVIL = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</script><!-- &amp;",
    "javascript:alert(1)",
    "\\3c/style\\3e",
)


def hostile(evil: str, folder: Path) -> Document:
    """Return a document with the text in every place that takes one."""
    frame = pd.DataFrame({"label": [evil], "median": [1.0], "lo80": [0.0], "hi80": [2.0]})
    (folder / "f.svg").write_text("<svg/>", encoding="utf-8")
    table = Table(
        "t", evil, pd.DataFrame({"a": [evil]}), (ColumnFormat("a", evil, unit=evil),), unit=f"{evil}2", notes=(evil,)
    )
    blocks = (
        Heading(evil),
        Paragraph(evil),
        Bullets((evil,)),
        table,
        Figure("f", evil, "gap_interval", frame, alt=evil),
    )
    return Document(evil, blocks, subtitle=evil, publishers=(evil,), date_text=evil, banner=evil, identifier=evil)


@pytest.mark.parametrize("evil", EVIL)
def test_markup_in_the_data_stays_text(evil: str, tmp_path: Path) -> None:
    made, tame = hostile(evil, tmp_path), hostile("x", tmp_path)
    shapes = []
    for each in (made, tame):
        write_html(each, tmp_path / "a.html", figures=tmp_path)
        text = (tmp_path / "a.html").read_text(encoding="utf-8")
        assert text.count("</style>") == text.count("</script>") == 1
        found = Outline(text)
        shapes.append([(tag, sorted(attributes.keys() - {"class"})) for tag, attributes in found.tags])
        assert found.cells["t"][1] == [each.subtitle]
    assert shapes[0] == shapes[1]


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20))
def test_any_text_comes_back(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        write_html(Document("t", (Paragraph(f"a{text}b"),)), Path(folder, "a.html"), figures=Path(folder))
        page = outline(Path(folder, "a.html"))
    assert ("p", "0", f"a{text}b") in page.texts


def test_the_script_and_style_cannot_end_early() -> None:
    for name in ("document.js", "document.css"):
        assert "</" not in (ASSETS / name).read_text(encoding="utf-8").replace("* ", "")
    assert policy("a", "b") != policy("a", "c")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes() -> list[dict[str, str]]:
    return [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", style_sheet(), re.DOTALL)
    ]


@pytest.mark.parametrize("scheme", schemes(), ids=["light", "dark"])
def test_contrast(scheme: dict[str, str]) -> None:
    """Every text colour on every ground it may stand on (4.5), and what marks controls and focus (3)."""
    for ground in ("paper", "shade", "stripe", "mark"):
        for text in ("ink", "quiet", "accent"):
            assert contrast(scheme[text], scheme[ground]) >= 4.5, (text, ground)
        assert contrast(scheme["focus"], scheme[ground]) >= 3, ground
    assert contrast(scheme["on-warn"], scheme["warn"]) >= 4.5
    assert contrast(scheme["edge"], scheme["paper"]) >= 3


def test_colours_come_from_the_palette_alone() -> None:
    """What `test_contrast` knows is all there is: a rule names a colour by its variable (a figure's ground is white)."""
    rules = re.sub(r":root \{.*?\}", "", style_sheet(), flags=re.DOTALL)
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules)) <= {"#ffffff"}
    assert not re.search(r"\b(?:rgb|hsl)a?\(", rules)
    used = set(re.findall(r"(?<!-)\bcolor: (?:var\(--)?([a-z-]+)", rules))
    assert used <= {"ink", "quiet", "accent", "on-warn", "warn", "inherit"}
    grounds = set(re.findall(r"background: (?:var\(--)?([a-z-]+)", rules))
    assert grounds <= {"paper", "shade", "stripe", "mark", "warn", "none"}


def test_print_and_phone_rules() -> None:
    css = style_sheet()
    printed = css[css.index("@media print {") :]
    assert "thead { display: table-header-group; }" in printed
    assert "size: A4;" in printed
    assert re.search(r"\.skip, \.side,[^}]*display: none", printed)
    assert ".region { overflow-x: auto; }" in css
    assert re.search(r'tbody th\[scope="row"\] \{ position: sticky; left: 0;', css)
    assert "animation" not in css
    assert "scroll-behavior" not in css  # nothing moves by itself, whatever the reader prefers


def test_captions_are_numbered_in_both_languages(page: Outline, made: Document) -> None:
    lang: Language = made.lang
    word = {"zh": "图1的数据", "en": "Data of Figure 1"}[lang]
    assert word in [text for tag, _, text in page.texts if tag == "summary"]
