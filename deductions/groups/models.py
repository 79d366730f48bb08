"""Deposit groups (入金グループ)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

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
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
