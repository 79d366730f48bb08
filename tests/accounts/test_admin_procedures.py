"""Procedures on received forms (BNK-2), the calendar, and what the lists of the staff's admin tell."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import pytest
from django.db.models import Model
from django.test import Client

from accounts.models import Branch, Role
from accounts.staff_forms import PAPERS
from chingin.kernel.messages import all_messages
from chingin.kernel.models import CalendarOverride, OperationLog
from tests.accounts.browsers import words
from tests.accounts.factories import ContractFactory, GeneralUserFactory, MasterFactory
from tests.accounts.staff_browsing import (
    AT,
    GROUNDS,
    HOME,
    friday,  # noqa: F401  used by every test
    member_of_staff,
    staff_logged_in,
)
from tests.accounts.story import told
from tests.accounts.test_admin import (
    INITIAL,
    bank_staff,  # noqa: F401  a fixture
    blocked_staff,
    branch,  # noqa: F401  a fixture
    federation,  # noqa: F401  a fixture
    posted,
    url,
    writing_urls,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


def test_a_procedure_tells_what_it_will_do_and_to_whom(bank_staff: Client, branch: Branch) -> None:  # noqa: F811
    contract = ContractFactory.create(branch=branch, name="第一労働組合")
    MasterFactory.create(contract=contract)

    page = words(bank_staff.get(url(contract, "reset-master")))

    assert "第一労働組合" in page
    assert "マスターユーザーを削除し、電子証明書を失効します。" in page
    assert 'value="ログインID/パスワード初期化を実行"' in page


FORMS: Final = re.compile("「([^「」]*(?:依頼書|届出書)[^「」]*)」")
MANUALS: Final = {
    "ログインID/パスワード依頼書",
    "ユーザー削除依頼書",
    "契約番号照会依頼書",
    "電子証明書失効依頼書",
    "初期パスワード届出書(会員向け)",
    "初期パスワード届出書(事業主向け)",
}


def test_every_form_that_people_are_told_to_hand_in_can_be_recorded_as_received() -> None:
    """BNK-2, COM-1: the forms of the manuals, and those that our own messages name."""
    remedies = " ".join(message.remedy for message in all_messages())
    told_to_hand_in = set(FORMS.findall(remedies))

    assert told_to_hand_in
    assert told_to_hand_in | MANUALS <= set(PAPERS)


@pytest.mark.parametrize("missing", ["reason", "receiver", "paper"])
def test_without_its_grounds_nothing_is_done(missing: str, bank_staff: Client, branch: Branch) -> None:  # noqa: F811
    """BNK-2: the reason is compulsory, so are form and receiver."""
    master = MasterFactory.create(contract=ContractFactory.create(branch=branch))
    before = len(told())

    status, _ = posted(bank_staff, url(master.contract, "reset-master"), {**GROUNDS, missing: ""})

    master.refresh_from_db()
    assert (status, master.deleted_at, len(told())) == (200, None, before)


def test_a_reset_master_is_gone_and_the_grounds_are_kept(bank_staff: Client, branch: Branch) -> None:  # noqa: F811
    """BNK-2, USR-4."""
    master = MasterFactory.create(contract=ContractFactory.create(branch=branch))

    answer = bank_staff.post(url(master.contract, "reset-master"), GROUNDS)

    assert answer["Location"] == url(master.contract)
    assert "もう一度初期登録できます。" in words(bank_staff.get(url(master.contract)))
    assert bank_staff.get(url(master)).status_code == 404
    assert OperationLog.objects.order_by("-pk")[0].detail == GROUNDS


def test_buttons_stand_only_where_there_is_something_to_do(bank_staff: Client, branch: Branch) -> None:  # noqa: F811
    """LOCK-5: a general user's lock is the master's to lift."""
    contract = ContractFactory.create(branch=branch)
    shut = {"locks": 3, "blocked_at": AT}
    master = MasterFactory.create(contract=contract, **shut)
    general = GeneralUserFactory.create(contract=contract, **shut)

    assert "初期登録のロック・閉塞解除" not in words(bank_staff.get(url(contract)))
    assert "ログインID/パスワード初期化" in words(bank_staff.get(url(contract)))
    assert "ロック・閉塞解除" in words(bank_staff.get(url(master)))
    assert "ロック・閉塞解除" not in words(bank_staff.get(url(general)))
    assert "職員の削除" not in words(bank_staff.get(url(master)))


def nothing_to_do(branch: Branch) -> dict[str, tuple[Model, Mapping[str, str], str]]:  # noqa: F811
    """For each procedure a row that leaves nothing to do, what is typed nevertheless, the refusal's code."""
    ended = ContractFactory.create(
        branch=branch, ended_at=AT, initial_password="", initial_password_set_at=None
    )
    running = ContractFactory.create(branch=branch)
    general = GeneralUserFactory.create(contract=running, locks=3, blocked_at=AT)
    return {
        "accounts_contract_initial-password": (ended, INITIAL, "E2061"),
        "accounts_contract_lift-lockout": (running, GROUNDS, "E1114"),
        "accounts_contract_reset-master": (running, GROUNDS, "E2062"),
        "accounts_contract_end": (ended, GROUNDS, "E2061"),
        "accounts_user_lift-lockout": (general, GROUNDS, "E2063"),
        "accounts_user_renew": (general, GROUNDS, "E1115"),
        "accounts_user_remove": (general, GROUNDS, "E1115"),
    }


