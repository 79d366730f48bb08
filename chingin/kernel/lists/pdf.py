"""A list as PDF: the one module that is asked for paper. How it is made stands in `paper`."""

from typing import IO

from .definition import Row
from .edition import Edition
from .walk import Sum


def write_pdf(edition: Edition[Row], target: IO[bytes]) -> Sum:
    """The same edition gives the same bytes. Nothing is fetched: neither network nor files.

    Rows are read once and none is kept. What they raise comes before anything is written.
    """
    # A second of import and 60 MB that only processes which print should pay.
    from .paper.sheets import write_stamped  # noqa: PLC0415

    return write_stamped(edition, target)
