"""What one run of the chain finds: the results of each stage, frozen."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from skillcast.demand.openings import Openings
from skillcast.demand.staffing import Staffing
from skillcast.draws import Draws
from skillcast.forecasting import Backtest, PanelForecast
from skillcast.labour_market import LabourMarket
from skillcast.panel import Panel
from skillcast.parameters import Parameters
from skillcast.shortage.gap import Gap
from skillcast.shortage.tightness import Tightness
from skillcast.supply.cohorts import GraduateFlow


@dataclass(frozen=True)
class Demand:
    """Employment and openings ahead: industries always, occupations and levels where there is a staffing table."""

    history: Panel
    forecast: PanelForecast
    backtest: Backtest
    industries: Draws
    staffing: Staffing | None = None
    cells: Draws | None = None
    levels: Draws | None = None
    past: Panel | None = None
    openings: Openings | None = None


@dataclass(frozen=True)
class Supply:
    """Entrants ahead: graduates of the schools and entrants from elsewhere, and the gap they leave."""

    graduates: GraduateFlow
    entrants: Draws
    gap: Gap


@dataclass(frozen=True)
class Shortage:
    """Evidence of every occupation, filtered tightness, calls of every year and both catalogues."""

    assessment: pd.DataFrame
    tightness: Tightness
    calls: pd.DataFrame
    catalogue: pd.DataFrame
    training: pd.DataFrame


@dataclass(frozen=True)
class Programmes:
    """Flags of the rules and the seat suggestion of every programme."""

    flags: pd.DataFrame
    seats: pd.DataFrame


@dataclass(frozen=True)
class Outlook:
    """Everything one run found; stages that lacked a table are None and `notes` says why.

    Parameters
    ----------
    year
        Last year of the data: catalogues and seats are for the year after.
    notes
        Sentences (Chinese, English) on what was switched off or left out.
    """

    market: LabourMarket
    year: int
    seed: int
    parameters: Parameters
    demand: Demand
    supply: Supply | None
    shortage: Shortage | None
    programmes: Programmes | None
    notes: tuple[tuple[str, str], ...]
