"""One account's deduction in one cycle (労金控除明細)."""

from datetime import datetime
from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from chingin.kernel.corefile import movements
from deductions.groups.models import Cycle, DepositGroup
from deductions.groups.rules import EMPLOYEE_NUMBER_PATTERN, MONTH_PATTERN
from deductions.rokin import rules

IN_ORDER: Final = ("department", "employee_number", "subject", "branch", "account_number", "id")

# What the web made or changed, and nothing else, has LineUpdates.
TOUCHED: Final = Q(version__gt=1) | Q(line_key="")

# 明細エラー that somebody has still to do something about, as rules.is_error_mended says it of one line.
IN_ERROR: Final = (
    ~Q(error="")
    & ~Q(update=rules.Update.CANCEL.value)
    & ~Q(update=rules.Update.CHANGE.value, error=rules.MONTH_PASSED)
    & ~(Q(update=rules.Update.CHANGE.value, error=rules.AMOUNT_WRONG) & ~Q(amount=F("requested")))
)


class LineKind(models.TextChoices):
    """種別."""

    SAVINGS = rules.LineKind.SAVINGS.value, "貯蓄"
    LOAN = rules.LineKind.LOAN.value, "返済"


class Movement(models.TextChoices):
    """異動区分."""

    CONTINUED = movements.Movement.CONTINUED.value, "継続"
    NEW = movements.Movement.NEW.value, "新規"
    CHANGED = movements.Movement.CHANGED.value, "変更"
    CANCELLED = movements.Movement.CANCELLED.value, "解除"
    RESUMED = movements.Movement.RESUMED.value, "再開"
    SUSPENDED = movements.Movement.SUSPENDED.value, "中止"


class Origin(models.TextChoices):
    """異動元."""

    NONE = rules.Origin.NONE.value, "なし"
    COUNTER = rules.Origin.COUNTER.value, "窓口"
    WEB = rules.Origin.WEB.value, "Web"
    TERM = rules.Origin.TERM.value, "期日"


class Update(models.TextChoices):
    """更新区分: what became of the bank's line on the web."""

    NONE = rules.Update.NONE.value, "なし"
    NEW = rules.Update.NEW.value, "新規"
    CHANGE = rules.Update.CHANGE.value, "変更"
    CANCEL = rules.Update.CANCEL.value, "解除"


class DeductionLineQuerySet(models.QuerySet["DeductionLine"]):
    """Reads of lines."""

    def visible_to(self, viewer: User) -> Self:
        """Those of the groups that the viewer sees."""
        return self.filter(cycle__in=Cycle.objects.visible_to(viewer))

    def of_group(self, group: DepositGroup) -> Self:
        """Every line of the group's cycles, also what was made and cancelled on the web."""
        return self.filter(cycle__group=group).select_related("cycle__group")

    def of_cycle(self, cycle: Cycle) -> Self:
        """What the bank asked for and the web changed; a line made and cancelled on the web is gone."""
        return self.filter(cycle=cycle).exclude(line_key="", update=Update.CANCEL)

    def standing_for(self, line: "DeductionLine") -> Self:
        """The other lines of its cycle that deduct for the same account.

        What the bank ended or the web cancelled deducts nothing: such an account may be registered anew.
        """
        others = self.filter(cycle=line.cycle).exclude(pk=line.pk).exclude(update=Update.CANCEL)
        account = {"branch": line.branch, "subject": line.subject, "account_number": line.account_number}
        return others.filter(**account).exclude(received_movement__in=sorted(rules.ENDED))

    def in_order(self) -> Self:
        """By 所属, 職員番号, 科目, as lists are printed."""
        return self.order_by(*IN_ORDER)


