"""Which of よくあるご質問 answer which fault, by the numbers of the bank's manual (S3, COM-3)."""

from collections.abc import Mapping
from typing import Final

from chingin.kernel.messages import Message

from . import messages

QUESTIONS: Final[Mapping[Message, tuple[int, ...]]] = {
    messages.FOREIGN: (17, 21),
    messages.UNKNOWN: (17, 21),
    messages.REVOKED: (17, 13, 21),
    messages.NOT_YET_VALID: (17, 15),
    messages.EXPIRED: (17, 10, 21),
    messages.UNVERIFIED: (17, 24),
    messages.NOT_PRESENTED: (19, 20, 22, 25),
    messages.UNREADABLE: (18, 24),
    messages.PLAIN_HTTP: (18, 19),
}
