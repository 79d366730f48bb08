"""A file handed in at the staff's admin: chosen, looked at, taken."""

import re
from io import BytesIO
from pathlib import Path
from typing import Final

from django.test import Client

from tests.accounts.browsers import words
from tests.deductions.received import header, request

LIST: Final = "/admin/kernel/reception/"
UPLOAD: Final = f"{LIST}upload/"
CHECK: Final = f"{UPLOAD}check/"
TAKE: Final = f"{UPLOAD}take/"
CANCEL: Final = f"{UPLOAD}cancel/"
WRONG_BRANCH: Final = {"group_number": "10000002", "serial": "0000000002", "branch": "102"}
ONE_WRONG: Final = [(header(), [request()]), (header(**WRONG_BRANCH), [request()])]


def held_files(root: Path) -> list[Path]:
    """What waits between check and taking."""
    return sorted((root / "held").glob("*"))


def handed_in(client: Client, data: bytes, *, name: str = "10.dat") -> str:
    """Choose a file, and see its report."""
    file = BytesIO(data)
    file.name = name
    answer = client.post(UPLOAD, {"file": file})
    assert (answer.status_code, answer["Location"]) == (302, CHECK), words(answer)
    return words(client.get(CHECK))


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of the button that takes."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page))


def refused(client: Client, data: bytes) -> str:
    """The page of a file that is not even held."""
    file = BytesIO(data)
    file.name = "10.dat"
    answer = client.post(UPLOAD, {"file": file})
    assert answer.status_code == 200
    return words(answer)


def taken(client: Client, page: str) -> str:
    """Press the button of this report, and follow where it leads."""
    answer = client.post(TAKE, form_of(page))
    assert answer.status_code == 302
    return words(client.get(answer["Location"]))
