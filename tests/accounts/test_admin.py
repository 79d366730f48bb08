"""The staff's admin writes through actions only: each write is told, each refusal shown."""

from collections.abc import Mapping
from typing import Any, Final

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import check_password
from django.db.models import Model
from django.test import Client

from accounts.models import Bank, Branch, Contract, Role, User
from accounts.staff_forms import roles_given_by
from chingin.kernel.models import CalendarOverride, OperationLog
from chingin.staff.action_admin import ActionAdmin
from chingin.staff.procedures import always
from tests.accounts.browsers import words
from tests.accounts.factories import (
    BankFactory,
    BankStaffFactory,
    BranchFactory,
    BranchStaffFactory,
    ContractFactory,
    FederationFactory,
    MasterFactory,
)
from tests.accounts.staff_browsing import (
    AT,
    GROUNDS,
    friday,  # noqa: F401  used by every test
    member_of_staff,
    staff_logged_in,
)
from tests.accounts.story import told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]

MEMBER: Final = {
    "number": "12345678",
    "kind": "MEMBER",
    "name": "試験労働組合",
    "name_kana": "シケンロウクミ",
    "rokin_collection": "LUMP_DEPOSIT",
    "rokin_access": "WEB_UPDATE",
}
BANK: Final = {
    "code": "9997",
    "name": "新労働金庫",
    "help_desk_name": "新ヘルプデスク",
    "help_desk_telephone": "0120-111-111",
    "help_desk_hours": "平日 9:00～17:00",
    "mail_sender": "new@bank.test",
}
PERSON: Final = {"user_id": "shokuin1", "name": "職員一郎", "mail": "a@bank.test"}
INITIAL: Final = {"password": "Neues#26", "password_again": "Neues#26"}


@pytest.fixture
def branch() -> Branch:
    return BranchFactory.create(bank=BankFactory.create(code="9999"), code="101")


@pytest.fixture
def federation(branch: Branch) -> Client:
    return staff_logged_in(member_of_staff(Role.FEDERATION))


@pytest.fixture
def bank_staff(branch: Branch) -> Client:
    return staff_logged_in(member_of_staff(Role.BANK_STAFF, branch))


def url(row: Model | None, page: str = "change") -> str:
    assert row is not None
    return f"/admin/{row._meta.label_lower.replace('.', '/')}/{row.pk}/{page}/"


def posted(client: Client, page: str, data: Mapping[str, object]) -> tuple[int, str]:
    answer = client.post(page, data)
    return answer.status_code, words(answer)


def blocked_staff(branch: Branch) -> User:
    return BranchStaffFactory.create(branch=branch, locks=3, blocked_at=AT)


def every_write(branch: Branch) -> dict[str, tuple[str, Mapping[str, object]]]:
    """One right request for each way of writing, by the name of its URL."""
    contract, other = ContractFactory.create(branch=branch), ContractFactory.create(branch=branch)
    shut = ContractFactory.create(branch=branch, locks=3, blocked_at=AT)
    MasterFactory.create(contract=contract)
    override = CalendarOverride.objects.create(
        day=AT.date(), is_business_day=False, reason="x", recorded_by="y", recorded_at=AT
    )
    day = {"bank_code": "9999", "day": "2026-12-01", "is_business_day": "False", "reason": "創立記念日"}
    placed = MEMBER | {"branch": branch.pk}
    return {
        "accounts_bank_add": ("/admin/accounts/bank/add/", {**BANK}),
        "accounts_bank_change": (url(branch.bank), {**BANK}),
        "accounts_branch_add": (
            "/admin/accounts/branch/add/",
            {"bank": branch.bank.pk, "code": "777", "name": "新店"},
        ),
        "accounts_branch_change": (url(branch), {"name": "新本店", "telephone": ""}),
        "accounts_contract_add": ("/admin/accounts/contract/add/", placed),
        "accounts_contract_change": (url(contract), placed),
        "accounts_contract_initial-password": (url(contract, "initial-password"), {**INITIAL}),
        "accounts_contract_lift-lockout": (url(shut, "lift-lockout"), {**GROUNDS}),
        "accounts_contract_reset-master": (url(contract, "reset-master"), {**GROUNDS}),
        "accounts_contract_end": (url(other, "end"), {**GROUNDS}),
        "accounts_user_add": ("/admin/accounts/user/add/", PERSON | {"role": "FEDERATION"}),
        "accounts_user_lift-lockout": (url(blocked_staff(branch), "lift-lockout"), {**GROUNDS}),
        "accounts_user_renew": (url(BankStaffFactory.create(), "renew"), {**GROUNDS}),
        "accounts_user_remove": (url(BankStaffFactory.create(), "remove"), {**GROUNDS}),
        "kernel_calendaroverride_add": ("/admin/kernel/calendaroverride/add/", {**day}),
        "kernel_calendaroverride_change": (
            url(override),
            {"is_business_day": "True", "reason": "臨時営業"},
        ),
    }


