"""Numbers that a page wrote into a URL or a hidden field, and that anybody may have changed since."""

from typing import Final

# Fit into every column that holds a key.
MOST_DIGITS: Final = 18


def number_in(text: str, *, most: int = MOST_DIGITS) -> int | None:
    """The number that `text` writes in at most so many plain digits; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most else None
