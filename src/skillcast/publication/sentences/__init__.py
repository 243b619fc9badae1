"""Sentences generated from the published frames of the tables they describe.

A sentence of a document is a kind, the names of its tables and further facts (`Sentence`). The builder tells it once, `verify`
tells it again from the data package; neither sees a figure that is not published, so no sentence can give a withheld one away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from skillcast.errors import Language
from skillcast.publication.content import Bullets, Paragraph, ParagraphStyle, Sentence, Table
from skillcast.publication.data.frames import typed_frame
from skillcast.publication.sentences import catalogue, correction, forecast, form, methods, programmes, supply
from skillcast.publication.words import Words

# Each takes the typed frames of its tables, its facts by name, and `say`.
SENTENCES: dict[str, Callable[..., str]] = {
    **form.SENTENCES,
    **supply.SENTENCES,
    **forecast.SENTENCES,
    **catalogue.SENTENCES,
    **programmes.SENTENCES,
    **methods.SENTENCES,
    **correction.SENTENCES,
}


def tell(sentence: Sentence, tables: Mapping[str, Table], lang: Language) -> str:
    """Return a sentence as text.

    Parameters
    ----------
    sentence
        What to tell.
    tables
        The tables of the document by name.
    lang
        Language of the document.

    Raises
    ------
    KeyError
        A kind or a table that does not exist.

    Examples
    --------
    >>> import pandas as pd
    >>> from skillcast.publication.content import ColumnFormat
    >>> frame = pd.DataFrame({"period": ["2027", "2028"], "persons": [40.0, 20.0]})
    >>> columns = (ColumnFormat("period", "Year", kind="code"), ColumnFormat("persons", "Persons", kind="number"))
    >>> tables = {"layoffs": Table("layoffs", "Layoffs", frame, columns)}
    >>> tell(Sentence("layoffs", ("layoffs",), {"years": 2}), tables, "en")[:37]
    'Retraining: about 30 persons a year a'
    """
    frames = [typed_frame(tables[name]) for name in sentence.tables]
    return SENTENCES[sentence.kind](*frames, **sentence.facts, say=Words(lang))


def told(tables: Iterable[Table], lang: Language, *sentences: Sentence, style: ParagraphStyle = "body") -> Paragraph:
    """Return sentences as one paragraph that knows where its text comes from."""
    named = {table.name: table for table in tables}
    return Paragraph(joined(sentences, named, lang), style, sentences)


def told_items(tables: Iterable[Table], lang: Language, *items: Sentence) -> Bullets:
    """Return sentences as a list, one an item; those that come out empty are left out."""
    named = {table.name: table for table in tables}
    pairs = [(tell(item, named, lang), item) for item in items]
    kept = [(text, item) for text, item in pairs if text]
    return Bullets(tuple(text for text, _ in kept), tuple((item,) for _, item in kept))


def noted(table: Table, others: Iterable[Table], lang: Language, *items: str | Sentence) -> Table:
    """Return a table with its notes: fixed words, or sentences on it and on other tables; empty ones are left out."""
    named = {other.name: other for other in (*others, table)}
    pairs = [(item, ()) if isinstance(item, str) else (tell(item, named, lang), (item,)) for item in items]
    kept = [(text, sentences) for text, sentences in pairs if text]
    return replace(table, notes=tuple(text for text, _ in kept), sentences=tuple(found for _, found in kept))


def joined(sentences: Iterable[Sentence], tables: Mapping[str, Table], lang: Language) -> str:
    """Return sentences as one text."""
    return Words(lang).together(*(tell(sentence, tables, lang) for sentence in sentences))
