"""Chinese words accepted for the values of columns with a fixed list."""

from __future__ import annotations

_LEVELS = {
    "初级工": "L5", "五级": "L5", "五级/初级工": "L5",
    "中级工": "L4", "四级": "L4", "四级/中级工": "L4",
    "高级工": "L3", "三级": "L3", "三级/高级工": "L3",
    "技师": "L2", "二级": "L2", "二级/技师": "L2",
    "高级技师": "L1", "一级": "L1", "一级/高级技师": "L1",
    "无等级": "none", "无": "none", "无要求": "any",
}  # fmt: skip
_SCHOOLS = {"中职": "secondary", "技工": "technician", "高职专科": "college", "职业本科": "bachelor"}

VALUE_WORDS: dict[str, dict[str, str]] = {
    "skill_level": _LEVELS,
    "level": _LEVELS | _SCHOOLS | {"专项职业能力": "special"},
    "sex": {"男": "male", "女": "female"},
    "cause": {"死亡": "death", "退出劳动力": "withdrawal", "转换职业": "transfer", "退出": "exit"},
    "status": {"列入": "listed", "未列入": "unlisted"},
    "value": {"列入": "list", "不列入": "unlist"},
}
