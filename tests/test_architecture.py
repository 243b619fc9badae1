"""The house rules that a reader of one file cannot see: who may import whom, and what stays in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "skillcast"
LAYERS = (
    ("kinds",),
    ("errors",),
    ("tables", "panel", "draws", "streams"),
    ("standards", "parameters", "io", "labour_market"),
    ("forecasting",),
    ("demand", "supply"),
    ("shortage",),
    ("programmes",),
    ("outcome",),
    ("limits", "origin"),
    ("publication",),
    ("outlook",),
    ("comparison", "sensitivity"),
    ("cli",),
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}
SIDEWAYS = {("io", "standards"), ("io", "parameters"), ("io", "labour_market"), ("labour_market", "io")}
ASIDE = {"datasets", "worlds"}  # they make tables: no stage may know them
FACE = {"__init__", "__main__"}
HEAVY = {"sklearn", "lightgbm", "prophet", "matplotlib", "docx", "xlsxwriter", "jinja2", "python_calamine", "rich"}
HOMES = {
    "matplotlib": ("publication/figures/figures.py", "publication/setting/fonts.py"),
    "prophet": ("forecasting/prophet.py",),
    "lightgbm": ("forecasting/boosting.py",),
}
RANDOM_HOME = "streams.py"
# Prophet draws from numpy's global generator; the file sets it and gives it back as it was.
RANDOM_GUEST = {"forecasting/prophet.py": {"seed", "get_state", "set_state"}}
FILE_ROOMS = {"io", "standards", "parameters", "publication", "datasets", "cli"}
FILE_GUESTS = {"worlds/__main__.py"}
FILE_CALLS = {
    *("open", "read_text", "write_text", "read_bytes", "write_bytes", "mkdir", "unlink", "rmtree", "copytree"),
    *("read_csv", "read_excel", "read_parquet", "read_json", "to_csv", "to_excel", "to_parquet", "to_pickle"),
}
LONGEST = 400


@dataclass(frozen=True)
class Import:
    """One imported module: where, its full name, and whether importing the file runs it."""

    path: str
    line: int
    module: str
    at_once: bool

    @property
    def place(self) -> str:
        return f"src/skillcast/{self.path}:{self.line}"


def files() -> list[str]:
    return sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


def parse(path: str) -> ast.Module:
    return ast.parse((SOURCE / path).read_text(encoding="utf-8"))


def room(path: str) -> str:
    return Path(path).parts[0].removesuffix(".py")


def imports(path: str) -> Iterator[Import]:
    """Yield every import of a file, those inside functions and under TYPE_CHECKING as well."""
    yield from _imports(parse(path), path, at_once=True)


def _imports(node: ast.AST, path: str, *, at_once: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(path, child.lineno, name.name, at_once) for name in child.names)
        elif isinstance(child, ast.ImportFrom):
            package = ("skillcast", *Path(path).parts[:-1])
            base = ".".join(package[: len(package) - child.level + 1]) if child.level else ""
            module = ".".join(part for part in (base, child.module) if part)
            yield from (Import(path, child.lineno, f"{module}.{name.name}", at_once) for name in child.names)
        else:
            yield from _imports(child, path, at_once=at_once and not _waits(child))


def _waits(node: ast.AST) -> bool:
    """Whether the body runs later than the import of the file, or never."""
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


ALL = [item for path in files() for item in imports(path)]
OWN = [item for item in ALL if item.module.startswith("skillcast.")]


def target(item: Import) -> str:
    """Return the room of an import from the package; a public name of the face counts as the face."""
    name = item.module.split(".")[1]
    return name if name in RANK or name in ASIDE else "__init__"


def test_every_room_has_its_place() -> None:
    rooms = {room(path) for path in files()}
    assert rooms == set(RANK) | ASIDE | FACE


def test_imports_run_one_way() -> None:
    wrong = [
        f"{item.place} {room(item.path)} imports {target(item)}"
        for item in OWN
        if (source := room(item.path)) in RANK
        and (goal := target(item)) in RANK
        and source != goal
        and (source, goal) not in SIDEWAYS
        and RANK[goal] >= RANK[source]
    ]
    assert wrong == []


def test_stages_do_not_know_worlds_and_datasets() -> None:
    allowed = ASIDE | FACE | {"cli"}
    assert [item.place for item in OWN if target(item) in ASIDE and room(item.path) not in allowed] == []


def test_stages_do_not_import_the_face() -> None:
    allowed = FACE | {"cli"} | ASIDE
    assert [item.place for item in OWN if target(item) == "__init__" and room(item.path) not in allowed] == []


@pytest.mark.parametrize("library", sorted(HOMES))
def test_library_stays_at_home(library: str) -> None:
    found = [item for item in ALL if item.module.split(".")[0] == library]
    assert [item.place for item in found if item.path not in HOMES[library]] == []
    assert found, f"nothing imports {library}: the rule is out of date"


def test_heavy_libraries_are_imported_late() -> None:
    assert [item.place for item in ALL if item.at_once and item.module.split(".")[0] in HEAVY] == []


def test_random_numbers_come_from_streams() -> None:
    wrong = []
    for path in files():
        if path == RANDOM_HOME:
            continue
        allowed = {"Generator", *RANDOM_GUEST.get(path, ())}
        for node in ast.walk(parse(path)):
            if (
                isinstance(node, ast.Attribute)
                and ast.unparse(node.value) in ("np.random", "numpy.random")
                and node.attr not in allowed
            ):
                wrong.append(f"src/skillcast/{path}:{node.lineno} np.random.{node.attr}")
    modules = ("random", "numpy.random", "secrets")
    wrong += [item.place for item in ALL if item.path != RANDOM_HOME and item.module.startswith(modules)]
    assert wrong == []


def test_nothing_is_printed() -> None:
    calls = [(path, node) for path in files() for node in ast.walk(parse(path)) if isinstance(node, ast.Call)]
    assert [
        f"src/skillcast/{path}:{call.lineno}"
        for path, call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    ] == []


def test_files_stay_small() -> None:
    lengths = {path: len((SOURCE / path).read_text(encoding="utf-8").splitlines()) for path in files()}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_files_are_read_and_written_at_home() -> None:
    wrong = [
        f"src/skillcast/{path}:{call.lineno} {call.func.attr if isinstance(call.func, ast.Attribute) else 'open'}"
        for path in files()
        if room(path) not in FILE_ROOMS and path not in FILE_GUESTS
        for call in ast.walk(parse(path))
        if isinstance(call, ast.Call)
        and (
            (isinstance(call.func, ast.Name) and call.func.id == "open")
            or (isinstance(call.func, ast.Attribute) and call.func.attr in FILE_CALLS)
        )
    ]
    assert wrong == []
