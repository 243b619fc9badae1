"""Every generated sentence told again from the tables it describes, and the record of the run against the data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from skillcast.publication.content import Bullets, Document, Paragraph, Sentence
from skillcast.publication.data.outline import OUTLINE
from skillcast.publication.figures.alt_text import described
from skillcast.publication.manifest import IDENTIFIER, identify
from skillcast.publication.place.staging import MARK
from skillcast.publication.sentences import joined
from skillcast.publication.trace.provenance import PROVENANCE, provenance_bytes
from skillcast.publication.trace.vintages import broken_links
from skillcast.publication.verify.finding import Finding, around


def sentence_differences(document: Document) -> Iterator[Finding]:
    """Yield the sentences that the published tables do not tell."""
    tables = {table.name: table for table in (*document.tables, *document.extra)}
    for text, sentences in (*_told(document), *_notes(document)):
        names = " ".join(name for sentence in sentences for name in sentence.tables)
        try:
            derived = joined(sentences, tables, document.lang)
        except (ArithmeticError, IndexError, KeyError, TypeError, ValueError) as error:
            yield Finding("unreadable", f"data/{OUTLINE}", names, printed=f"{type(error).__name__}: {error}")
            continue
        if derived != text:
            yield Finding("sentence", f"data/{OUTLINE}", names, printed=text, derived=derived)


def alt_text_differences(document: Document) -> Iterator[Finding]:
    """Yield the figures whose words are not what their frames give."""
    for figure in document.figures:
        derived = described(figure, document.lang).alt
        if derived != figure.alt:
            yield Finding("sentence", f"data/{OUTLINE}", figure.name, printed=figure.alt, derived=derived)


def _told(document: Document) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.sentences:
            yield block.text, block.sentences
        elif isinstance(block, Bullets):
            pairs = zip(block.items, block.sentences, strict=False)
            yield from ((text, sentences) for text, sentences in pairs if sentences)


def _notes(document: Document) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    for table in (*document.tables, *document.extra):
        yield from (pair for pair in zip(table.notes, table.sentences, strict=False) if pair[1])


def trace_differences(out: Path, document: Document) -> Iterator[Finding]:
    """Yield what the record of where figures come from, and the chain of earlier editions, do not agree on."""
    try:
        manifest: dict[str, Any] = json.loads((out / MARK).read_text(encoding="utf-8"))
        printed = (out / "data" / PROVENANCE).read_bytes()
    except (OSError, ValueError):
        yield Finding("missing-file", f"data/{PROVENANCE}")
        return
    derived = provenance_bytes(document, manifest)
    if printed != derived:
        texts = (printed.decode("utf-8", "replace"), derived.decode("utf-8", "replace"))
        yield Finding("content", f"data/{PROVENANCE}", printed=around(*texts), derived=around(*reversed(texts)))
    for number in broken_links(out):
        yield Finding("run", f"vintages/{number}", column=IDENTIFIER)


def run_differences(out: Path, document: Document) -> Iterator[Finding]:
    """Yield what the record of the run and the published parameters or identifier do not agree on."""
    try:
        manifest: dict[str, Any] = json.loads((out / MARK).read_text(encoding="utf-8"))
        recorded = str(manifest[IDENTIFIER])
    except (OSError, ValueError, KeyError, TypeError):
        return  # named where the fingerprints are read
    derived = identify(manifest)
    for printed in sorted({recorded, document.identifier} - {derived}):
        yield Finding("run", MARK, column=IDENTIFIER, printed=printed, derived=derived)
    known = next((table.frame for table in document.tables if table.name == "parameters"), None)
    if known is None:
        return
    for name, value in zip(known["parameter"], known["value"], strict=True):
        ran = manifest.get("parameters", {}).get(name)
        text = f"{ran:g}" if isinstance(ran, float) else str(ran)
        if text != value:
            yield Finding("run", MARK, "parameters", column=name, printed=text, derived=value)
