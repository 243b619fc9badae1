"""Write a publication: every file of the year from one outlook, beside and then renamed into place."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from skillcast.errors import Language
from skillcast.outcome import Outlook
from skillcast.publication.bulletin import bulletin
from skillcast.publication.content import Document, Figure
from skillcast.publication.csvs import write_csv
from skillcast.publication.docx import write_docx
from skillcast.publication.figures import draw
from skillcast.publication.html import write_html
from skillcast.publication.package import write_package
from skillcast.publication.staging import staged
from skillcast.publication.verify import hash_tree
from skillcast.publication.xlsx import write_xlsx

Progress = Callable[[str], None]
Task = tuple[Callable[..., object], tuple[object, ...], dict[str, object]]


def publish(
    result: Outlook,
    out: str | Path,
    *,
    lang: Language = "zh",
    jobs: int = 1,
    progress: Progress = lambda stage: None,
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
    jobs
        Processes that draw and write; the bytes do not depend on it.
    progress
        Called with the name of each step.

    Returns
    -------
    Path
        The folder: ``bulletin.docx``, ``bulletin.html``, ``tables.xlsx``, ``shortage_catalogue.csv``, ``training_catalogue.csv``,
        ``programme_adjustment.csv``, ``forecast.csv``, ``figures/``, ``data/`` and ``run.json``. Catalogues that the data do not
        support are left out, and the bulletin says so.

    Raises
    ------
    DataError
        If the folder holds anything else than a publication.

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
    document = bulletin(result, lang=lang)
    forecast = forecast_frame(result)
    with staged(Path(out)) as folder:
        progress("figures")
        (folder / "figures").mkdir()
        run_tasks([_figure_task(figure, folder, kind, document) for figure in document.figures for kind in ("png", "svg")], jobs)
        progress("documents")
        writers: list[Task] = [
            (write_docx, (document, folder / "bulletin.docx"), {"figures": folder / "figures"}),
            (write_html, (document, folder / "bulletin.html"), {"figures": folder / "figures"}),
            (write_xlsx, (document, folder / "tables.xlsx"), {}),
        ]
        run_tasks(writers, jobs)
        write_package(document, folder)
        for table in document.tables:
            if table.copy:
                write_csv(table, folder / table.copy)
        forecast.to_csv(folder / "forecast.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n")
        manifest = run_manifest(result, lang) | {"outputs": hash_tree(folder)}
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
        (folder / "run.json").write_bytes(text.encode("utf-8"))
    return Path(out)


def forecast_frame(result: Outlook) -> pd.DataFrame:
    """Return every forecast series in long form, withheld cells left empty and marked.

    Returns
    -------
    DataFrame
        kind (employment, openings, supply, gap), code, period, mean, median, lo-80, hi-80, lo-95, hi-95 (persons), suppressed, data
        (the banner of synthetic data, or empty).
    """
    from skillcast.publication.disclosure import protected_cells, withhold

    p, market = result.parameters, result.market
    firms = market.table("firms") if market.has("firms") else None
    rule = {"minimum_firms": p.integer("disclosure.minimum_firms"), "dominance": p.number("disclosure.dominance")}
    numbers = ["mean", "median", "lo-80", "hi-80", "lo-95", "hi-95"]
    series = [("employment", "industry", result.demand.industries)]
    if result.demand.openings is not None:
        series.append(("openings", "occupation", result.demand.openings.openings))
    if result.supply is not None:
        series += [("supply", "occupation", result.supply.gap.supply), ("gap", "occupation", result.supply.gap.gap)]
    parts = []
    for kind, key, draws in series:
        protected = protected_cells(firms, key, year=result.year, **rule)
        if kind == "employment":
            base = pd.DataFrame({"code": draws.index[key], "size": draws.mean()[:, 0]})
            hidden = withhold(base, "code", protected, ["size"], size="size")
            protected = set(hidden.loc[hidden["suppressed"], "code"])
        frame = draws.summary().rename(columns={key: "code"})
        frame[numbers] = frame[numbers].astype("float64").round(1)
        frame = frame[frame["period"] != str(result.year)]
        parts.append(withhold(frame.assign(kind=kind), "code", protected, numbers))
    out = pd.concat(parts, ignore_index=True)[["kind", "code", "period", *numbers, "suppressed"]]
    out["suppressed"] = out["suppressed"].map({True: "true", False: "false"})
    return out.assign(data="模拟数据" if market.config.city.synthetic else "")


def run_manifest(result: Outlook, lang: Language) -> dict[str, object]:
    """Return what a run must record to be repeated: inputs, versions, parameters, seed, overrides, notes."""
    libraries = ("numpy", "pandas", "scipy", "scikit-learn", "lightgbm", "matplotlib", "python-docx", "XlsxWriter")
    market = result.market
    return {
        "skillcast": version("skillcast"),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in libraries},
        "year": result.year,
        "seed": result.seed,
        "lang": lang,
        "synthetic": market.config.city.synthetic,
        "label": "模拟数据" if market.config.city.synthetic else "",
        "inputs": dict(market.sources),
        "corrections": [str(item) for item in market.corrections],
        "parameters": {name: result.parameters[name] for name in result.parameters},
        "changed_parameters": sorted(result.parameters.overrides),
        "overrides": len(market.table("overrides")) if market.has("overrides") else 0,
        "notes": [zh if lang == "zh" else en for zh, en in result.notes],
    }


def run_tasks(tasks: Sequence[Task], jobs: int) -> None:
    """Run independent writers one after the other, or in `jobs` processes; each writes its own file."""
    if jobs <= 1:
        for task in tasks:
            _run(task)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        list(pool.map(_run, tasks))


def _run(task: Task) -> None:
    function, arguments, options = task
    function(*arguments, **options)


def _figure_task(figure: Figure, folder: Path, kind: str, document: Document) -> Task:
    path = folder / "figures" / f"{figure.name}.{kind}"
    return draw, (figure, path), {"banner": document.banner, "lang": document.lang}
