"""Inputs made to do harm: texts, files, workbooks, configurations; what must be said of each, and odd ones that are honest."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from broken_inputs import Case, Mutation, cell, config, content, lines, workbook
from mini_city import put, read_rows

EMPLOYMENT, BOOK, TOML = "employment.csv", "data.xlsx", "skillcast.toml"
CALC = "cmd|' /C calc'!A0"

# Texts that are refused wherever a table holds words, and what is said of them.
TEXTS: dict[str, tuple[str, str]] = {
    "formula that speaks to a program": (f"={CALC}", "公式"),
    "formula in full width": (f"＝{CALC}", "公式"),
    "formula after a plus": (f"+{CALC}", "公式"),
    "formula after a minus": (f"-2+3+{CALC}", "公式"),
    "formula after an at": (f"@SUM(1+1)*{CALC}", "公式"),
    "formula behind a space": ("　=SUM(A1:A9)", "公式"),
    "formula behind a tab": ("\t=SUM(A1:A9)", "公式"),
    "formula in the second line": (f"焊工\n={CALC}", "公式"),
    "formula that links": ('=HYPERLINK("http://example.invalid/?x="&A1,"详情")', "公式"),
    "formula that fetches": ('=IMPORTXML("http://example.invalid/","//a")', "公式"),
    "formula of a cell": ("=A1", "公式"),
    "formula of another sheet": ("=Sheet2!A1", "公式"),
    "dynamic data exchange": ('=DDE("cmd";"/C calc";"x")', "公式"),
    "script": ("<script>alert(1)</script>", "标记"),
    "script left open": ("<script src=//example.invalid/x.js ", "标记"),
    "picture that fails": ("<img src=x onerror=alert(1)>", "标记"),
    "drawing that loads": ("<svg/onload=alert(1)>", "标记"),
    "end of the table": ("焊工</td></tr></table>", "标记"),
    "remark that is not closed": ("焊工<!-- ", "标记"),
    "character data": ("<![CDATA[焊工]]>", "标记"),
    "processing instruction": ("<?xml version='1.0'?>", "标记"),
    "entities": ("&lt;script&gt;", "标记"),
    "template expression": ("{{ 7*7 }}", "程序代码"),
    "template statement": ("{% import 'os' as os %}", "程序代码"),
    "template of Typst": ('#eval("read(\\"/etc/hosts\\")")', "程序代码"),
    "import of Typst": ('#import "x.typ": *', "程序代码"),
    "command of TeX": (r"\input{/etc/hosts}", "程序代码"),
    "shell of TeX": (r"\write18{id}", "程序代码"),
    "look-up": ("${jndi:ldap://example.invalid/a}", "程序代码"),
    "command within a command": ("焊工$(id)", "程序代码"),
    "command in back quotes": ("焊工`id`", "程序代码"),
    "bell": ("焊工\x07工", "控制字符 U+0007"),
    "order to a terminal": ("焊工\x1b[2J工", "控制字符 U+001B"),
    "vertical tab": ("焊\x0b工", "控制字符 U+000B"),
    "right to left": ("焊工\u202egnp.exe", "看不见的字符 U+202E"),
    "isolate": ("焊\u2066工\u2069", "看不见的字符 U+2066"),
    "no width": ("焊\u200b工", "看不见的字符 U+200B"),
    "mark in the middle": ("焊\ufeff工", "看不见的字符 U+FEFF"),
    "soft hyphen": ("焊\u00ad工", "看不见的字符 U+00AD"),
    "line separator": ("焊\u2028工", "看不见的字符 U+2028"),
    "tag characters": ("焊工\U000e0041\U000e0042", "看不见的字符 U+E0041"),
    "heap of marks": ("焊" + "\u0301" * 60 + "工", "附加符号"),
    "private use": ("焊\ue000工", "造字区字符或乱码 U+E000"),
    "no character": ("焊\uffff工", "造字区字符或乱码 U+FFFF"),
    "damaged text": ("焊\ufffd工", "造字区字符或乱码 U+FFFD"),
}
# Columns of words.
PLACES = (
    ("overrides", 2, "reason"), ("overrides", 2, "role"), ("cohorts", 3, "school"), ("programmes", 2, "school"),
    ("events", 2, "name"), ("crosswalk", 2, "source"), ("firms", 3, "firm"), ("firms", 2, "stratum"), ("history", 2, "grade"),
)  # fmt: skip

# Odd, but people write it.
HONEST = (
    "C/C++程序员", "A-1（一号）", "<3年", "-", "+5%", "-5", "=等于号开头", "@某公司", "O'Neill", '"双引号"', "R&D", "甲|乙", "$100", "#1高炉",
    "《<C/C++>程序设计》", "焊工\n（特种）", "é́", "𠮷野", "㈱", "C#(WPF)", "年龄<35", "- 第一条", "'=1", "100%", "1=1", "——", "D:\\数据\\一", "葛\U000e0100",
    "x_{1}", "~", "a;b", "a,b", "*", "👷",
)  # fmt: skip


def sparse(name: str, size: int) -> Mutation:
    """Return the mutation that makes a file of a size without writing it."""

    def mutate(folder: Path) -> None:
        with (folder / name).open("r+b") as handle:
            handle.truncate(size)

    return mutate


def linked(name: str, target: str) -> Mutation:
    def mutate(folder: Path) -> None:
        outside = folder.parent / "outside"
        outside.mkdir(exist_ok=True)
        (folder / name).rename(outside / target)
        (folder / name).symlink_to(outside / target)

    return mutate


def parts(
    rows: str, *, texts: str = "", sheets: str = '<sheet name="employment" sheetId="1" r:id="rId1"/>'
) -> dict[str, bytes]:
    """Return the parts of the smallest workbook with one sheet."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    made = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{links}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{links}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {main}>{texts}</sst>",
    }
    return {name: text.encode() for name, text in made.items()}


