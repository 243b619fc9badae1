"""The groups of the twelve-table form: codes, labels and order."""

from __future__ import annotations

from functools import cache

import pandas as pd

from skillcast.standards.files import read

SKILL_LEVELS = (
    ("L5", "五级/初级工", "Level 5 (junior)"),
    ("L4", "四级/中级工", "Level 4 (intermediate)"),
    ("L3", "三级/高级工", "Level 3 (senior)"),
    ("L2", "二级/技师", "Level 2 (technician)"),
    ("L1", "一级/高级技师", "Level 1 (senior technician)"),
    ("T3", "初级专业技术职务", "Junior professional title"),
    ("T2", "中级专业技术职务", "Intermediate professional title"),
    ("T1", "高级专业技术职务", "Senior professional title"),
    ("none", "无技术等级或职称", "No level"),
    ("any", "无要求", "No requirement"),
)
_ANY = ("any", "无要求", "no requirement", "")
SECTIONS_EN = {
    "A": "Agriculture, forestry and fishing",
    "B": "Mining",
    "C": "Manufacturing",
    "D": "Electricity, heat, gas and water",
    "E": "Construction",
    "F": "Wholesale and retail trade",
    "G": "Transport, storage and post",
    "H": "Accommodation and catering",
    "I": "Information transmission, software and IT services",
    "J": "Finance",
    "K": "Real estate",
    "L": "Leasing and business services",
    "M": "Scientific research and technical services",
    "N": "Water, environment and public facilities",
    "O": "Household services, repair and other services",
    "P": "Education",
    "Q": "Health and social work",
    "R": "Culture, sports and entertainment",
    "S": "Public administration, social security and social organisations",
    "T": "International organisations",
}
GROUPS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "total": (("total", "合计", "Total", ""),),
    "sector": (
        ("1", "第一产业", "Primary sector", ""),
        ("2", "第二产业", "Secondary sector", ""),
        ("3", "第三产业", "Tertiary sector", ""),
    ),
    "owner": (
        ("enterprise", "企业", "Enterprises", ""),
        ("state", "国有企业", "State-owned enterprises", "enterprise"),
        ("collective", "集体企业", "Collective enterprises", "enterprise"),
        ("private", "私营企业", "Private enterprises", "enterprise"),
        ("hmt", "港澳台商投资企业", "Hong Kong, Macao and Taiwan enterprises", "enterprise"),
        ("foreign", "外商投资企业", "Foreign enterprises", "enterprise"),
        ("individual", "个体经营", "Self-employed", "enterprise"),
        ("government", "机关", "Government", ""),
        ("institution", "事业单位", "Public institutions", ""),
        ("other", "其他", "Other", ""),
    ),
    "occupation": (
        ("1", "党的机关、国家机关、群众团体和社会组织、企事业单位负责人", "Managers", ""),
        ("2", "专业技术人员", "Professionals and technicians", ""),
        ("3", "办事人员和有关人员", "Clerks", ""),
        ("4", "社会生产服务和生活服务人员", "Service workers", ""),
        ("5", "农、林、牧、渔业生产及辅助人员", "Agricultural workers", ""),
        ("6", "生产制造及有关人员", "Production workers", ""),
        ("7", "军队人员", "Armed forces", ""),
        ("8", "不便分类的其他从业人员", "Other", ""),
        _ANY,
    ),
    "applicant": (
        ("new_youth", "新成长失业青年", "New entrants without work", ""),
        ("new_graduates", "其中：应届高校毕业生", "of whom: this year's graduates", "new_youth"),
        ("job_losers", "就业转失业人员", "Job losers", ""),
        ("other_unemployed", "其他失业人员", "Other unemployed", ""),
        ("employed", "在业人员", "Employed", ""),
        ("laid_off", "下岗职工", "Laid off", ""),
        ("retired", "退休人员", "Retired", ""),
        ("students", "在学人员", "Students", ""),
        ("local_rural", "本市农村人员", "Rural, this city", ""),
        ("nonlocal", "外埠人员", "From elsewhere", ""),
    ),
    "sex": (("male", "男", "Men", ""), ("female", "女", "Women", ""), _ANY),
    "age": (
        ("16-24", "16—24岁", "16-24", ""),
        ("25-34", "25—34岁", "25-34", ""),
        ("35-44", "35—44岁", "35-44", ""),
        ("45+", "45岁以上", "45 and over", ""),
        _ANY,
    ),
    "education": (
        ("junior", "初中及以下", "Junior secondary or less", ""),
        ("senior", "高中", "Senior secondary", ""),
        ("vocational", "其中：职高、技校、中专", "of which: vocational", "senior"),
        ("college", "大专", "College", ""),
        ("bachelor", "大学", "Bachelor", ""),
        ("postgraduate", "硕士以上", "Postgraduate", ""),
        _ANY,
    ),
}


@cache
def industry_sections() -> tuple[tuple[str, str], ...]:
    """Return the twenty sections, code and name."""
    frame = read("gbt4754_2017.csv")
    rows = frame[frame["code"].str.len() == 1]
    return tuple(zip(rows["code"], rows["name"], strict=True))


@cache
def market_groups(dimension: str) -> pd.DataFrame:
    """Return the groups of a dimension in the order of the form.

    Parameters
    ----------
    dimension
        ``total``, ``sector``, ``industry``, ``owner``, ``occupation``, ``applicant``, ``sex``, ``age``, ``education`` or ``skill_level``.

    Returns
    -------
    DataFrame
        code, zh, en, parent (the group of which this one is a part, or empty).

    Examples
    --------
    >>> market_groups("sex")["zh"].tolist()
    ['男', '女', '无要求']
    """
    if dimension == "industry":
        rows = tuple((code, name, SECTIONS_EN[code], "") for code, name in industry_sections())
    elif dimension == "skill_level":
        rows = tuple((code, zh, en, "") for code, zh, en in SKILL_LEVELS)
    else:
        rows = GROUPS[dimension]
    return pd.DataFrame(rows, columns=["code", "zh", "en", "parent"])


def market_codes(dimension: str = "") -> set[str]:
    """Return every code that may stand in the table `market`, or in one of its dimensions."""
    dimensions = (dimension,) if dimension else (*GROUPS, "industry", "skill_level")
    return {code for name in dimensions for code in market_groups(name)["code"]}
