"""Which codes a simulated world uses: real ones, so that its tables pass every check; who works where is made up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillcast.standards import code_list
from skillcast.worlds.settings import Settings

# Codes that no place bears.
REGION, REFERENCE_REGION = "990100", "990000"
INDUSTRIES = (
    "C31", "F", "E", "G", "H", "C32", "D44", "L72", "P", "C26", "Q", "C38",
    "C34", "I", "B", "A", "C14", "C30", "C33", "C35", "C36", "C39", "N78", "O80",
)  # fmt: skip
CRAFT = "6"


@dataclass(frozen=True)
class Labels:
    """Codes of a world: industries (largest first), occupations, programmes with level, and the code before recoding."""

    industries: tuple[str, ...]
    occupations: tuple[str, ...]
    programmes: tuple[str, ...]
    levels: tuple[str, ...]
    predecessor: str

    @property
    def craft(self) -> tuple[bool, ...]:
        """Whether levels up to technician are asked for (major group 6)."""
        return tuple(code.startswith(CRAFT) for code in self.occupations)


def labels(settings: Settings) -> Labels:
    """Return codes spread evenly over the unit occupations of major groups 4 and 6; the middle one may be recoded."""
    known = code_list("occupation").frame
    units = known.loc[(known["level"] == "4") & known["code"].str[0].isin(["4", CRAFT]), "code"].to_list()
    places = np.linspace(0, len(units) - 2, settings.occupations).round().astype(int)
    programmes = code_list("programme").frame.iloc[: settings.programmes]
    return Labels(
        INDUSTRIES[: settings.industries],
        tuple(units[place] for place in places),
        tuple(programmes["code"]),
        tuple(programmes["level"]),
        units[places[len(places) // 2] + 1],
    )
