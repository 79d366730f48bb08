"""The documents stay true: links lead somewhere, every command and every mail is told of."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.sources import PRODUCT, ROOT, short

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def anchors(document: Path) -> set[str]:
    """The places in a document that a link may name, as Markdown hosts make them."""
    heads = re.findall(r"^#+ +(.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", head.lower()) for head in heads)
    return {head.replace(" ", "-") for head in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=short)
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        if target.startswith(("https://", "mailto:")):
            continue
        place, _, anchor = target.partition("#")
        file = (document.parent / place).resolve() if place else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)

    assert broken == []


def test_every_command_stands_in_the_operator_s_guide() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    ours = [name for name, app in get_commands().items() if str(app).split(".")[0] in PRODUCT]

    missing = [name for name in sorted(ours) if f"`{name}" not in guide and f"manage.py {name}" not in guide]

    assert missing == []


def test_every_mail_stands_in_the_list_of_mails() -> None:
    listed = (ROOT / "docs" / "mails.md").read_text(encoding="utf-8")
    place = ROOT / "templates" / "emails"
    mails = [str(path.relative_to(place).with_suffix("")) for path in sorted(place.rglob("[!_]*.txt"))]

    assert [name for name in mails if f"`{name}`" not in listed] == []
