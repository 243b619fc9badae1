"""Does the page of a publication stand before axe-core? Run in a headless Chromium, at a wide screen and at a phone's.

``python benchmarks/publication/accessibility.py OUT --axe axe.min.js`` prints every violation by impact and the page's
sideways overflow, and exits 1 if a violation is serious or critical or the page scrolls sideways. axe-core (MPL-2.0) is not
part of the repository: ``npm install axe-core`` gives ``node_modules/axe-core/axe.min.js``.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path
from typing import Any

WIDTHS = (1280, 375)
GRAVE = ("serious", "critical")
_MARK = "axe-found"
_RUN = """
addEventListener("load", async () => {
  for (const closed of document.querySelectorAll("details")) closed.open = true;
  const query = document.querySelector("input[type=search]");
  query.value = "2";
  query.dispatchEvent(new Event("input"));
  await new Promise((done) => setTimeout(done, 1000));
  const found = await axe.run(document, { resultTypes: ["violations", "incomplete"] });
  const root = document.documentElement;
  const told = found.violations.map((each) => ({
    id: each.id, impact: each.impact, help: each.help, nodes: each.nodes.map((node) => node.target.join(" ")),
  }));
  const box = document.createElement("pre");
  box.id = "axe-found";
  box.textContent = JSON.stringify({
    violations: told, passes: found.passes.length, unsure: found.incomplete.map((each) => each.id), width: innerWidth, over: root.scrollWidth - root.clientWidth,
  });
  document.body.append(box);
});
"""


def examine(page: Path, axe: str, *, width: int, scheme: str, browser: str) -> dict[str, Any]:
    """Return what axe says of a page at a width (CSS pixels) in a colour scheme, and how far it overflows sideways.

    The page is examined as a copy without its Content-Security-Policy, which would rightly keep axe out, inside a frame of the
    width: a headless window is never narrower than 500 pixels.
    """
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    if scheme == "dark":  # a headless browser has no setting for it that works everywhere
        text = text.replace("(prefers-color-scheme: dark)", "(min-width: 1px)")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "page.html")
        copy.write_text(
            text.replace("</body>", f"<script>{axe}</script><script>{_RUN}</script></body>"), encoding="utf-8"
        )
        frame = Path(folder, "frame.html")
        frame.write_text(_frame(copy.read_text(encoding="utf-8"), width), encoding="utf-8")
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        command += ["--window-size=1600,1200", "--virtual-time-budget=120000", "--dump-dom", frame.as_uri()]
        dumped = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout  # noqa: S603 - the browser the user named
    found = re.search(rf'<pre id="{_MARK}">(.*?)</pre>', dumped, re.DOTALL)
    if found is None:
        raise SystemExit(f"axe gave no answer for {page}: {dumped[-400:]}")
    result: dict[str, Any] = json.loads(unescape(found.group(1)))
    return result


def _frame(text: str, width: int) -> str:
    """Return a page that shows another in a frame of a width and takes over what axe said inside."""
    whole = json.dumps(text).replace("</", "<\\/")
    return f"""<!DOCTYPE html><html lang="en"><title>frame</title><body>
<iframe id="inside" title="page" style="width:{width}px;height:1000px;border:0"></iframe>
<script>
const frame = document.getElementById("inside");
frame.srcdoc = {whole};
const timer = setInterval(() => {{
  const found = frame.contentDocument?.getElementById("{_MARK}");
  if (found) {{ clearInterval(timer); const answer = found.textContent; frame.remove();
    document.body.textContent = ""; const box = document.createElement("pre"); box.id = "{_MARK}"; box.textContent = answer;
    document.body.append(box); }}
}}, 200);
</script></body></html>"""


def main() -> int:
    """Examine the pages of a publication; return 1 if a fault is grave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder of a publication")
    parser.add_argument("--axe", type=Path, required=True, help="axe.min.js of axe-core")
    parser.add_argument("--browser", default="chromium")
    options = parser.parse_args()
    axe = options.axe.read_text(encoding="utf-8")
    grave = False
    for page in sorted(options.out.glob("*.html")):
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                found = examine(page, axe, width=width, scheme=scheme, browser=options.browser)
                grave |= found["over"] > 0 or any(fault["impact"] in GRAVE for fault in found["violations"])
                sys.stdout.write(report(f"{page.name} {width} px {scheme}", found))
    sys.stdout.write("grave faults\n" if grave else "no serious or critical fault\n")
    return int(grave)


def report(title: str, found: dict[str, Any]) -> str:
    """Return what axe said as lines, one a fault."""
    unsure = ", ".join(found["unsure"]) or "none"
    lines = [f"{title}: {found['passes']} rules pass, to be judged by eye: {unsure}; {found['over']} px too wide"]
    for fault in sorted(found["violations"], key=lambda fault: str(fault["impact"])):
        places = f"{len(fault['nodes'])} places, first {fault['nodes'][0]}"
        lines.append(f"  {fault['impact']}: {fault['id']}: {fault['help']} ({places})")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
