"""L29 契約ユーザー一覧 and L30 操作ログ: what stands in them, whose they are, three media alike."""

import csv
import io
from collections.abc import Collection, Generator, Mapping
from datetime import date, datetime, timedelta

import pypdf
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.columns import CERTIFICATE_ENDS, certificate_ends
from accounts.events import Event
from accounts.lists import (
    LogFilter,
    LogRow,
    contract_heading,
    log_entries,
    log_rows,
    roster,
    user_row,
    user_rows,
)
from accounts.log_forms import NO_FUNCTION
from accounts.models import Contract, User
from accounts.rules import Lockout, Standing
from chingin.kernel import audit
from chingin.kernel.actors import SYSTEM, Actor
from chingin.kernel.clock import JST
from tests.accounts.administration import (
    AT,
    certificates_by_header,
    client,
    contract,
    downloaded,
    friday_morning,
    known_functions,
    master,
)
from tests.accounts.browsers import words
from tests.accounts.factories import ContractFactory, GeneralUserFactory, MasterFactory

__all__ = ["certificates_by_header", "client", "contract", "friday_morning", "known_functions", "master"]
pytestmark = pytest.mark.django_db

LOCKED = Lockout(locks=1, locked_until=AT + timedelta(minutes=30))
BLOCKED = Lockout(locks=3, blocked_at=AT)
HANAKO = Actor("ippan01", "組合花子", "192.0.2.33")


def general(contract: Contract, user_id: str = "ippan01", lockout: Lockout | None = None) -> User:
    user = GeneralUserFactory.create(user_id=user_id, contract=contract)
    user.save_lockout(lockout or Lockout())
    return user


@pytest.fixture
def ends() -> Generator[dict[int, date]]:
    """The last days that an app which knows certificates would tell."""
    known: dict[int, date] = {}

    def source(users: Collection[int]) -> Mapping[int, date]:
        return {pk: known[pk] for pk in users if pk in known}

    CERTIFICATE_ENDS.append(source)
    yield known
    CERTIFICATE_ENDS.remove(source)


def test_the_master_comes_first_then_the_others_by_their_id_usr_1(contract: Contract, master: User) -> None:
    for user_id in ("ippan02", "aaaaa1", "ippan01"):
        general(contract, user_id)

    rows = user_rows(viewer=master, as_of=AT)

    assert [row.user.user_id for row in rows] == ["roukin01", "aaaaa1", "ippan01", "ippan02"]


@pytest.mark.parametrize(
    ("employer", "authorities"),
    [(False, ["会員(マスター)", "会員(一般)"]), (True, ["事業主(マスター)", "事業主(一般)"])],
)
def test_the_authority_names_kind_and_role_usr_1(employer: bool, authorities: list[str]) -> None:
    contract = ContractFactory.create(employer=employer)
    viewer = MasterFactory.create(contract=contract)
    general(contract)

    assert [row.authority for row in user_rows(viewer=viewer, as_of=AT)] == authorities


@pytest.mark.parametrize(
    ("lockout", "as_of", "state", "lift"),
    [
        (Lockout(), AT, "利用可", ""),
        (LOCKED, AT, "ロック(11/20 10:30まで)", "ロック解除"),
        (LOCKED, AT + timedelta(minutes=30), "利用可", ""),
        (BLOCKED, AT, "閉塞", "閉塞解除"),
    ],
)
def test_a_general_user_s_state_and_what_frees_it_usr_5(
    contract: Contract, lockout: Lockout, as_of: datetime, state: str, lift: str
) -> None:
    row = user_row(user=general(contract, lockout=lockout), contract=contract, as_of=as_of)

    assert (row.state, row.lift) == (state, lift)


@pytest.mark.parametrize("lockout", [LOCKED, BLOCKED], ids=["locked", "blocked"])
def test_nobody_here_frees_a_master_lock_5(contract: Contract, master: User, lockout: Lockout) -> None:
    master.save_lockout(lockout)

    row = user_row(user=master, contract=contract, as_of=AT)

    assert row.standing is not Standing.OPEN
    assert row.lift == ""


