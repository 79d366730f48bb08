"""Cycles (控除回): one processing of one group."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Access, User
from chingin.kernel.append_only import AppendOnly, AppendOnlyQuerySet
from chingin.kernel.months import Month
from chingin.kernel.receptions.models import Reception
from deductions.groups import progress, rules
from deductions.groups.rules import CycleEvents, CycleState

from .group import DepositGroup


class PayKind(models.TextChoices):
    """What the wages of a cycle are; the value is that of the bank's files."""

    MONTHLY = "1", "月例"
    BONUS = "2", "一時金"


class CycleQuerySet(AppendOnlyQuerySet["Cycle"]):
    """Reads of cycles."""

    def locked(self, pk: int) -> "Cycle":
        """The cycle with its contract: who changes what belongs to it waits for who does so already."""
        return self.select_for_update(of=("self",), no_key=True).select_related("group__contract").get(pk=pk)

    def visible_to(self, viewer: User) -> Self:
        """Those of the groups that the viewer sees."""
        return self.filter(group__in=DepositGroup.objects.visible_to(viewer))

    def with_progress(self) -> Self:
        """Each with what is recorded of it by now: its state is told without another query."""
        return self.annotate(**progress.recorded())

    def newest_first(self) -> Self:
        """By deposit date, the one to work on first."""
        return self.order_by("-deposit_date", "-month", "pay_kind", "-sequence", "-pk")

    def not_over(self, *, on: date) -> Self:
        """Those whose results are to come, or come on this day."""
        return self.filter(results_on__gte=on)

    def due_first(self) -> Self:
        """By deposit date, the next one first."""
        return self.order_by("deposit_date", "month", "pay_kind", "sequence", "pk")


class Cycle(AppendOnly):
    """One processing of one group: its month, its pay kind, its dates as the bank announced them."""

    group = models.ForeignKey(
        DepositGroup, on_delete=models.PROTECT, related_name="cycles", verbose_name="入金グループ"
    )
    reception = models.OneToOneField(
        Reception, on_delete=models.PROTECT, related_name="cycle", verbose_name="受信"
    )
    month = models.CharField("対象年月", max_length=6)
    pay_kind = models.CharField("月例・一時金", max_length=1, choices=PayKind)
    sequence = models.PositiveSmallIntegerField("回次")
    pay_date = models.DateField("支給日")
    deposit_date = models.DateField("入金予定日")
    update_deadline = models.DateTimeField("更新締切")
    confirmation_opens_at = models.DateTimeField("入金中止・確定の開始")
    confirmation_deadline = models.DateTimeField("確定締切")
    results_on = models.DateField("結果公開日")
    opened_at = models.DateTimeField("公開日時")
    # Names as they were: a later printing says the same, whoever was renamed since (invariant 10).
    contract_name = models.TextField("契約名")
    group_name = models.TextField("入金グループ名")

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "控除回"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="groups_cycle_once_a_group", fields=["group", "month", "pay_kind", "sequence"]
            ),
            models.CheckConstraint(
                name="groups_cycle_month_is_a_month", condition=Q(month__regex=rules.MONTH_PATTERN)
            ),
            models.CheckConstraint(
                name="groups_cycle_pay_kind_is_known", condition=Q(pay_kind__in=PayKind.values)
            ),
            models.CheckConstraint(
                name="groups_cycle_sequence_has_two_digits", condition=Q(sequence__range=(1, 99))
            ),
            models.CheckConstraint(
                name="groups_cycle_keeps_its_names",
                condition=~Q(contract_name="") & ~Q(group_name=""),
            ),
            models.CheckConstraint(
                name="groups_cycle_dates_stand_in_order",
                condition=Q(
                    deposit_date__gte=F("pay_date"),
                    results_on__gte=F("deposit_date"),
                    confirmation_opens_at__gte=F("update_deadline"),
                    confirmation_deadline__gte=F("confirmation_opens_at"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.label}"

    @property
    def period(self) -> Month:
        """The month as a value."""
        return Month.parse(self.month)

    @property
    def label(self) -> str:
        """「2026年11月 月例」."""
        return rules.cycle_label(
            month=self.period, pay_kind=PayKind(self.pay_kind).label, sequence=self.sequence
        )

    def before(self) -> "Cycle | None":
        """The group's cycle before this one, of the same pay kind."""
        earlier = Cycle.objects.filter(
            group=self.group_id, pay_kind=self.pay_kind, deposit_date__lt=self.deposit_date
        )
        return earlier.newest_first().first()

    def state(self, *, at: datetime) -> CycleState:
        """How far the cycle has come at this instant. One query, unless it was read `with_progress`."""
        return rules.cycle_state(update_deadline=self.update_deadline, at=at, events=self._events())

    def _events(self) -> CycleEvents:
        names, known = progress.recorded(), self.__dict__
        if not names.keys() <= known.keys():
            known = Cycle.objects.filter(pk=self.pk).with_progress().values(*names).get()
        return CycleEvents(**{name: known[name] for name in names})

    def takes_updates(self, *, at: datetime) -> bool:
        """Whether lines may be changed on the web now (更新締切)."""
        return rules.takes_updates(update_deadline=self.update_deadline, at=at)

    def may_still_change(self, *, at: datetime) -> bool:
        """Whether amounts may become others: Web更新, before 更新締切."""
        return self.takes_updates(at=at) and self.is_updated_on_the_web

    @property
    def is_updated_on_the_web(self) -> bool:
        """Whether its contract has Web更新; 照会 changes nothing, so no deadline is its own (CON-4)."""
        access: str = self.group.contract.rokin_access
        return access == Access.WEB_UPDATE
