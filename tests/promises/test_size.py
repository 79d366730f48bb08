"""The size budget of the house: what grows past it is split."""

from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.sources import files_of_tests, functions, length, product_files, short

LONGEST_FILE = 400
LONGEST_FUNCTION = 50


@pytest.mark.parametrize("path", [*product_files(), *files_of_tests()], ids=short)
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", [*product_files(), *files_of_tests()], ids=short)
def test_no_function_is_longer_than_50_lines(path: Path) -> None:
    long = [f"{f.name}: {length(f)}" for f in functions(path) if length(f) > LONGEST_FUNCTION]

    assert long == []


def test_functions_are_short_on_the_whole() -> None:
    lengths = [length(f) for path in product_files() for f in functions(path)]

    assert median(lengths) <= 8
    assert quantiles(lengths, n=20)[-1] <= 30