def cells(folder: Path) -> str:
    """Return the rows of table employment as a sheet's XML."""
    rows = [
        "".join(f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>' for text in row)
        for row in read_rows(folder / EMPLOYMENT)
    ]
    return "".join(f"<row>{row}</row>" for row in rows)


def packed(change: Callable[[dict[str, bytes]], Mapping[str, bytes] | None]) -> Mutation:
    """Return the mutation that turns table employment into a workbook, its parts changed."""

    def mutate(folder: Path) -> None:
        made = parts(cells(folder))
        made = dict(change(made) or made)
        (folder / EMPLOYMENT).unlink()
        with zipfile.ZipFile(folder / BOOK, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in made.items():
                archive.writestr(name, data)

    return mutate


def swapped(name: str, old: bytes, new: bytes) -> Mutation:
    """Return the mutation that makes a workbook and replaces bytes of one part."""
    return packed(lambda made: made | {name: made[name].replace(old, new)})


def raw(change: Callable[[bytes], bytes]) -> Mutation:
    """Return the mutation that makes a workbook and changes its bytes."""

    def mutate(folder: Path) -> None:
        packed(lambda made: None)(folder)
        (folder / BOOK).write_bytes(change((folder / BOOK).read_bytes()))

    return mutate


def _lying(data: bytes) -> bytes:
    """Let the sheet declare a tenth of its size, in both directories of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return data.replace(struct.pack("<L", size), struct.pack("<L", size // 10))


def _encrypted(data: bytes) -> bytes:
    return data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")


def _twice(folder: Path) -> None:
    packed(lambda made: None)(folder)
    with zipfile.ZipFile(folder / BOOK, "a") as archive:
        archive.writestr("XL/workbook.xml", b"<workbook/>")


def _laughs(name: str) -> Mutation:
    """Ten entities, each of ten of the one before."""
    names = "abcdefghij"
    inner = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    head = f'<!DOCTYPE x [<!ENTITY a "haha">{inner}]>'.encode()
    return packed(lambda made: made | {name: head + made[name]})


def _outside(made: dict[str, bytes]) -> dict[str, bytes]:
    head = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hosts">]>'
    return made | {
        "xl/sharedStrings.xml": head + made["xl/sharedStrings.xml"].replace(b"</sst>", b"<si><t>&e;</t></si></sst>")
    }


def _one_text_in_every_cell(made: dict[str, bytes]) -> dict[str, bytes]:
    """A text of a million characters, named by ten thousand cells: 20 KB that would take ten thousand million."""
    row = "<row>" + '<c t="s"><v>0</v></c>' * 10 + "</row>"
    return parts(row * 1000, texts=f"<si><t>{'甲' * 1_000_000}</t></si>")


def _many(folder: Path) -> None:
    for number in range(2000):
        (folder / f"t{number}.csv").touch()


def _folder(folder: Path) -> None:
    (folder / "events.csv").unlink()
    (folder / "events.csv").mkdir()


def _pipe(folder: Path) -> None:
    (folder / "events.csv").unlink()
    os.mkfifo(folder / "events.csv")


def _carriage_return(folder: Path) -> None:
    put(folder, "overrides", 2, "reason", "XXX")
    path = folder / "overrides.csv"
    path.write_bytes(path.read_bytes().replace(b"XXX", b'"ok\r=SUM(A1:A9)"'))


def _own_code(folder: Path) -> None:
    (folder / TOML).write_text('[city]\nregion = "620200"\n[standards]\nindustry = "own"\n', encoding="utf-8")
    put(folder, "employment", 2, "industry", "＜script＞alert(1)＜/script＞")


def city(line: str) -> Mutation:
    return lambda folder: (folder / TOML).write_text(f'[city]\nregion = "620200"\n{line}\n', encoding="utf-8")


CORRECTION = """[[corrections]]
table = "employment"
key = { region = "620200", industry = "C31", period = "2020" }
column = "employed"
expect = "24074"
value = "24074"
reason = "{{ config }}"
"""
GAP = '[[allow.gaps]]\ntable = "employment"\nperiod = "2019"\nreason = "<script>"'
HEADER = b"region,industry,period,employed\n"

# fmt: off
CASES: list[Case] = [
    # CSV
    Case("cell of ten megabytes", content(EMPLOYMENT, HEADER + b"620200," + b"x" * 10_000_000 + b",2025,1\n"), "too-long", EMPLOYMENT, 2),
    Case("cell of ten megabytes in many lines", content(EMPLOYMENT, HEADER + b'620200,"' + b"x\n" * 5_000_000 + b'",2025,1\n'), "too-long", EMPLOYMENT, 2),
    Case("cell of three thousand characters", cell("overrides", 2, "reason", "理由" * 1500), "too-long", "overrides.csv", 2, "reason"),
    Case("header of a megabyte", content(EMPLOYMENT, b"x" * 1_000_000 + b",b\n1,2\n"), "too-long", EMPLOYMENT, 1),
    Case("header of three thousand characters", content(EMPLOYMENT, b"x" * 3000 + b",b\n1,2\n"), "too-long", EMPLOYMENT, 1, "#1"),
    Case("million columns", content(EMPLOYMENT, b"," * 1_000_000 + b"x\n1\n"), "too-many", EMPLOYMENT),
    Case("line without an end", content(EMPLOYMENT, HEADER + b"," * 5_000_000), "too-long", EMPLOYMENT, 2),
    Case("row over many lines", content(EMPLOYMENT, HEADER + b'"a\n",,,,,,' * 50_000), "too-many", EMPLOYMENT),
    Case("zero bytes", content(EMPLOYMENT, HEADER + b"620200,C\x0031,2025,1\n"), "wrong-encoding", EMPLOYMENT),
    Case("lone surrogate", content(EMPLOYMENT, HEADER + b"620200,\xed\xa0\x80,2025,1\n"), "wrong-encoding", EMPLOYMENT),
    Case("quotes without a partner", content(EMPLOYMENT, HEADER + b'620200,"C"31",2025,"1\n'), "unreadable-file", EMPLOYMENT),
    Case("file of a gigabyte", sparse(EMPLOYMENT, 2**30), "file-too-large", EMPLOYMENT),
    Case("formula behind a carriage return", _carriage_return, "hostile-text", "overrides.csv", 2, "reason"),
    Case("code that is markup in full width", _own_code, "hostile-text", EMPLOYMENT, 2, "industry"),
    Case("header that is a formula", lines("employment", lambda rows: [[*rows[0][:3], f"={CALC}"], *rows[1:]]), "unknown-column", EMPLOYMENT),
    # Numbers
    Case("number near the largest", cell("employment", 2, "employed", "1e308"), "out-of-range", EMPLOYMENT, 2, "employed"),
    Case("number beyond the largest", cell("employment", 2, "employed", "1e400"), "not-a-number", EMPLOYMENT, 2, "employed"),
    Case("number of 400 digits", cell("employment", 2, "employed", "1" + "0" * 400), "not-a-number", EMPLOYMENT, 2, "employed"),
    Case("number in hexadecimal", cell("employment", 2, "employed", "0x7fff"), "not-a-number", EMPLOYMENT, 2, "employed"),
    Case("number of another script", cell("employment", 2, "employed", "٢٤٠٠٠"), "not-a-number", EMPLOYMENT, 2, "employed"),
    Case("minus infinity", cell("crosswalk", 2, "weight", "-Infinity"), "not-a-number", "crosswalk.csv", 2, "weight"),
    Case("number that is a formula", cell("employment", 2, "employed", "=24000"), "not-a-number", EMPLOYMENT, 2, "employed"),
    # Files and folders
    Case("folder named after a table", _folder, "unreadable-file", "events.csv"),
    Case("two thousand files", _many, "too-many"),
    # Workbooks
    Case("sheet that unpacks a thousand times", packed(lambda made: made | {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 20_000_000}), "unsafe-file", BOOK),
    Case("texts that unpack a thousand times", packed(lambda made: made | {"xl/sharedStrings.xml": b"<sst>" + b" " * 20_000_000}), "unsafe-file", BOOK),
    Case("archive within the workbook", packed(lambda made: made | {"xl/media/inner.zip": bytes(20_000_000)}), "unsafe-file", BOOK),
    Case("sheet larger than it says", raw(_lying), "unsafe-file", BOOK),
    Case("entities that multiply", _laughs("xl/sharedStrings.xml"), "unsafe-file", BOOK),
    Case("entities that multiply in the sheet", _laughs("xl/worksheets/sheet1.xml"), "unsafe-file", BOOK),
    Case("entity that reads a file", packed(_outside), "unsafe-file", BOOK),
    Case("cell in the last corner", swapped("xl/worksheets/sheet1.xml", b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'), "too-many", BOOK),
    Case("cell in no column", swapped("xl/worksheets/sheet1.xml", b"</sheetData>", b'<row r="9000000"><c r="ZZZ9000000"><v>1</v></c></row></sheetData>'), "too-many", BOOK),
    Case("one text in every cell", packed(_one_text_in_every_cell), "too-many", BOOK),
    Case("texts that declare to be four thousand million", swapped("xl/sharedStrings.xml", b"<sst", b'<sst count="9" uniqueCount="4294967295"'), "unsafe-file", BOOK),
    Case("XML of an encoding that is none", packed(lambda made: made | {"xl/styles.xml": b'<?xml version="1.0" encoding="x"?><a/>'}), "unreadable-file", BOOK),
    Case("three thousand parts", packed(lambda made: made | {f"xl/media/{n}.png": b"" for n in range(3000)}), "too-many", BOOK),
    Case("three hundred sheets", packed(lambda made: made | {f"xl/worksheets/sheet{n}.xml": b"<worksheet/>" for n in range(300)}), "too-many", BOOK),
    Case("sheets that are the same part", packed(lambda made: parts("", sheets="".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(9)))), "unsafe-file", BOOK),
    Case("part outside the workbook", packed(lambda made: made | {"../../etc/cron.d/x": b"x"}), "unsafe-file", BOOK),
    Case("part at an absolute place", packed(lambda made: made | {"/etc/cron.d/x": b"x"}), "unsafe-file", BOOK),
    Case("part on a drive", packed(lambda made: made | {"C:/x.dll": b"x"}), "unsafe-file", BOOK),
    Case("part there twice", _twice, "unsafe-file", BOOK),
    Case("encrypted part", raw(_encrypted), "unreadable-file", BOOK),
    Case("encrypted workbook", raw(lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data), "unreadable-file", BOOK),
    Case("workbook cut short", raw(lambda data: data[: len(data) // 2]), "unreadable-file", BOOK),
    Case("document named xlsx", raw(lambda data: b"%PDF-1.7\n" + bytes(range(256))), "unreadable-file", BOOK),
    Case("workbook whose XML is broken", swapped("xl/worksheets/sheet1.xml", b"</row>", b"</rov>"), "unreadable-file", BOOK),
    Case("sheet at no place", swapped("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"../../../etc/hosts"), "unsafe-file", BOOK),
    Case("markup in a workbook", workbook("专家调整", "overrides", lambda rows: rows[1].__setitem__(2, "<b>理由</b>")), "hostile-text", BOOK, 2, "reason"),
    # Configuration
    Case("name that is markup", city('name = "<script>alert(1)</script>"'), "hostile-text", TOML, None, "city.name"),
    Case("name that is a formula", city(f'name = "={CALC}"'), "hostile-text", TOML, None, "city.name"),
    Case("name that turns round", city('name_en = "City\\u202Egnp"'), "hostile-text", TOML, None, "city.name_en"),
    Case("name of two lines", city('name = "示例市\\n第二行"'), "hostile-text", TOML, None, "city.name"),
    Case("publisher that is a template", city('publishers = ["人社局", "{{ config }}"]'), "hostile-text", TOML, None, "city.publishers.1"),
    Case("reason of a correction that is a template", config(CORRECTION), "hostile-text", TOML, None, "corrections.0.reason"),
    Case("reason of a gap that is markup", config(GAP), "hostile-text", TOML, None, "allow.gaps.0.reason"),
    Case("entry whose name is an order to a terminal", config('"\\u001b[2J" = 1'), "hostile-text", TOML),
    Case("brackets in brackets", config("x = " + "[" * 5000 + "]" * 5000), "bad-config", TOML),
    Case("table in table in table", config("[" + ".".join("a" * 5000) + "]"), "bad-config", TOML),
    Case("number of five thousand digits", config("x = " + "9" * 5000), "bad-config", TOML),
    Case("number of four thousand digits", config('[parameters]\n"shortage.enter" = ' + "9" * 4000), "bad-config", TOML),
    Case("parameter that is no number", config('[parameters]\n"shortage.enter" = nan'), "bad-config", TOML, None, "parameters.shortage.enter"),
    Case("parameter without an end", config('[parameters]\n"shortage.enter" = inf'), "bad-config", TOML, None, "parameters.shortage.enter"),
    Case("date for a year", city("year = 2025-01-01"), "bad-config", TOML, None, "city.year"),
    Case("configuration of two megabytes", config("# " + "x" * 2_000_000), "file-too-large", TOML),
    Case("text of three thousand characters", city(f'name = "{"甲" * 3000}"'), "hostile-text", TOML, None, "city.name"),
    Case("region that leads out of a folder", city('name = "示例市"\nregion_ = "../../x"'), "bad-config", TOML, None, "city.region_"),
]
if os.name == "posix":
    CASES += [
        Case("link out of the folder", linked(EMPLOYMENT, "secret.csv"), "unsafe-file", EMPLOYMENT),
        Case("configuration that is a link out of the folder", linked(TOML, "secret.toml"), "unsafe-file", TOML),
        Case("pipe named after a table", _pipe, "unreadable-file", "events.csv"),
    ]
# fmt: on


# Files that are no tables, whatever their names say: passed over with a warning.
ODD_NAMES = (
    "em\nploy\x1b[2J.csv",
    "CON.csv",
    "NUL.csv",
    "=cmd.csv",
    "<b>.csv",
    "a\u202eb.csv",
    "~x.csv",
    "焊\ue000.csv",
)


def named_sheets(folder: Path) -> Iterator[str]:
    """Put a workbook with a sheet of an odd name beside the tables, one after the other, and yield the name."""
    for name in ("../../x", f"={CALC}", "<b>", "\u202e", "C:\\x", "a" * 31):
        sheet = f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/>'
        with zipfile.ZipFile(folder / "more.xlsx", "w") as archive:
            for part, data in parts("<row><c><v>1</v></c></row>", sheets=sheet).items():
                archive.writestr(part, data)
        yield name
