"""Whole yen (円): money is int everywhere; only the edges read and write it as text."""

import re
from decimal import ROUND_FLOOR, Decimal
from typing import Final

# Only what a Japanese keyboard writes for a sum. Not NFKC: that would read 10² as 102 and ① as 1.
# A backslash is how Windows-31J stores the yen sign.
_AS_ASCII: Final = str.maketrans(
    "０１２３４５６７８９，－−￥\\\u3000",
    "0123456789,--¥¥ ",
)
_SUM: Final = re.compile(r"(-?)¥?(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)円?")
_MOST_DIGITS: Final = 15


def format_yen(amount: int) -> str:
    """1234 → "1,234", −1234 → "-1,234"; the currency's name is the column's affair."""
    return f"{amount:,}"


def floor_yen(amount: Decimal) -> int:
    """The whole yen not above this amount (円未満切捨て); a negative amount goes down, not towards zero."""
    if not amount.is_finite():
        raise ValueError("an amount of money is a finite number")
    return int(amount.to_integral_value(rounding=ROUND_FLOOR))


def parse_yen(text: str) -> int:
    """The sum that a person typed, in any width, with commas, ¥ or 円; ValueError when it is none.

    Commas stand before every third digit or nowhere, so that a slip such as "1,23" is not read as 123.
    """
    match = _SUM.fullmatch(text.translate(_AS_ASCII).strip(" "))
    if match is None:
        raise ValueError(f"{text!r} is not a sum in yen")
    before, after, number = match.groups()
    digits = number.replace(",", "")
    if (before and after) or len(digits) > _MOST_DIGITS:
        raise ValueError(f"{text!r} is not a sum in yen")
    return -int(digits) if before or after else int(digits)
