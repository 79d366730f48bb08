"""Who may become `request.user`: members by certificate and password, staff by password and TOTP."""

from typing import Final

from django.contrib.auth.backends import BaseBackend

from accounts.models import STAFF_ROLES, User

LONGEST_USER_ID: Final = 30


class MemberBackend(BaseBackend):
    """Users of organisations. Only the login page behind the certificate lets them in: no `authenticate`."""

    def get_user(self, user_id: int) -> User | None:
        """The registered member with contract and bank, which every page shows."""
        members = User.objects.registered().of_organisations().select_related("contract__branch__bank")
        member: User | None = members.filter(pk=user_id).first()
        return member


class StaffBackend(BaseBackend):
    """The bank's staff. Only the staff's own login, with TOTP, lets them in: no `authenticate`."""

    def get_user(self, user_id: int) -> User | None:
        """The registered staff member."""
        staff: User | None = User.objects.registered().filter(role__in=STAFF_ROLES, pk=user_id).first()
        return staff