def test_without_its_button_no_procedure_is_shown_or_done(bank_staff: Client, branch: Branch) -> None:  # noqa: F811
    """LOCK-5, BNK-2: whoever knows the address finds words instead of the form, and the action refuses."""
    rows = nothing_to_do(branch)
    assert set(rows) == {
        name for name in writing_urls(("accounts",)) if not name.endswith(("_add", "_change"))
    }
    before = told()

    for name, (row, typed, code) in rows.items():
        page = url(row, name.rpartition("_")[2])
        assert f'href="{page}"' not in words(bank_staff.get(url(row)))
        for answer in (bank_staff.get(page), bank_staff.post(page, {})):
            assert answer.status_code == 409, name
            assert "いまの状態では行えません。" in words(answer)
            assert 'name="reason"' not in words(answer)
        assert f"({code})" in words(bank_staff.post(page, typed)), name

    assert told() == before


def test_deleted_staff_are_no_longer_listed(bank_staff: Client, branch: Branch) -> None:  # noqa: F811
    colleague = blocked_staff(branch)

    answer = bank_staff.post(url(colleague, "remove"), GROUNDS)

    assert answer["Location"] == "/admin/accounts/user/"
    page = words(bank_staff.get("/admin/accounts/user/"))
    assert "職員を削除しました。" in page
    assert colleague.user_id not in page


def test_nobody_deletes_themselves(branch: Branch) -> None:  # noqa: F811
    user = member_of_staff(Role.BANK_STAFF, branch)

    _, page = posted(staff_logged_in(user), url(user, "remove"), GROUNDS)

    assert "ご自身のユーザーに対して、この手続きはできません。" in page


def test_renewed_staff_get_what_is_shown_once(bank_staff: Client, branch: Branch) -> None:  # noqa: F811
    colleague = blocked_staff(branch)

    status, page = posted(bank_staff, url(colleague, "renew"), GROUNDS)

    assert status == 200
    assert f"otpauth://totp/Rokin%3A{colleague.user_id}" in page


def test_states_read_as_people_say_them(bank_staff: Client, branch: Branch) -> None:  # noqa: F811
    contract = ContractFactory.create(branch=branch)
    MasterFactory.create(contract=contract, locks=1, locked_until=AT + timedelta(minutes=30))
    GeneralUserFactory.create(contract=contract, locks=3, blocked_at=AT)

    page = words(bank_staff.get("/admin/accounts/user/"))

    assert "ロック(2026年11月20日 10時30分まで)" in page
    assert "閉塞" in page
    assert "利用可" in page
    assert "9999 試験労働金庫" in page


def test_contracts_are_found_by_number_name_and_kana(bank_staff: Client, branch: Branch) -> None:  # noqa: F811
    """BNK-2: 契約番号照会."""
    ContractFactory.create(branch=branch, number="11111111", name="東労働組合", name_kana="ﾋｶﾞｼ")
    ContractFactory.create(branch=branch, number="22222222", name="西労働組合", name_kana="ﾆｼ")

    for asked in ("11111111", "東労", "ﾋｶﾞｼ"):
        page = words(bank_staff.get("/admin/accounts/contract/", {"q": asked}))
        assert ("東労働組合" in page, "西労働組合" in page) == (True, False), asked


