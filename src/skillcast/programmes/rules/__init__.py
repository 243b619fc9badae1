"""Published rules on programmes and seats, each returning flagged programmes with the reason.

Rules read the outcomes of past cohorts and the sites of programmes; none of them looks at demand. What they say is data
(`skillcast.parameters.policies`); which of them a city applies are the parameters ``programme_rules.*``.
"""

from skillcast.programmes.rules.classes import development_class
from skillcast.programmes.rules.flags import Flags, apply_rules, flag_programmes
from skillcast.programmes.rules.outcomes import KEYS, first_intakes, last_classes, outcomes
from skillcast.programmes.rules.presets import Preset, Rule, chosen_presets, rule_books, rule_thresholds
from skillcast.programmes.rules.seat_rule import seat_rule

__all__ = [
    "KEYS",
    "Flags",
    "Preset",
    "Rule",
    "apply_rules",
    "chosen_presets",
    "development_class",
    "first_intakes",
    "flag_programmes",
    "last_classes",
    "outcomes",
    "rule_books",
    "rule_thresholds",
    "seat_rule",
]
