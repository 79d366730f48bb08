"""Where a login leads (LOGIN-4, LOGIN-5), and that it is where the login sends people."""

import pytest
from django.test import Client

from accounts.models import Contract
from chingin.kernel.origins import Origin
from tests.accounts.browsers import LOGIN, browser, member_browser
from tests.accounts.factories import PASSWORD, ContractFactory, GeneralUserFactory, MasterFactory
from tests.deductions.groups.factories import DepositGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]


def after_login(contract: Contract) -> list[tuple[str, int]]:
    client: Client = member_browser(MasterFactory.create(contract=contract))
    return client.post(LOGIN, {"password": PASSWORD}, follow=True).redirect_chain


@pytest.mark.parametrize(
    ("groups", "last"), [(0, "/information/"), (1, "/information/"), (2, "/groups/"), (3, "/groups/")]
)
def test_a_login_leads_to_the_choice_of_a_group_or_to_the_information_screen(groups: int, last: str) -> None:
    """LOGIN-4, LOGIN-5."""
    contract = ContractFactory.create()
    DepositGroupFactory.create_batch(groups, contract=contract)

    assert after_login(contract) == [("/", 302), (last, 302)]


def test_an_employer_s_login_leads_to_the_information_screen() -> None:
    """LOGIN-5."""
    assert after_login(ContractFactory.create(employer=True)) == [("/", 302), ("/information/", 302)]


def test_a_provisional_password_is_changed_first() -> None:
    """LOGIN-3."""
    user = GeneralUserFactory.create(password_is_provisional=True)

    chain = member_browser(user).post(LOGIN, {"password": PASSWORD}, follow=True).redirect_chain

    assert chain[-1] == ("/password/provisional/", 302)


@pytest.mark.parametrize("path", ["/", "/information/", "/news/1/", "/groups/"])
def test_a_stranger_is_sent_to_the_login(path: str) -> None:
    assert browser(Origin.CERTIFICATE).get(path)["Location"] == "/login/"


@pytest.mark.parametrize("path", ["/", "/information/"])
def test_these_pages_are_only_read(path: str) -> None:
    client = member_browser(MasterFactory.create())
    client.post(LOGIN, {"password": PASSWORD})

    assert client.post(path).status_code == 405
