"""Runs the front-end lints of tests/lint, which `npm ci --prefix tests/lint` installs."""

import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
LINT: Final = ROOT / "tests" / "lint"
MODULES: Final = LINT / "node_modules"
AXE: Final = MODULES / "axe-core" / "axe.min.js"
AXE_IN_JAPANESE: Final = MODULES / "axe-core" / "locales" / "ja.json"


def lint(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The tool's answer: `returncode` is 0 when it found nothing, `stdout` says what it found."""
    program = MODULES / ".bin" / tool
    assert program.exists(), f"{tool} is missing: npm ci --prefix tests/lint"
    return subprocess.run(
        [program, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def scripts(*files: str | Path) -> subprocess.CompletedProcess[str]:
    """ES5 and the browser interfaces of IE11, nothing later."""
    return lint("eslint", "--config", LINT / "eslint.config.js", "--max-warnings", "0", *files)


def styles(*files: str | Path) -> subprocess.CompletedProcess[str]:
    """Styles that IE11 understands."""
    return lint("stylelint", "--config", LINT / "stylelint.config.js", "--max-warnings", "0", *files)


def pages(*files: str | Path) -> subprocess.CompletedProcess[str]:
    """Valid HTML."""
    return lint("html-validate", "--config", LINT / ".htmlvalidate.json", "--max-warnings", "0", *files)
