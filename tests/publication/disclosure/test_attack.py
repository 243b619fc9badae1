"""What an outsider gets out of a published folder: nothing, and everything where the protection is left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from outsider import attack, recovered
from protected_city import ECO, LEVELS, OCCUPATIONS, PRIMARY, SIZES, VACANCIES, City

from skillcast.publication.disclosure import audit
from skillcast.publication.disclosure.cells import Unit
from skillcast.publication.disclosure.history import read_earlier
from skillcast.publication.disclosure.suppress import choose

PROTECTION = 0.1
NOW, NEXT = City(), City(2026, 0.03, past=City())
SENSITIVE = PRIMARY | {Unit("section", "B")}
SMALLEST = {Unit("industry", "I"), Unit("occupation", "6-28-01-10"), Unit("section", "I")}


def values(city: City) -> dict[str, float]:
    """True values under the names the attack gives them."""
    found: dict[str, float] = {}
    for code in [*SIZES, "total"]:
        for ahead in range(4):
            found[f"employed/{code}/{city.year + ahead}" + (f"@{city.year}" if ahead else "")] = city.employed(
                code, ahead
            )
        found |= {f"level/{code}/{level}/{city.year}": city.level(code, level) for level in LEVELS}
    for sector in ECO:
        for ahead in range(4):
            found[f"eco/{sector}/{city.year + ahead}" + (f"@{city.year}" if ahead else "")] = city.eco(sector, ahead)
    found |= {f"stock/{code}/{city.year}": stock for code, (_, stock) in OCCUPATIONS.items()}
    return found | {f"vacant/{code}/{city.year}": count for code, count in VACANCIES.items()}


@pytest.fixture(scope="module")
def safe() -> frozenset[Unit]:
    return choose(NOW.truth(), SENSITIVE, protection=PROTECTION)


def exposed(folder: Path, *cities: City, folders: tuple[Path, ...] = ()) -> set[str]:
    truth = {name: value for city in cities for name, value in values(city).items()}
    return recovered(attack((folder, *folders), ECO), truth, PROTECTION)


def test_the_attack_recovers_nothing(safe: frozenset[Unit], tmp_path: Path) -> None:
    out = NOW.write(tmp_path / "out", safe)
    assert exposed(out, NOW) == set()
    cells = audit(out, NOW.truth(), protection=PROTECTION)
    assert len(cells) > 20
    assert all(cell.ok for cell in cells)


@pytest.mark.parametrize("besides", [set(), SMALLEST], ids=["nothing besides", "the smallest other"])
def test_the_attack_recovers_what_is_protected_naively(besides: set[Unit], tmp_path: Path) -> None:
    out = NOW.write(tmp_path / "out", SENSITIVE | besides)
    found = exposed(out, NOW)
    assert "employed/C31/2025" in found
    assert "level/C31/L5/2025" in found
    wrong = {(cell.row, cell.column) for cell in audit(out, NOW.truth(), protection=PROTECTION) if not cell.ok}
    assert ("C31", "base") in wrong
    assert ("C31", "L5_mean") in wrong


def test_the_audit_misses_nothing_that_the_attack_finds(safe: frozenset[Unit], tmp_path: Path) -> None:
    """Each unit that is withheld besides is needed: publish it, and both say so."""
    for number, unit in enumerate(sorted(safe - SENSITIVE)):
        out = NOW.write(tmp_path / str(number), safe - {unit})
        assert exposed(out, NOW), unit
        assert not all(cell.ok for cell in audit(out, NOW.truth(), protection=PROTECTION)), unit


def test_two_editions_cannot_be_set_off_against_each_other(safe: frozenset[Unit], tmp_path: Path) -> None:
    first = NOW.write(tmp_path / "first", safe)
    past = read_earlier([first], NEXT.truth())
    assert past.units >= {unit for unit in safe if unit.kind == "industry"}
    units = choose(
        NEXT.truth(), SENSITIVE, protection=PROTECTION, printed=past.printed, gone=past.gone, earlier=past.units
    )
    second = NEXT.write(tmp_path / "second", units)
    assert exposed(second, NOW, NEXT, folders=(first,)) == set()
    assert all(cell.ok for cell in audit(second, NEXT.truth(), protection=PROTECTION, history=[first]))


def test_two_editions_that_withhold_differently_give_the_first_away(safe: frozenset[Unit], tmp_path: Path) -> None:
    first = NOW.write(tmp_path / "first", safe)
    others = {unit for unit in safe if unit.kind != "industry"} | {Unit("industry", code) for code in ("C31", "G")}
    second = NEXT.write(tmp_path / "second", others)
    assert "employed/C31/2025" in exposed(second, NOW, NEXT, folders=(first,))
    cells = audit(second, NEXT.truth(), protection=PROTECTION, history=[first])
    assert ("earlier", "C31", "2025") in {(cell.table, cell.row, cell.column) for cell in cells if not cell.ok}
