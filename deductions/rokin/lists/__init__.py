"""The lists of 労金控除事務."""

from .confirmed_updates import CONFIRMED_UPDATES
from .counter_changes import COUNTER_CHANGES
from .deposit_request import DEPOSIT_REQUEST
from .errors import LINE_ERRORS
from .movements import MOVEMENTS
from .requests import REQUESTS
from .web_updates import WEB_UPDATES

__all__ = [
    "CONFIRMED_UPDATES",
    "COUNTER_CHANGES",
    "DEPOSIT_REQUEST",
    "LINE_ERRORS",
    "MOVEMENTS",
    "REQUESTS",
    "WEB_UPDATES",
]
