"""skillcast: from a city's labour-market tables to the documents it must publish every year."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from skillcast.comparison import compare_scenario
    from skillcast.datasets import copy_sample, sample_path
    from skillcast.draws import Draws
    from skillcast.errors import DataError, ParameterError, Problem, SkillcastError
    from skillcast.forecasting import backtest, forecast
    from skillcast.io.config import Config
    from skillcast.io.load import check, load
    from skillcast.io.scenario import read_scenario
    from skillcast.io.template import write_template
    from skillcast.labour_market import LabourMarket
    from skillcast.outcome import Comparison, Outlook
    from skillcast.outlook import outlook
    from skillcast.panel import Panel
    from skillcast.parameters import Parameters, load_parameters
    from skillcast.programmes.seats import plan_seats
    from skillcast.programmes.simulation import simulate_policy
    from skillcast.publication.comparison import publish_comparison
    from skillcast.publication.publish import publish
    from skillcast.publication.quarterly import publish_quarter
    from skillcast.publication.trace import diff, trace_figure
    from skillcast.publication.verify import verify
    from skillcast.shortage.catalogue import shortage_catalogue
    from skillcast.shortage.ratio import openings_ratio
    from skillcast.shortage.rules.compare import compare_rules
    from skillcast.shortage.training import training_catalogue
    from skillcast.tables import TABLES
    from skillcast.worlds import city, simulate

_PUBLIC = {
    "Comparison": "skillcast.outcome",
    "Config": "skillcast.io.config",
    "DataError": "skillcast.errors",
    "Draws": "skillcast.draws",
    "LabourMarket": "skillcast.labour_market",
    "Outlook": "skillcast.outcome",
    "Panel": "skillcast.panel",
    "ParameterError": "skillcast.errors",
    "Parameters": "skillcast.parameters",
    "Problem": "skillcast.errors",
    "SkillcastError": "skillcast.errors",
    "TABLES": "skillcast.tables",
    "backtest": "skillcast.forecasting",
    "check": "skillcast.io.load",
    "city": "skillcast.worlds",
    "compare_rules": "skillcast.shortage.rules.compare",
    "compare_scenario": "skillcast.comparison",
    "copy_sample": "skillcast.datasets",
    "diff": "skillcast.publication.trace",
    "forecast": "skillcast.forecasting",
    "load": "skillcast.io.load",
    "load_parameters": "skillcast.parameters",
    "openings_ratio": "skillcast.shortage.ratio",
    "outlook": "skillcast.outlook",
    "plan_seats": "skillcast.programmes.seats",
    "publish": "skillcast.publication.publish",
    "publish_comparison": "skillcast.publication.comparison",
    "publish_quarter": "skillcast.publication.quarterly",
    "read_scenario": "skillcast.io.scenario",
    "sample_path": "skillcast.datasets",
    "shortage_catalogue": "skillcast.shortage.catalogue",
    "simulate": "skillcast.worlds",
    "simulate_policy": "skillcast.programmes.simulation",
    "trace_figure": "skillcast.publication.trace",
    "training_catalogue": "skillcast.shortage.training",
    "verify": "skillcast.publication.verify",
    "write_template": "skillcast.io.template",
}
__all__ = [
    "Comparison",
    "Config",
    "DataError",
    "Draws",
    "LabourMarket",
    "Outlook",
    "Panel",
    "ParameterError",
    "Parameters",
    "Problem",
    "SkillcastError",
    "TABLES",
    "__version__",
    "backtest",
    "check",
    "city",
    "compare_rules",
    "compare_scenario",
    "copy_sample",
    "diff",
    "forecast",
    "load",
    "load_parameters",
    "openings_ratio",
    "outlook",
    "plan_seats",
    "publish",
    "publish_comparison",
    "publish_quarter",
    "read_scenario",
    "sample_path",
    "shortage_catalogue",
    "simulate",
    "simulate_policy",
    "trace_figure",
    "training_catalogue",
    "verify",
    "write_template",
]


class _Package(ModuleType):
    """Keeps a public function in its place when the submodule of the same name (`outlook`) is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _PUBLIC and isinstance(value, ModuleType):
            return
        super().__setattr__(name, value)


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'skillcast' has no attribute '{name}'")
    value = getattr(import_module(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


sys.modules[__name__].__class__ = _Package
