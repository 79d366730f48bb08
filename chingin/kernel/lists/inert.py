"""CSV cells that no spreadsheet takes for a formula, and the way back."""

import re
from typing import Final

# Excel in Japanese also computes the full-width signs; U+2212 becomes one of them in CP932.
_ALARMING: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠−]")
_MADE_INERT: Final = re.compile("'+[=+\\-@\t\r\n＝＋－＠−]")


def make_inert(text: str) -> str:
    """The text, behind an apostrophe if a spreadsheet would compute it; `read_back` undoes exactly this."""
    return f"'{text}" if _ALARMING.match(text) else text


def read_back(cell: str) -> str:
    """The text that `make_inert` was given: read_back(make_inert(text)) == text for every text."""
    return cell[1:] if _MADE_INERT.match(cell) else cell
