"""A publication appears whole or not at all, and nothing else is ever overwritten."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from skillcast.errors import DataError
from skillcast.publication import staging
from skillcast.publication.staging import recover, staged


def publish(out: Path, text: str) -> None:
    with staged(out) as folder:
        (folder / "run.json").write_text("{}")
        (folder / "a.txt").write_text(text)


def neighbours(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir())


def test_a_publication_replaces_the_last_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, "one")
    (out / "left.txt").write_text("from before")
    publish(out, "two")
    assert (out / "a.txt").read_text() == "two"
    assert not (out / "left.txt").exists()
    assert neighbours(out) == ["out"]


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    publish(tmp_path / "out", "one")
    assert (tmp_path / "out" / "a.txt").exists()


def test_other_content_is_never_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("mine")
    with pytest.raises(DataError) as caught:
        publish(out, "one")
    assert caught.value.problems[0].kind == "output-exists"
    assert (out / "thesis.docx").read_text() == "mine"
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DataError):
        publish(tmp_path / "file", "one")
    assert neighbours(out) == ["file", "out"]


def test_an_error_leaves_the_last_publication(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, "one")
    with pytest.raises(ZeroDivisionError), staged(out) as folder:
        (folder / "run.json").write_text("{}")
        raise ZeroDivisionError
    assert (out / "a.txt").read_text() == "one"
    assert neighbours(out) == ["out"]


def _die(out: str, moment: str) -> None:
    """Publish in a process of its own that dies at a given moment."""
    place = Path(out)
    original = Path.rename

    def rename(self: Path, target: Path) -> Path:
        before = "first" if self == place else "second"
        if moment == f"before-{before}":
            os._exit(9)
        result = original(self, target)
        if moment == f"after-{before}":
            os._exit(9)
        return result

    Path.rename = rename  # type: ignore[method-assign]
    with staged(place) as folder:
        (folder / "run.json").write_text("{}")
        if moment == "writing":
            os._exit(9)
        (folder / "a.txt").write_text("two")


@pytest.mark.parametrize("moment", ["writing", "before-first", "after-first", "before-second", "after-second"])
def test_a_killed_run_leaves_one_whole_publication(tmp_path: Path, moment: str) -> None:
    out = tmp_path / "out"
    publish(out, "one")
    process = multiprocessing.get_context("fork").Process(target=_die, args=(str(out), moment))
    process.start()
    process.join()
    assert process.exitcode == 9
    recover(out)
    assert (out / "a.txt").read_text() == ("two" if moment == "after-second" else "one")
    publish(out, "three")
    assert (out / "a.txt").read_text() == "three"
    assert neighbours(out) == ["out"]


def test_files_held_open_by_another_program_are_a_plain_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    publish(out, "one")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(staging.Path, "rename", refuse)
    with pytest.raises(DataError) as caught:
        publish(out, "two")
    assert caught.value.problems[0].kind == "output-in-use"
    assert (out / "a.txt").read_text() == "one"
