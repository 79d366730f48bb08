"""The results of a cycle (控除結果), as one file of the bank brought them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from chingin.kernel.append_only import AppendOnly, AppendOnlyQuerySet
from chingin.kernel.receptions.models import Reception
from deductions.groups.models import Cycle


class CycleResultsQuerySet(AppendOnlyQuerySet["CycleResults"]):
    """Reads of results."""

    def visible_to(self, viewer: User) -> Self:
        """Those of the groups that the viewer sees."""
        return self.filter(cycle__in=Cycle.objects.visible_to(viewer))

    def of_cycle(self, cycle: Cycle) -> Self:
        """All versions, the current one (現在の版) first."""
        return self.filter(cycle=cycle).order_by("-version")


class CycleResults(AppendOnly):
    """One version of a cycle's results. A correction is another version; the highest is the current one."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="results", verbose_name="控除回")
    version = models.PositiveSmallIntegerField("版")
    reception = models.OneToOneField(
        Reception, on_delete=models.PROTECT, related_name="results", verbose_name="受信"
    )
    published_at = models.DateTimeField("公開日時")
    # Names as they were: a later printing says the same, whoever was renamed since (invariant 10).
    contract_name = models.TextField("契約名")
    group_name = models.TextField("入金グループ名")

    objects = CycleResultsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "控除結果の版"
        constraints: ClassVar = [
            models.UniqueConstraint(name="company_results_version_once_a_cycle", fields=["cycle", "version"]),
            models.CheckConstraint(
                name="company_results_versions_count_from_one", condition=Q(version__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} 控除結果 第{self.version}版"
