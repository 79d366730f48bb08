"""The lump deposit (まとめ入金): confirmed, undone, sent, accepted (DED-9). All of it only grows."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from chingin.kernel.append_only import AppendOnly, AppendOnlyQuerySet
from deductions.groups.codes import STOP_REASONS, UPDATES
from deductions.groups.models import Cycle
from deductions.rokin import rules

from .line import DeductionLine

_SHA256 = r"\A[0-9a-f]{64}\Z"


class DepositRequestQuerySet(AppendOnlyQuerySet["DepositRequest"]):
    """Reads of requests."""

    def visible_to(self, viewer: User) -> Self:
        """Those of the groups that the viewer sees."""
        return self.filter(cycle__in=Cycle.objects.visible_to(viewer))

    def standing(self) -> Self:
        """Confirmed and not undone; at most one of each cycle."""
        return self.filter(undoing__isnull=True)


class DepositRequest(AppendOnly):
    """A confirmed total (まとめ入金依頼書). It never changes: undoing it makes way for another version."""

    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, related_name="deposit_requests", verbose_name="控除回"
    )
    version = models.PositiveSmallIntegerField("版")
    number = models.CharField("依頼書番号", max_length=16)
    requested_count = models.PositiveIntegerField("依頼件数")
    requested_total = models.BigIntegerField("依頼合計")
    stopped_count = models.PositiveIntegerField("中止件数")
    stopped_total = models.BigIntegerField("中止合計")
    deposit_count = models.PositiveIntegerField("入金件数")
    deposit_total = models.BigIntegerField("入金合計")
    control_hash = models.CharField("照合値", max_length=64)
    confirmed_at = models.DateTimeField("確定日時")
    user_id = models.TextField("確定者ID")
    user_name = models.TextField("確定者名")

    objects = DepositRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "まとめ入金依頼書"
        constraints: ClassVar = [
            models.UniqueConstraint(name="rokin_depositrequest_version_once", fields=["cycle", "version"]),
            models.CheckConstraint(
                name="rokin_depositrequest_version_has_two_digits", condition=Q(version__range=(1, 99))
            ),
            # Invariant 4, in the table itself.
            models.CheckConstraint(
                name="rokin_depositrequest_deposit_is_requested_less_stopped",
                condition=Q(
                    deposit_total=F("requested_total") - F("stopped_total"),
                    deposit_count=F("requested_count") - F("stopped_count"),
                    deposit_total__gte=0,
                    stopped_total__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="rokin_depositrequest_hash_is_sha256", condition=Q(control_hash__regex=_SHA256)
            ),
            models.CheckConstraint(
                name="rokin_depositrequest_says_by_whom", condition=~Q(user_id="") & ~Q(number="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} 第{self.version}版"


class DepositRequestLine(AppendOnly):
    """A line as it was confirmed: what was requested, what is deposited (0 when stopped), and why."""

    request = models.ForeignKey(
        DepositRequest, on_delete=models.PROTECT, related_name="lines", verbose_name="依頼書"
    )
    line = models.ForeignKey(
        DeductionLine, on_delete=models.PROTECT, related_name="confirmed", verbose_name="明細"
    )
    amount = models.BigIntegerField("依頼金額")
    deposit = models.BigIntegerField("入金金額")
    update = models.CharField("更新区分", max_length=1, choices=list(UPDATES.items()))
    stop_reason = models.CharField("中止理由", max_length=2, blank=True, choices=list(STOP_REASONS.items()))
    end_month = models.CharField("終了年月", max_length=6, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "まとめ入金依頼明細"
        constraints: ClassVar = [
            models.UniqueConstraint(name="rokin_depositrequestline_line_once", fields=["request", "line"]),
            models.CheckConstraint(
                name="rokin_depositrequestline_stopped_or_whole",
                condition=Q(amount__range=(0, rules.MAX_AMOUNT))
                & (
                    Q(stop_reason="", deposit=F("amount"))
                    | Q(stop_reason__in=list(STOP_REASONS), deposit=0, update="4", amount__gt=0)
                ),
            ),
            models.CheckConstraint(
                name="rokin_depositrequestline_update_is_known", condition=Q(update__in=list(UPDATES))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.line_id}"


class RequestUndoing(AppendOnly):
    """確定解除: the request no longer stands."""

    request = models.OneToOneField(
        DepositRequest, on_delete=models.PROTECT, related_name="undoing", verbose_name="依頼書"
    )
    reason = models.TextField("解除理由")
    at = models.DateTimeField("解除日時")
    user_id = models.TextField("解除者ID")
    user_name = models.TextField("解除者名")

    class Meta:
        verbose_name = verbose_name_plural = "確定解除"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rokin_requestundoing_says_why_and_by_whom", condition=~Q(reason="") & ~Q(user_id="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.request} 確定解除"


class RequestSubmission(AppendOnly):
    """送信: the request is on its way to the bank."""

    request = models.OneToOneField(
        DepositRequest, on_delete=models.PROTECT, related_name="submission", verbose_name="依頼書"
    )
    at = models.DateTimeField("送信日時")
    user_id = models.TextField("送信者ID")
    user_name = models.TextField("送信者名")

    class Meta:
        verbose_name = verbose_name_plural = "まとめ入金送信"
        constraints: ClassVar = [
            models.CheckConstraint(name="rokin_requestsubmission_says_by_whom", condition=~Q(user_id=""))
        ]

    def __str__(self) -> str:
        return f"{self.request} 送信"


class RequestAcceptance(AppendOnly):
    """受付: the bank has taken the request; from now on nothing is undone."""

    request = models.OneToOneField(
        DepositRequest, on_delete=models.PROTECT, related_name="acceptance", verbose_name="依頼書"
    )
    at = models.DateTimeField("受付日時")
    user_id = models.TextField("受付者ID")
    user_name = models.TextField("受付者名")

    class Meta:
        verbose_name = verbose_name_plural = "まとめ入金受付"
        constraints: ClassVar = [
            models.CheckConstraint(name="rokin_requestacceptance_says_by_whom", condition=~Q(user_id=""))
        ]

    def __str__(self) -> str:
        return f"{self.request} 受付"
