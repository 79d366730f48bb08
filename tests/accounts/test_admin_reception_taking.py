"""「受信する」 in the staff's admin: what was shown is taken, once, and told in the log (受信, BNK-5)."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import Contract, Role
from chingin.kernel.models import OperationLog, ReceivedFile, Reception
from chingin.kernel.origins import Origin
from chingin.kernel.receptions.receiving import ReceptionEvent
from deductions.groups.models import Cycle
from tests.accounts.browsers import session_of, words
from tests.accounts.handing_in import (
    CANCEL,
    CHECK,
    LIST,
    ONE_WRONG,
    UPLOAD,
    form_of,
    handed_in,
    held_files,
    taken,
)
from tests.accounts.staff_browsing import (
    AT,
    friday,  # noqa: F401  used by every test
    member_of_staff,
    staff_logged_in,
)
from tests.deductions.received import (
    LUMP_DEPOSIT,
    contract_of_the_samples,
    file_of,
    header,
    request,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture(autouse=True)
def root(settings: Settings, tmp_path: Path) -> Path:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"
    return tmp_path / "received"


@pytest.fixture
def contract() -> Contract:
    return contract_of_the_samples()


@pytest.fixture
def clerk(contract: Contract) -> Client:
    """Of the head office of bank 9999."""
    return staff_logged_in(member_of_staff(Role.BANK_STAFF, contract.branch))


@pytest.fixture
def federation() -> Client:
    return staff_logged_in(member_of_staff(Role.FEDERATION))


def test_what_was_shown_is_taken_and_told_with_links(clerk: Client, root: Path) -> None:
    page = taken(clerk, handed_in(clerk, LUMP_DEPOSIT.read_bytes(), name="202611.dat"))

    first, second = Reception.objects.order_by("pk")
    assert "2組、385件を受信しました。" in page
    assert f'href="{LIST}{first.pk}/change/">#{first.pk}<' in page
    assert f'href="{LIST}{second.pk}/change/">#{second.pk}<' in page
    assert "202611.dat" in page
    assert (Cycle.objects.count(), first.count, second.count) == (2, 280, 105)
    assert held_files(root) == []


def test_the_operation_log_names_the_member_of_staff(clerk: Client, contract: Contract) -> None:
    taken(clerk, handed_in(clerk, file_of((header(), [request()]))))

    entry = OperationLog.objects.get(event=ReceptionEvent.RECEIVED)
    actor = OperationLog.objects.filter(user_id=entry.user_id).order_by("pk")[0]
    assert (entry.chain, entry.at, entry.user_name) == (contract.log_chain, AT, actor.user_name)
    assert entry.user_id == Reception.objects.get().received_by != "console"
    assert entry.address


def test_the_right_sets_alone_are_taken_where_that_was_pressed(clerk: Client) -> None:
    shown = handed_in(clerk, file_of(*ONE_WRONG))

    page = taken(clerk, shown)

    assert 'value="正しい組だけを受信する"' in shown
    assert "1組、1件を受信しました。" in page
    assert "誤りのある1組は、受信していません。" in page
    assert [one.group_number for one in Reception.objects.all()] == ["10000001"]


def test_a_file_that_went_wrong_meanwhile_is_refused_and_shown_again(
    clerk: Client, contract: Contract, root: Path
) -> None:
    shown = handed_in(clerk, file_of((header(), [request()])))
    Contract.objects.filter(pk=contract.pk).update(ended_at=AT - timedelta(days=1))

    page = taken(clerk, shown)

    assert "ファイルに誤りが1件あるため、受信しませんでした。" in page
    assert "--valid-sets-only" not in page
    assert "(E3043)" in page
    assert not Reception.objects.exists()
    assert len(held_files(root)) == 1
    assert OperationLog.objects.filter(event=ReceptionEvent.REFUSED).count() == 1


def test_pressed_twice_it_is_taken_once(clerk: Client) -> None:
    shown = handed_in(clerk, LUMP_DEPOSIT.read_bytes())
    taken(clerk, shown)

    page = taken(clerk, shown)

    assert "このファイルは、受信が済んでいます。" in page
    assert "280件" in page
    assert (Reception.objects.count(), ReceivedFile.objects.count()) == (2, 1)


def test_two_who_take_the_same_file_take_it_once(clerk: Client, federation: Client) -> None:
    data = LUMP_DEPOSIT.read_bytes()
    mine, theirs = handed_in(clerk, data), handed_in(federation, data)
    taken(federation, theirs)

    page = taken(clerk, mine)

    assert "2組は、すでに受信しています。" in page
    assert (Reception.objects.count(), ReceivedFile.objects.count()) == (2, 1)


def test_what_was_received_before_is_told_with_its_number(clerk: Client) -> None:
    data = file_of((header(), [request()]))
    taken(clerk, handed_in(clerk, data))

    page = handed_in(clerk, data)

    assert "すべて受信済みです" in page
    assert f">受信番号 #{Reception.objects.get().pk}<" in page
    assert form_of(page) == {}


def test_the_corrected_sets_come_in_a_new_file_beside_the_old(clerk: Client) -> None:
    corrected = {"group_number": "10000002", "serial": "0000000002"}
    taken(clerk, handed_in(clerk, file_of((header(), [request()]))))

    page = taken(
        clerk, handed_in(clerk, file_of((header(), [request()]), (header(**corrected), [request()])))
    )

    assert "1組、1件を受信しました。" in page
    assert "1組は、すでに受信しています。" in page


def test_the_same_serial_with_other_content_is_wrong(clerk: Client) -> None:
    taken(clerk, handed_in(clerk, file_of((header(), [request()]))))

    page = handed_in(clerk, file_of((header(), [request(amount=21_000, movement="2")])))

    assert "誤り 1件" in page
    assert "(E3031)" in page
    assert form_of(page) == {}


def test_a_tab_takes_what_it_shows_and_not_what_another_tab_handed_in(clerk: Client, root: Path) -> None:
    old = handed_in(clerk, file_of((header(), [request()])))
    handed_in(clerk, file_of((header(sequence=2, serial="0000000002"), [request()])))

    page = taken(clerk, old)

    assert "E3064" in page
    assert not Reception.objects.exists()
    assert len(held_files(root)) == 1


def test_a_file_that_is_gone_is_told_in_words(clerk: Client, root: Path) -> None:
    shown = handed_in(clerk, file_of((header(), [request()])))
    held_files(root)[0].unlink()

    assert "E3064" in taken(clerk, shown)
    answer = clerk.get(CHECK)
    assert answer["Location"] == UPLOAD
    assert not Reception.objects.exists()


def test_given_up_it_is_deleted_and_nothing_is_taken(clerk: Client, root: Path) -> None:
    shown = handed_in(clerk, file_of((header(), [request()])))

    answer = clerk.post(CANCEL)

    assert "確認を終了し、ファイルを削除しました。" in words(clerk.get(answer["Location"]))
    assert held_files(root) == []
    assert "E3064" in taken(clerk, shown)


def test_a_file_forgotten_for_a_day_is_swept_at_the_next_upload(
    clerk: Client, federation: Client, root: Path
) -> None:
    handed_in(clerk, file_of((header(), [request()])))
    (forgotten,) = held_files(root)

    with time_machine.travel(AT + timedelta(days=1, minutes=1), tick=False):
        handed_in(staff_logged_in(member_of_staff(Role.FEDERATION)), LUMP_DEPOSIT.read_bytes())

    assert forgotten not in held_files(root)
    assert len(held_files(root)) == 1


def test_a_store_that_fails_at_the_last_moment_is_told_and_nothing_is_taken(
    clerk: Client, root: Path, settings: Settings, tmp_path: Path
) -> None:
    """The kept file's own directory cannot be made: a file stands where it belongs."""
    shown = handed_in(clerk, file_of((header(), [request()])))
    (root / form_of(shown)["sha256"][:2]).write_bytes(b"")

    page = taken(clerk, shown)

    assert "E3065" in page
    assert not Reception.objects.exists()


def test_the_held_file_is_the_session_s_and_not_the_browser_s(clerk: Client, root: Path) -> None:
    handed_in(clerk, file_of((header(), [request()])), name="../../etc/passwd")

    kept = session_of(clerk, Origin.STAFF)["held_reception"]
    assert (kept["name"], kept["place"]) == ("passwd", held_files(root)[0].name)