@pytest.mark.parametrize(("provisional", "told"), [(True, "仮パスワード"), (False, "変更済み")])
def test_a_provisional_password_is_told_usr_1(contract: Contract, provisional: bool, told: str) -> None:
    user = GeneralUserFactory.create(contract=contract, password_is_provisional=provisional)

    assert user_row(user=user, contract=contract, as_of=AT).password == told


def test_without_an_app_that_knows_certificates_their_end_is_unknown_usr_1(contract: Contract) -> None:
    user = general(contract)

    assert user.pk not in certificate_ends([user.pk])


def test_the_end_of_a_certificate_comes_from_the_app_that_knows_it_usr_1(
    contract: Contract, master: User, ends: dict[int, date]
) -> None:
    ends[general(contract).pk] = date(2027, 11, 20)

    assert [row.certificate_ends for row in user_rows(viewer=master, as_of=AT)] == [None, date(2027, 11, 20)]


def test_neither_deleted_nor_other_contracts_users_are_listed_usr_1(contract: Contract, master: User) -> None:
    GeneralUserFactory.create(contract=contract, deleted_at=AT, seat=1)
    GeneralUserFactory.create()

    assert [row.user for row in user_rows(viewer=master, as_of=AT)] == [master]


@pytest.mark.parametrize(("users", "is_full"), [(9, False), (10, True)])
def test_ten_general_users_fill_a_contract_usr_2(
    contract: Contract, master: User, users: int, is_full: bool
) -> None:
    for n in range(users):
        general(contract, f"ippan{n:02}")

    found = roster(contract=contract, as_of=AT)

    assert (found.general_users, found.is_full) == (users, is_full)


