"""Who may do what with certificates. Deny is the default."""

from typing import Final

from accounts.models import STAFF_ROLES, User

REVOKERS: Final = STAFF_ROLES


def may_revoke(viewer: User) -> bool:
    """Only the bank's staff revoke, on a written request; a master deletes the general user (CERT-12).

    Which ones: `Certificate.objects.visible_to(viewer)`.
    """
    return viewer.role in REVOKERS
