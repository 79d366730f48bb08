"""The lists of 労金控除事務."""

from .counter_changes import COUNTER_CHANGES
from .errors import LINE_ERRORS
from .movements import MOVEMENTS
from .requests import REQUESTS
from .web_updates import WEB_UPDATES

__all__ = ["COUNTER_CHANGES", "LINE_ERRORS", "MOVEMENTS", "REQUESTS", "WEB_UPDATES"]
