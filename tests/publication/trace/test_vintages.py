"""Issuing a year again: drafts, corrections, what is kept of earlier editions and what is not."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mini_city import SOLAR
from small_edition import changed, document, listed, manifest, remarks, sexes, total, without, write

from skillcast.errors import DataError
from skillcast.publication.content import Bullets, Document, Heading
from skillcast.publication.data.frames import settled, typed_frame
from skillcast.publication.manifest import identify
from skillcast.publication.sentences.correction import SENTENCES
from skillcast.publication.trace import Reissue, diff, reissue
from skillcast.publication.trace.vintages import FOLDER, broken_links, read_vintages
from skillcast.publication.words import Words

REASON = "登记系统补报第四季度数据"


def settle(made: Reissue, out: Path) -> Path:
    """Put a reissue in the place of the publication, as `publish` does."""
    new = out.with_name("new")
    write(new, made.document, made.manifest)
    made.keep(new)
    shutil.rmtree(out, ignore_errors=True)
    return new.rename(out)


def corrected(**cells: Any) -> Document:
    return document(
        changed(total(), 0, total=2305, total_text="2,305"), changed(sexes(), 0, **cells), listed(), remarks()
    )


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return write(tmp_path / "out", document(), manifest())


def bullets(made: Document) -> tuple[str, ...]:
    heading, items = made.blocks[:2]
    assert isinstance(heading, Heading)
    assert isinstance(items, Bullets)
    return items.items


def test_a_draft_replaces_a_first_edition(first: Path, tmp_path: Path) -> None:
    for place in (first, tmp_path / "empty"):
        made = reissue(corrected(demand=905), manifest(), place)
        assert [block.name for block in made.document.tables] == [block.name for block in document().tables]
        assert "vintage" not in made.manifest
        assert made.past == {}


def test_a_reason_makes_a_new_edition(first: Path) -> None:
    run = manifest(inputs={"market.csv": "new"})
    made = reissue(corrected(demand=905), run, first, reason=REASON, date="2026年5月")
    replaced = identify(manifest())
    assert made.manifest["vintage"] == {
        "number": 2,
        "reason": REASON,
        "date": "2026年5月",
        "replaces": replaced,
        "changed": 2,
    }
    assert bullets(made.document) == (
        f"本件为第2版，替代编号{replaced}的第1版，以本件为准（2026年5月）。",
        f"更正理由：{REASON}。",
        "紧缺职业目录的列入和移出没有变化。",
        "主要数字：需求总人数由2,300改为2,305。",
        "共改动2个单元格，涉及2张表，逐表处数见文末，逐格对照见数据包。",
    )
    tables = {table.name: table.frame for table in (*made.document.tables, *made.document.extra)}
    assert tables["corrections"]["cells"].tolist() == [1, 1]
    assert tables["vintages"]["reason"].tolist() == ["首次发布", REASON]
    assert tables["vintages"]["identifier"].tolist() == [replaced, identify(made.manifest)]
    assert tables["changes"][["row", "before", "after"]].values.tolist() == [
        ["demand", "2,300", "2,305"],
        ["male", "900", "905"],
    ]
    # The tables of the bulletin keep their numbers: the new ones stand at the end.
    assert [table.name for table in made.document.tables[-2:]] == ["corrections", "vintages"]
    out = settle(made, first)
    assert (out / FOLDER / "1" / "data" / "datapackage.json").exists()
    assert broken_links(out) == []
    assert diff(out / FOLDER / "1", out).changes[["row", "after"]].values.tolist() == [
        ["demand", "2,305"],
        ["male", "905"],
    ]


def test_every_sentence_of_the_note_is_told_by_the_published_tables(first: Path) -> None:
    made = settled(reissue(corrected(demand=905), manifest(), first, reason=REASON).document)
    frames = {table.name: typed_frame(table) for table in (*made.tables, *made.extra)}
    note = made.blocks[1]
    assert isinstance(note, Bullets)
    assert len(note.sentences) == len(note.items)
    for text, (sentence,) in zip(note.items, note.sentences, strict=True):
        assert SENTENCES[sentence.kind](*(frames[name] for name in sentence.tables), say=Words("zh")) == text


def test_entries_and_exits_are_named(first: Path) -> None:
    made = reissue(document(total(), sexes(), without(listed(), 0), remarks()), manifest(), first, reason="更正。")
    assert f"紧缺职业目录：移出{SOLAR} 光伏发电运维值班员。" in bullets(made.document)
    assert bullets(made.document)[1] == "更正理由：更正。"


def test_an_edition_without_any_change_says_so(first: Path) -> None:
    made = reissue(document(), manifest(), first, reason="换发")
    assert bullets(made.document)[-1] == "数据没有改动。"
    assert [table.name for table in made.document.tables[-1:]] == ["vintages"]


def test_drafts_of_a_later_edition_keep_its_number_and_reason(first: Path) -> None:
    out = settle(reissue(corrected(demand=905), manifest(seed=1), first, reason=REASON), first)
    again = reissue(corrected(demand=906), manifest(seed=1), out)
    assert again.manifest["vintage"]["number"] == 2
    assert again.manifest["vintage"]["reason"] == REASON
    assert sorted(again.past) == [1]
    assert [table.frame for table in again.document.extra if table.name == "changes"][0]["after"].tolist() == [
        "2,305",
        "906",
    ]
    out = settle(again, out)
    third = settle(reissue(corrected(demand=907), manifest(seed=2), out, reason="再次更正"), out)
    assert sorted(read_vintages(third)) == [1, 2]
    assert broken_links(third) == []
    (editions,) = [
        table.frame for table in reissue(document(), manifest(), third).document.tables if table.name == "vintages"
    ]
    assert editions["number"].tolist() == [1, 2, 3]
    assert editions["changed"].fillna(-1).tolist() == [-1, 2, 2]


def test_a_forged_predecessor_is_found(first: Path) -> None:
    out = settle(reissue(corrected(demand=905), manifest(), first, reason=REASON), first)
    path = out / FOLDER / "1" / "run.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**facts, "seed": 7}), encoding="utf-8")
    assert broken_links(out) == [1]


def test_what_is_withheld_now_is_not_kept_of_earlier_editions(first: Path) -> None:
    protected = changed(
        listed(),
        2,
        forecast_gap=None,
        forecast_gap_lo80=None,
        forecast_gap_hi80=None,
        suppressed="forecast_gap forecast_gap_lo80 forecast_gap_hi80",
    )
    made = reissue(document(total(), sexes(), protected, remarks()), manifest(), first, reason="误公布个别企业数据")
    assert "3个单元格改为不予公布；留存的旧版数据中也已隐去。" in bullets(made.document)
    (cells,) = [table.frame for table in made.document.extra if table.name == "changes"]
    assert cells["before"].tolist() == ["", "", ""]
    out = settle(made, first)
    kept = (out / FOLDER / "1" / "data" / "shortage_catalogue.csv").read_text(encoding="utf-8-sig").splitlines()
    assert kept[3].split(",")[6:9] == ["", "", ""]
    assert kept[1].split(",")[6:9] == ["12", "4", "20"]
    assert broken_links(out) == []
    # So it stays in the next edition, whatever that withholds of its own.
    third = settle(reissue(document(total(), sexes(), protected, remarks()), manifest(), out, reason="再版"), out)
    assert (third / FOLDER / "1" / "data" / "shortage_catalogue.csv").read_bytes().decode(
        "utf-8-sig"
    ).splitlines() == kept


@pytest.mark.parametrize(
    ("run", "title", "words"),
    [({"year": 2024}, "", "时期为 2025"), ({}, "另一市2025年度技能人才供需信息", "标题为")],
)
def test_only_the_same_city_and_year_is_corrected(first: Path, run: dict[str, Any], title: str, words: str) -> None:
    new = document() if not title else replace(document(), title=title)
    with pytest.raises(DataError) as caught:
        reissue(new, manifest(**run), first, reason=REASON)
    assert words in caught.value.text("zh")


def test_there_must_be_something_to_correct(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nothing-to-correct"):
        reissue(document(), manifest(), tmp_path / "out", reason=REASON)


def test_the_note_in_english(first: Path) -> None:
    made = reissue(
        document(total(), changed(sexes(), 0, demand=905), listed(), remarks(), lang="en"),
        manifest(lang="en"),
        first,
        reason="late returns",
    )
    assert bullets(made.document)[1:3] == (
        "Reason: late returns.",
        "The list of shortage occupations has the same entries.",
    )


def test_synthetic_data_stay_labelled(first: Path) -> None:
    made = reissue(corrected(demand=905), manifest(synthetic=True), first, reason=REASON)
    named = {table.name: table for table in (*made.document.tables, *made.document.extra)}
    for name in ("corrections", "vintages", "changes"):
        assert set(named[name].frame["data_label"]) == {"模拟数据"}
