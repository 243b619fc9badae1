"""Do the page numbers printed in the contents of the Word bulletin hold? Sets the bundled city in LibreOffice and looks.

    python benchmarks/publication/word_pages.py [--lang en] [--style fixed_28]

Needs ``soffice`` and ``pdftotext`` on the path. Prints every block whose page is not the one foretold, and the number of pages;
exits 1 if a heading stands elsewhere than its entry in the contents says.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import skillcast
from skillcast.publication.bulletin import bulletin
from skillcast.publication.content import Document, Figure, Heading, Paragraph, Table
from skillcast.publication.figures.figures import draw
from skillcast.publication.printing import captions
from skillcast.publication.word.docx import write_docx
from skillcast.publication.word.outline import contents
from skillcast.publication.word.pages import Setting, pages_of
from skillcast.publication.word.style import NATIONAL, variant

LETTERS = 14  # so many characters of a text find it again


def printed_pages(made: Document, folder: Path, style: str) -> list[str]:
    """Return the text of every page of the document, without white space."""
    word = folder / "bulletin.docx"
    write_docx(replace(made, style=style), word, figures=folder)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(  # noqa: S603
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(word)],  # noqa: S607
        check=True,
        capture_output=True,
    )
    text = subprocess.run(  # noqa: S603
        ["pdftotext", "-layout", str(folder / "bulletin.pdf"), "-"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return ["".join(page.split()) for page in text.split("\f")[:-1]]


def main() -> int:
    """Compare the foretold pages with the printed ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--style", default=NATIONAL)
    chosen = parser.parse_args()
    result = skillcast.outlook(skillcast.load(skillcast.sample_path("jiayuguan_synthetic")))
    made = bulletin(result, lang=chosen.lang)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for figure in made.figures:
            draw(figure, folder / f"{figure.name}.png", banner=made.banner, lang=made.lang)
        printed = printed_pages(made, folder, chosen.style)
        foretold = pages_of(made, Setting.of(made, variant(chosen.style), folder))
    titles, wrong = captions(made), 0
    for place, block in enumerate(made.blocks):
        if isinstance(block, (Table, Figure)):
            text = titles[block.name][: LETTERS * 2]
        elif isinstance(block, (Heading, Paragraph)):
            text = block.text
        else:
            continue
        text = "".join(text.split())[:LETTERS]
        first = 2 if contents(made) else 1  # the contents name every heading before it comes
        found = [number for number, page in enumerate(printed, start=1) if number >= first and text in page]
        if foretold[place, ""] not in found:
            wrong += isinstance(block, Heading)
            sys.stdout.write(f"{text}: foretold {foretold[place, '']}, printed {found}\n")
    sys.stdout.write(f"{len(printed)} pages, {wrong} headings on another page than the contents say\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
