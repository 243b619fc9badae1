"""Which occupations were listed in which year: entries to and exits from the shortage catalogues so far."""

from __future__ import annotations

import pandas as pd

from skillcast.outcome import Outlook
from skillcast.publication.content import Figure
from skillcast.publication.words import Words
from skillcast.shortage.catalogue import last_list
from skillcast.shortage.recoding import follow_listing
from skillcast.standards import code_list

MOST = 40  # lines that fit a page


def history_figure(result: Outlook, say: Words) -> Figure | None:
    """Return the figure of entries and exits, the new catalogue last; None where no earlier catalogue is known."""
    history = follow_listing(result.market.optional("history"), result.market.optional("editions"))
    if result.shortage is None or history is None:
        return None
    lists = {year: last_list(history, year) for year in sorted(set(map(int, history["year"]))) if year <= result.year}
    lists[result.year + 1] = set(result.shortage.catalogue["occupation"])
    names = code_list("occupation", result.market.config.standards.occupation)
    rows = list_history(lists).assign(label=lambda frame: [names.label(code) for code in frame["occupation"]])
    some = {
        "counts": say(
            f"目录年度；其下为图中{MOST}个职业的列入个数及其中新增（+）、移出（-）",
            f"Catalogue of the year; of the {MOST} occupations shown: listed, entered (+), left (-)",
        )
    }
    whole = len(set().union(*lists.values())) <= MOST
    return Figure(
        "list_history",
        say(
            f"{min(lists)}年以来紧缺目录的列入、新增和移出",
            f"Occupations listed, entered and left since {min(lists)}",
        ),
        "entries_exits",
        rows[["label", "year", "status"]],
        {} if whole else some,
    )


def list_history(lists: dict[int, set[str]], *, most: int = MOST) -> pd.DataFrame:
    """Return what each occupation was in each catalogue.

    Parameters
    ----------
    lists
        Occupations listed, by year.
    most
        Occupations shown: those listed last come first, then those listed most often.

    Returns
    -------
    DataFrame
        occupation, year (text) and status: ``listed``, ``entered`` (not on the list before), ``left`` (on the list before only) or
        ``out``; nothing is said of entries to the first list. A year without a list is no exit: what is compared is one list
        with the list before.

    Examples
    --------
    >>> list_history({2025: {"a"}, 2026: {"b"}})["status"].tolist()
    ['out', 'entered', 'listed', 'left']
    """
    years = sorted(lists)

    def rank(code: str) -> tuple[int, int, int, str]:
        on = [year for year in years if code in lists[year]]
        return -on[-1], -len(on), on[0], code

    kept = sorted(set().union(*lists.values()), key=rank)[:most]
    rows = []
    for code in kept:
        before: bool | None = None
        for year in years:
            now = code in lists[year]
            status = {(True, False): "entered", (False, True): "left"}.get(
                (now, bool(before)), "listed" if now else "out"
            )
            rows.append((code, str(year), "listed" if now and before is None else status))
            before = now
    return pd.DataFrame(rows, columns=["occupation", "year", "status"])
