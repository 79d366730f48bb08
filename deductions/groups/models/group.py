"""Deposit groups (入金グループ)."""

from datetime import time
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Contract, User
from deductions.groups import rules


class DepositGroupQuerySet(models.QuerySet["DepositGroup"]):
    """Reads of deposit groups."""

    def visible_to(self, viewer: User) -> Self:
        """The groups of the contracts that the viewer sees; another contract's do not exist for them."""
        return self.filter(contract__in=Contract.objects.visible_to(viewer))


class DepositGroup(models.Model):
    """The unit of processing of a member's contract (CON-5).

    That the contract is a 会員's spans two tables: register_group sees to it under the contract's lock.
    """

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="deposit_groups", verbose_name="契約"
    )
    number = models.CharField("入金グループ番号", max_length=8)
    name = models.CharField("入金グループ名", max_length=rules.MAX_NAME_LENGTH)
    employee_number_digits = models.PositiveSmallIntegerField("職員番号の桁数")
    # The calendar rules: business days (営業日) counted from the deposit date (入金予定日).
    update_days_before = models.PositiveSmallIntegerField("更新締切(入金予定日の何営業日前)", default=11)
    update_closes_at = models.TimeField("更新締切時刻", default=time(20))
    confirmation_opens_days_before = models.PositiveSmallIntegerField(
        "入金中止・確定の開始(入金予定日の何営業日前)", default=1
    )
    confirmation_days_before = models.PositiveSmallIntegerField("確定締切(入金予定日の何営業日前)", default=1)
    confirmation_closes_at = models.TimeField("確定締切時刻", default=time(15))
    results_days_after = models.PositiveSmallIntegerField("結果公開(入金予定日の何営業日後)", default=1)

    objects = DepositGroupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入金グループ"
        constraints: ClassVar = [
            models.UniqueConstraint(name="groups_depositgroup_number_once", fields=["number"]),
            models.CheckConstraint(
                name="groups_depositgroup_number_is_eight_digits",
                condition=Q(number__regex=rules.GROUP_NUMBER_PATTERN) & ~Q(number=rules.NO_GROUP),
            ),
            models.CheckConstraint(name="groups_depositgroup_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="groups_depositgroup_employee_number_has_digits",
                condition=Q(
                    employee_number_digits__gte=1,
                    employee_number_digits__lte=rules.MAX_EMPLOYEE_NUMBER_DIGITS,
                ),
            ),
            models.CheckConstraint(
                name="groups_depositgroup_deadlines_stand_in_order",
                condition=Q(
                    update_days_before__lte=rules.MAX_BUSINESS_DAYS,
                    update_days_before__gte=F("confirmation_opens_days_before"),
                    confirmation_opens_days_before__gte=F("confirmation_days_before"),
                    results_days_after__lte=rules.MAX_BUSINESS_DAYS,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def calendar_rules(self) -> rules.CalendarRules:
        """From which the dates of a cycle (控除回) follow."""
        return rules.CalendarRules(
            update_days_before=self.update_days_before,
            update_closes_at=self.update_closes_at,
            confirmation_opens_days_before=self.confirmation_opens_days_before,
            confirmation_days_before=self.confirmation_days_before,
            confirmation_closes_at=self.confirmation_closes_at,
            results_days_after=self.results_days_after,
        )
