"""Names of the files that leave the house (ENV-8)."""

import re
from typing import Final
from urllib.parse import quote

from chingin.kernel.clock import JST

from .heading import Heading

_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_ATTRIBUTE_CHARACTERS: Final = "!#$&+-.^_`|~"  # RFC 5987, beside letters and digits


def file_name(title: str, heading: Heading, extension: str) -> str:
    """`<title>_<group>_<YYYYMM>[_<n>]_<YYYYMMDDHHMMSS>.<extension>`; without a group, the contract."""
    parts = [
        title,
        heading.group_number or heading.contract_number,
        heading.month.code if heading.month else "",
        "" if heading.sequence is None else str(heading.sequence),
        f"{heading.printed_at.astimezone(JST):%Y%m%d%H%M%S}",
    ]
    return f"{_FORBIDDEN.sub('-', '_'.join(part for part in parts if part))}.{extension}"


def attachment(name: str, fallback: str) -> str:
    """A Content-Disposition that saves under `name`; clients without RFC 5987 take the ASCII `fallback`."""
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE_CHARACTERS)}"
