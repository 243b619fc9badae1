"""Every single number in the files of a publication, and how to change one of them as a careful forger would."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from skillcast.publication.place.staging import MARK
from skillcast.publication.verify import hash_tree

ZIPPED, TEXT, IMAGE, PAGES = (".docx", ".xlsx"), (".html", ".svg", ".csv", ".json"), (".png",), (".pdf",)
DIGIT = re.compile(rb"\d+")
# Digits that name a colour, a font, a length or a key of the format are no numbers of the publication.
PRINTED = {
    ".html": re.compile(rb">[^<>]*?(\d[\d,.]*)[^<>]*?<"),
    "word/document.xml": re.compile(rb"<w:t[^>]*>[^<]*?(\d[\d,.]*)[^<]*?</w:t>"),
    "xl/sharedStrings.xml": re.compile(rb"<t[^>]*>[^<]*?(\d[\d,.]*)[^<]*?</t>"),
    "xl/worksheets/": re.compile(rb"<v>(-?\d[\d.]*)</v>"),
}


@dataclass(frozen=True)
class Place:
    """One number: its file, the part of the file (of a zip archive or a PDF), where in it, and its digits."""

    file: str
    part: str
    start: int
    digits: bytes


def places(out: Path) -> Iterator[Place]:
    """Yield every number of every file."""
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        name = path.relative_to(out).as_posix()
        if path.suffix in ZIPPED:
            with zipfile.ZipFile(path) as archive:
                for part in archive.namelist():
                    yield from _numbers(name, part, archive.read(part), part)
        elif path.suffix in TEXT:
            yield from _numbers(name, "", path.read_bytes(), path.suffix)
        elif path.suffix in PAGES:
            for number, data in enumerate(streams(path.read_bytes())):
                yield from _numbers(name, str(number), data, "", any_digits=True)


def _numbers(name: str, part: str, data: bytes, kind: str, *, any_digits: bool = False) -> Iterator[Place]:
    pattern = next((found for key, found in PRINTED.items() if kind.startswith(key)), None)
    if pattern is None and not (any_digits or kind in TEXT):
        return
    for match in (pattern or DIGIT).finditer(data):
        group = match.lastindex or 0
        yield Place(name, part, match.start(group), match.group(group))


def tamper(out: Path, place: Place, digit: int) -> None:
    """Change the first digit of a number that differs from `digit`, keep every other byte, and refresh the fingerprints.

    Fingerprints in ``run.json`` are computed again, so that only what the numbers say can give the change away; a change within
    ``run.json`` itself is left as it is.
    """
    path = out / place.file
    data = path.read_bytes()
    if path.suffix in ZIPPED:
        path.write_bytes(_repacked(data, place, digit))
    elif path.suffix in PAGES:
        path.write_bytes(_restreamed(data, place, digit))
    else:
        path.write_bytes(_changed(data, place, digit))
    if place.file == MARK:
        return
    manifest = json.loads((out / MARK).read_text(encoding="utf-8"))
    manifest["outputs"] = hash_tree(out)
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (out / MARK).write_bytes(text.encode("utf-8"))


def _changed(data: bytes, place: Place, digit: int) -> bytes:
    """Return the data with one digit of the number replaced by another."""
    for offset, byte in enumerate(place.digits):
        if chr(byte).isdigit():
            new = str(digit if digit != int(chr(byte)) else (digit + 1) % 10).encode()
            at = place.start + offset
            return data[:at] + new + data[at + 1 :]
    raise ValueError(f"no digit in {place.digits!r}")


def _repacked(data: bytes, place: Place, digit: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for entry in source.infolist():
            content = source.read(entry)
            changed = _changed(content, place, digit) if entry.filename == place.part else content
            archive.writestr(entry, changed, compress_type=zipfile.ZIP_DEFLATED, compresslevel=6)
    return target.getvalue()


STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def streams(data: bytes) -> list[bytes]:
    """Return the unpacked content of every stream of a PDF that holds drawing operators; others come back empty."""
    found = []
    for match in STREAM.finditer(data):
        try:
            content = zlib.decompress(match.group(1))
        except zlib.error:
            content = b""
        found.append(content if b" Tm" in content or b" Tj" in content or b"TJ" in content else b"")
    return found


def _restreamed(data: bytes, place: Place, digit: int) -> bytes:
    """Return the PDF with one stream changed and packed again, padded to its old length where that is possible."""
    match = list(STREAM.finditer(data))[int(place.part)]
    content = _changed(zlib.decompress(match.group(1)), place, digit)
    packed = zlib.compress(content, 9)
    return data[: match.start(1)] + packed.ljust(len(match.group(1)), b"\n") + data[match.end(1) :]
