"""Every generated sentence told again from the tables it describes, and the record of the run against the data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from skillcast.publication.blocks import OUTLINE
from skillcast.publication.content import Bullets, Document, Paragraph, Sentence
from skillcast.publication.manifest import IDENTIFIER, identify
from skillcast.publication.sentences import joined
from skillcast.publication.staging import MARK
from skillcast.publication.verify.finding import Finding


def sentence_differences(document: Document) -> Iterator[Finding]:
    """Yield the sentences that the published tables do not tell."""
    tables = {table.name: table for table in (*document.tables, *document.extra)}
    for text, sentences in _told(document):
        names = " ".join(name for sentence in sentences for name in sentence.tables)
        try:
            derived = joined(sentences, tables, document.lang)
        except (ArithmeticError, IndexError, KeyError, TypeError, ValueError) as error:
            yield Finding("unreadable", f"data/{OUTLINE}", names, printed=f"{type(error).__name__}: {error}")
            continue
        if derived != text:
            yield Finding("sentence", f"data/{OUTLINE}", names, printed=text, derived=derived)


def _told(document: Document) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.sentences:
            yield block.text, block.sentences
        elif isinstance(block, Bullets):
            pairs = zip(block.items, block.sentences, strict=False)
            yield from ((text, sentences) for text, sentences in pairs if sentences)


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
