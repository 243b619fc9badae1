"""One publication of the made-up document, written once; tests that tamper copy it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sample import document

from skillcast.publication.content import Document
from skillcast.publication.docx import write_docx
from skillcast.publication.figures import draw_all
from skillcast.publication.html import write_html
from skillcast.publication.package import write_package
from skillcast.publication.verify import hash_tree
from skillcast.publication.xlsx import write_xlsx


def write_all(made: Document, out: Path) -> None:
    """Write every format as `publish` does."""
    draw_all(made, out / "figures")
    write_docx(made, out / "bulletin.docx", figures=out / "figures")
    write_html(made, out / "bulletin.html", figures=out / "figures")
    write_xlsx(made, out / "tables.xlsx")
    write_package(made, out)
    (out / "run.json").write_text(json.dumps({"outputs": hash_tree(out)}), encoding="utf-8")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published")
    write_all(document(rows=12), out)
    return out


@pytest.fixture
def copy(published: Path, tmp_path: Path) -> Path:
    """A copy of the publication that a test may spoil."""
    return Path(shutil.copytree(published, tmp_path / "out"))
