"""What apps that stand on this one add to the list of users: accounts knows nothing of certificates."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final, TypeAlias

# Primary keys of users → the last day of each one's usable certificate; who has none is left out.
CertificateEnds: TypeAlias = Callable[[Collection[int]], Mapping[int, date]]

# An app appends its own when it starts. One call a list, however many users: it must not ask once for each.
CERTIFICATE_ENDS: Final[list[CertificateEnds]] = []


def certificate_ends(users: Collection[int]) -> dict[int, date]:
    """The last day of each user's certificate (電子証明書期限), as far as anybody knows."""
    return {user: end for source in CERTIFICATE_ENDS for user, end in source(users).items()}
