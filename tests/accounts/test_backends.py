"""Who becomes `request.user`."""

import pytest
from django.contrib.auth import authenticate

from accounts.backends import MemberBackend, StaffBackend
from accounts.models import Contract, User
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


@pytest.mark.parametrize("factory", [*MEMBERS, *STAFF])
def test_nobody_comes_in_by_a_password_alone(factory: type[UserFactory]) -> None:
    """LOGIN-1, BNK-3: members need the page behind the certificate, staff a TOTP."""
    user = factory.create()

    assert authenticate(username=user.user_id, password=PASSWORD) is None


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


def test_who_was_left_over_in_an_ended_contract_is_nobody() -> None:
    """CERT-9: an open session ends with the contract, even if its user was not deleted with it."""
    user = GeneralUserFactory.create()
    Contract.objects.update(ended_at=user.registered_at)

    assert MemberBackend().get_user(user.pk) is None
