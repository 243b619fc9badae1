"""Write the comparison of two outlooks into a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from skillcast.errors import Language
from skillcast.outcome import Comparison
from skillcast.publication.manifest import run_manifest
from skillcast.publication.publish import write_publication
from skillcast.publication.sections.change_tables import yearly_table
from skillcast.publication.sections.comparison import comparison_document
from skillcast.publication.words import Words


def publish_comparison(
    found: Comparison,
    out: str | Path,
    *,
    name: str = "",
    lang: Language = "zh",
    progress: Callable[[str], None] = lambda _stage: None,
) -> Path:
    """Write a comparison into a folder, whole or not at all.

    Parameters
    ----------
    found
        From `skillcast.comparison`.
    out
        The folder; an earlier comparison or publication there is replaced as a whole.
    name
        What the scenario is called; by default the names of its events.
    lang
        Language of the documents.
    progress
        Called with the name of each step.

    Returns
    -------
    Path
        The folder: ``comparison.docx``, ``comparison.html``, ``tables.xlsx``, ``changes.csv``, ``figures/``, ``data/`` and
        ``run.json``; `skillcast.verify` checks it.

    Raises
    ------
    DataError
        If the folder holds anything else than a publication.

    Examples
    --------
    >>> import skillcast, tempfile
    >>> from skillcast.io.scenario import quick_scenario
    >>> market = skillcast.load(skillcast.sample_path("us_sector_employment"))
    >>> code = market.table("employment")["industry"].iloc[0]
    >>> found = skillcast.compare_scenario(market, quick_scenario([f"{code}=0.1"], [], None), horizon=2)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = skillcast.publish_comparison(found, Path(folder) / "out", name="a tenth less", lang="en")
    ...     (out / "comparison.html").exists()
    True
    """
    progress("bulletin")
    say = Words(lang)
    called = name or say.listed(list(found.events["name"])) or say("没有事件", "no event")
    document = comparison_document(found, called, lang=lang)
    rows = found.events.astype(object).where(found.events.notna(), None).to_dict("records")
    manifest = run_manifest(found.base, lang) | {"scenario": called, "scenario_events": rows}
    document = replace(document, extra=(yearly_table(found, say),))
    return write_publication(document, Path(out), manifest=manifest, progress=progress)
