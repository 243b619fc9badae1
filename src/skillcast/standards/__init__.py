"""Code lists with edition and source, the way from one edition to another, and the groups of the standard form."""

from skillcast.standards.editions import EditionMap, edition_map
from skillcast.standards.groups import market_codes, market_groups
from skillcast.standards.lists import CodeList, code_list, eco_industries, programme_group, programme_links
from skillcast.standards.recoding import Recoded, recode, recode_draws

__all__ = [
    "CodeList",
    "EditionMap",
    "Recoded",
    "code_list",
    "eco_industries",
    "edition_map",
    "market_codes",
    "market_groups",
    "programme_group",
    "programme_links",
    "recode",
    "recode_draws",
]
