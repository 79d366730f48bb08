"""What the kernel stores: the operation log (操作ログ), the outbox of mails, the operator's calendar."""

from datetime import date, datetime
from typing import Final

from django.db import models
from django.db.models import Q

from .append_only import AppendOnly, AppendOnlyQuerySet
from .calendar import CONFIRMED_THROUGH, BusinessCalendar
from .lists.orders.models import ListOrder
from .patterns import SHA256
from .receptions.models import ReceivedFile, Reception
from .transmissions.models import Transmission, TransmissionSeries, TransmissionWriting, TransmittedSet

__all__ = [
    "CalendarOverride",
    "CalendarYear",
    "ListOrder",
    "MailState",
    "OperationLog",
    "OperationLogChain",
    "OutgoingMail",
    "ReceivedFile",
    "Reception",
    "Result",
    "Transmission",
    "TransmissionSeries",
    "TransmissionWriting",
    "TransmittedSet",
]

# One chain per contract, so that contracts never wait for each other; one per bank; one for the rest.
CHAIN: Final = r"\A(system|bank:[0-9]{4}|contract:[0-9]{8})\Z"
# A bank's code, or nothing: every bank.
BANK_OR_ALL: Final = r"\A([0-9]{4})?\Z"


class Result(models.TextChoices):
    """How an operation ended (結果)."""

    SUCCESS = "SUCCESS", "成功"
    REFUSED = "REFUSED", "拒否"
    FAILED = "FAILED", "失敗"


class OperationLogQuerySet(AppendOnlyQuerySet["OperationLog"]):
    """Reads of the operation log."""

    def of_chain(self, chain: str) -> "OperationLogQuerySet":
        """The entries of one chain, oldest first."""
        return self.filter(chain=chain).order_by("sequence")


