"""Build the bundled Chinese fonts: TrueType subsets of Noto Sans SC and Noto Serif SC (SIL Open Font License 1.1), renamed.

    python tools/build_font.py FOLDER src/skillcast/publication/assets

FOLDER holds the source files ``NotoSansSC-Regular.otf`` and ``NotoSerifSC-Regular.otf``, which come with the registry
package `pylopdf-fonts-zh-cn` (0.1.1). Needs fonttools only.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

VERSIONS = {"Sans": "2.004", "Serif": "2.003"}  # of the sources
EPOCH = 3_786_912_000  # 2024-01-01 in seconds since 1904: a fixed date keeps the bytes the same
SYMBOLS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳〔〕【】《》〈〉「」『』≤≥≠≈～—–…“”‘’·•±×÷−→←↑↓↗↘★☆％‰℃√■□●○▲△▼▽◆◇※§€¥〓、。"
RARE = "喆镕祎垚堃㎡玥昇犇淼鑫焱燊堯頔"


def characters() -> set[int]:
    """Return the code points kept: Latin, the whole of GB2312, full-width forms, signs, some rare name characters."""
    kept = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | set(range(0xFF01, 0xFF5F))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                kept.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return kept | {ord(character) for character in SYMBOLS + RARE}


def to_truetype(font: TTFont) -> None:
    """Replace cubic (CFF) outlines by quadratic ones, which PDF viewers embed without complaint."""
    names = font.getGlyphOrder()
    outlines = font.getGlyphSet()
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = names, glyphs
    font["loca"] = newTable("loca")
    del font["CFF "], font["VORG"]
    largest = font["maxp"]
    largest.tableVersion = 0x00010000
    largest.maxZones = 1
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(largest, f"max{field}", 0)
    for field in ("SizeOfInstructions", "ComponentElements", "ComponentDepth"):
        setattr(largest, f"max{field}", 0)
    for field in ("Points", "Contours", "CompositePoints", "CompositeContours"):  # computed on saving
        setattr(largest, f"max{field}", 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"


def rename(font: TTFont, kind: str) -> None:
    """Give the subset its own name, as the licence asks of changed versions."""
    family = f"Skillcast {kind} SC"
    words = {
        1: family,
        2: "Regular",
        3: f"{family} 1.0",
        4: family,
        5: "Version 1.000",
        6: f"Skillcast{kind}SC-Regular",
    }
    words[10] = f"A subset of Noto {kind} SC {VERSIONS[kind]}, converted to TrueType outlines and renamed."
    for record in list(font["name"].names):
        if record.nameID in (16, 17, 21, 22) or record.nameID in words or record.langID not in (0, 0x409):
            font["name"].removeNames(record.nameID, record.platformID, record.platEncID, record.langID)
    for number, text in words.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def build(source: Path, target: Path, kind: str) -> None:
    options = subset.Options(
        layout_features=["kern"], hinting=False, name_IDs=["*"], name_languages=["*"], notdef_outline=True
    )
    font = TTFont(source, recalcTimestamp=False)
    chooser = subset.Subsetter(options)
    chooser.populate(unicodes=characters())
    chooser.subset(font)
    to_truetype(font)
    rename(font, kind)
    font["head"].created = font["head"].modified = EPOCH
    font.save(target)


if __name__ == "__main__":
    for kind in VERSIONS:
        build(
            Path(sys.argv[1]) / f"Noto{kind}SC-Regular.otf", Path(sys.argv[2]) / f"Skillcast{kind}SC-Regular.ttf", kind
        )
