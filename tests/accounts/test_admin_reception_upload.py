"""「ファイルを受信」 in the staff's admin: a file is checked and shown, and nothing is taken yet."""

import re
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import Client
from django.utils.datastructures import MultiValueDict
from pytest_django import Settings

from accounts.admin import reception_upload
from accounts.models import Contract, Role
from accounts.reception_forms import LARGEST_UPLOAD, ReceptionUploadForm
from chingin.kernel.models import OperationLog, ReceivedFile, Reception
from chingin.kernel.origins import Origin
from deductions.groups.messages import NOT_OF_THE_CONTRACT
from tests.accounts.browsers import browser, words
from tests.accounts.handing_in import (
    CANCEL,
    CHECK,
    ONE_WRONG,
    TAKE,
    UPLOAD,
    WRONG_BRANCH,
    form_of,
    handed_in,
    held_files,
    refused,
    taken,
)
from tests.accounts.staff_browsing import (
    friday,  # noqa: F401  used by every test
    member_of_staff,
    staff_logged_in,
)
from tests.deductions.received import (
    LUMP_DEPOSIT,
    WAGE_EXCHANGE,
    contract_of_the_exchange,
    contract_of_the_samples,
    file_of,
    header,
    request,
)

CODE: Final = re.compile(r"\((E\d{4})\)")
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


def test_the_report_tells_the_sets_with_their_totals_and_takes_nothing(clerk: Client, root: Path) -> None:
    before = OperationLog.objects.count()

    page = handed_in(clerk, LUMP_DEPOSIT.read_bytes(), name="202611.dat")

    for told in (
        "誤りはありません",
        "202611.dat",
        "10 控除依頼",
        "10000001",
        "2026年11月 月例 第1回",
        "0000000001",
        "280件",
        "控除金額合計 5,425,538円",
        "105件",
        "控除金額合計 2,197,139円",
        "2組、385件",
        'value="受信する"',
    ):
        assert told in page, told
    assert (Reception.objects.count(), ReceivedFile.objects.count()) == (0, 0)
    assert OperationLog.objects.count() == before
    (file,) = held_files(root)
    assert (file.read_bytes(), file.stat().st_mode & 0o077) == (LUMP_DEPOSIT.read_bytes(), 0)


def test_each_fault_stands_in_its_place(clerk: Client) -> None:
    page = handed_in(clerk, file_of(*ONE_WRONG))

    assert "ファイルに誤りが1件あります。" in page
    row = page.partition("<h2>誤り</h2>")[2]
    for told in (">4<", "9-11", "店番号", "「102」", ">101<", "契約の登録内容と異なります。(E3042)"):
        assert told in row, told
    assert "誤り 1件" in page
    assert "正しい1組、1件だけを受信する" in page


def test_of_each_code_the_remedy_is_told_once(clerk: Client) -> None:
    sets = [(header(branch="102"), [request()]), (header(**WRONG_BRANCH), [request()])]

    page = handed_in(clerk, file_of(*sets))

    assert page.count("(E3042)") == 2
    told = page.partition("<h3>原因と対処</h3>")[2]
    assert told.count("<dt>E3042</dt>") == page.count(NOT_OF_THE_CONTRACT.remedy) == 1
    assert NOT_OF_THE_CONTRACT.cause in told


def test_more_faults_than_are_kept_are_counted(clerk: Client) -> None:
    lines = [request(line_key=f"K{n}", account_number=f"{n:07}") for n in range(1_100)]
    spoilt = file_of((header(), lines)).replace("ｲﾄｳ".encode("cp932"), "ｨﾄｳ".encode("cp932"))

    page = handed_in(clerk, spoilt)

    assert "ほか 100件" in page
    assert len(CODE.findall(page)) == 1_000


