"""Hours, maintenance and news: what the database refuses, and what stands on which screen."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Bank
from chingin.kernel.clock import JST
from chingin.portal.models import MaintenanceWindow, News, ServiceHours
from chingin.portal.rules import Hours, Maintenance
from tests.accounts.factories import BankFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
HOUR = timedelta(hours=1)


def hours(bank: Bank | None = None, opens_at: time = time(9), closes_at: time = time(17)) -> ServiceHours:
    return ServiceHours.objects.create(bank=bank, opens_at=opens_at, closes_at=closes_at)


def maintenance(starts_at: datetime = AT, ends_at: datetime = AT + HOUR, notice: str = "工事") -> object:
    return MaintenanceWindow.objects.create(starts_at=starts_at, ends_at=ends_at, notice=notice)


def news(
    title: str = "お知らせ", until: datetime | None = None, bank: Bank | None = None, start: datetime = AT
) -> News:
    return News.objects.create(title=title, bank=bank, published_from=start, published_until=until)


@pytest.mark.parametrize(
    ("constraint", "violate"),
    [
        ("portal_servicehours_once_per_bank", lambda bank: (hours(bank), hours(bank))),
        ("portal_servicehours_once_per_bank", lambda bank: (hours(), hours())),
        ("portal_servicehours_closes_after_it_opens", lambda bank: hours(bank, time(9), time(9))),
        ("portal_maintenancewindow_ends_after_it_starts", lambda bank: maintenance(AT, AT)),
        (
            "portal_maintenancewindow_ends_before_long",
            lambda bank: maintenance(AT, AT + timedelta(days=92, seconds=1)),
        ),
        ("portal_maintenancewindow_says_why", lambda bank: maintenance(notice="")),
        ("portal_news_has_a_title", lambda bank: news("")),
        ("portal_news_ends_after_it_begins", lambda bank: news(until=AT - HOUR)),
    ],
)
def test_what_can_never_be_true_is_refused(constraint: str, violate: Callable[[Bank], object]) -> None:
    bank = BankFactory.create()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        violate(bank)


def test_each_bank_may_have_hours_beside_the_general_rule() -> None:
    bank = BankFactory.create(code="9999", name="試験労働金庫")

    assert str(hours(bank)) == "9999 試験労働金庫 09:00～17:00"
    assert str(hours()) == "全金庫 09:00～17:00"
    assert str(hours(BankFactory.create(code="9998"))).startswith("9998")


def test_rows_speak_the_language_of_the_rules() -> None:
    window = MaintenanceWindow.objects.create(starts_at=AT, ends_at=AT + HOUR, notice="工事")

    assert hours().hours == Hours(time(9), time(17))
    assert window.maintenance == Maintenance(AT, AT + HOUR, "工事")
    assert str(window) == "全金庫 工事"


def test_each_row_belongs_to_the_log_of_its_bank_or_the_system() -> None:
    assert hours(BankFactory.create(code="9999")).log_chain == "bank:9999"
    assert hours().log_chain == "system"


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (AT - timedelta(seconds=1), ["ずっと前から"]),
        (AT, ["いま", "ずっと前から"]),
        (AT + HOUR, ["ずっと前から"]),
    ],
)
def test_news_stands_from_its_beginning_until_before_its_end(at: datetime, shown: list[str]) -> None:
    """COM-2: half-open."""
    news("ずっと前から", start=AT - 100 * HOUR)
    news("いま", until=AT + HOUR)

    published = News.objects.published(at=at).newest_first()

    assert [str(item) for item in published] == shown


def test_news_of_another_bank_is_not_seen() -> None:
    """COM-2."""
    own, other = BankFactory.create(), BankFactory.create()
    for title, bank in (("全金庫", None), ("自金庫", own), ("他金庫", other)):
        news(title, bank=bank)

    assert {item.title for item in News.objects.of_bank(own)} == {"全金庫", "自金庫"}
    assert {item.title for item in News.objects.of_bank(None)} == {"全金庫"}