def test_the_operation_log_is_searched_and_read(bank_staff: Client, branch: Branch) -> None:  # noqa: F811
    contract = ContractFactory.create(branch=branch)
    MasterFactory.create(contract=contract)
    bank_staff.post(url(contract, "reset-master"), GROUNDS)
    entry = OperationLog.objects.order_by("-pk")[0]

    found = words(bank_staff.get("/admin/kernel/operationlog/", {"q": contract.number}))
    page = words(bank_staff.get(url(entry)))

    assert "ログインID/パスワード初期化" in found
    assert "bank:9999" not in found
    assert "担当者の交代" in page
    assert 'name="_save"' not in page
    assert words(bank_staff.get(url(OperationLog.objects.order_by("pk")[0])))


def test_a_bank_closes_its_own_day(bank_staff: Client) -> None:  # noqa: F811
    """ENV-2."""
    data = {"bank_code": "9999", "day": "2026-12-01", "is_business_day": "False", "reason": "創立記念日"}

    bank_staff.post("/admin/kernel/calendaroverride/add/", data)

    row = CalendarOverride.objects.get()
    assert (row.bank_code, row.day, row.recorded_by) == ("9999", date(2026, 12, 1), "本部次郎")
    assert told()[-1][1] == "2026-12-01 9999"
    assert "創立記念日" in words(bank_staff.get("/admin/kernel/calendaroverride/"))


@pytest.mark.parametrize("bank_code", ["", "9998"])
def test_a_bank_closes_no_others(bank_code: str, bank_staff: Client) -> None:  # noqa: F811
    data = {"bank_code": bank_code, "day": "2026-12-01", "is_business_day": "False", "reason": "x"}

    status, _ = posted(bank_staff, "/admin/kernel/calendaroverride/add/", data)

    assert (status, CalendarOverride.objects.exists()) == (200, False)


def test_the_federation_closes_a_day_for_all_and_changes_its_mind(federation: Client) -> None:  # noqa: F811
    data = {"bank_code": "", "day": "2026-12-01", "is_business_day": "False", "reason": "臨時休業"}
    federation.post("/admin/kernel/calendaroverride/add/", data)
    row = CalendarOverride.objects.get()

    federation.post(url(row), {"is_business_day": "True", "reason": "取りやめ", "day": "2026-12-02"})
    twice, page = posted(federation, "/admin/kernel/calendaroverride/add/", data)

    row.refresh_from_db()
    assert (row.is_business_day, row.day) == (True, date(2026, 12, 1))
    assert (twice, "既に存在します" in page) == (200, True)


def test_the_start_page_names_what_the_role_may_see(branch: Branch) -> None:  # noqa: F811
    shown = {
        role: words(staff_logged_in(member_of_staff(role, branch)).get(HOME))
        for role in (Role.BRANCH_STAFF, Role.FEDERATION)
    }

    for page in shown.values():
        assert "業務の選択" in page
        assert "契約" in page
        assert "操作ログ" in page
    assert "営業日の変更" not in shown[Role.BRANCH_STAFF]
    assert "営業日の変更" in shown[Role.FEDERATION]
    assert "本店営業部" in shown[Role.BRANCH_STAFF]
    assert "労働金庫連合会" in shown[Role.FEDERATION]


PAGES = [
    "/admin/",
    "/admin/accounts/contract/",
    "/admin/accounts/contract/add/",
    "/admin/accounts/user/",
    "/admin/kernel/operationlog/",
    "/admin/kernel/calendaroverride/add/",
    "/admin/password_change/",
]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_brings_scripts_or_styles_inside_it(page: str, federation: Client) -> None:  # noqa: F811
    """The content security policy forbids them; and nobody's pages come from elsewhere."""
    html = words(federation.get(page))

    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html
    assert "http://" not in html.replace("http://www.w3.org/", "")
    assert '<html lang="ja"' in html
    assert "Django" not in html