def writing_urls(app_labels: tuple[str, ...]) -> set[str]:
    """Every way of writing that the site has for these apps."""
    found: set[str] = set()
    for model, shown in admin.site._registry.items():
        if model._meta.app_label not in app_labels or not isinstance(shown, ActionAdmin):
            continue
        name = f"{model._meta.app_label}_{model._meta.model_name}_"
        found |= {f"{name}add"} if shown.registrars else set()
        found |= {f"{name}change"} if shown.editors else set()
        found |= {name + procedure.slug for procedure in shown.procedures}
    return found


def test_every_write_of_the_admin_is_told_and_nothing_of_it_by_django(
    federation: Client, branch: Branch
) -> None:
    """A new way of writing fails here until it is among `every_write`."""
    ways = every_write(branch)
    assert set(ways) == writing_urls(("accounts", "kernel"))

    for name, (page, data) in ways.items():
        before = OperationLog.objects.count()
        answer = federation.post(page, data)
        shown_once = name in {"accounts_user_add", "accounts_user_renew"}
        assert answer.status_code == (200 if shown_once else 302), (name, words(answer))
        new = OperationLog.objects.order_by("-pk")[: OperationLog.objects.count() - before]
        assert {(entry.user_name, entry.at) for entry in new} == {("連合三郎", AT)}, name
    assert not LogEntry.objects.exists()


def test_a_form_that_is_wrong_writes_nothing(federation: Client, branch: Branch) -> None:
    before = len(told())

    for page, _ in every_write(branch).values():
        status, page_shown = posted(federation, page, {})
        assert status == 200
        assert "入力" in page_shown or "選択" in page_shown
    assert len(told()) == before


def test_a_contract_is_registered_with_its_services(bank_staff: Client, branch: Branch) -> None:
    """BNK-1, CON-1, CON-4."""
    answer = bank_staff.post(
        "/admin/accounts/contract/add/", MEMBER | {"branch": branch.pk, "has_ledger": "on"}
    )

    contract = Contract.objects.get()
    assert answer["Location"] == "/admin/accounts/contract/"
    assert (contract.name_kana, contract.has_ledger, contract.registered_at) == ("ｼｹﾝﾛｳｸﾐ", True, AT)
    page = words(bank_staff.get("/admin/accounts/contract/"))
    assert "労金控除(まとめ入金・Web更新)、賃控元帳" in page
    assert "を追加しました" in page


WRONG: Final[list[tuple[dict[str, str], str]]] = [
    ({"number": "1234"}, "契約番号は半角数字8桁で入力してください。"),
    ({"name": "Union"}, "「U」は使用できません。"),
    ({"name": "あ" * 61}, "全角60文字以下で入力してください。"),
    ({"name_kana": "漢字"}, "1文字目の「漢」は使用できません。"),
    ({"name_kana": "ガ" * 21}, "半角カナで40桁以下"),
    ({"branch": ""}, "取引店を入力または選択してください。"),
    ({"rokin_access": ""}, "「照会」または「Web更新」を選んでください。"),
    ({"rokin_collection": ""}, "「まとめ入金」または「賃金控除」を選んでください。"),
    ({"rokin_collection": "", "rokin_access": ""}, "労金控除・賃控元帳・一斉積立のうち1つ以上"),
    ({"zaikei_access": "INQUIRY"}, "事業主の契約だけに登録できます。"),
    ({"kind": "EMPLOYER"}, "会員の契約だけに登録できます。"),
    ({"number": "87654321"}, "入力された契約番号はすでに登録済です。"),
    ({"kind": ""}, "契約種別を入力または選択してください。"),
]


