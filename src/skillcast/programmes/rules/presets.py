"""The published rule books: which there are, what they say, and which of them a city applies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from skillcast.errors import ParameterError, Problem
from skillcast.parameters import Parameters
from skillcast.parameters.policies import read_policy

Consequence = Literal[
    "suspend",
    "withdraw",
    "red",
    "cut",
    "alternate",
    "cap",
    "adjust",
    "control",
    "warn",
    "no-new-site",
    "no-new-programme",
    "keep",
    "priority",
]
PRESETS = (
    "customary",
    "moe_2011",
    "red_card",
    "heilongjiang",
    "undergraduate_collected",
    "fujian_2023",
    "region_2023",
    "gansu_2025",
    "jiangxi_2015",
)
DEFAULT = ("customary",)
LIMITS = ("placement_low", "placement_bottom_share", "minimum_intake", "site_share", "placement_weak", "seat_cap_low")
BOUNDS = (
    "warning_site_share",
    "warning_student_teacher",
    "warning_placement",
    "warning_first_choice",
    "warning_teachers",
)


@dataclass(frozen=True)
class Rule:
    """One rule: what it says, where that stands, and how it is judged.

    Parameters
    ----------
    preset, name, zh, en
        Rule book and names.
    kind
        How it is judged; a key of `skillcast.programmes.rules.flags.KINDS`.
    consequence
        What it asks for.
    clause, source, date, status
        What the text says, where it is from, when, and how sure that is (a key of
        `skillcast.parameters.policies.STATUS_ZH`).
    options
        Thresholds and words of its kind.
    """

    preset: str
    name: str
    zh: str
    en: str
    kind: str
    consequence: Consequence
    clause: str
    source: str
    date: str
    status: str
    options: Mapping[str, Any]

    def words(self, zh: Mapping[str, object], en: Mapping[str, object] | None = None) -> tuple[str, str]:
        """Return the reason in both languages, its places filled in."""
        return self.options["reason"].format(**zh), self.options["reason_en"].format(**(en or zh))


@dataclass(frozen=True)
class Preset:
    """A rule book: where it holds, since when, from which source, and its rules."""

    name: str
    zh: str
    en: str
    date: str
    status: str
    source: str
    rules: tuple[Rule, ...]
    seats: tuple[Mapping[str, Any], ...] = ()


@cache
def rule_books() -> Mapping[str, Preset]:
    """Return every rule book by name.

    Examples
    --------
    >>> book = rule_books()["undergraduate_collected"]
    >>> book.status, len(book.rules)
    ('unverified', 5)
    """
    return {name: _preset(name, raw) for name, raw in read_policy("programme_rules").items()}


def _preset(name: str, raw: Mapping[str, Any]) -> Preset:
    facts = {key: raw[key] for key in ("date", "status", "source")}
    return Preset(
        name=name,
        zh=raw["zh"],
        en=raw["en"],
        **facts,
        rules=tuple(_rule(name, facts | item) for item in raw["rules"]),
        seats=tuple(raw.get("seats", ())),
    )


def _rule(preset: str, raw: Mapping[str, Any]) -> Rule:
    named = ("name", "zh", "en", "kind", "consequence", "clause", "source", "date", "status")
    options = {key: value for key, value in raw.items() if key not in named}
    return Rule(preset=preset, **{key: raw[key] for key in named}, options=options)


def find_rules(presets: tuple[str, ...]) -> Iterator[Rule]:
    """Yield the rules of some rule books, in their order; an unknown name is a `ParameterError`."""
    books = rule_books()
    unknown = [name for name in presets if name not in books]
    if unknown:
        facts = {"reason": f"可选：{'、'.join(books)}", "reason_en": f"choose from {', '.join(books)}"}
        raise ParameterError([Problem("bad-parameter", column="presets", value=name, facts=facts) for name in unknown])
    for name in presets:
        yield from books[name].rules


def chosen_presets(parameters: Parameters) -> tuple[str, ...]:
    """Return the rule books a city applies: those whose parameter ``programme_rules.<name>`` is ``on``.

    Examples
    --------
    >>> from skillcast.parameters import load_parameters
    >>> chosen_presets(load_parameters(2025))
    ('customary',)
    >>> chosen_presets(load_parameters(2025, {"programme_rules.fujian_2023": "on"}))
    ('customary', 'fujian_2023')
    """
    return tuple(name for name in PRESETS if parameters.text(f"programme_rules.{name}") == "on")


def rule_thresholds(parameters: Parameters) -> dict[str, float]:
    """Return the thresholds that rules take from parameters; bounds that are not set are left out."""
    bounds = {name: parameters.number(f"programme_rules.{name}") for name in BOUNDS}
    limits = {name: parameters.number(f"programmes.{name}") for name in LIMITS}
    return limits | {name: value for name, value in bounds.items() if value > 0}


def number(value: float | str, thresholds: Mapping[str, float]) -> float:
    """Return a threshold given as a number or as a parameter's name; NaN where that is not set."""
    return thresholds.get(value, float("nan")) if isinstance(value, str) else float(value)
