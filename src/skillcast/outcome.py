"""What one run of the chain finds: the results of each stage, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from skillcast.demand.openings import Openings
from skillcast.demand.staffing import Staffing
from skillcast.draws import Draws
from skillcast.forecasting import Backtest, PanelForecast
from skillcast.labour_market import LabourMarket
from skillcast.panel import Panel
from skillcast.parameters import Parameters
from skillcast.programmes.rules import Flags
from skillcast.programmes.seats import SeatAdvice
from skillcast.programmes.sheets import Sheets
from skillcast.shortage.gap import Gap
from skillcast.shortage.tightness import Tightness
from skillcast.shortage.validation import Validation
from skillcast.supply.certificates import Certificates
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
    """Entrants ahead: graduates of the schools and entrants from elsewhere, and the gap they leave.

    `sources` splits the entrants by assumed shares; `certificates` are training completions, which move incumbents up.
    """

    graduates: GraduateFlow
    entrants: Draws
    gap: Gap
    sources: dict[str, Draws] = field(default_factory=dict)
    certificates: Certificates | None = None


@dataclass(frozen=True)
class Shortage:
    """Evidence of every occupation, filtered tightness, calls of every year and both catalogues.

    Parameters
    ----------
    removed
        Rows of the assessment that were on the last published list and are not on this one, with the reason.
    changes
        What is different from the last list, and why; see `skillcast.shortage.changes.explain_changes`.
    consultation
        The sheet for comments.
    stability
        Turnover against the last list and over all years, and flips; see `skillcast.shortage.changes.stability`.
    validation
        Past calls against what came true the year after; None where nothing is known of that.
    """

    assessment: pd.DataFrame
    tightness: Tightness
    calls: pd.DataFrame
    catalogue: pd.DataFrame
    training: pd.DataFrame
    removed: pd.DataFrame
    changes: pd.DataFrame
    consultation: pd.DataFrame
    stability: Mapping[str, float]
    validation: Validation | None = None


@dataclass(frozen=True)
class Programmes:
    """Flags of the rules, the seats suggested, and the plan behind them.

    Parameters
    ----------
    rules
        What the rules flagged, and what they could not judge; see `skillcast.programmes.rules.apply_rules`.
    seats
        One row a school and programme; see `skillcast.programmes.seats.plan_seats`.
    advice
        The problem that was solved and its plan of all years.
    sheets
        Links, pipeline, internship posts, order-based places, targets of the policy.
    """

    rules: Flags
    seats: pd.DataFrame
    advice: SeatAdvice
    sheets: Sheets


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


@dataclass(frozen=True)
class Comparison:
    """What changes from one outlook to another that differs in a scenario: other less base, draw by draw.

    Parameters
    ----------
    base, other
        The two outlooks, of the same year, horizon and seed.
    differences
        `employment` by industry (I, H+1, S); `stock` (O, H+1, S), `openings`, `exits`, `layoffs`, `supply` and `gap`
        (O, H, S) by occupation where there are any; whole persons.
    events
        Rows of table `events` that only one of the two has, with `side` (``added`` or ``removed``).
    industries
        One row an industry and a last one ``total``: employment at the end of the forecast, base, other and change with
        median, lo80 and hi80. Whole persons that add up.
    occupations
        One row an occupation and ``total``: change of the stock at the end of the forecast and of the flows summed over it.
    listing
        One row an occupation: probability and rank in both catalogues, `status` (entered, left, kept, out).
    programmes
        One row a programme: seats and gap in both, and their change.
    ends
        Change of employment with every spill-over at its low and at its high end; empty without closures.
    yearly
        Long: kind, code, period, base, other, change, change_median, change_lo80, change_hi80.
    """

    base: Outlook
    other: Outlook
    differences: Mapping[str, Draws]
    events: pd.DataFrame
    industries: pd.DataFrame
    occupations: pd.DataFrame | None
    listing: pd.DataFrame | None
    programmes: pd.DataFrame | None
    ends: pd.DataFrame
    yearly: pd.DataFrame
