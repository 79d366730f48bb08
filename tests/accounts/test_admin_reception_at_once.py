"""「受信する」 pressed at the same moment, with real threads: taken once (invariant 5)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import Role
from chingin.kernel.models import ReceivedFile, Reception
from chingin.kernel.origins import Origin
from deductions.rokin.models import DeductionLine
from tests.accounts.browsers import browser, words
from tests.accounts.handing_in import LIST, TAKE, form_of, handed_in
from tests.accounts.staff_browsing import (
    friday,  # noqa: F401  used by every test
    member_of_staff,
    staff_logged_in,
)
from tests.deductions.received import LUMP_DEPOSIT, contract_of_the_samples
from tests.kernel.threads import at_the_same_time

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("friday"),
]


@pytest.fixture(autouse=True)
def root(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path


def window_of(client: Client) -> Client:
    """Another window of the same browser."""
    window = browser(Origin.STAFF)
    window.cookies = client.cookies
    return window


def pressed(client: Client, form: dict[str, str]) -> str:
    answer = client.post(TAKE, form)
    return answer["Location"]


def test_both_presses_lead_to_what_one_of_them_took() -> None:
    clerk = staff_logged_in(member_of_staff(Role.BANK_STAFF, contract_of_the_samples().branch))
    form = form_of(handed_in(clerk, LUMP_DEPOSIT.read_bytes()))
    presses: list[Callable[[], str]] = [partial(pressed, window_of(clerk), form) for _ in range(2)]

    led = at_the_same_time(presses)

    (file,) = ReceivedFile.objects.all()
    assert led == [f"{LIST}files/{file.pk}/"] * 2
    assert (Reception.objects.count(), DeductionLine.objects.count()) == (2, 385)
    assert "280件" in words(clerk.get(led[0]))
