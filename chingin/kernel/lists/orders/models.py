"""What is stored of an ordered list, from the request until a day later."""

import uuid
from datetime import datetime
from typing import Final, Self

from django.db import models
from django.db.models import Q

from chingin.kernel.patterns import SHA256

from . import rules


class OrderState(models.TextChoices):
    """Where an order stands."""

    QUEUED = "QUEUED", "作成待ち"
    RUNNING = "RUNNING", "作成中"
    DONE = "DONE", "作成済み"
    FAILED = "FAILED", "作成不能"


OPEN: Final = (OrderState.QUEUED, OrderState.RUNNING)


class ListOrderQuerySet(models.QuerySet["ListOrder"]):
    """Reads of the orders."""

    def without_content(self) -> Self:
        """Leave the file where it is: it may be megabytes."""
        return self.defer("content")

    def open(self) -> Self:
        """Those that somebody waits for."""
        return self.filter(state__in=OPEN)

    def of_owner(self, owner: str) -> Self:
        """What one user ordered: nobody else may know of it."""
        return self.filter(owner=owner)

    def fresh(self, at: datetime) -> Self:
        """Those that answer the same request again: open, or made a moment ago and not yet handed over."""
        made = Q(state=OrderState.DONE, handed_at=None, finished_at__gt=at - rules.FRESH_FOR)
        return self.filter(Q(state__in=OPEN) | made)

    def takeable(self, at: datetime) -> Self:
        """Those that nobody is making, or whose maker has not been heard of for too long."""
        lapsed = Q(state=OrderState.RUNNING, started_at__lte=at - rules.LEASE)
        return self.filter(Q(state=OrderState.QUEUED) | lapsed)

    def forgotten(self, at: datetime) -> Self:
        """Open ones that should have been started, or finished, long ago; the oldest first."""
        return self.open().filter(due_at__lte=at).order_by("requested_at", "pk")

    def ahead_of(self, order: "ListOrder") -> Self:
        """Open ones that were asked for earlier."""
        return self.open().filter(requested_at__lt=order.requested_at)


class ListOrder(models.Model):
    """One list as one user ordered it, and the file once it is made. Only its owner may know of it."""

    id = models.UUIDField("受付番号", primary_key=True, default=uuid.uuid4, editable=False)
    # The user's key, not the ID: that of a deleted user may be given to another person.
    owner = models.CharField("依頼者", max_length=40)
    slug = models.CharField("帳票", max_length=40)
    medium = models.CharField("出力形式", max_length=20)
    arguments = models.JSONField("条件")
    # Of owner, list, medium and arguments: the same request is the same order.
    key = models.CharField("識別キー", max_length=64)
    state = models.CharField("状態", max_length=10, choices=OrderState, default=OrderState.QUEUED)
    attempts = models.PositiveSmallIntegerField("作成回数", default=0)
    requested_at = models.DateTimeField("依頼日時")
    # When an order that is still open is looked after.
    due_at = models.DateTimeField("確認日時")
    started_at = models.DateTimeField("開始日時", null=True)
    finished_at = models.DateTimeField("終了日時", null=True)
    handed_at = models.DateTimeField("引渡日時", null=True)
    rows = models.PositiveIntegerField("件数", null=True)
    totals = models.JSONField("合計", default=list)
    file_name = models.TextField("ファイル名", blank=True)
    ascii_name = models.TextField("ファイル名(ASCII)", blank=True)
    content = models.BinaryField("ファイル", null=True)
    error = models.CharField("エラーコード", max_length=5, blank=True)

    objects = ListOrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "帳票の作成依頼"
        indexes = [
            models.Index(fields=["owner", "slug"], name="kernel_listorder_of_owner"),
            models.Index(fields=["requested_at"], name="kernel_listorder_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=OPEN), name="kernel_listorder_one_open_order_each"
            ),
            models.CheckConstraint(condition=Q(key__regex=SHA256), name="kernel_listorder_key_is_sha256"),
            models.CheckConstraint(
                condition=~Q(owner="") & ~Q(slug="") & ~Q(medium=""),
                name="kernel_listorder_says_whose_and_what",
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.QUEUED, started_at=None, finished_at=None)
                | Q(state=OrderState.RUNNING, started_at__isnull=False, finished_at=None)
                | Q(state__in=(OrderState.DONE, OrderState.FAILED), finished_at__isnull=False),
                name="kernel_listorder_times_fit_state",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=OrderState.DONE, content__isnull=False, rows__isnull=False)
                    & ~Q(file_name="")
                    & ~Q(ascii_name="")
                )
                | (~Q(state=OrderState.DONE) & Q(content=None, file_name="", ascii_name="", handed_at=None)),
                name="kernel_listorder_file_if_done",
            ),
            models.CheckConstraint(
                condition=(Q(state=OrderState.FAILED) & ~Q(error=""))
                | (~Q(state=OrderState.FAILED) & Q(error="")),
                name="kernel_listorder_error_if_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.medium}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Whether somebody waits for it."""
        return self.state in OPEN
