"""Employed persons by age and sex, from which exits follow."""

from skillcast.tables.common import AGE, EMPLOYED, INDUSTRY, OCCUPATION, PERIOD, SEX, optional
from skillcast.tables.spec import TableSpec

AGES = TableSpec(
    "ages",
    "年龄构成",
    (optional(OCCUPATION), optional(INDUSTRY), SEX, AGE, PERIOD, EMPLOYED),
    needed="recommended",
    description_zh="分职业（或行业）、性别、单岁年龄的在岗人数。",
    description_en="Employed persons by occupation (or industry), sex and single year of age.",
    without_zh="未提供年龄构成表（ages），退出按统一的假定退出率推算",
    without_en="no ages table: exits use one assumed rate for every occupation",
)
