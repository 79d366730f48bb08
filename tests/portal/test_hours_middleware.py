"""Outside the service hours every page answers 503 (ENV-2); closing time ends a running session."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog
from chingin.kernel.origins import Origin
from chingin.portal.models import MaintenanceWindow, ServiceHours
from chingin.portal.rules import Maintenance
from chingin.portal.timetables import HELD, Timetables
from tests.accounts.browsers import browser, logged_in, member_browser, words
from tests.accounts.factories import BankFactory, MasterFactory
from tests.portal.doors import FRIDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]
SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=JST)
CLOSING = datetime(2026, 11, 20, 20, 0, tzinfo=JST)
SECOND = timedelta(seconds=1)


@pytest.fixture
def master() -> User:
    return MasterFactory.create(contract__branch__bank__code="9999")


@pytest.mark.parametrize(
    ("origin", "path"),
    [
        (Origin.PUBLIC, "/"),
        (Origin.PUBLIC, "/nowhere/"),
        (Origin.CERTIFICATE, "/login/"),
        (Origin.CERTIFICATE, "/information/"),
        (Origin.CERTIFICATE, "/nowhere/"),
    ],
)
def test_every_page_says_503_with_hours_reason_and_next_opening(origin: Origin, path: str) -> None:
    """ENV-2."""
    with time_machine.travel(SATURDAY, tick=False):
        answer = browser(origin).get(path)

    page = words(answer)
    assert answer.status_code == 503
    assert "<h1>ご利用時間外です</h1>" in page
    assert "8:00～20:00" in page
    assert "ただいまは土曜日のため、ご利用いただけません。" in page
    assert "次のご利用開始は、2026年11月24日(火) 8:00です。" in page
    assert answer["Retry-After"] == str((2 * 24 + 20) * 3600)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (CLOSING.replace(hour=8) - SECOND, 503),
        (CLOSING.replace(hour=8), 200),
        (CLOSING - SECOND, 200),
        (CLOSING, 503),
    ],
)
def test_it_opens_at_8_sharp_and_closes_at_20_sharp(at: datetime, status: int) -> None:
    """ENV-2."""
    with time_machine.travel(at, tick=False):
        assert browser(Origin.PUBLIC).get("/").status_code == status


def test_the_staff_s_origin_is_never_closed() -> None:
    """ENV-2: there the hours are set."""
    with time_machine.travel(SATURDAY, tick=False):
        assert browser(Origin.STAFF).get("/").status_code != 503


def test_the_demonstration_is_never_closed(settings: Settings) -> None:
    settings.SERVICE_HOURS_ENFORCED = False

    with time_machine.travel(SATURDAY, tick=False):
        assert browser(Origin.PUBLIC).get("/").status_code == 200


def test_maintenance_closes_with_its_notice() -> None:
    """ENV-2."""
    MaintenanceWindow.objects.create(
        starts_at=FRIDAY,
        ends_at=FRIDAY + timedelta(hours=1),
        notice="機器の交換のため、ご迷惑をおかけします。",
    )

    answer = browser(Origin.PUBLIC).get("/")

    assert answer.status_code == 503
    assert "機器の交換のため、ご迷惑をおかけします。" in words(answer)
    assert answer["Retry-After"] == "3600"


def test_where_the_next_opening_is_unknown_the_page_says_so_and_stands() -> None:
    """ENV-2: an end that nobody can have meant, past the checks of this release."""
    now = Maintenance(FRIDAY, FRIDAY.replace(year=2926), "機器の交換")
    held = replace(HELD.get(at=FRIDAY).general, maintenance=(now,))
    HELD._held = (FRIDAY, Timetables(general=held))

    answer = browser(Origin.PUBLIC).get("/")

    assert answer.status_code == 503
    page = words(answer)
    assert "<h1>ご利用時間外です</h1>" in page
    assert "ただいまはメンテナンスのため、ご利用いただけません。機器の交換" in page
    assert "次のご利用開始の日時は、まだお知らせできません。" in page
    assert answer["Retry-After"] == "3600"


def test_a_running_session_is_ended_at_closing_time(master: User) -> None:
    """ENV-2: logged out, told why, and the log remembers."""
    with time_machine.travel(CLOSING - SECOND, tick=False):
        client = logged_in(master)
        assert client.get("/information/").status_code == 200

    with time_machine.travel(CLOSING, tick=False):
        answer = client.post("/password/", {"present": "secret"})

    assert answer.status_code == 503
    assert "<h1>ご利用時間が終了したため、ログアウトしました。</h1>" in words(answer)
    assert "E1111" in words(answer)
    assert "試験ろうきんヘルプデスク" in words(answer)
    assert answer["Retry-After"] == str((3 * 24 + 12) * 3600)
    entry = OperationLog.objects.order_by("pk").last()
    assert entry is not None
    assert entry.event == "accounts.session_ended"
    assert entry.target == "ご利用時間が終了したため、ログアウトしました。"


def test_after_closing_time_nobody_is_logged_in_any_more(master: User) -> None:
    """ENV-2."""
    with time_machine.travel(CLOSING - SECOND, tick=False):
        client = logged_in(master)
    with time_machine.travel(CLOSING, tick=False):
        client.get("/information/")
        again = client.get("/information/")

    assert "<h1>ご利用時間外です</h1>" in words(again)
    with time_machine.travel(datetime(2026, 11, 24, 8, 0, tzinfo=JST), tick=False):
        assert client.get("/information/")["Location"] == "/login/"


def test_after_login_the_member_s_own_bank_decides(master: User) -> None:
    """ENV-2: before login, any bank that is open lets a member come as far as the login."""
    BankFactory.create(code="9998")
    own = master.home_bank
    ServiceHours.objects.create(bank=own, opens_at=time(9), closes_at=time(10))

    assert member_browser(master).get("/login/").status_code == 200
    client = logged_in(master)
    answer = client.get("/")

    assert answer.status_code == 503
    assert "9:00～10:00" in words(answer)
    assert "次のご利用開始は、2026年11月24日(火) 9:00です。" in words(answer)


def test_one_bank_open_longer_than_the_others_stays_open(master: User) -> None:
    """ENV-2."""
    ServiceHours.objects.create(bank=master.home_bank, opens_at=time(8), closes_at=time(21))
    BankFactory.create(code="9998")
    with time_machine.travel(CLOSING - timedelta(minutes=30), tick=False):
        client = logged_in(master)

    with time_machine.travel(CLOSING, tick=False):
        assert client.get("/information/").status_code == 200


def warning(client: Client) -> str:
    page = words(client.get("/information/"))
    place = page.index("まもなく、ご利用時間が終了します")
    return page[page.rindex("<div", 0, place) : page.index("</p>", place)]


@pytest.mark.parametrize(
    ("before", "attributes", "minutes"),
    [
        (timedelta(minutes=10, seconds=1), 'data-warn-before="601" hidden', "11"),
        (timedelta(minutes=10), 'data-warn-before="600">', "10"),
        (timedelta(seconds=61), 'data-warn-before="61">', "2"),
    ],
)
def test_the_warning_stands_10_minutes_before_closing_even_without_scripts(
    master: User, before: timedelta, attributes: str, minutes: str
) -> None:
    """ENV-1, ENV-2."""
    with time_machine.travel(CLOSING - timedelta(minutes=30), tick=False):
        client = logged_in(master)

    with time_machine.travel(CLOSING - before, tick=False):
        notice = warning(client)

    assert attributes in notice
    assert f"<span data-minutes-left>{minutes}</span>" in notice


def test_before_maintenance_the_warning_counts_to_it(master: User) -> None:
    """ENV-2."""
    MaintenanceWindow.objects.create(
        starts_at=FRIDAY + timedelta(minutes=5), ends_at=FRIDAY + timedelta(hours=1), notice="工事"
    )

    assert 'data-warn-before="300">' in warning(logged_in(master))


def test_where_hours_are_not_enforced_nothing_warns_of_closing(master: User, settings: Settings) -> None:
    settings.SERVICE_HOURS_ENFORCED = False

    page = words(logged_in(master).get("/information/"))

    assert "まもなく、ご利用時間が終了します" not in page
    assert "8:00～20:00" in page


def test_the_hours_cost_a_page_no_query_while_they_are_held(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browser(Origin.CERTIFICATE)
    client.get("/nowhere/")

    with django_assert_num_queries(0):
        client.get("/nowhere/")


def test_the_footer_tells_the_hours_that_are_set() -> None:
    """ENV-2: data, not words in the program."""
    ServiceHours.objects.create(opens_at=time(9), closes_at=time(18, 30))

    assert "9:00～18:30" in words(browser(Origin.PUBLIC).get("/"))
