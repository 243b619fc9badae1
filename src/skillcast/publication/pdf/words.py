"""What is printed in a PDF of ours: its words in reading order. Other programs' PDF files are refused."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_STREAM = re.compile(rb"/Length (\d+).*?>>\s*stream\r?\n", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
# What matters in the content of a page: strings, fonts, spans with a text of their own, and the ends of those and of texts.
_TOKEN = re.compile(
    rb"/ActualText\s*<(?P<actual>[0-9A-F]*)>"
    rb"|/\w+\s*(?:<[0-9A-F]*>|\([^\\()]*\))"  # its language and other words about it
    rb"|(?P<string>\()"
    rb"|<(?P<hex>[0-9A-F]+)>"
    rb"|/(?P<font>\w+) [\d.]+ Tf"
    rb"|(?P<mark>\b(?:BDC|BMC|EMC|ET))\b",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_words(data: bytes) -> list[str]:
    """Return the texts of a PDF that `write_pdf` wrote, line by line and cell by cell, page after page.

    Raises
    ------
    ValueError
        If the file is damaged or was written by another program.
    """
    objects = _objects(data)
    words: list[str] = []
    for number in _pages(objects):
        page = objects[number]
        resources = objects[_reference(page, b"Resources")]
        fonts = {
            name.decode(): _characters(_stream(objects[_reference(objects[int(font)], b"ToUnicode")]))
            for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
        }
        words += _read(_stream(objects[_reference(page, b"Contents")]), fonts)
    return words


def _objects(data: bytes) -> dict[int, bytes]:
    """Return the objects of the file by number, as its table of contents lists them."""
    start = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", data)
    if not data.startswith(b"%PDF-1.7") or start is None:
        raise ValueError("no PDF of skillcast")
    table = int(start[1])
    offsets = sorted(int(entry[1]) for entry in _ENTRY.finditer(data, table))
    objects = {}
    for begin, end in zip(offsets, [*offsets[1:], table], strict=True):
        head = re.match(rb"(\d+) 0 obj\s", data[begin : begin + 20])
        if head is None:
            raise ValueError("no PDF of skillcast")
        objects[int(head[1])] = data[begin + head.end() : end]
    return objects


def _pages(objects: dict[int, bytes]) -> list[int]:
    roots = [body for body in objects.values() if body.startswith(b"<</Type/Pages")]
    if len(roots) != 1:
        raise ValueError("no PDF of skillcast")
    kids = re.search(rb"/Kids\s*\[(.*?)\]", roots[0], re.DOTALL)
    return [int(kid) for kid in _REFERENCE.findall(kids[1])] if kids else []


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb" (\d+) 0 R", body)
    if found is None:
        raise ValueError(f"no {key.decode()} in an object")
    return int(found[1])


def _stream(body: bytes) -> bytes:
    head = _STREAM.search(body)
    if head is None:
        raise ValueError("no stream in an object")
    raw = body[head.end() : head.end() + int(head[1])]
    return zlib.decompress(raw) if b"/FlateDecode" in body[: head.end()] else raw


@lru_cache(maxsize=16)
def _characters(table: bytes) -> dict[int, str]:
    """Return the text of every glyph of a font."""
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in _PAIR.findall(table)}


def _read(content: bytes, fonts: dict[str, dict[int, str]]) -> list[str]:
    """Return the texts of a page; a span that states its text is read as that, not glyph by glyph."""
    lines: list[str] = []
    font: dict[int, str] = {}
    line, at, depth = "", 0, 0
    stated, silent = "", 0  # the text a span states; the depth of that span
    while token := _TOKEN.search(content, at):
        at = token.end()
        if token["string"] or token["hex"]:
            codes = bytes.fromhex((token["hex"] or b"").decode())
            if token["string"]:
                codes, at = _string(content, at)
            if not silent:
                line += "".join(font[codes[place] << 8 | codes[place + 1]] for place in range(0, len(codes), 2))
        elif token["font"]:
            font = fonts[token["font"].decode()]
        elif token["actual"]:
            stated = bytes.fromhex(token["actual"].decode()).decode("utf-16").replace("\u2060", "")
        elif token["mark"] == b"ET":
            lines, line = [*lines, line], ""
        elif token["mark"] == b"EMC":
            silent, depth = 0 if silent == depth else silent, depth - 1
        elif token["mark"]:
            depth += 1
            if stated:
                line, stated, silent = line + stated, "", depth
    return [text for text in lines if text.strip(" .")]


def _string(content: bytes, start: int) -> tuple[bytes, int]:
    """Return the bytes of a string from after its opening bracket on, and where it ends; brackets in it come in pairs."""
    depth = 1
    for found in _BRACKET.finditer(content, start):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return _unescaped(content[start : found.start()]), found.end()
    raise ValueError("a string without an end")


def _unescaped(text: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8)]) if code[0] in b"01234567" else _LETTERS.get(code, code)

    return _ESCAPE.sub(plain, text)
