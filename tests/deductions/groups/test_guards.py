"""A page that works in one group: it gets the group in use, or the reader is told what is missing."""

from collections.abc import Generator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path

from accounts.models import Contract
from chingin.urls import certificate
from deductions.groups.guards import GroupRequest, group_page
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import ContractFactory, MasterFactory
from tests.deductions.groups.factories import DepositGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]


@group_page
def work(request: GroupRequest) -> HttpResponse:
    return HttpResponse(str(request.group))


@pytest.fixture(autouse=True)
def extra_page(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    monkeypatch.setattr(certificate, "urlpatterns", [*certificate.urlpatterns, path("lines/", work)])
    clear_url_caches()
    yield
    monkeypatch.undo()
    clear_url_caches()


@pytest.fixture
def contract() -> Contract:
    return ContractFactory.create()


@pytest.fixture
def master(contract: Contract) -> Client:
    return logged_in(MasterFactory.create(contract=contract))


def test_the_page_works_in_the_group_in_use(master: Client, contract: Contract) -> None:
    DepositGroupFactory.create(contract=contract, number="50000001")

    assert words(master.get("/lines/")) == "50000001 本社支部"


def test_where_none_of_several_is_chosen_the_choice_comes_first(master: Client, contract: Contract) -> None:
    """LOGIN-4."""
    DepositGroupFactory.create_batch(2, contract=contract)

    assert master.get("/lines/")["Location"] == "/groups/"


def test_where_there_is_no_group_the_page_says_whom_to_ask(master: Client) -> None:
    answer = master.get("/lines/")

    assert answer.status_code == 409
    assert "お取引店へ、入金グループの登録をご依頼ください。" in words(answer)
    assert "E2002" in words(answer)
