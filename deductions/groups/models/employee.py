"""The employees of a group (職員・組合員)."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from deductions.groups import rules

from .group import DepositGroup

if TYPE_CHECKING:
    from datetime import datetime


class EmployeeQuerySet(models.QuerySet["Employee"]):
    """Reads of employees."""

    def visible_to(self, viewer: User) -> Self:
        """Those of the groups that the viewer sees."""
        return self.filter(group__in=DepositGroup.objects.visible_to(viewer))

    def of_group(self, group: DepositGroup) -> Self:
        """By number, as lists are printed."""
        return self.filter(group=group).order_by("number")


class Employee(models.Model):
    """One employee of a group, as the bank's latest file or the branch's staff wrote it."""

    group = models.ForeignKey(
        DepositGroup, on_delete=models.PROTECT, related_name="employees", verbose_name="入金グループ"
    )
    number = models.CharField("職員番号", max_length=rules.MAX_EMPLOYEE_NUMBER_DIGITS)
    name_kana = models.CharField("カナ氏名", max_length=30)
    name = models.CharField("漢字氏名", max_length=20, blank=True)
    department = models.CharField("所属コード", max_length=10, blank=True)
    changed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("更新日時")

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "職員"
        constraints: ClassVar = [
            models.UniqueConstraint(name="groups_employee_number_once_a_group", fields=["group", "number"]),
            models.CheckConstraint(
                name="groups_employee_number_is_digits_and_letters",
                condition=Q(number__regex=rules.EMPLOYEE_NUMBER_PATTERN),
            ),
            models.CheckConstraint(name="groups_employee_has_a_kana_name", condition=~Q(name_kana="")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name or self.name_kana}"
