"""The product's own source files, for the promises that hold for every one of them."""

import ast
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PRODUCT: Final = ("chingin", "accounts", "certificates", "deductions", "zaikei", "deploy")


def product_files() -> list[Path]:
    """Every Python file of the product, migrations aside."""
    found = [path for place in PRODUCT for path in sorted((ROOT / place).rglob("*.py"))]
    return [ROOT / "manage.py", *(path for path in found if "migrations" not in path.parts)]


def files_of_tests() -> list[Path]:
    """Every Python file of the tests."""
    return sorted(path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts)


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> list[Function]:
    """All functions and methods of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def length(function: Function) -> int:
    """Lines from `def` to the last one."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def short(path: Path) -> str:
    """The path as people say it."""
    return str(path.relative_to(ROOT))
