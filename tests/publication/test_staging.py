"""A publication appears whole or not at all, and nothing else is ever overwritten."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import interrupted
import pytest

from skillcast.errors import DataError
from skillcast.publication.place import staging
from skillcast.publication.place.exchange import exchange
from skillcast.publication.place.staging import recover, staged


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


@pytest.mark.parametrize("exchanges", [True, False])
def test_an_error_at_any_step_leaves_one_whole_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool
) -> None:
    """A disk that fails at one call, whichever it is: the old or the new publication is whole, and the next run goes through."""
    if not exchanges:
        monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    out = tmp_path / "out"
    interrupted.publish(out, "old")
    for steps in range(200):
        fails = interrupted.countdown(steps, lambda: (_ for _ in ()).throw(OSError(5, "input/output error")))
        came_through = False
        with suppress(DataError, OSError), interrupted.stepping(fails):
            interrupted.publish(out, f"new {steps}", fails)
            came_through = True
        recover(out)
        assert interrupted.said(out) in ("old", f"new {steps}")
        if came_through and interrupted.said(out) == f"new {steps}" and steps > 30:
            break
        interrupted.publish(out, "old")
        assert neighbours(out) == ["out"]
    else:
        raise AssertionError("never came through")


def test_two_runs_do_not_publish_to_one_place(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, "one")
    with staged(out) as folder:
        (folder / "run.json").write_text("{}")
        with pytest.raises(DataError) as caught:
            publish(out, "two")
        recover(out)  # a reader leaves alone what is being written
        assert folder.exists()
    assert caught.value.problems[0].kind == "output-busy"
    publish(out, "three")
    assert neighbours(out) == ["out"]


def test_a_lock_left_by_a_killed_run_is_free(tmp_path: Path) -> None:
    (tmp_path / ".out.skillcast-lock").write_text("")
    publish(tmp_path / "out", "one")
    assert neighbours(tmp_path / "out") == ["out"]


def test_the_last_publication_is_kept_where_something_else_took_its_place(tmp_path: Path) -> None:
    out, old = tmp_path / "out", tmp_path / ".out.skillcast-old"
    publish(out, "one")
    out.rename(old)
    out.mkdir()
    (out / "thesis.docx").write_text("mine")
    recover(out)
    with pytest.raises(DataError):
        publish(out, "two")
    assert (out / "thesis.docx").read_text() == "mine" and (old / "a.txt").read_text() == "one"
    shutil.rmtree(out)
    recover(out)
    assert (out / "a.txt").read_text() == "one"


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege")
def test_a_link_in_place_of_the_new_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("mine")
    (tmp_path / ".out.skillcast-new").symlink_to(tmp_path / "mine")
    publish(tmp_path / "out", "one")
    assert (tmp_path / "mine" / "thesis.docx").exists() and neighbours(tmp_path / "out") == ["mine", "out"]


def test_a_failed_run_leaves_no_folders_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), staged(tmp_path / "a" / "b" / "out"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DataError) as caught:
        publish(tmp_path / "file" / "out", "one")
    assert caught.value.problems[0].kind == "output-in-use"


def test_a_full_disk_is_a_plain_message(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught, staged(tmp_path / "out"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.problems[0].kind == "output-in-use"
    with pytest.raises(FileNotFoundError), staged(tmp_path / "out"):
        raise FileNotFoundError  # any other error is not the disk's


@pytest.mark.parametrize("exchanges", [True, False])
def test_files_held_open_by_another_program_are_a_plain_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool
) -> None:
    out = tmp_path / "out"
    publish(out, "one")

    def refuse(*_: Path) -> bool:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(staging, "exchange", refuse if exchanges else lambda one, other: False)
    monkeypatch.setattr(staging.Path, "rename", refuse)
    with pytest.raises(DataError) as caught:
        publish(out, "two")
    assert caught.value.problems[0].kind == "output-in-use"
    assert (out / "a.txt").read_text() == "one"
    monkeypatch.undo()
    publish(out, "three")
    assert neighbours(out) == ["out"]


def test_folders_exchange_their_names(tmp_path: Path) -> None:
    publish(tmp_path / "one", "one")
    publish(tmp_path / "two", "two")
    done = exchange(tmp_path / "one", tmp_path / "two")
    assert (tmp_path / "one" / "a.txt").read_text() == ("two" if done else "one")
    assert done or sys.platform not in ("linux", "darwin")
    if done:
        with pytest.raises(FileNotFoundError):
            exchange(tmp_path / "one", tmp_path / "none")
