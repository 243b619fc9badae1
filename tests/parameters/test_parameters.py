"""Parameters: dated, sourced, within their range."""

from pathlib import Path

import pytest

from skillcast.errors import ParameterError
from skillcast.parameters import load_parameters
from skillcast.parameters.loader import STATUS_ZH, Parameter, catalogue


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.name)
def test_every_parameter_is_described_and_sourced(entry: Parameter) -> None:
    assert entry.zh and entry.en and entry.source
    assert entry.status in STATUS_ZH
    assert entry.fault(entry.values[-1][1]) is None
    if entry.status == "assumption":
        assert "假定" in entry.source


def test_the_value_in_force_follows_the_date() -> None:
    entry = Parameter("x", "甲", "x", "", "law", "法", ((2000, 1.0), (2025, 2.0)))
    assert (entry.at(1990), entry.at(2024), entry.at(2025)) == (1.0, 1.0, 2.0)


def test_all_faults_are_reported_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        load_parameters(
            2025, {"shortage.enter": 2.0, "nothing": 1, "demand.replacement": "half", "shortage.leave": "x"}
        )
    assert len(caught.value.problems) == 4


def test_overrides_are_marked() -> None:
    frame = load_parameters(2025, {"shortage.enter": 0.7}).frame().set_index("parameter")
    assert frame.loc["shortage.enter", "value"] == 0.7
    assert frame.loc["shortage.enter", "user_set"]
    assert not frame.loc["shortage.leave", "user_set"]


@pytest.mark.parametrize("name", catalogue())
def test_every_parameter_does_something(name: str) -> None:
    root = Path(__file__).parents[2] / "src" / "skillcast"
    code = "".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    assert f'"{name}"' in code or f'"{name.split(".")[1]}"' in code
