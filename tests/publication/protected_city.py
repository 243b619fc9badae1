"""A small city and its publication, table by table with the fields of the real one; one firm dominates the steel industry."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from skillcast.publication.content import ColumnFormat, Table
from skillcast.publication.data.csvs import write_csv
from skillcast.publication.disclosure import Truth, withhold, withhold_cells
from skillcast.publication.disclosure.cells import Cell, Unit

YEAR = 2025
SIZES = {"A": 2300, "B": 900, "C26": 4100, "C31": 21000, "C34": 3000, "D44": 5200, "G": 9100, "I": 420, "Q": 2600}
GROWTH = {code: 0.97 + 0.008 * place for place, code in enumerate(SIZES)}
LEVELS = {"L5": 0.25, "L4": 0.2, "L3": 0.12, "L2": 0.04, "L1": 0.01, "none": 0.38}
ECO = {"清洁生产": {"C26": 0.2, "C31": 0.2}, "循环农业": {"A": 1.0}, "数据信息": {"I": 1.0}, "先进制造": {"C34": 0.6}}
OCCUPATIONS = {
    "6-17-02-02": ("炼钢工", 5200), "6-17-02-03": ("炼钢浇铸工", 1900), "6-28-01-10": ("光伏发电运维值班员", 800), "4-02-02-02": ("道路货运司机", 6000),
    "4-10-01-05": ("养老护理员", 1400), "6-18-01-07": ("焊工", 4300), "4-01-02-03": ("营业员", 29020),
}  # fmt: skip
VACANCIES = {"A": 300, "B": 120, "C": 4200, "D": 700, "G": 1500, "I": 260, "Q": 900}
ENDS = {"lo80": 0.9, "hi80": 1.1}
PRIMARY = frozenset({Unit("industry", "C31"), Unit("occupation", "6-17-02-02")})


@dataclass(frozen=True)
class Hidden:
    """What an edition withholds, by kind of unit."""

    units: frozenset[Unit] = frozenset()

    def codes(self, kind: str) -> set[str]:
        return {unit.code for unit in self.units if unit.kind == kind}


@dataclass(frozen=True)
class City:
    """The figures of one year; `shift` moves the sizes so that two years differ."""

    year: int = YEAR
    shift: float = 0.0
    sizes: Mapping[str, float] = field(default_factory=lambda: SIZES)
    past: City | None = None

    def employed(self, code: str, ahead: int) -> float:
        if code == "total":
            return sum(self.employed(one, ahead) for one in self.sizes)
        # A step that differs between industries, so that no two years are alike.
        step = 1 + self.shift * (list(self.sizes).index(code) % 3 - 1)
        return self.sizes[code] * step * GROWTH[code] ** ahead

    def level(self, code: str, level: str, ahead: int = 3) -> float:
        if code == "total":
            return sum(self.level(one, level, ahead) for one in self.sizes)
        tilt = {
            name: share * (1 + 0.3 * np.sin(len(name) + 2.0 * list(self.sizes).index(code) + place))
            for place, (name, share) in enumerate(LEVELS.items())
        }
        return self.employed(code, ahead) * tilt[level] / sum(tilt.values())

    def eco(self, sector: str, ahead: int) -> float:
        return sum(share * self.employed(code, ahead) for code, share in ECO[sector].items())

    def truth(self) -> Truth:
        """Return the truth an audit is given."""
        values: dict[Cell, float] = {}
        codes = [*self.sizes, "total"]
        mark = str(self.year)
        for ahead in range(4):
            period, vintage = str(self.year + ahead), mark if ahead else ""
            for code in codes:
                values[Cell("employment", code, period, "", "mean", vintage)] = self.employed(code, ahead)
            for sector in ECO if ahead in (0, 1, 3) else ():
                values[Cell("eco", sector, period, "", "mean", vintage)] = self.eco(sector, ahead)
            for code in codes if ahead == 3 else ():
                for level in LEVELS:
                    values[Cell("level", code, period, level, "mean", vintage)] = self.level(code, level)
        for stat, by in ENDS.items():
            values |= {
                cell._replace(stat=stat): by * value
                for cell, value in list(values.items())
                if cell.vintage and cell.stat == "mean"
            }
        if self.past:
            values |= {
                Cell("employment", code, str(self.past.year)): self.past.employed(code, 0) for code in self.sizes
            }
        values |= (
            {Cell("stock", code, mark): float(stock) for code, (_, stock) in OCCUPATIONS.items()}
            if self.shift == 0
            else {}
        )
        for code, count in VACANCIES.items():
            values[Cell("vacancies", code, mark, "industry")] = float(count)
        values[Cell("vacancies", "total", mark, "industry")] = float(sum(VACANCIES.values()))
        labels = {("industry", code): (name(code),) for code in self.sizes}
        return Truth(self.year, values, ECO, {sector: sector for sector in ECO}, ("6",), labels)

    def frames(self, hidden: Hidden) -> dict[str, pd.DataFrame]:
        """Return the published frames."""
        codes = [*self.sizes, "total"]
        rows = []
        for code in codes:
            base, last = round(self.employed(code, 0)), round(self.employed(code, 3))
            row: dict[str, object] = {
                "industry": code,
                "label": name(code),
                "base": base,
                "growth": (last / base) ** (1 / 3) - 1,
            }
            for ahead in (1, 2, 3):
                row[f"mean_{ahead}"] = round(self.employed(code, ahead))
                row |= {f"{stat}_{ahead}": round(by * self.employed(code, ahead)) for stat, by in ENDS.items()}
            rows.append(row)
        industry = pd.DataFrame(rows)
        numbers = [column for column in industry if column not in ("industry", "label")]
        industry = withhold(industry, "industry", hidden.codes("industry"), numbers)
        level = pd.DataFrame(
            [
                {"industry": code, "label": name(code)}
                | {f"{one}_mean": round(self.level(code, one)) for one in LEVELS}
                for code in codes
            ]
        )
        level = withhold(level, "industry", hidden.codes("industry"), [f"{one}_mean" for one in LEVELS])
        level = withhold_cells(
            level, "industry", {unit.code: [f"{unit.part}_mean"] for unit in hidden.units if unit.kind == "level"}
        )
        eco = pd.DataFrame(
            [
                {
                    "label": sector,
                    "base": round(self.eco(sector, 0)),
                    **{f"mean_{h}": round(self.eco(sector, h)) for h in (1, 3)},
                }
                for sector in ECO
            ]
        )
        eco = withhold(eco, "label", hidden.codes("eco"), ["base", "mean_1", "mean_3"])
        stocks = OCCUPATIONS if self.shift == 0 else {}
        occupation = pd.DataFrame(
            [{"occupation": code, "name": words, "stock": stock} for code, (words, stock) in stocks.items()],
            columns=["occupation", "name", "stock"],
        )
        occupation = withhold(occupation, "occupation", hidden.codes("occupation"), ["stock"])
        total = sum(VACANCIES.values())
        market = pd.DataFrame(
            [
                {"code": code, "demand": count, "demand_share": count / total}
                for code, count in [*VACANCIES.items(), ("total", total)]
            ]
        )
        market = withhold(market, "code", hidden.codes("section"), ["demand", "demand_share"])
        series = pd.DataFrame(
            [
                {
                    "kind": "employment",
                    "code": code,
                    "period": str(self.year + h),
                    "mean": round(self.employed(code, h), 1),
                }
                for code in self.sizes
                for h in (1, 2, 3)
            ]
        )
        series = withhold(series, "code", hidden.codes("industry"), ["mean"])
        shown = [code for code in self.sizes if code not in hidden.codes("industry")]
        cities = [self, *([self.past] if self.past else [])]
        fan = pd.DataFrame(
            [
                {"panel": name(code), "period": str(city.year), "actual": city.employed(code, 0)}
                for code in shown
                for city in cities
            ]
        )
        return {
            "forecast_industry": industry, "forecast_level": level, "eco_industries": eco, "forecast_occupation": occupation,
            "market_industry": market, "forecast": series, "figure_industry_fan": fan,
        }  # fmt: skip

    def write(self, out: Path, units: Collection[Unit]) -> Path:
        """Write the data of an edition as `publish` does."""
        (out / "data").mkdir(parents=True)
        for table, frame in self.frames(Hidden(frozenset(units))).items():
            numeric = {column: pd.api.types.is_numeric_dtype(frame[column]) for column in frame}
            columns = tuple(
                ColumnFormat(str(name), str(name), kind="number" if is_number else "text")
                for name, is_number in numeric.items()
            )
            write_csv(Table(table, table, frame, columns), out / "data" / f"{table}.csv")
        (out / "run.json").write_text(
            json.dumps({"year": self.year, "parameters": {"disclosure.rounding_base": 1}}), encoding="utf-8"
        )
        return out


def name(code: str) -> str:
    return "合计" if code == "total" else f"行业{code}"