@pytest.mark.parametrize(("change", "rule"), WRONG)
def test_the_rules_of_a_contract_stand_at_their_fields(
    change: dict[str, str], rule: str, bank_staff: Client, branch: Branch
) -> None:
    """CON-4: in Japanese, once, and nothing typed is lost."""
    ContractFactory.create(number="87654321")

    typed = MEMBER | {"branch": str(branch.pk)} | change
    status, page = posted(bank_staff, "/admin/accounts/contract/add/", typed)

    assert status == 200
    assert rule in page
    assert "制約" not in page
    assert f'value="{typed["name"]}"' in page
    assert Contract.objects.count() == 1


def test_a_shrunk_contract_and_what_stands_of_it(bank_staff: Client, branch: Branch) -> None:
    contract = ContractFactory.create(branch=branch, number="12345678")
    data = {**MEMBER, "branch": branch.pk, "number": "99999999", "kind": "EMPLOYER"}

    bank_staff.post(url(contract), data)

    contract.refresh_from_db()
    assert (contract.number, contract.kind, contract.has_ledger) == ("12345678", "MEMBER", False)
    page = words(bank_staff.get(url(contract)))
    assert "登録済み(2026年4月1日 9時00分)" in page
    assert contract.initial_password not in page


def test_what_the_action_refuses_is_shown_above_the_form(federation: Client, branch: Branch) -> None:
    """With cause, remedy, code, and all that was typed."""
    contract = ContractFactory.create(branch=branch)
    elsewhere = BranchFactory.create()
    before = len(told())

    status, page = posted(federation, url(contract), MEMBER | {"branch": elsewhere.pk, "name": "別の名前"})

    assert status == 200
    assert "契約を別の労働金庫の取引店へ移すことはできません。" in page
    assert "(E1062)" in page
    assert 'value="別の名前"' in page
    assert len(told()) == before


def test_saving_without_a_change_is_refused(bank_staff: Client, branch: Branch) -> None:
    status, page = posted(bank_staff, url(branch), {"name": branch.name, "telephone": branch.telephone})

    assert status == 200
    assert "変更された項目がありません。" in page


def test_an_ended_contract_is_only_to_look_at(bank_staff: Client, branch: Branch) -> None:
    contract = ContractFactory.create(
        branch=branch, ended_at=AT, initial_password="", initial_password_set_at=None
    )

    page = words(bank_staff.get(url(contract)))
    refused = bank_staff.post(url(contract), MEMBER | {"branch": branch.pk})
    status, shown = posted(bank_staff, url(contract, "end"), GROUNDS)

    assert "契約終了</div>" in page
    assert 'name="_save"' not in page
    assert "初期パスワード登録" not in page
    assert refused.status_code == 403
    assert (status, "契約が終了しています" in shown) == (200, True)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ({"password": "Neues#26", "password_again": "Neues#27"}, "一致しません"),
        ({"password": "Neues#2", "password_again": "Neues#2"}, "8桁で入力してください"),
        ({"password": "neues#26", "password_again": "neues#26"}, "4種をすべて使って"),
        ({"password": "Ｎeues#26", "password_again": "Ｎeues#26"}, "だけで入力してください"),
        ({}, "初期パスワードを入力してください"),
    ],
)
def test_an_initial_password_keeps_its_rules(
    data: dict[str, str], rule: str, bank_staff: Client, branch: Branch
) -> None:
    """CON-2."""
    contract = ContractFactory.create(branch=branch)
    before = contract.initial_password

    status, page = posted(bank_staff, url(contract, "initial-password"), data)

    contract.refresh_from_db()
    assert (status, rule in page, contract.initial_password) == (200, True, before)
    assert "eues" not in page


def test_an_initial_password_is_stored_and_seen_by_nobody(bank_staff: Client, branch: Branch) -> None:
    """CON-2."""
    contract = ContractFactory.create(branch=branch)

    answer = bank_staff.post(url(contract, "initial-password"), INITIAL)

    assert answer["Location"] == url(contract)
    page = words(bank_staff.get(url(contract)))
    assert "初期パスワードを登録しました。" in page
    contract.refresh_from_db()
    assert check_password("Neues#26", contract.initial_password)
    assert "Neues#26" not in page + str(list(OperationLog.objects.values()))


