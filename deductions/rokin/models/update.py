"""The history of changes made on the web (労金控除明細更新履歴, DED-3)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from chingin.kernel.append_only import AppendOnly, AppendOnlyQuerySet
from deductions.groups.models import Cycle
from deductions.rokin import rules

from .line import DeductionLine, Update


class LineUpdateQuerySet(AppendOnlyQuerySet["LineUpdate"]):
    """Reads of the history."""

    def visible_to(self, viewer: User) -> Self:
        """That of the groups that the viewer sees."""
        return self.filter(line__cycle__in=Cycle.objects.visible_to(viewer))

    def of_cycle(self, cycle: Cycle) -> Self:
        """By the time of the operation, as L09 prints them."""
        # Without its second half the database would look at every line of the cycle.
        touched = Q(line__version__gt=1) | Q(line__line_key="")
        return self.filter(touched, line__cycle=cycle).select_related("line").order_by("at", "pk")

    def second_press(
        self, line: DeductionLine, *, version: int, terms: rules.Terms, user_id: str
    ) -> "LineUpdate | None":
        """What this person has made already of the line as it was read at `version`, if it is the same."""
        made = self.filter(line=line, version=version + 1, user_id=user_id)
        return made.filter(amount_after=terms.amount, end_month_after=terms.end_month).first()


class LineUpdate(AppendOnly):
    """One change of one line: what, before, after, who, when. `version` is the line's after it."""

    line = models.ForeignKey(
        DeductionLine, on_delete=models.PROTECT, related_name="updates", verbose_name="明細"
    )
    version = models.PositiveIntegerField("版")
    kind = models.CharField("更新区分", max_length=1, choices=Update)
    amount_before = models.BigIntegerField("変更前金額")
    amount_after = models.BigIntegerField("変更後金額")
    end_month_before = models.CharField("変更前終了年月", max_length=6, blank=True)
    end_month_after = models.CharField("変更後終了年月", max_length=6, blank=True)
    at = models.DateTimeField("操作日時")
    user_id = models.TextField("ユーザーID")
    user_name = models.TextField("ユーザー名")

    objects = LineUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "労金控除明細更新履歴"
        constraints: ClassVar = [
            models.UniqueConstraint(name="rokin_lineupdate_version_once", fields=["line", "version"]),
            models.CheckConstraint(
                name="rokin_lineupdate_says_what_and_who",
                condition=Q(kind__in=[Update.NEW, Update.CHANGE, Update.CANCEL]) & ~Q(user_id=""),
            ),
            models.CheckConstraint(
                name="rokin_lineupdate_amounts_fit_the_files",
                condition=Q(
                    amount_before__range=(0, rules.MAX_AMOUNT), amount_after__range=(0, rules.MAX_AMOUNT)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.get_kind_display()} #{self.version}"

    @property
    def receipt(self) -> str:
        """受付番号, by which people ask about it."""
        return f"W{self.pk:09}"
