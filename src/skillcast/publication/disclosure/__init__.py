"""Disclosure control: what must be withheld, that it stays unknown, and rounding that adds up."""

from skillcast.publication.disclosure.additive import Additive
from skillcast.publication.disclosure.audit import AuditedCell, audit, require_safe
from skillcast.publication.disclosure.protected import Protected, form_truth, hidden_groups
from skillcast.publication.disclosure.rounding import controlled_rounding, round_parts, round_table
from skillcast.publication.disclosure.truth import Truth
from skillcast.publication.disclosure.withholding import withhold, withhold_cells, withhold_rows

__all__ = [
    "Additive",
    "AuditedCell",
    "Protected",
    "Truth",
    "audit",
    "controlled_rounding",
    "form_truth",
    "hidden_groups",
    "require_safe",
    "round_parts",
    "round_table",
    "withhold",
    "withhold_cells",
    "withhold_rows",
]
