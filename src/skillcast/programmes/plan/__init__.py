"""A rolling stochastic plan of seats: ten years looked at, the first committed."""

from skillcast.programmes.plan.frontier import compare, cost_frontier, mean_problem
from skillcast.programmes.plan.mismatch import mismatch, missing, plan_cost
from skillcast.programmes.plan.moves import binding_limits, class_worth
from skillcast.programmes.plan.problem import Resource, SeatProblem
from skillcast.programmes.plan.seat_plan import SeatPlan, solve

__all__ = [
    "Resource",
    "SeatPlan",
    "SeatProblem",
    "binding_limits",
    "class_worth",
    "compare",
    "cost_frontier",
    "mean_problem",
    "mismatch",
    "missing",
    "plan_cost",
    "solve",
]
