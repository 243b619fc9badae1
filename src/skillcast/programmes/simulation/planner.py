"""The library's plan as a policy: lead times, what is in school, ages, announcements, and what its own errors teach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillcast.programmes.feedback import corrected_stock, stock_feedback
from skillcast.programmes.simulation.growth import Forecast, forecast_demand
from skillcast.programmes.simulation.observation import Floats, Observation
from skillcast.programmes.simulation.stocks import project, stay

LEVELS = (np.arange(100) + 0.5) / 100
"""Levels of the scenarios of demand: equally likely."""


@dataclass(frozen=True)
class SkillcastPlan:
    """Seats whose class keeps pace with demand in the year it graduates and closes a part of the gap projected for that year.

    Parameters
    ----------
    closing
        Share of the projected gap that one class closes; the classes after it can close the rest.
    step
        Share of the distance from last year's seats to the target taken at once.
    windows
        Years of growth looked back on; the mean of these.
    pipeline, ages, events, feedback
        What the plan looks at. Without the pipeline it takes this year's graduates for every later year's; without ages it lets the
        usual share leave every year; without events it has not heard of announcements; without feedback it keeps its beliefs.

    Notes
    -----
    Pace is what demand is expected to grow by in that year, and those expected to leave in it; the gap is to the newsvendor's quantile
    ``c_u / (c_u + c_o)`` of the scenarios of demand, c_u and c_o weighing a person missing and one too many. With ``closing = step = 1``
    the class meets that quantile, which is what the stochastic programme of `skillcast.programmes.plan` comes to with one programme an
    occupation, nothing shared and a single year of need. A loop that closes a smaller share amplifies errors of forecasts less.
    """

    closing: float = 0.2
    step: float = 1.0
    windows: tuple[int, ...] = (2, 4, 8)
    pipeline: bool = True
    ages: bool = True
    events: bool = True
    feedback: bool = True

    def __call__(self, observation: Observation) -> Floats:
        before, after = self.projected_stocks(observation)
        forecast = forecast_demand(observation.demand, observation.lead + 1, self.windows)
        wanted = np.quantile(self.scenarios(observation, forecast), observation.quantile, axis=0, method="inverted_cdf")
        pace = forecast.growth + before - after
        target = pace + self.closing * (wanted - after - pace)
        seats = np.maximum(target, 0.0) / observation.retention
        return np.asarray(observation.seats + self.step * (seats - observation.seats))

    def scenarios(self, observation: Observation, forecast: Forecast) -> Floats:
        """Return (S, W, O) equally likely demands in the year the class planned now joins the stock."""
        spread = np.quantile(forecast.errors, LEVELS, axis=1)[:, :, None]
        scenarios = np.asarray(forecast.expected * np.exp(spread - spread.mean(axis=0)))
        return announced_scenarios(scenarios, observation) if self.events else scenarios

    def projected_stocks(self, observation: Observation) -> tuple[Floats, Floats]:
        """Return (W, O) workers in the year before the class planned now joins them, and in the year it does, without it."""
        classes = observation.pipeline
        if not self.pipeline:
            classes = np.broadcast_to(observation.classes[observation.year], classes.shape)
        stocks = project(self._workers(observation)[-1], observation.retention * classes, self._leaving(observation))
        if not self.feedback:
            return stocks
        bias, years = self.bias(observation), observation.lead + 1
        before, after = (corrected_stock(stock, bias, years) for stock in stocks)
        return before, after

    def bias(self, observation: Observation) -> Floats:
        """Return (W, O) what the log stock was found beyond its projection a year before, lately."""
        workers = self._workers(observation)
        predicted = stay(workers[:-1], self._leaving(observation)).sum(axis=-1)
        predicted += observation.retention * observation.classes[1 : observation.year + 1]
        bias = np.zeros_like(observation.seats)
        for found, thought in zip(workers[1:].sum(axis=-1), predicted, strict=True):
            bias = stock_feedback(bias, found, thought)
        return bias

    def _workers(self, observation: Observation) -> Floats:
        return observation.ages if self.ages else observation.ages.sum(axis=-1, keepdims=True)

    def _leaving(self, observation: Observation) -> float:
        """Share believed to leave a year, beside those known to retire."""
        known = self.ages and observation.ages.shape[-1] > 1
        return observation.attrition if known else observation.exits


def announced_scenarios(scenarios: Floats, observation: Observation) -> Floats:
    """Return (S, W, O) scenarios in which announcements due by then come true as often as they do.

    Notes
    -----
    Announcement and growth are independent: scenarios with and without the jump are put together with their weights, and the mixture's
    levels are taken from their common distribution.
    """
    due = (observation.event_size != 0) & (observation.event_in <= observation.lead + 1)
    if not due.any():
        return scenarios
    count = len(scenarios)
    jump = scenarios[:, due]
    values = np.concatenate([jump, jump * (1 + observation.event_size[due])])
    weights = np.repeat([1 - observation.realisation, observation.realisation], count) / count
    order = np.argsort(values, axis=0)
    cumulative = np.cumsum(weights[order], axis=0)
    place = (cumulative[None] < LEVELS[:, None, None] - 1e-12).sum(axis=1)
    mixed = scenarios.copy()
    mixed[:, due] = np.take_along_axis(np.take_along_axis(values, order, axis=0), place, axis=0)
    return mixed
