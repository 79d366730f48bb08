"""Stopped deposits (入金中止): lines that the union does not pay in this cycle (DED-8)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from deductions.groups.codes import STOP_REASONS
from deductions.groups.models import Cycle

from .line import DeductionLine


class DepositStopQuerySet(models.QuerySet["DepositStop"]):
    """Reads of stops."""

    def visible_to(self, viewer: User) -> Self:
        """Those of the groups that the viewer sees."""
        return self.filter(line__cycle__in=Cycle.objects.visible_to(viewer))

    def standing(self) -> Self:
        """Not lifted."""
        return self.filter(lifted_at__isnull=True)

    def of_cycle(self, cycle: Cycle) -> Self:
        """All of a cycle, lifted ones too."""
        return self.filter(line__cycle=cycle)


class DepositStop(models.Model):
    """One line's deposit stopped: why, by whom; lifted (中止解除) by whom. Set again, it is a new row."""

    line = models.ForeignKey(
        DeductionLine, on_delete=models.PROTECT, related_name="stops", verbose_name="明細"
    )
    reason = models.CharField("入金中止理由", max_length=2, choices=list(STOP_REASONS.items()))
    set_at = models.DateTimeField("設定日時")
    set_by = models.TextField("設定者ID")
    set_by_name = models.TextField("設定者名")
    lifted_at = models.DateTimeField("解除日時", null=True, blank=True)
    lifted_by = models.TextField("解除者ID", blank=True)
    lifted_by_name = models.TextField("解除者名", blank=True)

    objects = DepositStopQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入金中止"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="rokin_depositstop_one_stands", fields=["line"], condition=Q(lifted_at__isnull=True)
            ),
            models.CheckConstraint(
                name="rokin_depositstop_reason_is_known", condition=Q(reason__in=list(STOP_REASONS))
            ),
            models.CheckConstraint(
                name="rokin_depositstop_says_by_whom",
                condition=~Q(set_by="")
                & (
                    Q(lifted_at__isnull=True, lifted_by="", lifted_by_name="")
                    | Q(lifted_at__isnull=False) & ~Q(lifted_by="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.get_reason_display()}"
