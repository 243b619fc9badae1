"""Nothing that is read can become code: no way into a shell, an interpreter, a pickle or a template leads from the package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

SOURCE = Path(__file__).parents[1] / "src" / "skillcast"
FILES = sorted(SOURCE.rglob("*.py"))
TEMPLATES = sorted(path for path in SOURCE.rglob("*") if path.suffix in (".j2", ".typ", ".js", ".html"))
# Modules that run programs, load code or objects from bytes, or reach other machines.
MODULES = {
    *(
        "subprocess",
        "pty",
        "pickle",
        "cPickle",
        "marshal",
        "shelve",
        "dill",
        "joblib",
        "code",
        "codeop",
        "runpy",
        "imp",
    ),
    *("socket", "urllib", "http", "ftplib", "smtplib", "requests", "webbrowser", "yaml", "xmlrpc"),
}
NAMES = {"eval", "exec", "compile", "__import__", "input"}
CALLS = {
    *(
        "system",
        "popen",
        "startfile",
        "fork",
        "read_pickle",
        "to_pickle",
        "read_html",
        "read_sql",
        "eval",
        "exec_module",
    ),
    *("execv", "execve", "execvp", "execl", "execlp", "spawnl", "spawnv", "Popen", "check_output", "call_command"),
}
# Where a word is needed, and what makes it harmless there.
ALLOWED = {
    # The name of one of our own modules, out of a list in the source.
    "import_module": {
        "__init__.py", "forecasting/registry.py", "shortage/indicators/__init__.py", "shortage/rules/__init__.py",
        "forecasting/distributions.py", "forecasting/scenarios/announcements.py", "forecasting/scenarios/elsewhere.py",
    },
    # The C library's call that exchanges two folders.
    "ctypes": {"publication/place/exchange.py"},
    # The package's own style sheet and script.
    "Markup": {"publication/html.py"},
    "from_string": {"publication/html.py", "publication/word/style.py"},
    # Conditions of whole numbers and of our own words.
    "query": {"limits.py", "publication/figures/scorecard_figure.py", "worlds/city.py"},
}  # fmt: skip


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@cache
def tree(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def calls(path: Path) -> Iterator[tuple[int, str, ast.Call]]:
    """Yield the line and the last name of every call."""
    for node in tree(path):
        if isinstance(node, ast.Call):
            yield node.lineno, node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func), node


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in tree(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, item.name) for item in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def test_no_module_that_runs_or_loads() -> None:
    found = [(path, line, module) for path in FILES for line, module in imported(path)]
    assert [f"{name(path)}:{line} {module}" for path, line, module in found if module.split(".")[0] in MODULES] == []
    used = {name(path) for path, _, module in found if module.split(".")[0] == "ctypes"}
    assert used == ALLOWED["ctypes"]


def test_no_call_that_runs_or_loads() -> None:
    wrong = [
        f"{name(path)}:{line} {called}"
        for path in FILES
        for line, called, call in calls(path)
        if (called in NAMES and isinstance(call.func, ast.Name)) or called in CALLS
    ]
    assert wrong == []


@pytest.mark.parametrize("called", sorted(set(ALLOWED) - {"ctypes"}))
def test_calls_stay_where_they_are_harmless(called: str) -> None:
    found = {name(path) for path in FILES for _, word, _ in calls(path) if word == called}
    assert found <= ALLOWED[called]


def test_objects_are_never_loaded_from_arrays() -> None:
    wrong = [
        f"{name(path)}:{line}"
        for path in FILES
        for line, _, call in calls(path)
        for option in call.keywords
        if option.arg in ("allow_pickle", "shell")
    ]
    assert wrong == []


def test_templates_are_files_and_escape() -> None:
    """Jinja gets its template from the package's own files, with escaping on; nothing in one switches it off."""
    for path in FILES:
        for line, called, call in calls(path):
            options = {option.arg: ast.unparse(option.value) for option in call.keywords}
            where = f"{name(path)}:{line}"
            assert called != "Environment" or options.get("autoescape") == "True", where
            assert called != "Template", where
            if called == "from_string" and name(path) == "publication/html.py":
                assert re.fullmatch(r"_asset\('[\w.]+'\)", ast.unparse(call.args[0])), where
    assert TEMPLATES, "no template found: the rule is out of date"
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        forbidden = r"\|\s*safe\b|autoescape|\beval\s*\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|new Function|\bplugin\s*\(|#import\b"
        assert re.findall(forbidden, text) == [], template.name


def test_the_words_of_a_data_package_are_no_code() -> None:
    """Checks of tables come from a file when a publication is verified: only arithmetic of fields is understood."""
    from skillcast.publication.identities import breaches

    for text in ("__import__('os').system('id') == 0", "(lambda: 1)() == 1", "a.__class__ == 1", "[x for x in a] == 1"):
        with pytest.raises(ValueError):
            breaches(text, {"a": np.ones(1)})
