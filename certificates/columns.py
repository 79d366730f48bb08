"""What this app tells the list of users: until when each one's certificate is good (USR-1)."""

from collections.abc import Collection, Mapping
from datetime import date

from .models import Certificate


def certificate_ends(users: Collection[int]) -> Mapping[int, date]:
    """The last day of each user's newest unrevoked certificate, one that has ended too; one query."""
    return Certificate.objects.last_days(users)
