"""What history cannot know: paths of drivers, closures and projects, and forecasts made elsewhere, draw by draw."""

from skillcast.forecasting.scenarios.announcements import ProjectPriors, update_priors
from skillcast.forecasting.scenarios.elasticities import Elasticities, ElasticityPrior, estimate_elasticities
from skillcast.forecasting.scenarios.elsewhere import read_forecast
from skillcast.forecasting.scenarios.events import Closure, EventForecast, Project, apply_events, at_one_end
from skillcast.forecasting.scenarios.paths import apply_paths, changed_path, conditional, expected_path, path_draws

__all__ = [
    "Closure",
    "Elasticities",
    "ElasticityPrior",
    "EventForecast",
    "Project",
    "ProjectPriors",
    "apply_events",
    "apply_paths",
    "at_one_end",
    "changed_path",
    "conditional",
    "estimate_elasticities",
    "expected_path",
    "path_draws",
    "read_forecast",
    "update_priors",
]