class OperationLog(AppendOnly):
    """One entry of the operation log (操作ログ). Words, not foreign keys: it outlives all it tells of."""

    chain = models.CharField("系列", max_length=20)
    sequence = models.PositiveBigIntegerField("連番")
    at = models.DateTimeField("日時")
    user_id = models.TextField("ユーザーID")
    user_name = models.TextField("ユーザー名")
    address = models.TextField("接続元", blank=True)
    function = models.TextField("機能", blank=True)
    event = models.TextField("操作コード")
    event_label = models.TextField("操作")
    target = models.TextField("対象", blank=True)
    result = models.CharField("結果", max_length=10, choices=Result)
    detail = models.JSONField("詳細", default=dict)
    previous_hash = models.CharField("直前のハッシュ値", max_length=64, blank=True)
    hash = models.CharField("ハッシュ値", max_length=64)

    objects = OperationLogQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作ログ"
        # Each search of 操作ログ照会 (USR-6) reads its page right off an index, however long the log is.
        indexes = [
            models.Index(fields=["chain", "at", "sequence"], name="kernel_operationlog_by_time"),
            models.Index(fields=["chain", "user_id", "at", "sequence"], name="kernel_operationlog_by_user"),
            models.Index(fields=["chain", "function", "at", "sequence"], name="kernel_operationlog_by_func"),
            models.Index(
                fields=["chain", "result", "at", "sequence"],
                name="kernel_operationlog_not_done",
                condition=~Q(result=Result.SUCCESS),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "sequence"], name="kernel_operationlog_one_entry_per_place"
            ),
            models.CheckConstraint(
                condition=Q(chain__regex=CHAIN), name="kernel_operationlog_chain_is_known"
            ),
            models.CheckConstraint(
                condition=Q(result__in=Result.values), name="kernel_operationlog_result_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(user_id="") & ~Q(event="") & ~Q(event_label=""),
                name="kernel_operationlog_says_who_and_what",
            ),
            models.CheckConstraint(
                condition=Q(hash__regex=SHA256), name="kernel_operationlog_hash_is_sha256"
            ),
            models.CheckConstraint(
                condition=Q(sequence=1, previous_hash="") | Q(sequence__gt=1, previous_hash__regex=SHA256),
                name="kernel_operationlog_linked_to_the_one_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.sequence}: {self.event_label}"


class OperationLogChain(models.Model):
    """The head of one chain of the operation log. Writers of a chain queue on this row, no other."""

    name = models.CharField("系列", max_length=20)
    last_sequence = models.PositiveBigIntegerField("最終連番", default=0)
    last_hash = models.CharField("最終ハッシュ値", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作ログの系列"
        constraints = [
            models.UniqueConstraint(fields=["name"], name="kernel_operationlogchain_name_once"),
            models.CheckConstraint(
                condition=Q(name__regex=CHAIN), name="kernel_operationlogchain_name_is_known"
            ),
            models.CheckConstraint(
                condition=Q(last_sequence=0, last_hash="") | Q(last_sequence__gte=1, last_hash__regex=SHA256),
                name="kernel_operationlogchain_hash_of_the_last",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MailState(models.TextChoices):
    """Where a mail of the outbox stands."""

    QUEUED = "QUEUED", "送信待ち"
    SENT = "SENT", "送信済み"
    FAILED = "FAILED", "送信不能"


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Reads of the outbox."""

    def due(self, at: datetime) -> "OutgoingMailQuerySet":
        """What waits to be sent now, longest due first."""
        return self.filter(state=MailState.QUEUED, next_attempt_at__lte=at).order_by("next_attempt_at", "pk")


class OutgoingMail(models.Model):
    """One mail of the outbox, written in the transaction that announces it. Never holds a secret."""

    key = models.CharField("識別キー", max_length=200)
    recipient = models.TextField("宛先")
    sender = models.TextField("差出人")
    subject = models.TextField("件名")
    body = models.TextField("本文")
    created_at = models.DateTimeField("作成日時")
    state = models.CharField("状態", max_length=10, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveIntegerField("試行回数", default=0)
    next_attempt_at = models.DateTimeField("次回送信日時")
    sent_at = models.DateTimeField("送信日時", null=True, blank=True)
    last_error = models.TextField("直近のエラー", blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送信メール"
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="kernel_outgoingmail_due",
                condition=Q(state=MailState.QUEUED),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="kernel_outgoingmail_key_once"),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(recipient="") & ~Q(sender="") & ~Q(subject=""),
                name="kernel_outgoingmail_can_be_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MailState.values), name="kernel_outgoingmail_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at__isnull=True)),
                name="kernel_outgoingmail_sent_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.recipient}"


class CalendarOverrideQuerySet(models.QuerySet["CalendarOverride"]):
    """Reads of the days that the operator closed or opened."""

    def of_bank(self, bank_code: str) -> "CalendarOverrideQuerySet":
        """The days of this bank and those of every bank; the bank's own come last, for they win."""
        return self.filter(bank_code__in=("", bank_code)).order_by("day", "bank_code")

    def business_calendar(self, bank_code: str) -> BusinessCalendar:
        """The business days (営業日) of a bank, as far as they are known for certain."""
        overrides = {row.day: row.is_business_day for row in self.of_bank(bank_code)}
        return BusinessCalendar(known_through=CalendarYear.objects.known_through(), overrides=overrides)


class CalendarOverride(models.Model):
    """A day that differs from the law's calendar, at one bank or at every bank."""

    bank_code = models.CharField("金融機関コード", max_length=4, blank=True)
    day = models.DateField("日付")
    is_business_day = models.BooleanField("営業日")
    reason = models.CharField("理由", max_length=100)
    recorded_by = models.TextField("登録者")
    recorded_at = models.DateTimeField("登録日時")

    objects = CalendarOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "営業日の変更"
        constraints = [
            models.UniqueConstraint(fields=["bank_code", "day"], name="kernel_calendaroverride_day_once"),
            models.CheckConstraint(
                condition=Q(bank_code__regex=BANK_OR_ALL),
                name="kernel_calendaroverride_bank_code_four_digits",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(recorded_by=""),
                name="kernel_calendaroverride_says_why_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.bank_code}"


class CalendarYearQuerySet(AppendOnlyQuerySet["CalendarYear"]):
    """Reads of the years whose holidays the operator has confirmed."""

    def known_through(self) -> date:
        """The last day that is certain: by the holiday library, then year by year by the operator."""
        last = CONFIRMED_THROUGH
        for year in self.filter(year__gt=last.year).order_by("year").values_list("year", flat=True):
            if year != last.year + 1:
                break
            last = date(year, 12, 31)
        return last


class CalendarYear(AppendOnly):
    """A year whose holidays the operator has compared with the official gazette (官報)."""

    year = models.PositiveIntegerField("年")
    confirmed_by = models.TextField("確認者")
    confirmed_at = models.DateTimeField("確認日時")

    objects = CalendarYearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "確定済みの年"
        constraints = [
            models.UniqueConstraint(fields=["year"], name="kernel_calendaryear_once"),
            models.CheckConstraint(condition=~Q(confirmed_by=""), name="kernel_calendaryear_says_by_whom"),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2099)), name="kernel_calendaryear_within_the_library"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年"
