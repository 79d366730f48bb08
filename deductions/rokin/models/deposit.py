"""The lump deposit (まとめ入金): confirmed, undone, sent, accepted (DED-9). All of it only grows."""

from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from chingin.kernel.append_only import AppendOnly, AppendOnlyQuerySet
from chingin.kernel.patterns import SHA256
from deductions.groups.codes import STOP_REASONS, STOPPED, UPDATES
from deductions.groups.models import Cycle
from deductions.rokin import rules

from .line import DeductionLine

MOST_VERSIONS: Final = 99  # 版 has two digits in file 50
LIFTED: Final = "5"  # in no file: a lifted stop is sent as if it had never been set
# 更新区分 as L08 and L09 tell them.
ACTS: Final = {**{code: name for code, name in UPDATES.items() if code != "0"}, LIFTED: "中止解除"}


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
    # Names as they were: a later printing says the same, whoever was renamed since (invariant 10).
    bank_name = models.TextField("金融機関名")
    contract_name = models.TextField("契約名")
    group_name = models.TextField("入金グループ名")

    objects = DepositRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "まとめ入金依頼書"
        constraints: ClassVar = [
            models.UniqueConstraint(name="rokin_depositrequest_version_once", fields=["cycle", "version"]),
            models.CheckConstraint(
                name="rokin_depositrequest_version_has_two_digits",
                condition=Q(version__range=(1, MOST_VERSIONS)),
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
                name="rokin_depositrequest_hash_is_sha256", condition=Q(control_hash__regex=SHA256)
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
                    ~Q(update=STOPPED) & Q(stop_reason="", deposit=F("amount"))
                    | Q(stop_reason__in=list(STOP_REASONS), deposit=0, update=STOPPED, amount__gt=0)
                ),
            ),
            models.CheckConstraint(
                name="rokin_depositrequestline_update_is_known", condition=Q(update__in=list(UPDATES))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.line_id}"


class ConfirmedUpdateQuerySet(AppendOnlyQuerySet["ConfirmedUpdate"]):
    """Reads of what is kept with a version."""

    def visible_to(self, viewer: User) -> Self:
        """Those of the groups that the viewer sees."""
        return self.filter(request__cycle__in=Cycle.objects.visible_to(viewer))


class ConfirmedUpdate(AppendOnly):
    """One act that led to a version (L08), as it was told at 確定; in the order of their keys."""

    request = models.ForeignKey(
        DepositRequest, on_delete=models.PROTECT, related_name="updates", verbose_name="依頼書"
    )
    line = models.ForeignKey(
        DeductionLine, on_delete=models.PROTECT, related_name="confirmed_updates", verbose_name="明細"
    )
    kind = models.CharField("更新区分", max_length=1, choices=list(ACTS.items()))
    amount_before = models.BigIntegerField("変更前金額")
    amount_after = models.BigIntegerField("変更後金額")
    reason = models.CharField("中止理由", max_length=2, blank=True, choices=list(STOP_REASONS.items()))
    at = models.DateTimeField("操作日時")
    user_id = models.TextField("ユーザーID")

    objects = ConfirmedUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "確定した更新明細"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rokin_confirmedupdate_says_what_and_who",
                condition=Q(kind__in=list(ACTS)) & ~Q(user_id=""),
            ),
            models.CheckConstraint(
                name="rokin_confirmedupdate_stops_have_a_reason",
                condition=Q(kind__in=[STOPPED, LIFTED], reason__in=list(STOP_REASONS))
                | ~Q(kind__in=[STOPPED, LIFTED]) & Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.line_id} {self.get_kind_display()}"


class RequestEvent(AppendOnly):
    """What became of a request: once each, when, by whom."""

    # Of each kind's own: the request calls each by another name.
    request: "models.OneToOneField[DepositRequest, DepositRequest]"
    at = models.DateTimeField("日時")
    user_id = models.TextField("ユーザーID")
    user_name = models.TextField("ユーザー名")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(name="%(app_label)s_%(class)s_says_by_whom", condition=~Q(user_id=""))
        ]

    def __str__(self) -> str:
        return f"{self.request} {self._meta.verbose_name}"


class RequestUndoing(RequestEvent):
    """確定解除: the request no longer stands."""

    request = models.OneToOneField(
        DepositRequest, on_delete=models.PROTECT, related_name="undoing", verbose_name="依頼書"
    )
    reason = models.TextField("解除理由")

    class Meta(RequestEvent.Meta):
        verbose_name = verbose_name_plural = "確定解除"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rokin_requestundoing_says_why_and_by_whom", condition=~Q(reason="") & ~Q(user_id="")
            )
        ]


class RequestSubmission(RequestEvent):
    """送信: the request is on its way to the bank."""

    request = models.OneToOneField(
        DepositRequest, on_delete=models.PROTECT, related_name="submission", verbose_name="依頼書"
    )

    class Meta(RequestEvent.Meta):
        verbose_name = verbose_name_plural = "まとめ入金送信"


class RequestAcceptance(RequestEvent):
    """受付: the bank has taken the request; from now on nothing is undone."""

    request = models.OneToOneField(
        DepositRequest, on_delete=models.PROTECT, related_name="acceptance", verbose_name="依頼書"
    )

    class Meta(RequestEvent.Meta):
        verbose_name = verbose_name_plural = "まとめ入金受付"
