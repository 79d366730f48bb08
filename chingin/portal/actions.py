"""What the bank's staff and the operator can do to hours, maintenance and news (ENV-2, COM-2).

A change takes effect within `timetables.HELD_FOR`, without a release and without a restart.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Bank
from chingin.kernel import audit, clock
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal
from chingin.portal import messages
from chingin.portal.events import Event
from chingin.portal.models import MaintenanceWindow, News, OfBank, ServiceHours
from chingin.portal.rules import MAINTENANCE_LASTS_AT_MOST, Hours, Maintenance
from chingin.portal.timetables import HELD


class EndsBeforeItBegins(Refusal):
    """A period without an instant in it."""

    message = messages.ENDS_BEFORE_IT_BEGINS


class TooLong(Refusal):
    """A maintenance whose end is surely mistyped."""

    message = messages.TOO_LONG


class AlreadyOver(Refusal):
    """A maintenance that would change nothing any more."""

    message = messages.ALREADY_OVER


class MaintenanceGone(Refusal):
    """Somebody else removed it first."""

    message = messages.MAINTENANCE_GONE


class NewsEnded(Refusal):
    """It was withdrawn, or its time has passed."""

    message = messages.NEWS_ENDED


@transaction.atomic
def set_service_hours(*, bank: Bank | None, hours: Hours, by: Actor, at: datetime) -> ServiceHours:
    """Set a bank's hours; without a bank the rule for all banks that have none of their own."""
    if hours.closes_at <= hours.opens_at:
        raise EndsBeforeItBegins
    row, _ = ServiceHours.objects.update_or_create(bank=bank, defaults=asdict(hours))
    _record(Event.HOURS_SET, row, by=by, at=at)
    transaction.on_commit(HELD.forget)
    return row


@transaction.atomic
def add_maintenance(
    *, bank: Bank | None, maintenance: Maintenance, by: Actor, at: datetime
) -> MaintenanceWindow:
    """Plan an interruption; it may begin at once."""
    if maintenance.ends_at <= maintenance.starts_at:
        raise EndsBeforeItBegins
    if maintenance.lasts > MAINTENANCE_LASTS_AT_MOST:
        raise TooLong(until=clock.in_words(maintenance.ends_at), days=MAINTENANCE_LASTS_AT_MOST.days)
    if maintenance.ends_at <= at:
        raise AlreadyOver(until=clock.in_words(maintenance.ends_at))
    window = MaintenanceWindow.objects.create(bank=bank, **asdict(maintenance))
    _record(Event.MAINTENANCE_ADDED, window, by=by, at=at, **_period(window))
    transaction.on_commit(HELD.forget)
    return window


@transaction.atomic
def remove_maintenance(*, number: int, by: Actor, at: datetime) -> MaintenanceWindow:
    """Take a planned interruption back, or end one that goes on."""
    window = MaintenanceWindow.objects.select_for_update(no_key=True).filter(pk=number).first()
    if window is None:
        raise MaintenanceGone(number=number)
    _record(Event.MAINTENANCE_REMOVED, window, by=by, at=at, **_period(window))
    window.delete()
    transaction.on_commit(HELD.forget)
    return window


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """What a piece of news says and how long it stands; None: until it is withdrawn."""

    title: str
    body: str
    published_from: datetime
    published_until: datetime | None = None


@transaction.atomic
def publish_news(*, bank: Bank | None, entry: NewsEntry, by: Actor, at: datetime) -> News:
    """Put a piece of news on the screens of one bank, or of all and the top page."""
    _demand_period(entry)
    news = News.objects.create(bank=bank, **asdict(entry))
    _record(Event.NEWS_PUBLISHED, news, by=by, at=at)
    return news


@transaction.atomic
def change_news(*, news: News, entry: NewsEntry, by: Actor, at: datetime) -> News:
    """Change words or period; what it said before stands in the operation log."""
    _demand_period(entry)
    news = News.objects.select_for_update(of=("self",), no_key=True).select_related("bank").get(pk=news.pk)
    before = {"title": news.title, "body": news.body}
    for name, value in asdict(entry).items():
        setattr(news, name, value)
    news.save(update_fields=list(asdict(entry)))
    _record(Event.NEWS_CHANGED, news, by=by, at=at, **before)
    return news


@transaction.atomic
def withdraw_news(*, news: News, by: Actor, at: datetime) -> News:
    """Take a piece of news off the screens at once."""
    news = News.objects.select_for_update(of=("self",), no_key=True).select_related("bank").get(pk=news.pk)
    if news.published_until is not None and news.published_until <= at:
        raise NewsEnded
    news.published_until = max(at, news.published_from)
    news.save(update_fields=["published_until"])
    _record(Event.NEWS_WITHDRAWN, news, by=by, at=at)
    return news


def _demand_period(entry: NewsEntry) -> None:
    if entry.published_until is not None and entry.published_until <= entry.published_from:
        raise EndsBeforeItBegins


def _period(window: MaintenanceWindow) -> dict[str, str]:
    return {"from": clock.in_words(window.starts_at), "until": clock.in_words(window.ends_at)}


def _record(event: Event, row: OfBank, *, by: Actor, at: datetime, **detail: str) -> None:
    audit.record(event, chain=row.log_chain, by=by, at=at, target=str(row), detail=detail)
