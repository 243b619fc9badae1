"""The public face: light to import, complete, and described."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable

import pytest

import skillcast

HEAVY = ("sklearn", "lightgbm", "prophet", "matplotlib", "scipy")
FUNCTIONS = [name for name in skillcast.__all__ if inspect.isfunction(getattr(skillcast, name))]
CLASSES = [name for name in skillcast.__all__ if inspect.isclass(getattr(skillcast, name))]
SHOW = "import json, sys; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"


def fresh(code: str) -> str:
    """Run code in a new interpreter, warnings as errors, and return what it printed."""
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def test_import_is_light() -> None:
    loaded = json.loads(fresh(f"import skillcast; dir(skillcast); skillcast.__version__; {SHOW}"))
    assert "skillcast" in loaded
    assert not set(HEAVY) & set(loaded)


def test_help_is_light() -> None:
    text, loaded = fresh(
        "import sys; from skillcast.cli import cli; cli(['--help'], standalone_mode=False); " + SHOW
    ).rsplit("\n", 2)[:2]
    assert "publish" in text
    assert not set(HEAVY) & set(json.loads(loaded))


def test_module_runs_as_a_command() -> None:
    run = subprocess.run([sys.executable, "-m", "skillcast", "--version"], check=True, capture_output=True, text=True)
    assert skillcast.__version__ in run.stdout


def test_every_public_name_resolves() -> None:
    code = "import json, skillcast; print(json.dumps([n for n in skillcast.__all__ if getattr(skillcast, n) is None]))"
    assert json.loads(fresh(code)) == []
    assert set(dir(skillcast)) == set(skillcast.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = skillcast.no_such_name


@pytest.mark.parametrize(
    "code",
    [
        "import skillcast.outlook; import skillcast; assert inspect.isfunction(skillcast.outlook)",
        "import skillcast; skillcast.outlook; import skillcast.outlook; assert inspect.isfunction(skillcast.outlook)",
        "from skillcast.outlook import outlook; import skillcast; assert skillcast.outlook is outlook",
        "from skillcast import outlook; assert inspect.isfunction(outlook)",
    ],
)
def test_outlook_is_the_function_however_imported(code: str) -> None:
    fresh(f"import inspect; {code}")


def sections(function: Callable[..., object]) -> set[str]:
    """Return the headings of a numpydoc docstring (a line underlined with dashes)."""
    lines = (inspect.getdoc(function) or "").splitlines()
    return {lines[i] for i in range(len(lines) - 1) if lines[i + 1] and set(lines[i + 1]) == {"-"}}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_public_function_is_described(name: str) -> None:
    function = getattr(skillcast, name)
    parameters = inspect.signature(function).parameters
    wanted = {"Returns", "Examples"} | ({"Parameters"} if parameters else set())
    assert wanted <= sections(function)
    doc = inspect.getdoc(function) or ""
    assert [parameter for parameter in parameters if parameter not in doc] == []


@pytest.mark.parametrize("name", CLASSES)
def test_public_class_is_described(name: str) -> None:
    assert len(inspect.getdoc(getattr(skillcast, name)) or "") > 20
