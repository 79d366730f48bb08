"""The group in use (LOGIN-4, CON-5): chosen by 「選択」, by itself where there is one, never a stranger's."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Contract
from chingin.kernel.models import OperationLog
from chingin.kernel.origins import Origin
from tests.accounts.browsers import logged_in, session_of, words
from tests.accounts.factories import ContractFactory, MasterFactory
from tests.deductions.groups.factories import DepositGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]
CHOOSE = "/groups/"
INFORMATION = "/information/"


@pytest.fixture
def contract() -> Contract:
    return ContractFactory.create(number="12345678")


@pytest.fixture
def master(contract: Contract) -> Client:
    return logged_in(MasterFactory.create(contract=contract))


@pytest.fixture
def two_groups(contract: Contract) -> None:
    DepositGroupFactory.create(contract=contract, number="50000002", name="工場支部")
    DepositGroupFactory.create(contract=contract, number="50000001", name="本社支部")


def group_shown(client: Client) -> list[str]:
    return re.findall(r"<dt>入金グループ</dt><dd>([^<]+)</dd>", words(client.get(INFORMATION)))


@pytest.mark.usefixtures("two_groups")
def test_with_several_groups_the_login_leads_to_the_choice(master: Client) -> None:
    """LOGIN-4."""
    assert master.get("/", follow=True).redirect_chain == [(CHOOSE, 302)]


@pytest.mark.usefixtures("two_groups")
def test_the_choice_lists_the_groups_by_number_each_with_its_button(master: Client) -> None:
    """LOGIN-4."""
    DepositGroupFactory.create(number="59999999")

    page = words(master.get(CHOOSE))

    assert re.findall(r'name="group" value="(\d{8})">選択', page) == ["50000001", "50000002"]
    assert "工場支部" in page
    assert "選択中" not in page


@pytest.mark.usefixtures("two_groups")
def test_the_chosen_group_is_shown_on_every_page_and_remembered_in_the_log(master: Client) -> None:
    """CON-5, LOGIN-4."""
    answer = master.post(CHOOSE, {"group": "50000002"}, follow=True)

    assert answer.redirect_chain == [("/", 302), (INFORMATION, 302)]
    assert group_shown(master) == ["50000002 工場支部"]
    entry = OperationLog.objects.order_by("pk").last()
    assert entry is not None
    assert (entry.event_label, entry.function, entry.target) == (
        "入金グループ選択",
        "LOGIN-4",
        "50000002 工場支部",
    )


@pytest.mark.usefixtures("two_groups")
def test_another_group_is_chosen_later(master: Client) -> None:
    """LOGIN-4: by the menu."""
    master.post(CHOOSE, {"group": "50000002"})
    assert words(master.get(CHOOSE)).count("選択中") == 1

    master.post(CHOOSE, {"group": "50000001"})

    assert group_shown(master) == ["50000001 本社支部"]


@pytest.mark.usefixtures("two_groups")
@pytest.mark.parametrize("number", ["59999999", "", "50000009", "x" * 9, "\0", "50000001\0", "50000001\n"])
def test_another_contract_s_group_does_not_exist(master: Client, number: str) -> None:
    """CON-5."""
    DepositGroupFactory.create(number="59999999")

    assert master.post(CHOOSE, {"group": number}).status_code == 404
    assert "deposit_group" not in session_of(master, Origin.CERTIFICATE)


@pytest.mark.usefixtures("two_groups")
def test_a_group_in_the_session_that_is_no_longer_the_contract_s_is_forgotten(master: Client) -> None:
    session = session_of(master, Origin.CERTIFICATE)
    session["deposit_group"] = DepositGroupFactory.create().pk
    session.save()

    assert group_shown(master) == []
    assert master.get("/", follow=True).redirect_chain == [(CHOOSE, 302)]


def test_the_only_group_is_in_use_by_itself(master: Client, contract: Contract) -> None:
    """LOGIN-4: with one, none is shown."""
    DepositGroupFactory.create(contract=contract, number="50000001")

    assert master.get("/", follow=True).redirect_chain == [(INFORMATION, 302)]
    assert group_shown(master) == ["50000001 本社支部"]
    assert master.get(CHOOSE)["Location"] == "/"


def test_without_any_group_there_is_nothing_to_choose(master: Client) -> None:
    assert master.get("/", follow=True).redirect_chain == [(INFORMATION, 302)]
    assert group_shown(master) == []
    assert master.get(CHOOSE)["Location"] == "/"


def test_an_employer_has_no_groups_and_none_is_asked_for() -> None:
    """CON-5."""
    client = logged_in(MasterFactory.create(contract=ContractFactory.create(employer=True)))

    assert client.get("/", follow=True).redirect_chain == [(INFORMATION, 302)]
    assert group_shown(client) == []


@pytest.mark.parametrize(("groups", "shown"), [(0, False), (1, False), (2, True)])
def test_the_menu_offers_the_choice_only_where_there_is_one(
    master: Client, contract: Contract, groups: int, shown: bool
) -> None:
    """LOGIN-4."""
    DepositGroupFactory.create_batch(groups, contract=contract)

    assert (f'href="{CHOOSE}">入金グループ選択</a>' in words(master.get(INFORMATION))) is shown


def test_a_hundred_groups_cost_no_more_queries_than_two(
    master: Client, contract: Contract, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    DepositGroupFactory.create_batch(2, contract=contract)
    with django_assert_max_num_queries(20) as few:
        master.get(INFORMATION)

    DepositGroupFactory.create_batch(98, contract=contract)
    with django_assert_max_num_queries(20) as many:
        master.get(INFORMATION)

    assert len(few) == len(many)
