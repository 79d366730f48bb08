"""Rows are locked against writers alone (ADR 0022): a foreign key checked at the commit never waits."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.sources import product_files, short


def row_locks() -> Iterator[tuple[Path, ast.Call]]:
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_row_lock(node):
                yield path, node


def _is_row_lock(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "select_for_update"


def test_every_row_lock_lets_foreign_keys_pass() -> None:
    locks = list(row_locks())
    too_strong = [
        f"{short(path)}:{call.lineno}"
        for path, call in locks
        if ("no_key", "True") not in {(one.arg, ast.unparse(one.value)) for one in call.keywords}
    ]

    assert len(locks) > 20
    assert not too_strong