def test_staff_are_registered_with_what_is_shown_once(bank_staff: Client, branch: Branch) -> None:
    """BNK-3."""
    status, page = posted(
        bank_staff, "/admin/accounts/user/add/", PERSON | {"role": "BRANCH_STAFF", "branch": branch.pk}
    )

    user = User.objects.get(user_id="shokuin1")
    assert status == 200
    assert "この画面は一度だけ表示されます。" in page
    assert "otpauth://totp/Rokin%3Ashokuin1?secret=" in page
    assert (user.branch, user.password_is_provisional) == (branch, True)
    again = words(bank_staff.get(url(user)))
    assert "otpauth" not in again
    assert user.password not in again


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ({"role": "BRANCH_STAFF"}, "取引店を入力してください。"),
        ({"role": "BANK_STAFF"}, "労働金庫を入力してください。"),
        ({"role": "BANK_STAFF", "branch": "own"}, "権限が金庫職員のときは選択できません。"),
        ({"role": "FEDERATION"}, "正しく選択してください"),
        ({"role": "MASTER"}, "正しく選択してください"),
        ({"role": "BANK_STAFF", "bank": "own", "user_id": "taken001"}, "すでに登録済です。"),
    ],
)
def test_staff_belong_where_their_role_says(
    data: dict[str, str], rule: str, bank_staff: Client, branch: Branch
) -> None:
    FederationFactory.create(user_id="taken001")
    own = {"branch": branch.pk, "bank": branch.bank.pk}
    placed = {name: str(own[name]) if value == "own" else value for name, value in data.items()}
    before = User.objects.count()

    status, page = posted(bank_staff, "/admin/accounts/user/add/", PERSON | placed)

    assert (status, rule in page, User.objects.count()) == (200, True, before)


def test_only_the_federation_makes_its_own_staff() -> None:
    assert Role.FEDERATION in roles_given_by(FederationFactory.create())
    assert Role.FEDERATION not in roles_given_by(BankStaffFactory.create())


def test_a_bank_is_known_by_its_code_once(federation: Client, branch: Branch) -> None:
    status, page = posted(federation, "/admin/accounts/bank/add/", BANK | {"code": "9999"})

    assert (status, Bank.objects.filter(code="9999").count()) == (200, 1)
    assert "すでに登録済" in page or "既に存在します" in page


def test_a_model_is_shown_by_an_action_admin_or_not_at_all() -> None:
    with pytest.raises(TypeError, match="needs an ActionAdmin"):
        admin.site.register(LogEntry)
    with pytest.raises(TypeError, match="needs an ActionAdmin"):
        admin.site.register(LogEntry, admin.ModelAdmin)


@pytest.mark.parametrize(("model", "rule"), [("bank", "半角数字4桁"), ("branch", "半角数字3桁")])
def test_codes_have_their_digits(model: str, rule: str, federation: Client) -> None:
    for code in ("12", "abcd", "12345", "一二三"):
        _, page = posted(federation, f"/admin/accounts/{model}/add/", {"code": code})
        assert f"{rule}で入力してください。" in page


def test_a_foreign_key_points_at_visible_rows_only(branch: Branch) -> None:
    own, _other = ContractFactory.create(branch=branch), ContractFactory.create()
    bare: ActionAdmin[User] = ActionAdmin(User, admin.site)
    field: Any = User._meta.get_field("contract")

    assert list(bare.choices_for(field, member_of_staff(Role.BANK_STAFF, branch))) == [own]
    assert always(own, AT)


def test_a_page_of_contracts_costs_no_query_for_each(
    bank_staff: Client, branch: Branch, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        MasterFactory.create(contract=ContractFactory.create(branch=branch))

    with django_assert_max_num_queries(20):
        assert "労金太郎" in words(bank_staff.get("/admin/accounts/contract/"))


def test_an_action_admin_without_actions_writes_nothing() -> None:
    """What nobody may do has no default."""
    bare: ActionAdmin[Bank] = ActionAdmin(Bank, admin.site)
    by: dict[str, Any] = {"by": None, "at": AT}

    with pytest.raises(NotImplementedError):
        bare.register_row(values={}, **by)
    with pytest.raises(NotImplementedError):
        bare.change_row(row=BankFactory.build(), values={}, **by)