class DeductionLine(models.Model):
    """What the bank asked to deduct, as received, and what the web made of it.

    Received columns never change; `amount`, `end_month`, `update` and what follows from them do, with a
    LineUpdate each time. `line_key` is the bank's; empty for a line made on the web.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="lines", verbose_name="控除回")
    line_key = models.CharField("明細キー", max_length=rules.LINE_KEY_LENGTH, blank=True)
    department = models.CharField("所属コード", max_length=10, blank=True)
    employee_number = models.CharField("職員番号", max_length=10)
    name_kana = models.CharField("カナ氏名", max_length=30)
    name = models.CharField("漢字氏名", max_length=20, blank=True)
    branch = models.CharField("店番号", max_length=3)
    subject = models.CharField("科目", max_length=2)
    account_number = models.CharField("口座番号", max_length=7)
    kind = models.CharField("種別", max_length=1, choices=LineKind)
    requested = models.BigIntegerField("依頼金額")
    requested_end_month = models.CharField("依頼終了年月", max_length=6, blank=True)
    previous = models.BigIntegerField("前回控除金額")
    balance = models.BigIntegerField("残高")
    start_month = models.CharField("開始年月", max_length=6)
    end_month = models.CharField("終了年月", max_length=6, blank=True)
    remaining = models.PositiveSmallIntegerField("残回数")
    received_movement = models.CharField("異動区分(受信)", max_length=1, choices=Movement)
    received_origin = models.CharField("異動元(受信)", max_length=1, choices=Origin)
    counter_date = models.DateField("窓口受付日", null=True, blank=True)
    counter_branch = models.CharField("窓口受付店", max_length=3, blank=True)
    error = models.CharField("エラーコード", max_length=3, blank=True)
    amount = models.BigIntegerField("控除金額")
    update = models.CharField("更新区分", max_length=1, choices=Update, default=Update.NONE)
    movement = models.CharField("異動区分", max_length=1, choices=Movement)
    origin = models.CharField("異動元", max_length=1, choices=Origin)
    version = models.PositiveIntegerField("版", default=1)

    objects = DeductionLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "労金控除明細"
        indexes: ClassVar = [
            # The order of every list and of the inquiry, page by page.
            models.Index(
                fields=[
                    "cycle",
                    "department",
                    "employee_number",
                    "subject",
                    "branch",
                    "account_number",
                    "id",
                ],
                name="rokin_line_in_order",
            ),
            models.Index(fields=["cycle", "employee_number"], name="rokin_line_of_employee"),
            # The few lines of a cycle that have a history (DED-3, L09).
            models.Index(fields=["cycle"], condition=TOUCHED, name="rokin_line_touched"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="rokin_line_key_once_a_cycle", fields=["cycle", "line_key"], condition=~Q(line_key="")
            ),
            models.CheckConstraint(
                name="rokin_line_employee_number_is_digits_and_letters",
                condition=Q(employee_number__regex=EMPLOYEE_NUMBER_PATTERN),
            ),
            models.CheckConstraint(
                name="rokin_line_key_is_an_account",
                condition=Q(
                    branch__regex=r"\A[0-9]{3}\Z",
                    subject__regex=r"\A[0-9]{2}\Z",
                    account_number__regex=r"\A[0-9]{7}\Z",
                ),
            ),
            models.CheckConstraint(
                name="rokin_line_months_are_months",
                condition=Q(start_month__regex=MONTH_PATTERN)
                & (Q(end_month="") | Q(end_month__regex=MONTH_PATTERN))
                & (Q(requested_end_month="") | Q(requested_end_month__regex=MONTH_PATTERN)),
            ),
            models.CheckConstraint(
                name="rokin_line_ends_after_it_begins",
                condition=(Q(end_month="") | Q(end_month__gte=F("start_month")))
                & (Q(requested_end_month="") | Q(requested_end_month__gte=F("start_month"))),
            ),
            models.CheckConstraint(
                name="rokin_line_amounts_fit_the_files",
                condition=Q(
                    amount__range=(0, rules.MAX_AMOUNT),
                    requested__range=(0, rules.MAX_AMOUNT),
                    previous__range=(0, rules.MAX_AMOUNT),
                    balance__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="rokin_line_codes_are_known",
                condition=Q(
                    kind__in=LineKind.values,
                    received_movement__in=Movement.values,
                    received_origin__in=Origin.values,
                    update__in=Update.values,
                    movement__in=Movement.values,
                    origin__in=Origin.values,
                ),
            ),
            models.CheckConstraint(
                name="rokin_line_loan_is_never_changed_on_the_web",
                condition=~Q(kind=LineKind.LOAN) | Q(update=Update.NONE),
            ),
            models.CheckConstraint(
                name="rokin_line_update_tells_what_changed",
                condition=Q(update=Update.NONE, amount=F("requested"), end_month=F("requested_end_month"))
                | Q(update=Update.NEW, line_key="", requested=0, amount__gt=0)
                | Q(update=Update.CHANGE, amount__gt=0)
                & (~Q(amount=F("requested")) | ~Q(end_month=F("requested_end_month")))
                & ~Q(line_key="")
                | Q(update=Update.CANCEL, amount=0),
            ),
            models.CheckConstraint(
                name="rokin_line_counter_is_dated",
                condition=Q(received_origin=Origin.COUNTER, counter_date__isnull=False)
                & ~Q(counter_branch="")
                | ~Q(received_origin=Origin.COUNTER) & Q(counter_date__isnull=True, counter_branch=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_number} {self.account}"

    @property
    def account(self) -> str:
        """店番号-科目-口座番号, by which a line is named to people."""
        return f"{self.branch}-{self.subject}-{self.account_number}"

    @property
    def terms(self) -> rules.Terms:
        """What may be changed of it, as it stands."""
        return rules.Terms(self.amount, self.end_month)

    @property
    def is_own(self) -> bool:
        """Whether the line was made on the web."""
        return not self.line_key

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled on the web (解除)."""
        return self.update == Update.CANCEL

    @property
    def is_error_mended(self) -> bool:
        """Whether nothing more is to be done about its error."""
        return rules.is_error_mended(
            error=self.error,
            update=rules.Update(self.update),
            requested=self.requested,
            now=self.amount,
        )

    def why_read_only(self, *, at: datetime) -> rules.WhyReadOnly | None:
        """Why it cannot be changed on the web now; needs `cycle` at hand."""
        return rules.why_read_only(
            kind=rules.LineKind(self.kind),
            received=movements.Movement(self.received_movement),
            update_deadline=self.cycle.update_deadline,
            at=at,
        )
