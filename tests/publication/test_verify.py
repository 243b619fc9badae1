"""`verify` passes an untouched publication and finds every number that was changed, with or without fingerprints."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from skillcast.cli import cli
from skillcast.publication.verify import hash_tree, verify


def seal(out: Path) -> None:
    """Write fresh fingerprints, as a forger would."""
    manifest = json.loads((out / "run.json").read_text(encoding="utf-8"))
    (out / "run.json").write_text(json.dumps({**manifest, "outputs": hash_tree(out)}), encoding="utf-8")


def edit_docx(path: Path, old: str, new: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            archive.writestr(name, data)
    path.write_bytes(target.getvalue())


def test_an_untouched_publication_passes(published: Path) -> None:
    assert verify(published) == []


def test_fingerprints_name_changed_missing_and_foreign_files(copy: Path) -> None:
    (copy / "figures" / "pipeline.png").write_bytes(b"other")
    (copy / "figures" / "pipeline.svg").unlink()
    (copy / "extra.txt").write_text("x")
    found = [finding for finding in verify(copy) if finding.kind in ("hash", "extra-file", "missing-file")]
    assert {(finding.kind, finding.file) for finding in found} == {
        ("hash", "figures/pipeline.png"),
        ("missing-file", "figures/pipeline.svg"),
        ("extra-file", "extra.txt"),
    }


def test_a_number_changed_in_the_html(copy: Path) -> None:
    path = copy / "bulletin.html"
    path.write_text(path.read_text(encoding="utf-8").replace(">1,520<", ">1,620<"), encoding="utf-8")
    seal(copy)
    (finding,) = verify(copy)
    assert (finding.file, finding.table, finding.row) == ("bulletin.html", "industry_demand", 1)
    assert (finding.printed, finding.derived, finding.column) == ("1,620", "1,520", "需求人数（人）")
    assert (
        finding.text("zh")
        == "bulletin.html › industry_demand › 第 1 行 › 需求人数（人）：印为“1,620”，由数据应为“1,520”"
    )
    assert "row 1" in finding.text("en")


def test_a_number_changed_in_word(copy: Path) -> None:
    edit_docx(copy / "bulletin.docx", "1,600（1,400～1,800）", "1,600（1,500～1,800）")
    seal(copy)
    (finding,) = verify(copy)
    assert (finding.kind, finding.file, finding.derived) == ("cell", "bulletin.docx", "1,600（1,400～1,800）")


def test_a_number_changed_in_excel(copy: Path) -> None:
    book = openpyxl.load_workbook(copy / "tables.xlsx")
    book.worksheets[3]["H5"].value += 1
    book.save(copy / "tables.xlsx")
    seal(copy)
    (finding,) = verify(copy)
    assert (finding.file, finding.table, finding.row, finding.printed) == (
        "tables.xlsx",
        "shortage_catalogue",
        2,
        "78.0",
    )


def test_a_number_changed_in_the_data_breaks_documents_copy_and_identity(copy: Path) -> None:
    path = copy / "data" / "shortage_catalogue.csv"
    path.write_bytes(path.read_bytes().replace(b",77,", b",78,", 1))
    seal(copy)
    found = verify(copy)
    kinds = {"cell", "copy", "identity", "text", "content"}  # text: the PDF; content: the fingerprint in the package
    assert {finding.kind for finding in found} == kinds
    assert {finding.file for finding in found} >= {
        "bulletin.html",
        "bulletin.docx",
        "tables.xlsx",
        "shortage_catalogue.csv",
    }


def test_the_command_ends_with_two_where_something_differs(copy: Path) -> None:
    assert CliRunner().invoke(cli, ["verify", str(copy)]).exit_code == 0
    (copy / "shortage_catalogue.csv").write_bytes(b"other")
    done = CliRunner().invoke(cli, ["verify", str(copy)])
    assert done.exit_code == 2
    assert "shortage_catalogue.csv" in done.output


def test_a_row_removed_is_found_in_each_document(copy: Path) -> None:
    path = copy / "bulletin.html"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r"<tr>\s*<th scope=\"row\">道路运输业.*?</tr>", "", text, count=1, flags=re.DOTALL), encoding="utf-8"
    )
    seal(copy)
    assert [(finding.kind, finding.printed, finding.derived) for finding in verify(copy)] == [("table", "5×5", "6×5")]


def test_every_number_of_the_html_tables_is_watched(copy: Path) -> None:
    path = copy / "bulletin.html"
    text = path.read_text(encoding="utf-8")
    places = [match.start(1) for match in re.finditer(r'class="number">[^<]*?(\d)', text)]
    assert len(places) > 100
    for place in places[:: len(places) // 10]:
        digit = str((int(text[place]) + 1) % 10)
        path.write_text(text[:place] + digit + text[place + 1 :], encoding="utf-8")
        assert any(finding.kind in ("cell", "header") for finding in verify(copy))


@pytest.mark.parametrize("name", ["run.json", "data/datapackage.json", "bulletin.docx", "tables.xlsx"])
def test_a_damaged_file_is_a_finding_not_a_crash(copy: Path, name: str) -> None:
    (copy / name).write_bytes(b"\x00 not what it was")
    assert ("unreadable", name) in {(finding.kind, finding.file) for finding in verify(copy)}
