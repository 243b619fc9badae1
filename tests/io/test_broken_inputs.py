"""Every broken input is found, named and explained, and leaves nothing behind; the valid city it was made from passes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from broken_inputs import CASES, Case
from mini_city import put

from skillcast.cli import main
from skillcast.errors import DataError, Language, Problem
from skillcast.io.load import check, load


def test_the_valid_city_passes(city: Path) -> None:
    assert check(city) == []
    assert load(city).missing() == []


@pytest.mark.parametrize(
    ("case", "lang"),
    [(case, ("zh", "en")[number % 2]) for number, case in enumerate(CASES)],
    ids=[case.name for case in CASES],
)
def test_broken_input(
    case: Case, lang: Language, city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`load` says what is wrong; `publish` passes it on and ends with status 2, nothing written."""
    case.mutate(city)
    there = sorted(city.parent.rglob("*"))
    caught: list[DataError] = []

    def watched(path: Path) -> object:
        try:
            return load(path)
        except DataError as error:
            caught.append(error)
            raise

    monkeypatch.setattr("skillcast.io.load.load", watched)
    monkeypatch.chdir(city.parent)
    monkeypatch.setattr(sys, "argv", ["skillcast", "publish", str(city), "--out", "out", "--lang", lang])
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code == 2
    assert sorted(city.parent.rglob("*")) == there
    output = capsys.readouterr()
    problem = _wanted(case, caught[0].problems)
    assert problem.text(lang) in output.err and output.out == ""
    _explained(case, problem)


def test_the_command_as_a_process(city: Path) -> None:
    put(city, "employment", 5, "employed", "二万四")
    command = [sys.executable, "-X", "utf8", "-m", "skillcast", "publish", str(city), "--out", "out"]
    done = subprocess.run(command, cwd=city.parent, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [problem.text("zh") for problem in check(city)]
    assert sorted(item.name for item in city.parent.iterdir()) == [city.name]


def test_three_faults_in_three_files_are_told_at_once(city: Path) -> None:
    put(city, "employment", 5, "employed", "二万四")
    put(city, "training", 2, "occupation", "6170202.0")
    put(city, "events", 2, "probability", "1.0")
    with pytest.raises(DataError) as caught:
        load(city)
    assert [(item.file, item.row, item.kind) for item in caught.value.problems] == [
        ("employment.csv", 5, "not-a-number"),
        ("events.csv", 2, "out-of-range"),
        ("training.csv", 2, "code-as-number"),
    ]
    assert list(caught.value.problems) == check(city)


def test_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 30


def _wanted(case: Case, problems: tuple[Problem, ...]) -> Problem:
    """Return the finding the case asks for; a fault must not drown in others."""
    assert len(problems) <= 3, [problem.text("en") for problem in problems]
    for problem in problems:
        if problem.kind == case.kind and case.row in (None, problem.row) and case.column in (None, problem.column):
            return problem
    raise AssertionError([problem.text("en") for problem in problems])


def _explained(case: Case, problem: Problem) -> None:
    """Both languages say where, what and how to mend it, every blank filled in."""
    for lang, row_words in (("zh", f"第 {case.row} 行"), ("en", f"row {case.row}")):
        text = problem.text(lang)
        assert problem.what(lang) in text and problem.hint(lang) in text and problem.hint(lang)
        assert case.file in text
        assert case.row is None or row_words in text
        assert case.column is None or case.column in text
        assert "{" not in text and "nan" not in text.replace("'nan'", "").replace("“nan”", "")
