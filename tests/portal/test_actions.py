"""Hours, maintenance and news change, and the operation log tells by whom."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from chingin.kernel.actors import Actor
from chingin.kernel.clock import JST
from chingin.kernel.errors import Refusal
from chingin.kernel.models import OperationLog
from chingin.portal import actions
from chingin.portal.models import MaintenanceWindow, News, ServiceHours
from chingin.portal.rules import Hours, Maintenance
from chingin.portal.timetables import HELD
from tests.accounts.factories import BankFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
HOUR = timedelta(hours=1)
OPERATOR = Actor("rengo0001", "連合三郎", "192.0.2.1")
SOON = Maintenance(AT + HOUR, AT + 2 * HOUR, "機器の交換")
ENTRY = actions.NewsEntry("年末年始のご利用時間", "12月31日から休業します。", AT)


def told() -> list[tuple[str, str, str, str]]:
    return [
        (entry.chain, entry.event, entry.user_id, entry.target)
        for entry in OperationLog.objects.order_by("pk")
    ]


def test_the_general_hours_are_set_and_set_again() -> None:
    """ENV-2."""
    for closes in (time(19), time(21)):
        actions.set_service_hours(bank=None, hours=Hours(time(8), closes), by=OPERATOR, at=AT)

    assert ServiceHours.objects.get().hours == Hours(time(8), time(21))
    assert told() == [
        ("system", "portal.hours_set", "rengo0001", "全金庫 08:00～19:00"),
        ("system", "portal.hours_set", "rengo0001", "全金庫 08:00～21:00"),
    ]


def test_a_bank_s_hours_leave_the_others_alone() -> None:
    """ENV-2."""
    bank = BankFactory.create(code="9999", name="試験労働金庫")

    actions.set_service_hours(bank=bank, hours=Hours(time(9), time(17)), by=OPERATOR, at=AT)

    assert ServiceHours.objects.get().bank == bank
    assert told() == [("bank:9999", "portal.hours_set", "rengo0001", "9999 試験労働金庫 09:00～17:00")]


def test_maintenance_is_planned_and_taken_back() -> None:
    """ENV-2."""
    window = actions.add_maintenance(bank=None, maintenance=SOON, by=OPERATOR, at=AT)
    assert window.maintenance == SOON

    actions.remove_maintenance(number=window.pk, by=OPERATOR, at=AT)

    assert not MaintenanceWindow.objects.exists()
    assert [event for _, event, _, _ in told()] == ["portal.maintenance_added", "portal.maintenance_removed"]
    assert OperationLog.objects.order_by("pk")[0].detail == {
        "from": "2026年11月20日 11時00分",
        "until": "2026年11月20日 12時00分",
    }


def test_maintenance_may_last_a_quarter_of_a_year() -> None:
    """ENV-2: the longest there is."""
    long = Maintenance(AT, AT + timedelta(days=92), "移行")

    assert actions.add_maintenance(bank=None, maintenance=long, by=OPERATOR, at=AT).maintenance == long


def test_news_is_published_changed_and_withdrawn() -> None:
    """COM-2."""
    bank = BankFactory.create(code="9999")
    news = actions.publish_news(bank=bank, entry=ENTRY, by=OPERATOR, at=AT)
    changed = actions.NewsEntry("訂正", "12月30日から休業します。", AT, AT + 9 * HOUR)

    actions.change_news(news=news, entry=changed, by=OPERATOR, at=AT)
    actions.withdraw_news(news=news, by=OPERATOR, at=AT + HOUR)

    news.refresh_from_db()
    assert (news.title, news.body, news.published_until) == ("訂正", "12月30日から休業します。", AT + HOUR)
    assert [(chain, event) for chain, event, _, _ in told()] == [
        ("bank:9999", "portal.news_published"),
        ("bank:9999", "portal.news_changed"),
        ("bank:9999", "portal.news_withdrawn"),
    ]
    assert OperationLog.objects.order_by("pk")[1].detail == {
        "title": "年末年始のご利用時間",
        "body": "12月31日から休業します。",
    }


def test_news_withdrawn_before_it_began_was_never_to_be_seen() -> None:
    news = actions.publish_news(bank=None, entry=ENTRY, by=OPERATOR, at=AT)

    actions.withdraw_news(news=news, by=OPERATOR, at=AT - HOUR)

    assert not News.objects.published(at=AT).exists()


@pytest.mark.parametrize(
    ("refusal", "act"),
    [
        (
            actions.EndsBeforeItBegins,
            lambda: actions.set_service_hours(bank=None, hours=Hours(time(8), time(8)), by=OPERATOR, at=AT),
        ),
        (
            actions.EndsBeforeItBegins,
            lambda: actions.add_maintenance(
                bank=None, maintenance=Maintenance(AT + HOUR, AT + HOUR, "工事"), by=OPERATOR, at=AT
            ),
        ),
        (
            actions.TooLong,
            lambda: actions.add_maintenance(
                bank=None,
                maintenance=Maintenance(AT, AT + timedelta(days=92, microseconds=1), "工事"),
                by=OPERATOR,
                at=AT,
            ),
        ),
        (
            actions.AlreadyOver,
            lambda: actions.add_maintenance(
                bank=None, maintenance=Maintenance(AT - HOUR, AT, "工事"), by=OPERATOR, at=AT
            ),
        ),
        (
            actions.MaintenanceGone,
            lambda: actions.remove_maintenance(number=404, by=OPERATOR, at=AT),
        ),
        (
            actions.EndsBeforeItBegins,
            lambda: actions.publish_news(
                bank=None, entry=actions.NewsEntry("件名", "", AT, AT), by=OPERATOR, at=AT
            ),
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    refusal: type[Refusal], act: Callable[[], object]
) -> None:
    with pytest.raises(refusal):
        act()

    assert not OperationLog.objects.exists()
    assert [model.objects.count() for model in (ServiceHours, MaintenanceWindow, News)] == [0, 0, 0]


def test_news_that_has_ended_is_not_withdrawn_again() -> None:
    news = actions.publish_news(bank=None, entry=ENTRY, by=OPERATOR, at=AT)
    actions.withdraw_news(news=news, by=OPERATOR, at=AT)

    for later in (AT, AT + HOUR):
        with pytest.raises(actions.NewsEnded):
            actions.withdraw_news(news=news, by=OPERATOR, at=later)


def test_news_is_not_changed_into_one_without_an_instant() -> None:
    news = actions.publish_news(bank=None, entry=ENTRY, by=OPERATOR, at=AT)

    with pytest.raises(actions.EndsBeforeItBegins):
        actions.change_news(news=news, entry=actions.NewsEntry("件名", "", AT, AT), by=OPERATOR, at=AT)


def test_the_process_that_changes_hours_sees_them_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """ENV-2: once the change is committed."""
    committed = partial(django_capture_on_commit_callbacks, execute=True)
    assert HELD.get(at=AT).general.hours == Hours(time(8), time(20))

    with committed():
        actions.set_service_hours(bank=None, hours=Hours(time(9), time(17)), by=OPERATOR, at=AT)
    assert HELD.get(at=AT).general.hours == Hours(time(9), time(17))

    with committed():
        window = actions.add_maintenance(bank=None, maintenance=SOON, by=OPERATOR, at=AT)
    assert HELD.get(at=AT).general.maintenance == (SOON,)

    with committed():
        actions.remove_maintenance(number=window.pk, by=OPERATOR, at=AT)
    assert HELD.get(at=AT).general.maintenance == ()
