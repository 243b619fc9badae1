"""Every file made again from the data package, and where a published file differs from it."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from skillcast.publication.content import Document
from skillcast.publication.data.csvs import csv_bytes
from skillcast.publication.data.outline import outline_bytes
from skillcast.publication.data.package import figure_table, read_document
from skillcast.publication.pdf.words import pdf_words
from skillcast.publication.rendering import FIGURES, draw_figures, write_documents
from skillcast.publication.verify.finding import Finding, around
from skillcast.publication.verify.readers import DAMAGE, docx_words, html_words, xlsx_words

READERS = {".html": html_words, ".docx": docx_words, ".xlsx": xlsx_words, ".pdf": pdf_words}
MOST = 20  # differing passages named a file
_TEXT = (".html", ".svg", ".csv", ".json", ".txt")


@dataclass(frozen=True)
class _Source:
    """Files that decide what is made again; the same content, wherever it lies, is made once."""

    digest: str
    folder: Path = field(compare=False)


@dataclass(frozen=True)
class _Drawing:
    """A document of one figure; the same data and words are drawn once."""

    digest: str
    document: Document = field(compare=False)


def figure_differences(out: Path) -> Iterator[Finding]:
    """Yield the figures that are not what their data draw; only meaningful with the libraries the run had."""
    yield from _differences(out, {f"{FIGURES}/{name}": data for name, data in _drawn(_source(out, "data")).items()})


def document_differences(out: Path, *, bytes_too: bool, named: frozenset[str]) -> Iterator[Finding]:
    """Yield the files whose words, and if `bytes_too` anything else, are not what the data package gives.

    Parameters
    ----------
    out
        A publication.
    bytes_too
        Whether figures and layout must agree too (the same libraries are in use): figures are then drawn again, else those that lie
        there are put into the documents. The data package is always compared whole.
    named
        Files in which differing cells have been named already; they need no finding for their bytes.
    """
    from docx.image.exceptions import UnrecognizedImageError

    try:
        expected = _made(_source(out, "data")) if bytes_too else _madearound(_source(out, "data", FIGURES))
    except (*DAMAGE, UnrecognizedImageError) as error:
        yield Finding("unreadable", FIGURES, printed=f"{type(error).__name__}: {error}")
        return
    for name, data in expected.items():
        path = out / name
        if name in named and path.suffix == ".xlsx":
            continue  # all its words are cells
        words = list(_word_differences(path, name, data)) if path.exists() else []
        yield from words
        if not words and name not in named and (bytes_too or path.suffix not in READERS):
            yield from _differences(out, {name: data})


def _source(out: Path, *parts: str) -> _Source:
    found = hashlib.sha256()
    for part in parts:
        for name, data in _contents(out / part).items():
            found.update(f"{part}/{name}\0{len(data)}\0".encode())
            found.update(data)
    return _Source(found.hexdigest(), out)


def _drawn(source: _Source) -> dict[str, bytes]:
    """Return the figures of a data package, each drawn once for the same data and words."""
    document = read_document(source.folder)
    found: dict[str, bytes] = {}
    for figure in document.figures:
        alone = replace(document, blocks=(figure,), extra=(), checks=())
        data = csv_bytes(figure_table(figure)) + outline_bytes(alone)
        found |= _figure(_Drawing(hashlib.sha256(data).hexdigest(), alone))
    return found


@lru_cache(maxsize=64)
def _figure(drawing: _Drawing) -> Mapping[str, bytes]:
    with tempfile.TemporaryDirectory() as place:
        draw_figures(drawing.document, Path(place))
        return _contents(Path(place) / FIGURES)


@lru_cache(maxsize=2)
def _made(source: _Source) -> Mapping[str, bytes]:
    """Return the documents and the data package of a data package, with figures drawn again."""
    with tempfile.TemporaryDirectory() as place:
        figures = Path(place)
        for name, data in _drawn(source).items():
            (figures / name).write_bytes(data)
        return _documents(source.folder, figures)


@lru_cache(maxsize=2)
def _madearound(source: _Source) -> Mapping[str, bytes]:
    """Return the documents and the data package of a publication around the figures that lie there."""
    return _documents(source.folder, source.folder / FIGURES)


def _documents(out: Path, figures: Path) -> Mapping[str, bytes]:
    with tempfile.TemporaryDirectory() as place:
        write_documents(read_document(out), Path(place), figures=figures)
        return _contents(Path(place))


def _contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _word_differences(path: Path, name: str, data: bytes) -> Iterator[Finding]:
    """Yield the passages outside the tables that differ, at most `MOST`."""
    reader = READERS.get(path.suffix)
    if reader is None:
        return
    try:
        printed = reader(path.read_bytes())
    except DAMAGE:
        return  # named as unreadable where its tables are read
    derived = reader(data)
    if len(printed) != len(derived):
        yield Finding("content", name, printed=f"{len(printed)} 段", derived=f"{len(derived)} 段")
    pairs = [(said, meant) for said, meant in zip(printed, derived, strict=False) if said != meant]
    for said, meant in pairs[:MOST]:
        yield Finding("text", name, printed=around(said, meant), derived=around(meant, said))


def _differences(out: Path, expected: Mapping[str, bytes]) -> Iterator[Finding]:
    for name, derived in expected.items():
        path = out / name
        if not path.exists():
            yield Finding("missing-file", name)
            continue
        printed = path.read_bytes()
        if printed == derived:
            continue
        if path.suffix in (".docx", ".xlsx"):
            yield from _parts(name, printed, derived)
        elif path.suffix in _TEXT:
            said, meant = printed.decode("utf-8", "replace"), derived.decode("utf-8", "replace")
            yield Finding("content", name, printed=around(said, meant), derived=around(meant, said))
        else:
            place = next((n for n, pair in enumerate(zip(printed, derived, strict=False)) if pair[0] != pair[1]), -1)
            yield Finding("content", name, printed=f"{len(printed)} B", derived=f"{len(derived)} B", column=f"@{place}")


def _parts(name: str, printed: bytes, derived: bytes) -> Iterator[Finding]:
    """Yield the parts of a zip file that differ; only packing may."""
    try:
        said, meant = _unpacked(printed), _unpacked(derived)
    except DAMAGE:
        return  # named as unreadable where its tables are read
    differing = [part for part in sorted(said.keys() | meant.keys()) if said.get(part) != meant.get(part)]
    for part in differing:
        texts = [(found.get(part) or b"").decode("utf-8", "replace") for found in (said, meant)]
        yield Finding("content", name, part, printed=around(*texts), derived=around(*reversed(texts)))
    if not differing:
        yield Finding("content", name, printed=f"{len(printed)} B", derived=f"{len(derived)} B")


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry: archive.read(entry) for entry in archive.namelist()}
