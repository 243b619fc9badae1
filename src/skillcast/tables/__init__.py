"""The vocabulary: every input table, described once."""

from skillcast.tables.ages import AGES
from skillcast.tables.capacities import CAPACITIES
from skillcast.tables.cohorts import COHORTS
from skillcast.tables.crosswalk import CROSSWALK
from skillcast.tables.drivers import DRIVERS
from skillcast.tables.eco_industries import ECO_INDUSTRIES
from skillcast.tables.editions import EDITIONS
from skillcast.tables.employment import EMPLOYMENT
from skillcast.tables.events import EVENTS
from skillcast.tables.firms import FIRMS
from skillcast.tables.hardship import HARDSHIP
from skillcast.tables.history import HISTORY
from skillcast.tables.leavers import LEAVERS
from skillcast.tables.market import MARKET
from skillcast.tables.overrides import OVERRIDES
from skillcast.tables.policy_values import POLICY_VALUES
from skillcast.tables.programmes import PROGRAMMES
from skillcast.tables.rates import RATES
from skillcast.tables.spec import Column, TableSpec
from skillcast.tables.staffing import STAFFING
from skillcast.tables.staffing_reference import STAFFING_REFERENCE
from skillcast.tables.training import TRAINING
from skillcast.tables.vacancies import VACANCIES

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        EMPLOYMENT,
        STAFFING,
        STAFFING_REFERENCE,
        AGES,
        RATES,
        LEAVERS,
        HARDSHIP,
        MARKET,
        VACANCIES,
        FIRMS,
        PROGRAMMES,
        COHORTS,
        CROSSWALK,
        CAPACITIES,
        EVENTS,
        DRIVERS,
        OVERRIDES,
        HISTORY,
        TRAINING,
        POLICY_VALUES,
        EDITIONS,
        ECO_INDUSTRIES,
    )
}

__all__ = ["TABLES", "Column", "TableSpec"]
