"""The standard form as parts of a document."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from skillcast.labour_market import LabourMarket
from skillcast.parameters.loader import Parameters
from skillcast.publication.content import Block
from skillcast.publication.sections.form.parts import (
    Form,
    applicant_part,
    condition_part,
    industry_part,
    level_part,
    occupation_part,
    total_part,
)
from skillcast.publication.words import Words
from skillcast.standards import code_list


def form_sections(
    market: LabourMarket, period: str, parameters: Parameters, say: Words, *, hidden: Mapping[str, Collection[str]]
) -> dict[str, list[Block]]:
    """Return the blocks of each part of the form.

    Parameters
    ----------
    market
        Needs the table `market`; without `vacancies` the ten occupations with the largest gap are left out.
    period
        A year (``2026``) or a quarter (``2026Q3``).
    parameters
        In force; the form uses `skillcast.publication.sections.form.parts.PARAMETERS`.
    say
        Language.
    hidden
        Codes to withhold by dimension (``industry``, ``sector``).

    Returns
    -------
    dict
        Keyed ``total``, ``industries``, ``occupations``, ``applicants``, ``conditions`` (sex, age, education), ``levels``.

    Raises
    ------
    DataError
        Nothing was reported in the period.
    """
    form = Form.of(market.table("market"), period, parameters, say, hidden)
    vacancies = market.optional("vacancies")
    codes = [] if vacancies is None else sorted(set(vacancies["occupation"]) - {"any"})
    occupations = code_list("occupation", market.config.standards.occupation)
    names = pd.Series({code: occupations.label(code) for code in codes}, dtype=object)
    return _parts(form, vacancies, names)


def _parts(form: Form, vacancies: pd.DataFrame | None, names: pd.Series) -> dict[str, list[Block]]:
    return {
        "total": total_part(form),
        "industries": industry_part(form),
        "occupations": occupation_part(form, vacancies, names),
        "applicants": applicant_part(form),
        "conditions": condition_part(form),
        "levels": level_part(form),
    }
