"""Plan seats year after year in simulated worlds with every policy, rivals tuned in hindsight, and judge the library's plan."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
from verdict import verdict

from skillcast.programmes.simulation import (
    POLICIES,
    WORLD_A,
    WORLD_B,
    ExitsAndGap,
    PlacementBands,
    Policy,
    RatioRule,
    SeatWorldSettings,
    SkillcastPlan,
    best_in_hindsight,
    run_policy,
    seat_worlds,
    swings,
)

TUNING, SCORED = 1000, 100
"""First seeds. `shock`, `persistence` and `drift` of the worlds were set on worlds from 1000 on, by what constant seats and the rivals cost
there and by nothing else; then the plan's `closing`, `step` and `windows`, on the same. Scores are of worlds from 100 on (40 from 0 were
scored before; what they showed led to forecasts from windows of several lengths)."""
GAINS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7, 1.0, 2.0, 5.0)
STRENGTHS = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5)
RIVALS: Mapping[str, Mapping[str, Policy]] = {
    "ratio rule, tuned": {f"gain {gain:g}": RatioRule(gain) for gain in GAINS},
    "placement bands, tuned": {
        f"steps x {by:g}": PlacementBands(more=0.1 * by, fewer=0.1 * by, far_fewer=0.3 * by) for by in STRENGTHS
    },
    "exits and gap, tuned": {f"gain {gain:g}": ExitsAndGap(gain) for gain in GAINS},
}
GROWTH_ONLY = SkillcastPlan(ages=False, events=False)
LEADS = (2, 3, 5)
WRONG = {"believed_retention": 0.85}
WRONG_EXITS = WRONG | {"believed_exits": 0.045}
REACTIONS = {
    "nobody reacts": {},
    "students respond": {"response": 0.5},
    "everyone follows": {"followers": 3},
    "both": {"response": 0.5, "followers": 3},
}
LONG = 60
"""Years over which swings are watched."""
SWINGING: Mapping[str, SeatWorldSettings] = {
    "shocks": replace(WORLD_A, years=LONG),
    "one jump": replace(WORLD_A, years=LONG, shock=0.0, drift=0.0, breaks=1.0, break_years=(1, 1)),
}
"""World A, and one in which nothing happens but a jump in the first year: what swings after that, the policy makes by itself."""
SWINGERS: Mapping[str, Policy] = {
    "ratio rule, gain 5": RatioRule(),
    "exits and gap, gain 1": ExitsAndGap(1.0),
    "exits and gap, gain 0.2": ExitsAndGap(0.2),
    "skillcast, whole gap at once": SkillcastPlan(closing=1.0),
    "skillcast": SkillcastPlan(),
    "skillcast, half step": SkillcastPlan(step=0.5),
}
SHORT_MEMORY = {"persistence": 0.3, "shock": 0.065}
"""Growth that is harder to forecast, constant seats costing as much: shown, not judged."""


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=40, help="how many")
    parser.add_argument(
        "--first", type=int, default=SCORED, help=f"first seed; choices are made on seeds from {TUNING} on"
    )
    parser.add_argument(
        "--out", type=Path, help="folder for costs.csv, policies.csv, swings.csv, table.md and verdict.txt"
    )
    return parser.parse_args(arguments)


def cases() -> Iterator[tuple[str, int, SeatWorldSettings]]:
    """Yield world, lead and settings."""
    for lead in LEADS:
        yield "A", lead, replace(WORLD_A, lead=lead)
        yield "B", lead, replace(WORLD_B, lead=lead)
        yield "B, wrong retention", lead, replace(WORLD_B, lead=lead, **WRONG)
    yield "B, wrong retention and exits", 3, replace(WORLD_B, lead=3, **WRONG_EXITS)
    yield "A, wrong retention and exits", 3, replace(WORLD_A, lead=3, **WRONG_EXITS)
    yield "A, 10 % noise", 3, replace(WORLD_A, lead=3, noise=0.1)
    yield "A, short memory", 3, replace(WORLD_A, lead=3, **SHORT_MEMORY)
    yield "B, short memory", 3, replace(WORLD_B, lead=3, **SHORT_MEMORY)


def measure(seeds: range) -> pd.DataFrame:
    """Return costs by case, policy and world, with what was chosen in hindsight."""
    rows = []
    for world, lead, settings in cases():
        worlds = seat_worlds(settings, seeds)
        found = {name: ("", run_policy(worlds, make(worlds))) for name, make in POLICIES.items()}
        found["skillcast, growth only"] = ("", run_policy(worlds, GROWTH_ONLY))
        found |= {name: best_in_hindsight(worlds, candidates) for name, candidates in RIVALS.items()}
        for policy, (chosen, course) in found.items():
            rows.append(course.costs.assign(world=world, lead=lead, policy=policy, chosen=chosen))
        sys.stderr.write(f"world {world}, lead {lead}\n")
    return pd.concat(rows, ignore_index=True)


def watch(seeds: range) -> pd.DataFrame:
    """Return swings by world, lead, reaction and policy over a long time."""
    rows = []
    for (world, settings), lead, (reaction, how) in product(SWINGING.items(), LEADS, REACTIONS.items()):
        worlds = seat_worlds(replace(settings, lead=lead, **how), seeds)
        for policy, plan in SWINGERS.items():
            course = run_policy(worlds, plan)
            found = swings(course)
            row = {"world": world, "lead": lead, "reaction": reaction, "policy": policy}
            row |= {
                "cost": course.costs["cost"].mean(),
                "first": found.first,
                "last": found.last,
                "growth": found.growth,
            }
            rows.append(row | {"lag": found.cycle, "correlation": found.correlation})
        sys.stderr.write(f"swings, {world}, lead {lead}, {reaction}\n")
    return pd.DataFrame(rows)


def summary(costs: pd.DataFrame) -> pd.DataFrame:
    """Return means over worlds."""
    keys = ["world", "lead", "policy", "chosen"]
    return costs.groupby(keys, sort=False).mean().drop(columns="seed").reset_index()


def markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown, figures with two decimals."""
    lines = ["| " + " | ".join(table.columns) + " |", "| --- " * len(table.columns) + "|"]
    for row in table.itertuples(index=False):
        lines.append("| " + " | ".join(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    chosen = options()
    seeds = range(chosen.first, chosen.first + chosen.worlds)
    costs, swung = measure(seeds), watch(seeds)
    means = summary(costs)
    text = verdict(
        costs, swung, chosen.worlds, "scored" if chosen.first < TUNING else "tuning worlds: choices are made here"
    )
    tables = f"{markdown(means)}\n{markdown(swung)}"
    if chosen.out:
        chosen.out.mkdir(parents=True, exist_ok=True)
        for name, frame in (("costs", costs), ("policies", means), ("swings", swung)):
            frame.to_csv(chosen.out / f"{name}.csv", index=False, float_format="%.4f")
        (chosen.out / "table.md").write_text(tables, encoding="utf-8")
        (chosen.out / "verdict.txt").write_text(text, encoding="utf-8")
    sys.stdout.write(f"{tables}\n{text}")


if __name__ == "__main__":
    main()
