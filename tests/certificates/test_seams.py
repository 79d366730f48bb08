"""What others ask of this app: the ends in the list of users, who may revoke, the messages of the door."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.columns import certificate_ends
from accounts.models import Role
from certificates import messages
from certificates.permissions import may_revoke
from certificates.rules import CertificateState
from chingin.kernel.messages import by_code
from tests.accounts.factories import (
    BankStaffFactory,
    BranchStaffFactory,
    FederationFactory,
    GeneralUserFactory,
    MasterFactory,
    UserFactory,
)

from .factories import CertificateFactory


@pytest.mark.django_db
def test_the_list_of_users_learns_the_ends_by_one_query_usr_1(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first, second = CertificateFactory.create_batch(2)
    users = [first.user_id, second.user_id, MasterFactory.create().pk]

    with django_assert_num_queries(1):
        ends = certificate_ends(users)

    assert ends == {first.user_id: first.last_day, second.user_id: second.last_day}


@pytest.mark.parametrize(
    ("factory", "role", "may"),
    [
        (MasterFactory, Role.MASTER, False),
        (GeneralUserFactory, Role.GENERAL, False),
        (BranchStaffFactory, Role.BRANCH_STAFF, True),
        (BankStaffFactory, Role.BANK_STAFF, True),
        (FederationFactory, Role.FEDERATION, True),
    ],
)
@pytest.mark.django_db
def test_only_the_bank_s_staff_revoke_cert_12(factory: type[UserFactory], role: Role, may: bool) -> None:
    user = factory.create()

    assert (user.role, may_revoke(user)) == (role, may)


@pytest.mark.parametrize("state", set(CertificateState) - {CertificateState.VALID, CertificateState.NONE})
def test_each_state_has_a_message_that_names_cause_and_way_out_cert_10(state: CertificateState) -> None:
    message = messages.__dict__[state.name]

    assert by_code(message.code) is message
    assert "ログインできません" in message.text


def test_the_bank_s_staff_can_look_up_each_cause_of_a_failed_issue_cert_11() -> None:
    found = [by_code(f"E122{n}") for n in range(1, 8)]

    assert {message.text for message in found} == {messages.ISSUE_DISK.text}
    assert len({message.cause for message in found}) == 7
    assert all("労金の担当者" in message.remedy and message.contact for message in found)
