"""Every file of a publication from its document: pure functions of the document, the figures first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from skillcast.publication.content import Document, Figure
from skillcast.publication.data.package import write_package
from skillcast.publication.excel.xlsx import write_xlsx
from skillcast.publication.figures.figures import draw
from skillcast.publication.html import write_html
from skillcast.publication.pdf.pdf import write_pdf
from skillcast.publication.word.docx import write_docx

FORMATS = ("png", "svg")
FIGURES = "figures"
Task = tuple[Callable[..., object], tuple[object, ...], dict[str, object]]


def draw_figures(document: Document, folder: Path, *, jobs: int = 1) -> None:
    """Draw every figure of a document into ``figures/``, in both formats."""
    (folder / FIGURES).mkdir(exist_ok=True)
    run_tasks([_figure_task(figure, folder, kind, document) for figure in document.figures for kind in FORMATS], jobs)


def write_documents(document: Document, folder: Path, *, figures: Path, jobs: int = 1) -> None:
    """Write every document format and the data package of a document; `figures` holds its drawn figures."""
    given: dict[str, object] = {"figures": figures}
    writers: list[Task] = [
        (write_docx, (document, folder / f"{document.stem}.docx"), given),
        (write_pdf, (document, folder / f"{document.stem}.pdf"), given),
        (write_html, (document, folder / f"{document.stem}.html"), given),
        (write_xlsx, (document, folder / "tables.xlsx"), {}),
    ]
    run_tasks(writers, jobs)
    write_package(document, folder)


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
    path = folder / FIGURES / f"{figure.name}.{kind}"
    return draw, (figure, path), {"banner": document.banner, "lang": document.lang}