def test_eleven_users_take_as_many_queries_as_one_usr_1(
    contract: Contract, master: User, ends: dict[int, date]
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            roster(contract=contract, as_of=AT)
        return len(captured)

    alone = queries()
    for n in range(10):
        general(contract, f"ippan{n:02}")

    assert queries() == alone


def test_screen_csv_and_pdf_tell_the_same_story_l29(
    client: Client, contract: Contract, master: User, ends: dict[int, date]
) -> None:
    user = general(contract, lockout=LOCKED)
    ends[user.pk] = date(2027, 11, 20)
    story = ["ippan01", "組合花子", "会員(一般)", "ロック(11/20 10:30まで)", "2027/11/20"]

    screen = words(client.get("/users/"))
    rows = list(csv.reader(io.StringIO(downloaded(client, "/users/list/?output=csv").decode("cp932"))))
    utf8 = downloaded(client, "/users/list/?output=csv-utf8").decode("utf-8-sig")
    paper = pypdf.PdfReader(io.BytesIO(downloaded(client, "/users/list/?output=pdf"))).pages[0].extract_text()

    assert [text for text in story if text not in screen] == []
    assert rows[0] == ["ユーザーID", "ユーザー名", "権限", "状態", "証明書期限", "最終ログイン"]
    assert rows[2] == [*story, ""]
    assert list(csv.reader(io.StringIO(utf8))) == rows
    assert [text for text in story if text not in paper] == []


def test_the_heading_names_the_contract_l29(contract: Contract, master: User) -> None:
    heading = contract_heading(at=AT, viewer=master)

    assert heading.facts == (("契約", "12345678 試験労働組合"),)


def remember(contract: Contract, at: datetime = AT, **changes: object) -> None:
    entry = {"event": Event.LOGGED_IN, "by": HANAKO, "function": "", "target": "ippan01 組合花子", **changes}
    with transaction.atomic():
        audit.record(chain=contract.log_chain, at=at, **entry)  # type: ignore[arg-type]  # audit.record's own


def found(viewer: User, **wanted: object) -> list[str]:
    rows = log_rows(viewer=viewer, **wanted)
    return [row.target for row in rows]


def test_a_row_of_the_log_says_who_did_what_when_from_where_usr_6(contract: Contract, master: User) -> None:
    remember(contract, event=Event.USER_CHANGED, function="USR-1", target="ippan02 労金一郎")

    (row,) = log_rows(viewer=master)

    assert row == LogRow(
        sequence=1,
        at=AT,
        user_id="ippan01",
        user_name="組合花子",
        function_id="USR-1",
        operation="契約ユーザー更新",
        target="ippan02 労金一郎",
        result="SUCCESS",
        address="192.0.2.33",
    )
    assert row.function == "契約ユーザー情報照会"


@pytest.mark.parametrize(("function_id", "shown"), [("", ""), ("OLD-1", "OLD-1"), ("USR-6", "操作ログ照会")])
def test_a_function_that_is_no_more_is_told_by_its_id_usr_6(
    contract: Contract, master: User, function_id: str, shown: str
) -> None:
    remember(contract, function=function_id)

    assert [row.function for row in log_rows(viewer=master)] == [shown]


def test_the_newest_comes_first_and_one_instant_in_the_order_of_the_chain_usr_6(
    contract: Contract, master: User
) -> None:
    for target, at in (
        ("b", AT),
        ("late", AT - timedelta(hours=1)),
        ("c", AT),
        ("a", AT - timedelta(days=1)),
    ):
        remember(contract, at, target=target)

    assert found(master) == ["c", "b", "late", "a"]


def test_another_contract_s_log_and_the_system_s_are_not_there_usr_6(
    contract: Contract, master: User
) -> None:
    remember(contract, target="own")
    remember(ContractFactory.create(), target="strange")
    with transaction.atomic():
        audit.record(Event.LOGGED_IN, chain=audit.SYSTEM_CHAIN, by=SYSTEM, at=AT, target="system")

    assert found(master) == ["own"]


def midnight(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=JST)


@pytest.mark.parametrize(
    ("since", "until", "targets"),
    [
        (None, None, ["21", "20-late", "20-early", "19"]),
        (date(2026, 11, 20), None, ["21", "20-late", "20-early"]),
        (None, date(2026, 11, 20), ["20-late", "20-early", "19"]),
        (date(2026, 11, 20), date(2026, 11, 20), ["20-late", "20-early"]),
        (date(2026, 11, 22), None, []),
    ],
)
def test_days_are_whole_days_in_japan_usr_6(
    contract: Contract, master: User, since: date | None, until: date | None, targets: list[str]
) -> None:
    remember(contract, midnight(20) - timedelta(microseconds=1), target="19")
    remember(contract, midnight(20), target="20-early")
    remember(contract, midnight(21) - timedelta(microseconds=1), target="20-late")
    remember(contract, midnight(21), target="21")

    assert found(master, since=since, until=until) == targets


@pytest.mark.parametrize(
    ("wanted", "targets"),
    [
        ({}, ["refused", "master", "login"]),
        ({"user": "roukin01"}, ["master"]),
        ({"user": "roukin0"}, []),
        ({"function": "USR-1"}, ["master"]),
        ({"function": NO_FUNCTION}, ["login"]),
        ({"result": "REFUSED"}, ["refused"]),
        ({"user": "ippan01", "function": "DED-1", "result": "REFUSED"}, ["refused"]),
        ({"user": "ippan01", "function": "DED-1", "result": "SUCCESS"}, []),
    ],
)
def test_the_log_is_searched_by_user_function_and_result_usr_6(
    contract: Contract, master: User, wanted: dict[str, str], targets: list[str]
) -> None:
    remember(contract, target="login")
    remember(contract, target="master", function="USR-1", by=Actor("roukin01", "労金太郎"))
    remember(contract, target="refused", function="DED-1", result=audit.Result.REFUSED)

    assert found(master, **wanted) == targets


def test_what_is_counted_is_what_is_listed_usr_6(contract: Contract, master: User) -> None:
    remember(contract, function="USR-1")
    remember(contract)

    assert log_entries(viewer=master, wanted=LogFilter(function="USR-1")).count() == 1
