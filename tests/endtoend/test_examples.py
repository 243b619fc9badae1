"""The documented examples run, on a clean folder, and say what they promise."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs(path: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=_utf8(),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert any(item.is_dir() and (item / "run.json").exists() for item in tmp_path.iterdir())


def test_the_annual_script_is_short() -> None:
    script = Path(__file__).parents[2] / "examples" / "annual_catalogue.py"
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 40


def _utf8() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
