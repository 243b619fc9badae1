"""The sentences of every kind of problem: complete in both languages, and every kind raised is described."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import skillcast
from skillcast.errors import DataError, ParameterError, Problem
from skillcast.kinds import KINDS

HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”][,:;!?()]|[,:;!?()][\u4e00-\u9fff“]")
OWN = {"column", "value", "table"}


def blanks(*sentences: str) -> set[str]:
    return {name for sentence in sentences for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("name", KINDS)
class TestKind:
    def test_every_blank_is_filled(self, name: str) -> None:
        kind = KINDS[name]
        needed = blanks(kind.what_zh, kind.hint_zh, kind.what_en, kind.hint_en)
        facts = {blank: f"<{blank}>" for blank in needed - OWN}
        problem = Problem(name, "employment", "a.xlsx", "在岗人数", 7, "employed", "12", facts)
        for lang in ("zh", "en"):
            text = problem.text(lang)
            assert text.startswith(f"[{name}]") and problem.what(lang) in text and problem.hint(lang) in text
            assert "{" not in text and all(part in text for part in ("a.xlsx", "在岗人数", "7", "employed"))

    def test_both_languages_say_the_same(self, name: str) -> None:
        kind = KINDS[name]
        for zh, en in ((kind.what_zh, kind.what_en), (kind.hint_zh, kind.hint_en)):
            assert blanks(zh) == {blank.removesuffix("_en") for blank in blanks(en)}
            assert zh and en

    def test_chinese_has_full_width_signs(self, name: str) -> None:
        kind = KINDS[name]
        text = Problem(name, file="甲.csv", sheet="乙", row=2, column="丙").where("zh")
        for sentence in (kind.what_zh, kind.hint_zh, text):
            assert not HALF_WIDTH.search(sentence), sentence
        assert kind.hint_zh.endswith("。") and kind.hint_en.endswith(".")


def test_only_known_kinds_are_raised_and_every_kind_is() -> None:
    known, raised = set(KINDS), set(_words())
    assert known <= raised
    assert set(_kinds()) <= known


def test_english_takes_english_facts_and_signs() -> None:
    facts = {"allowed": "[0, 1]", "unit": "比例（0-1）", "unit_en": "share"}
    assert Problem("out-of-range", value="2", facts=facts).hint("en").endswith("share.")
    assert "male, female" in Problem("not-in-list", value="x、y", facts={"allowed": "male、female"}).text("en")
    assert "'x、y'" in Problem("not-in-list", value="x、y", facts={"allowed": ""}).text("en")


def test_an_error_lists_all_its_problems() -> None:
    error = DataError([Problem("no-input", value="a"), Problem("no-input", value="b")])
    assert len(error.text("zh").splitlines()) == len(str(error).splitlines()) == 2


def _sources() -> Iterator[str]:
    for path in Path(str(skillcast.__file__)).parent.rglob("*.py"):
        if path.name != "errors.py":
            yield path.read_text(encoding="utf-8")


def _kinds() -> Iterator[str]:
    """The kinds that stand right behind ``Problem(``."""
    for text in _sources():
        yield from re.findall(r"\bProblem\(\s*\"([a-z-]+)\"", text)


def _words() -> Iterator[str]:
    for text in _sources():
        yield from re.findall(r"\"([a-z]+(?:-[a-z]+)*)\"", text)


def test_errors_survive_the_way_back_from_another_process() -> None:
    for kind in (DataError, ParameterError):
        sent = kind([Problem("missing-table", value="employment")])
        back = pickle.loads(pickle.dumps(sent))
        assert type(back) is kind and back.problems == sent.problems and str(back) == str(sent)
