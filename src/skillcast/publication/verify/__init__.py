"""Does a publication agree with itself? Every file is made again from the data package and compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from skillcast.errors import Language
from skillcast.publication.data.package import DESCRIPTOR, read_document, read_package
from skillcast.publication.figures.figure_data import shown_table
from skillcast.publication.manifest import environment
from skillcast.publication.place.staging import MARK, recover
from skillcast.publication.verify.arithmetic import copies, document_identities, table_identities
from skillcast.publication.verify.cells import document_cells, workbook_cells
from skillcast.publication.verify.finding import Finding
from skillcast.publication.verify.fingerprints import fingerprints, hash_tree
from skillcast.publication.verify.readers import Grid, docx_tables, html_tables
from skillcast.publication.verify.rebuilt import document_differences, figure_differences
from skillcast.publication.verify.telling import (
    alt_text_differences,
    run_differences,
    sentence_differences,
    trace_differences,
)

__all__ = ["Finding", "hash_tree", "same_environment", "verify"]


def verify(out: str | Path) -> list[Finding]:
    """Return every disagreement within a publication; none means that it is whole.

    First the fingerprint of every file against ``run.json``; then, whatever the fingerprints say: the identities of every table,
    every generated sentence told again from its tables, every cell of the documents and the workbook, every other word in them,
    the data package itself, and the record of the run. With the libraries that the run had (`same_environment`) figures are drawn
    and documents made again to the byte; with others their layout cannot be compared, their words still are.

    Parameters
    ----------
    out
        The folder that `publish` wrote.

    Returns
    -------
    list of Finding
        Empty when the publication is whole.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     verify(Path(folder))[0].kind  # not a publication
    'unreadable'
    """
    folder = Path(out)
    recover(folder)
    found = list(fingerprints(folder))
    try:
        package, _ = read_package(folder)
        document = read_document(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return [*found, Finding("unreadable", f"data/{DESCRIPTOR}", printed=f"{type(error).__name__}: {error}")]
    lang: Language = document.lang
    for table in (*document.tables, *document.extra):
        found.extend(table_identities(table))
    found.extend(document_identities(document))
    found.extend(sentence_differences(document))
    found.extend(alt_text_differences(document))
    readers: dict[str, Callable[[Path], dict[str, Grid]]] = {".html": html_tables, ".docx": docx_tables}
    cells: list[Finding] = []
    for ending, reader in readers.items():
        drawn = tuple(shown_table(figure, lang) for figure in document.figures) if ending == ".html" else ()
        cells.extend(document_cells(folder / f"{document.stem}{ending}", reader, (*document.tables, *drawn), lang))
    cells.extend(workbook_cells(folder / "tables.xlsx", document.tables, lang))
    found.extend(cells)
    for resource in package["resources"]:
        found.extend(copies(folder, resource))
    same = same_environment(folder)
    named = frozenset(finding.file for finding in found if finding.kind != "hash")
    if same:
        found.extend(figure_differences(folder))
    found.extend(document_differences(folder, bytes_too=same, named=named))
    found.extend(run_differences(folder, document))
    found.extend(trace_differences(folder, document))
    return found


def same_environment(out: Path) -> bool:
    """Return whether a publication was made with the versions in use, so that its files can be compared to the byte."""
    try:
        manifest: dict[str, Any] = json.loads((out / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return all(manifest.get(name) == value for name, value in environment().items())
