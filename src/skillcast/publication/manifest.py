"""What a run must record to be repeated, and the identifier of a publication that follows from it."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version

from skillcast.errors import Language
from skillcast.labour_market import LabourMarket
from skillcast.outcome import Outlook
from skillcast.publication.bulletin import LABEL
from skillcast.publication.content import Document, PageBreak, Paragraph
from skillcast.publication.data.frames import text_frame
from skillcast.publication.words import Words

# Libraries that decide the bytes of a publication.
LIBRARIES = (
    *("numpy", "pandas", "scipy", "scikit-learn", "lightgbm"),
    *("matplotlib", "python-docx", "lxml", "XlsxWriter", "jinja2", "typst"),
)
OUTPUTS, IDENTIFIER = "outputs", "identifier"


def run_manifest(result: Outlook, lang: Language) -> dict[str, object]:
    """Return what a run must record to be repeated: inputs, versions, parameters, seed, overrides, notes."""
    market = result.market
    return {
        **environment(),
        "year": result.year,
        "seed": result.seed,
        "lang": lang,
        "synthetic": market.config.city.synthetic,
        "label": LABEL if market.config.city.synthetic else "",
        "inputs": dict(market.sources),
        "config": market.config.model_dump(mode="json", include={"city", "standards", "allow", "document"}),
        "corrections": [item.model_dump(mode="json") for item in market.corrections],
        "parameters": {name: result.parameters[name] for name in result.parameters},
        "changed_parameters": sorted(result.parameters.overrides),
        "overrides": _overrides(market),
        "notes": [zh if lang == "zh" else en for zh, en in result.notes],
    }


def _overrides(market: LabourMarket) -> list[dict[str, object]]:
    """Return the experts' decisions in force, as JSON."""
    if not market.has("overrides"):
        return []
    rows = text_frame(market.table("overrides")).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def environment() -> dict[str, object]:
    """Return the versions of skillcast, Python and the libraries in use."""
    return {
        "skillcast": version("skillcast"),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def identify(manifest: Mapping[str, object]) -> str:
    """Return the identifier of a publication: 16 digits of the SHA-256 of everything its run recorded, outputs left out.

    Examples
    --------
    >>> identify({"seed": 0, "outputs": {"a": "1"}}) == identify({"seed": 0, "identifier": "x"})
    True
    """
    facts = {name: value for name, value in manifest.items() if name not in (OUTPUTS, IDENTIFIER)}
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def signed(document: Document, identifier: str) -> Document:
    """Return the document with the line that ties it to its run: where its body ends, before the annexes."""
    say = Words(document.lang)
    line = Paragraph(
        say(
            f"本件编号{identifier}：由输入数据、参数、软件版本和随机数种子算出，数据包和 run.json 中为同一编号，可据以核对。",
            f"Identifier {identifier}: follows from the input, the parameters, the versions and the seed; the data package and run.json carry the same.",
        ),
        "note",
    )
    blocks = document.blocks
    end = next((place for place, block in enumerate(blocks) if isinstance(block, PageBreak)), len(blocks))
    return replace(document, blocks=(*blocks[:end], line, *blocks[end:]))
