"""Code lists with edition and source, and the groups of the standard form."""

from skillcast.standards.groups import market_codes, market_groups
from skillcast.standards.lists import CodeList, code_list, eco_industries, programme_group, programme_links

__all__ = [
    "CodeList",
    "code_list",
    "eco_industries",
    "market_codes",
    "market_groups",
    "programme_group",
    "programme_links",
]