def test_more_sets_than_a_page_shows_are_counted(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception_upload, "MOST_SETS", 1)

    page = handed_in(clerk, LUMP_DEPOSIT.read_bytes())
    result = taken(clerk, page)

    assert "ほか 1組" in page
    assert "ほか 1組" in result


@pytest.mark.parametrize("data", [b"\x00\xff\xd8" * 5_000, b"hello", b"9" * 200, b"\r\n" * 200])
def test_what_is_no_core_file_is_told_so_and_cannot_be_taken(clerk: Client, data: bytes) -> None:
    page = handed_in(clerk, data)

    assert "受信できる組がありません" in page or "ヘッダーが1つも見つかりません" in page
    assert form_of(page) == {}
    assert ">不明<" in page or "<h2>組</h2>" not in page


@pytest.mark.parametrize("fields", [{}, {"file": "a text where a file belongs"}])
def test_without_a_file_there_is_a_word_at_the_field(
    clerk: Client, fields: dict[str, str], root: Path
) -> None:
    page = words(clerk.post(UPLOAD, fields))

    assert 'id="id_file_error">受信するファイルを選択してください。' in page
    assert held_files(root) == []


def test_an_empty_file_is_told_so(clerk: Client) -> None:
    assert "空(0バイト)です" in refused(clerk, b"")


def test_a_file_too_large_for_the_page_is_the_operator_s(clerk: Client, root: Path) -> None:
    page = refused(clerk, b"2" * (LARGEST_UPLOAD + 1))

    assert "ファイルが大きすぎます(20.0MB)。" in page
    assert "manage.py receive" in page
    assert held_files(root) == []


def test_the_largest_file_is_just_taken() -> None:
    """And lies on the disk meanwhile, not in memory."""
    with closing(TemporaryUploadedFile("10.dat", None, LARGEST_UPLOAD, None)) as file:
        assert ReceptionUploadForm({}, MultiValueDict({"file": [file]})).is_valid()


def test_a_disk_that_takes_nothing_is_told_without_its_place(
    clerk: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "file" / "received"
    (tmp_path / "file").write_bytes(b"")

    page = refused(clerk, LUMP_DEPOSIT.read_bytes())

    assert "E3065" in page
    assert str(tmp_path) not in page


def test_another_bank_s_file_is_refused_before_its_findings_are_told(clerk: Client, root: Path) -> None:
    """BNK-3: not even what is registered at the other bank is told."""
    contract_of_the_exchange()

    page = refused(clerk, WAGE_EXCHANGE.read_bytes())

    assert "E3063" in page
    assert "9998" in page
    assert "E304" not in page
    assert held_files(root) == []
    assert clerk.get(CHECK)["Location"] == UPLOAD


def test_nor_may_one_set_of_it_be_another_bank_s(clerk: Client) -> None:
    other = header(bank_code="9998", group_number="10000002", serial="0000000002")

    assert "E3063" in refused(clerk, file_of((header(), [request()]), (other, [request()])))


def test_the_federation_hands_in_every_bank_s(federation: Client) -> None:
    contract_of_the_exchange()

    page = taken(federation, handed_in(federation, WAGE_EXCHANGE.read_bytes()))

    assert "件を受信しました。" in page
    assert Reception.objects.get().bank_code == "9998"


@pytest.mark.parametrize("page", [TAKE, CANCEL])
def test_nothing_is_done_by_following_a_link(clerk: Client, page: str, root: Path) -> None:
    handed_in(clerk, file_of((header(), [request()])))

    assert clerk.get(page).status_code == 405
    assert len(held_files(root)) == 1
    assert not Reception.objects.exists()


@pytest.mark.parametrize("page", [UPLOAD, TAKE, CANCEL])
def test_every_write_wants_the_token_of_its_form(clerk: Client, page: str) -> None:
    strict = browser(Origin.STAFF, enforce_csrf_checks=True)
    strict.cookies = clerk.cookies

    assert strict.post(page, {"file": BytesIO(b"2")}).status_code == 403
