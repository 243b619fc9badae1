"""Write a publication: every file of the year from one outlook, beside and then renamed into place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from skillcast.errors import Language
from skillcast.outcome import Outlook
from skillcast.publication.bulletin import LABEL, LABELLED, bulletin
from skillcast.publication.content import ColumnFormat, Document, Table
from skillcast.publication.data.frames import settled
from skillcast.publication.disclosure import Protected, Truth, audit, require_safe, withhold
from skillcast.publication.figures.alt_text import with_words
from skillcast.publication.manifest import IDENTIFIER, OUTPUTS, identify, run_manifest, signed
from skillcast.publication.place.staging import MARK, staged
from skillcast.publication.rendering import FIGURES, draw_figures, write_documents
from skillcast.publication.sections.columns import WITHHELD
from skillcast.publication.trace import reissue
from skillcast.publication.trace.edition import Edition
from skillcast.publication.trace.provenance import PROVENANCE, provenance_bytes
from skillcast.publication.verify.fingerprints import hash_tree

NUMBERS_ZH = {
    "mean": "均值",
    "median": "中位数",
    "lo-80": "80%下限",
    "hi-80": "80%上限",
    "lo-95": "95%下限",
    "hi-95": "95%上限",
}
NUMBERS = tuple(NUMBERS_ZH)
Progress = Callable[[str], None]


def publish(
    result: Outlook,
    out: str | Path,
    *,
    lang: Language = "zh",
    reason: str = "",
    date: str = "",
    history: Sequence[Path] = (),
    jobs: int = 1,
    progress: Progress = lambda _stage: None,
) -> Path:
    """Write the year's publication into a folder.

    Parameters
    ----------
    result
        What `skillcast.outlook` found.
    out
        The folder. An earlier publication there is replaced as a whole, and only once the new one is complete.
    lang
        Language of the documents.
    reason, date
        Why, and on which date, the publication that lies there is issued again: it becomes an earlier edition of which the data
        are kept, and the new one says what it corrects. Without a reason what lies there is a draft and is replaced.
    history
        Folders of earlier publications that readers still have: what they print counts as known when cells are withheld.
    jobs
        Processes that draw and write; the bytes do not depend on it.
    progress
        Called with the name of each step.

    Returns
    -------
    Path
        The folder: ``bulletin.docx``, ``bulletin.pdf``, ``bulletin.html``, ``tables.xlsx``, ``shortage_catalogue.csv``, ``training_catalogue.csv``,
        ``programme_adjustment.csv``, ``forecast.csv``, ``figures/``, ``data/`` and ``run.json``. Catalogues that the data do not
        support are left out, and the bulletin says so.

    Raises
    ------
    DataError
        If the folder holds anything else than a publication, or there is a reason but nothing to correct; if what is
        withheld could be worked out from what is published; if another run is writing there.

    Examples
    --------
    >>> import skillcast, tempfile
    >>> market = skillcast.load(skillcast.sample_path("us_sector_employment"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = skillcast.publish(skillcast.outlook(market, horizon=2), Path(folder) / "out", lang="en")
    ...     (out / "run.json").exists()
    True
    """
    progress("bulletin")
    # Readers still have what is corrected: what it prints is known, too.
    known = [*history, *([Path(out)] if reason and (Path(out) / MARK).is_file() else [])]
    for folder in known:
        Edition.read(folder)  # refused where it is none
    truth = Truth.of(result)
    protected = Protected.of(result, history=known, truth=truth)
    document = bulletin(result, lang=lang, protected=protected)
    document = replace(document, extra=(*document.extra, forecast_table(result, protected)))
    made = reissue(document, run_manifest(result, lang), out, reason=reason, date=date)
    progress("disclosure")
    cells = audit(
        made.document,
        truth,
        protection=result.parameters.number("disclosure.protection") / 100,
        history=known,
        base=result.parameters.integer("disclosure.rounding_base"),
    )
    require_safe(cells)
    return write_publication(
        made.document, Path(out), manifest=made.manifest, keep=made.keep, jobs=jobs, progress=progress
    )


def write_publication(
    document: Document,
    out: Path,
    *,
    manifest: Mapping[str, object],
    keep: Callable[[Path], None] = lambda _folder: None,
    jobs: int = 1,
    progress: Progress = lambda _stage: None,
) -> Path:
    """Write a document with its figures, workbook and data package into a folder, whole or not at all.

    Parameters
    ----------
    document
        What to write; its `stem` names the files.
    out
        The folder; an earlier publication there is replaced.
    manifest
        What ``run.json`` records besides the fingerprints of the files.
    keep
        Writes what is kept of earlier editions into the folder it is given.
    jobs, progress
        As for `publish`.

    Raises
    ------
    DataError
        If the folder holds anything else than a publication.
    """
    identifier = identify(manifest)
    document = with_words(settled(replace(signed(document, identifier), identifier=identifier)))
    with staged(out) as folder:
        progress("figures")
        draw_figures(document, folder, jobs=jobs)
        progress("documents")
        write_documents(document, folder, figures=folder / FIGURES, jobs=jobs)
        (folder / "data" / PROVENANCE).write_bytes(provenance_bytes(document, manifest))
        keep(folder)
        recorded = {**manifest, IDENTIFIER: identifier, OUTPUTS: hash_tree(folder)}
        text = json.dumps(recorded, ensure_ascii=False, indent=2, sort_keys=True)
        (folder / MARK).write_bytes(text.encode("utf-8"))
    return out


def forecast_table(result: Outlook, protected: Protected) -> Table:
    """Return every forecast series in long form, withheld cells left empty and marked.

    Returns
    -------
    Table
        kind (employment, openings, supply, gap), code, period, mean, median and the ends of the 80 % and 95 % intervals (persons),
        suppressed, and data_label for synthetic data.
    """
    series = [("employment", protected.industries, result.demand.industries)]
    if result.demand.openings is not None:
        series.append(("openings", protected.occupations, result.demand.openings.openings))
    if result.supply is not None:
        series += [
            ("supply", protected.occupations, result.supply.gap.supply),
            ("gap", protected.occupations, result.supply.gap.gap),
        ]
    parts = []
    for kind, codes, draws in series:
        frame = draws.summary().rename(columns={str(draws.index.columns[0]): "code"}).assign(kind=kind)
        frame = frame[frame["period"] != str(result.year)]
        frame[list(NUMBERS)] = frame[list(NUMBERS)].astype("float64").round(1)
        parts.append(withhold(frame, "code", codes, NUMBERS))
    columns = (
        ColumnFormat(
            "kind", "指标", kind="code", english="what is forecast", domain="employment, openings, supply, gap"
        ),
        ColumnFormat("code", "代码", kind="code", english="industry or occupation code"),
        ColumnFormat("period", "时期", kind="code", english="period"),
        *(ColumnFormat(name, NUMBERS_ZH[name], kind="number", unit="人", decimals=1, english=name) for name in NUMBERS),
        WITHHELD,
        *((LABELLED,) if result.market.config.city.synthetic else ()),
    )
    frame = pd.concat(parts, ignore_index=True).assign(data_label=LABEL)
    return Table(
        "forecast",
        "分行业、分职业预测（全部序列）",
        frame,
        columns,
        unit="人",
        primary_key=("kind", "code", "period"),
        copy="forecast.csv",
    )
