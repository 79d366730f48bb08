"""Modules are named for a subject, and the house stands alone."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.sources import ROOT, product_files, short

NO_SUBJECT = {"utils", "util", "helpers", "helper", "common", "misc", "services", "lib", "tools", "managers"}
TOP_LEVEL = set(
    """
    manage.py pyproject.toml requirements.lock Makefile README.md docker-compose.yml
    chingin accounts certificates deductions zaikei templates static deploy docs tests
    .ci .gitignore .dockerignore
    """.split()
)


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", product_files(), ids=short)
def test_no_module_is_a_drawer_for_everything(path: Path) -> None:
    assert not NO_SUBJECT & set(path.relative_to(ROOT).with_suffix("").parts)


def test_the_top_level_is_the_house_as_drawn() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} == TOP_LEVEL


def test_nothing_tells_of_the_machine_it_was_built_on() -> None:
    place = re.compile(
        r"\.\./shared|/work/|/root/|/home/[a-z]|(?:pypi|npmjs|debian)\.(?:org|com)/", re.IGNORECASE
    )
    text = {
        path: path.read_bytes().decode("utf-8", errors="replace")
        for path in tracked()
        if path != Path(__file__)
    }

    assert [short(path) for path, words in text.items() if place.search(words)] == []


def test_no_private_key_is_in_the_repository() -> None:
    begin = rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/]{16}"

    assert [short(path) for path in tracked() if re.search(begin, path.read_bytes())] == []


@pytest.mark.parametrize("path", product_files(), ids=short)
def test_secrets_are_hidden_from_error_reports_whole_and_not_by_name(path: Path) -> None:
    """A name hides a function's own variable, but not the `kwargs` of a decorator between."""
    assert not re.search(r"sensitive_variables\([^)]", path.read_text(encoding="utf-8"))
