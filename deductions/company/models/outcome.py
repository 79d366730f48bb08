"""What became of one line (控除結果明細)."""

from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from chingin.kernel.append_only import AppendOnly, AppendOnlyQuerySet
from chingin.kernel.japanese.kana import KanaAgreement
from deductions.groups.codes import SHORTFALL_REASONS
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine
from deductions.rokin.rules import MAX_AMOUNT

from .results import CycleResults

SHORT: Final = Q(shortfall__gt=0)


class OutcomeState(models.TextChoices):
    """結果区分."""

    COLLECTED = "1", "済"
    IN_PART = "2", "一部"
    NOT_COLLECTED = "3", "不能"
    STOPPED = "4", "中止"


class Agreement(models.TextChoices):
    """How the kana name answered agrees with the one requested (KanaAgreement, name by name)."""

    AGREES = "0", "一致"
    AGREES_WITH_NOTE = "1", "空白・長音差(一致とみなす)"
    VOICED_MARK = "2", "濁点差"
    TRUNCATED = "3", "切捨て"
    FAMILY_NAME_ONLY = "4", "姓のみ相違"
    DIFFERENT = "5", "不一致"

    @classmethod
    def of(cls, found: KanaAgreement) -> "Agreement":
        """What is stored for what the comparison found."""
        return cls[found.name]


UNEQUAL: Final = ~Q(agreement=Agreement.AGREES)


class OutcomeQuerySet(AppendOnlyQuerySet["Outcome"]):
    """Reads of outcomes."""

    def visible_to(self, viewer: User) -> Self:
        """Those of the groups that the viewer sees."""
        return self.filter(results__cycle__in=Cycle.objects.visible_to(viewer))

    def of_cycle(self, cycle: Cycle, *, version: int | None = None) -> Self:
        """One version of the cycle's results; the current one unless another is named."""
        if version is not None:
            return self.filter(results__cycle=cycle, results__version=version)
        current = CycleResults.objects.of_cycle(cycle).values("pk")[:1]
        return self.filter(results=current)

    def short(self) -> Self:
        """Of which not everything was collected (控除不能): 一部, 不能, 中止."""
        return self.filter(SHORT)

    def with_unequal_kana(self) -> Self:
        """Whose kana name is not letter by letter the one requested."""
        return self.filter(UNEQUAL)


class Outcome(AppendOnly):
    """One line's result, matched by 明細キー. Invariant 3: requested = collected + shortfall, in yen."""

    results = models.ForeignKey(
        CycleResults, on_delete=models.PROTECT, related_name="outcomes", verbose_name="控除結果の版"
    )
    line = models.ForeignKey(
        DeductionLine, on_delete=models.PROTECT, related_name="outcomes", verbose_name="明細"
    )
    requested = models.BigIntegerField("依頼金額")
    collected = models.BigIntegerField("控除金額")
    shortfall = models.BigIntegerField("不能金額")
    outcome = models.CharField("結果区分", max_length=1, choices=OutcomeState)
    reason = models.CharField("不能事由", max_length=2, blank=True, choices=list(SHORTFALL_REASONS.items()))
    # As it stood when this was received, so that a list prints the same again (invariant 10).
    previous_reason = models.CharField("前回不能事由", max_length=2, blank=True)
    posted_on = models.DateField("記帳日", null=True, blank=True)
    balance = models.BigIntegerField("記帳後残高")
    answered_kana = models.CharField("回答カナ氏名", max_length=30)
    agreement = models.CharField("カナ氏名の一致", max_length=1, choices=Agreement)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "控除結果明細"
        indexes: ClassVar = [
            # The few of L11 and L12 among very many.
            models.Index(fields=["results"], condition=SHORT, name="company_outcome_short"),
            models.Index(fields=["results"], condition=UNEQUAL, name="company_outcome_unequal"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="company_outcome_once_a_line", fields=["results", "line"]),
            models.CheckConstraint(
                name="company_outcome_shortfall_is_the_rest",
                condition=Q(requested=F("collected") + F("shortfall")),
            ),
            models.CheckConstraint(
                name="company_outcome_amounts_fit_the_files",
                condition=Q(
                    requested__range=(0, MAX_AMOUNT),
                    collected__gte=0,
                    shortfall__gte=0,
                    balance__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="company_outcome_state_tells_what_was_collected",
                condition=Q(outcome=OutcomeState.COLLECTED, shortfall=0)
                | Q(outcome=OutcomeState.IN_PART, collected__gt=0, shortfall__gt=0)
                | Q(outcome__in=(OutcomeState.NOT_COLLECTED, OutcomeState.STOPPED), collected=0),
            ),
            models.CheckConstraint(
                name="company_outcome_says_why_not",
                condition=Q(outcome=OutcomeState.COLLECTED, reason="")
                | Q(outcome=OutcomeState.STOPPED)
                | ~Q(reason="") & Q(outcome__in=(OutcomeState.IN_PART, OutcomeState.NOT_COLLECTED)),
            ),
            models.CheckConstraint(
                name="company_outcome_codes_are_known",
                condition=Q(
                    reason__in=["", *SHORTFALL_REASONS],
                    previous_reason__in=["", "00", *SHORTFALL_REASONS],
                    agreement__in=Agreement.values,
                ),
            ),
            models.CheckConstraint(
                name="company_outcome_is_posted_where_collected",
                condition=Q(
                    outcome__in=(OutcomeState.COLLECTED, OutcomeState.IN_PART), posted_on__isnull=False
                )
                | Q(outcome__in=(OutcomeState.NOT_COLLECTED, OutcomeState.STOPPED), posted_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.get_outcome_display()}"
