"""The documents stay true: links, commands, mails by their subjects, what of the requirements is built."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from chingin.kernel.functions import all_functions
from chingin.kernel.lists.orders import known
from tests.sources import PRODUCT, ROOT, files_of_tests, short

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


def subjects() -> dict[str, str]:
    """Template → the subject in its first line, without the system's name and what a correction adds."""
    place = ROOT / "templates" / "emails"
    firsts = {
        str(path.relative_to(place).with_suffix("")): path.read_text(encoding="utf-8").partition("\n")[0]
        for path in sorted(place.rglob("[!_]*.txt"))
    }
    return {name: re.sub(r"^【[^】]+】|\{% if .+ endif %\}$", "", first) for name, first in firsts.items()}


def test_every_mail_stands_by_its_subject_in_the_lists_of_mails() -> None:
    """REG-10: users find what they received under the words that they received."""
    for_users, _, for_developers = (
        (ROOT / "docs" / "mails.md").read_text(encoding="utf-8").partition("## For developers")
    )
    sent = re.findall(r"^\| (.+?) \|", for_users, re.MULTILINE)[1:]

    assert sorted(sent) == sorted(subjects().values())
    assert dict(re.findall(r"^\| `(.+)` \| (.+) \|$", for_developers, re.MULTILINE)) == subjects()


def required() -> list[str]:
    """Every id of the requirements, and every list."""
    pages = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("requirements.md", "lists.md")]
    return [found for page in pages for found in re.findall(r"^\| ([A-Z]+-\d+|L\d\d) \|", page, re.MULTILINE)]


def planned() -> set[str]:
    """The ids under "Not built yet": one by one, or `LED-1 to LED-13`."""
    page = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8").partition("## Not built yet")[2]
    ids = required()
    found = set()
    for cell in re.findall(r"^\| ([A-Z].+?) \|", page, re.MULTILINE):
        for first, last in re.findall(r"([A-Z]+-?\d+)(?: to ([A-Z]+-?\d+))?", cell):
            found |= set(ids[ids.index(first) : ids.index(last or first) + 1])
    return found


def test_every_requirement_is_planned_or_named_by_a_test() -> None:
    """What `grep -rnw "LOCK-7" tests` finds, as docs/README.md promises."""
    files = [path for path in files_of_tests() if path != Path(__file__)]
    tests = "\n".join(path.read_text(encoding="utf-8") for path in files)
    named = set(re.findall(r"\b(?:[A-Z]+-\d+|L\d\d)\b", tests))

    assert len(required()) > 100
    assert [found for found in required() if found not in named | planned()] == []


def test_what_is_called_planned_is_not_built() -> None:
    built = {function.id for function in all_functions()}
    built |= {found for found in required() if found[1:].isdigit() and has_list(found)}

    assert {"DED-1", "USR-1", "L01", "L30"} <= built
    assert {"LED-1", "LED-13", "L13", "L28", "BNK-4"} <= planned()
    assert built & planned() == set()


def has_list(slug: str) -> bool:
    """Whether an app defines this list."""
    try:
        known.by_slug(slug)
    except KeyError:
        return False
    return True
