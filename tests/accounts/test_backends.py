"""Who becomes `request.user`."""

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from accounts.backends import MemberBackend, StaffBackend
from accounts.models import User
from accounts.rules import MAX_WRONG_PASSWORDS
from chingin.kernel.models import OperationLog
from tests.accounts.factories import (
    PASSWORD,
    BankStaffFactory,
    BranchStaffFactory,
    FederationFactory,
    GeneralUserFactory,
    MasterFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

MEMBERS = [MasterFactory, GeneralUserFactory]
STAFF = [BranchStaffFactory, BankStaffFactory, FederationFactory]


@pytest.mark.parametrize("factory", STAFF)
def test_staff_come_in_by_user_id_and_password(factory: type[UserFactory]) -> None:
    user = factory.create()

    assert StaffBackend().authenticate(None, username=user.user_id, password=PASSWORD) == user


@pytest.mark.parametrize("factory", MEMBERS)
def test_members_do_not_come_in_by_a_password_alone(factory: type[UserFactory]) -> None:
    """LOGIN-1: neither backend lets them in without the page behind the certificate."""
    user = factory.create()

    assert authenticate(username=user.user_id, password=PASSWORD) is None


def test_wrong_guesses_at_staff_are_counted_and_told_with_the_address() -> None:
    """LOCK-1."""
    user = BankStaffFactory.create()
    request = RequestFactory().post("/", headers={"X-Forwarded-For": "192.0.2.7"})

    for _ in range(MAX_WRONG_PASSWORDS):
        assert StaffBackend().authenticate(request, username=user.user_id, password="Chigau#1") is None

    assert StaffBackend().authenticate(request, username=user.user_id, password=PASSWORD) is None
    user.refresh_from_db()
    assert user.locks == 1
    assert set(OperationLog.objects.values_list("address", flat=True)) == {"192.0.2.7"}


def test_an_id_that_nobody_has_is_refused() -> None:
    assert StaffBackend().authenticate(None, username="nobody", password=PASSWORD) is None


@pytest.mark.parametrize("factory", [*MEMBERS, *STAFF])
def test_each_backend_finds_its_own_people_only(factory: type[UserFactory]) -> None:
    user = factory.create()
    is_staff = factory in STAFF

    assert (MemberBackend().get_user(user.pk) == user) is not is_staff
    assert (StaffBackend().get_user(user.pk) == user) is is_staff


@pytest.mark.parametrize(
    ("backend", "factory"), [(MemberBackend, MasterFactory), (StaffBackend, BankStaffFactory)]
)
def test_a_deleted_user_is_nobody(
    backend: type[MemberBackend | StaffBackend], factory: type[UserFactory]
) -> None:
    user = factory.create()
    User.objects.update(deleted_at=user.registered_at)

    assert backend().get_user(user.pk) is None
