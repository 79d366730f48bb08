"""Service hours, maintenance and news, each of one bank or of all (ENV-2, COM-2)."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from accounts.models import Bank
from chingin.kernel import audit
from chingin.portal import rules

ALL_BANKS = "全金庫"


class OfBank(models.Model):
    """A row of one bank; without a bank, of every bank."""

    bank = models.ForeignKey(
        Bank, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="労働金庫"
    )

    class Meta:
        abstract = True

    @property
    def whose(self) -> str:
        """Whom it concerns, in words."""
        return str(self.bank) if self.bank is not None else ALL_BANKS

    @property
    def log_chain(self) -> str:
        """The chain of the operation log (操作ログ) that tells of it."""
        return audit.bank_chain(self.bank.code) if self.bank is not None else audit.SYSTEM_CHAIN


class ServiceHours(OfBank):
    """Service hours (ご利用時間) of a bank; the row without a bank is for those without their own."""

    opens_at = models.TimeField("開始時刻")
    closes_at = models.TimeField("終了時刻")

    class Meta:
        verbose_name = verbose_name_plural = "ご利用時間"
        constraints: ClassVar = [
            # NULL is unlike NULL, so a plain UNIQUE would let two general rules stand side by side.
            models.UniqueConstraint(
                Coalesce(F("bank_id"), Value(0)), name="portal_servicehours_once_per_bank"
            ),
            models.CheckConstraint(
                name="portal_servicehours_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whose} {self.opens_at:%H:%M}～{self.closes_at:%H:%M}"

    @property
    def hours(self) -> rules.Hours:
        """The hours as the rules read them."""
        return rules.Hours(self.opens_at, self.closes_at)


class MaintenanceWindow(OfBank):
    """A planned interruption (メンテナンス) within which nobody is let in."""

    starts_at = models.DateTimeField("開始日時")
    ends_at = models.DateTimeField("終了日時")
    notice = models.CharField("お知らせ文", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "メンテナンス予定"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="portal_maintenancewindow_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                # A year mistyped would close the service for good.
                name="portal_maintenancewindow_ends_before_long",
                condition=Q(ends_at__lte=F("starts_at") + rules.MAINTENANCE_LASTS_AT_MOST),
            ),
            models.CheckConstraint(name="portal_maintenancewindow_says_why", condition=~Q(notice="")),
        ]

    def __str__(self) -> str:
        return f"{self.whose} {self.notice}"

    @property
    def maintenance(self) -> rules.Maintenance:
        """The interruption as the rules read it."""
        return rules.Maintenance(self.starts_at, self.ends_at, self.notice)


class NewsQuerySet(models.QuerySet["News"]):
    """Reads of the news."""

    def of_bank(self, bank: Bank | None) -> Self:
        """The news of every bank and this bank's own."""
        return self.filter(Q(bank__isnull=True) | Q(bank=bank)) if bank else self.filter(bank__isnull=True)

    def published(self, *, at: datetime) -> Self:
        """What stands on the screens at this instant."""
        begun = self.filter(published_from__lte=at)
        return begun.filter(Q(published_until__isnull=True) | Q(published_until__gt=at))

    def newest_first(self) -> Self:
        """In the order of the screens."""
        return self.order_by("-published_from", "-pk")


class News(OfBank):
    """A piece of news (お知らせ, COM-2); without an end it stands until withdrawn."""

    title = models.CharField("件名", max_length=80)
    body = models.TextField("本文", max_length=4000, blank=True)
    published_from = models.DateTimeField("掲載開始日時")
    published_until = models.DateTimeField("掲載終了日時", null=True, blank=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "お知らせ"
        constraints: ClassVar = [
            models.CheckConstraint(name="portal_news_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                # Withdrawn before it began, it ends at its beginning and was never to be seen.
                name="portal_news_ends_after_it_begins",
                condition=Q(published_until__isnull=True) | Q(published_until__gte=F("published_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.title
