"""Who may become `request.user`: members by certificate and password, staff by password and TOTP."""

from typing import Final

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.actions.passwords import try_password
from accounts.addresses import address_of
from accounts.models import STAFF_ROLES, User
from chingin.kernel import clock
from chingin.kernel.actors import Actor

LONGEST_USER_ID: Final = 30


class MemberBackend(BaseBackend):
    """Users of organisations. Only the login page behind the certificate lets them in: no `authenticate`."""

    def get_user(self, user_id: int) -> User | None:
        """The registered member with contract and bank, which every page shows."""
        members = User.objects.registered().of_organisations().select_related("contract__branch__bank")
        member: User | None = members.filter(pk=user_id).first()
        return member


class StaffBackend(BaseBackend):
    """The bank's staff on the staff origin, counted as everyone else (LOCK-1); TOTP comes on top."""

    @sensitive_variables()
    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: object
    ) -> User | None:
        """The staff member, or None for any reason: the form tells nobody which."""
        address = address_of(request) if request is not None else ""
        staff = User.objects.registered().filter(role__in=STAFF_ROLES, user_id=username)
        by = Actor(user_id=username[:LONGEST_USER_ID], name="", address=address)
        attempt = try_password(users=staff, password=password, by=by, at=clock.now())
        return attempt.subject if attempt.is_right else None

    def get_user(self, user_id: int) -> User | None:
        """The registered staff member."""
        staff: User | None = User.objects.registered().filter(role__in=STAFF_ROLES, pk=user_id).first()
        return staff
