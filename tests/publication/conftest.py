"""One publication of the made-up document, written once; tests that tamper copy it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sample import document

from skillcast.publication.manifest import environment
from skillcast.publication.publish import write_publication


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published") / "out"
    return write_publication(document(rows=12), out, manifest={**environment(), "seed": 0})


@pytest.fixture
def copy(published: Path, tmp_path: Path) -> Path:
    """A copy of the publication that a test may spoil."""
    return Path(shutil.copytree(published, tmp_path / "out"))
