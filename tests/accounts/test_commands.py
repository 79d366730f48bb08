"""The commands of accounts: what they do, what they say, and that a refusal is an error in words."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command

from accounts.actions.contract_import import ImportOvertaken, NewContract, Source, import_contracts
from accounts.imports import COLUMNS, read_contracts
from accounts.management import console
from accounts.models import Contract, Role, User
from chingin.kernel.actors import SYSTEM
from chingin.kernel.models import OperationLog
from tests.accounts.factories import BankFactory, BranchFactory, ContractFactory, FederationFactory
from tests.accounts.staff_browsing import AT
from tests.accounts.story import told
from tests.accounts.test_imports import EMPLOYER, MEMBER, csv

pytestmark = pytest.mark.django_db

PASSWORD = "Kari#2026"
PERSON = ("--name", "職員一郎", "--mail", "a@bank.test")
ROLES: list[tuple[str, tuple[str, ...], Role]] = [
    ("federation", (), Role.FEDERATION),
    ("bank", ("--bank", "9999"), Role.BANK_STAFF),
    ("branch", ("--bank", "9999", "--branch", "101"), Role.BRANCH_STAFF),
]


@pytest.fixture(autouse=True)
def place() -> None:
    BranchFactory.create(bank=BankFactory.create(code="9999"), code="101")


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\r\n", encoding="utf-8")
    return path


def run(*arguments: Any) -> str:
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.parametrize(("role", "place_of_work", "stored"), ROLES)
def test_create_staff_makes_a_person_and_prints_the_key_once(
    role: str, place_of_work: tuple[str, ...], stored: Role, sealed: Path
) -> None:
    said = run("create_staff", "shokuin1", "--role", role, *place_of_work, *PERSON, "--password-file", sealed)

    user = User.objects.get()
    assert (user.role, user.name, user.password_is_provisional) == (stored, "職員一郎", True)
    assert check_password(PASSWORD, user.password)
    assert len(re.findall(r"otpauth://totp/Rokin%3Ashokuin1\?secret=[A-Z2-7]{32}", said)) == 1
    assert PASSWORD not in said
    assert OperationLog.objects.get().user_id == "console"


WRONG: list[tuple[tuple[str, ...], str]] = [
    (("shokuin1", "--role", "bank", *PERSON), "--bank を指定"),
    (
        ("shokuin1", "--role", "branch", "--bank", "9999", *PERSON),
        "--bankと--branch を指定",
    ),
    (("shokuin1", "--role", "federation", "--bank", "9999", *PERSON), "なし を指定"),
    (("shokuin1", "--role", "bank", "--bank", "1111", *PERSON), "金融機関コード 1111"),
    (("shokuin1", "--role", "branch", "--bank", "9999", "--branch", "999", *PERSON), "店番号 999"),
    (("short", "--role", "federation", *PERSON), "ユーザーIDは"),
    (("shokuin1", "--role", "federation", "--name", "Taro", "--mail", "a@bank.test"), "全角"),
    (("shokuin1", "--role", "federation", "--name", "太郎", "--mail", "x"), "メールアドレス"),
    (("taken001", "--role", "federation", *PERSON), "すでに登録済"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_create_staff_says_what_is_wrong(arguments: tuple[str, ...], words: str, sealed: Path) -> None:
    FederationFactory.create(user_id="taken001")

    with pytest.raises(CommandError, match=words):
        run("create_staff", *arguments, "--password-file", sealed)
    assert User.objects.count() == 1


def test_create_staff_refuses_a_weak_password(sealed: Path) -> None:
    """REG-6."""
    sealed.write_text("weak\n", encoding="utf-8")

    with pytest.raises(CommandError, match="仮パスワードは8～12桁"):
        run("create_staff", "shokuin1", "--role", "federation", *PERSON, "--password-file", sealed)


def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="missing を読めません"):
        run(
            "create_staff",
            *("shokuin1", "--role", "federation", *PERSON, "--password-file", tmp_path / "missing"),
        )


def test_without_a_file_the_password_is_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([PASSWORD, PASSWORD, PASSWORD, "anders"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))

    assert console.password_from(None, label="仮パスワード") == PASSWORD
    with pytest.raises(CommandError, match="再入力が一致しません"):
        console.password_from(None, label="仮パスワード")


def test_set_initial_password_stores_and_does_not_print_it(sealed: Path) -> None:
    """CON-2."""
    sealed.write_text("Neues#26", encoding="utf-8")
    contract = ContractFactory.create()

    said = run("set_initial_password", contract.number, "--password-file", sealed)

    contract.refresh_from_db()
    assert check_password("Neues#26", contract.initial_password)
    assert "Neues#26" not in said
    assert [event for event, _, _ in told()] == ["initial_password_set"]


@pytest.mark.parametrize(
    ("number", "password", "words"),
    [
        ("1", "Neues#26", "契約番号は"),
        ("99999999", "Neues#26", "契約番号 99999999"),
        ("12345678", "weak", "初期パスワードは8桁"),
        ("11111111", "Neues#26", "契約が終了しています"),
    ],
)
def test_set_initial_password_says_what_is_wrong(
    number: str, password: str, words: str, sealed: Path
) -> None:
    ContractFactory.create(number="12345678")
    ContractFactory.create(number="11111111", ended_at=AT, initial_password="", initial_password_set_at=None)
    sealed.write_text(password, encoding="utf-8")

    with pytest.raises(CommandError, match=words):
        run("set_initial_password", number, "--password-file", sealed)
    assert told() == []


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.csv"
    path.write_bytes(csv(MEMBER, EMPLOYER, encoding="cp932"))
    return path


def test_import_contracts_takes_all_lines_in_and_tells_counts(old: Path) -> None:
    """CON-3, OPS-1."""
    said = run("import_contracts", old)

    assert "新規登録: 2件 / 登録済みで変更なし: 0件" in said
    assert "初期パスワードあり: 2件(うち旧6桁に r@ を付けたもの: 1件)" in said
    assert "2件を登録しました" in said
    stored = Contract.objects.get(number="12345678")
    assert check_password("ROKYO1r@", stored.initial_password)
    entry = OperationLog.objects.get()
    assert (entry.event, entry.chain, entry.target) == ("accounts.contracts_imported", "bank:9999", "old.csv")
    assert (entry.detail["count"], len(entry.detail["sha256"])) == (2, 64)
    assert "ROKYO1" not in said + str(entry.detail)


def test_a_dry_run_only_tells(old: Path) -> None:
    said = run("import_contracts", old, "--dry-run")

    assert "新規登録: 2件" in said
    assert "何も登録していません" in said
    assert not Contract.objects.exists()
    assert told() == []


def test_a_second_import_changes_nothing(old: Path) -> None:
    run("import_contracts", old)
    before = list(Contract.objects.order_by("pk").values())

    said = run("import_contracts", old)

    assert "新規登録: 0件 / 登録済みで変更なし: 2件" in said
    assert list(Contract.objects.order_by("pk").values()) == before
    assert len(told()) == 1


def test_one_wrong_line_keeps_all_out(old: Path) -> None:
    old.write_bytes(csv(MEMBER, EMPLOYER | {"財形": ""}))
    said = io.StringIO()

    with pytest.raises(CommandError, match="誤りが1件あります。何も登録していません"):
        call_command("import_contracts", str(old), stderr=said)
    assert "3行目 財形" in said.getvalue()
    assert not Contract.objects.exists()


def test_at_most_a_thousand_faults_are_shown(old: Path) -> None:
    old.write_bytes((",".join(COLUMNS) + "\n" + "x\n" * 1001).encode())
    said = io.StringIO()

    with pytest.raises(CommandError, match=r"誤りが1,001件あります\(はじめの1,000件を表示\)"):
        call_command("import_contracts", str(old), stderr=said)
    assert len(said.getvalue().splitlines()) == 1000


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"missing\.csv を読めません"):
        run("import_contracts", tmp_path / "missing.csv")


def test_long_imports_tell_how_far_they_are(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.management.commands.import_contracts.STEP", 2)

    assert "暗号化しています: 2/2件(残り約0秒)" in run("import_contracts", old)


def test_a_number_registered_meanwhile_keeps_all_out() -> None:
    lines = read_contracts(csv(MEMBER, EMPLOYER)).lines
    ContractFactory.create(number=EMPLOYER["契約番号"])

    with pytest.raises(ImportOvertaken):
        import_contracts(
            contracts=[NewContract(line.entry, "") for line in lines],
            source=Source("old.csv", "0" * 64),
            by=SYSTEM,
            at=AT,
        )
    assert Contract.objects.count() == 1
    assert told() == []


@pytest.mark.bench
def test_ten_thousand_contracts_cost_queries_by_the_batch_not_by_the_line(
    tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes(csv(*(MEMBER | {"契約番号": f"{number:08d}"} for number in range(10_000))))

    with django_assert_max_num_queries(60):
        run("import_contracts", path)

    assert Contract.objects.count() == 10_000
