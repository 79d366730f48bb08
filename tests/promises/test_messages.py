"""Each message of the catalogue is said somewhere, and each mail says a thing once."""

import ast
import re
from pathlib import Path

import pytest

from tests.sources import ROOT, product_files, short

# What nginx says without the application; tests/deploy/test_nginx.py compares the words.
CODE = re.compile(r"E\d{4}")
PAGES = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "deploy/nginx/pages").glob("*.html"))
MAILS = sorted((ROOT / "templates" / "emails").rglob("[!_]*.txt"))


def declared(path: Path) -> set[str]:
    """The names of the messages that a file makes, but for those that a page of nginx says."""
    found = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {
        node.target.id
        for node in found
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and _is_message(node.value)
    }


def _is_message(value: ast.expr | None) -> bool:
    if not (isinstance(value, ast.Call) and ast.unparse(value.func) == "Message"):
        return False
    code = CODE.search(ast.unparse(value))
    return code is None or f"<strong>{code[0]}</strong>" not in PAGES


def test_every_message_is_used_where_it_is_not_declared() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in product_files()}
    messages = {name: path for path in texts for name in declared(path)}

    def is_said(name: str, place: Path) -> bool:
        uses = {path: len(re.findall(rf"\b{name}\b", text)) for path, text in texts.items()}
        # Where it is declared and registered, whoever says it is the third.
        return uses.pop(place) > 2 or any(uses.values())

    unsaid = [f"{short(place)}: {name}" for name, place in messages.items() if not is_said(name, place)]

    assert len(messages) > 100
    assert not unsaid


@pytest.mark.parametrize("path", MAILS, ids=short)
def test_no_mail_says_its_closing_lines_twice(path: Path) -> None:
    signature = (ROOT / "templates" / "emails" / "accounts" / "_signature.txt").read_text(encoding="utf-8")
    closing = [line for line in signature.splitlines() if line.startswith("※")]

    assert closing
    assert not [line for line in closing if line in path.read_text(encoding="utf-8")]
