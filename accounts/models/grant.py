"""What each general user may do."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .user import User


class Grant(models.TextChoices):
    """What a general user may do with a function (ユーザー別機能制限, USR-2, USR-8)."""

    FULL = "FULL", "表示"
    VIEW = "VIEW", "閲覧のみ"
    HIDDEN = "HIDDEN", "非表示"


class FunctionGrant(models.Model):
    """One user's grant for one function; without one the function stays hidden."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants", verbose_name="ユーザー")
    function_id = models.CharField("機能", max_length=10)
    grant = models.CharField("制限", max_length=6, choices=Grant)

    class Meta:
        verbose_name = verbose_name_plural = "ユーザー別機能制限"
        constraints: ClassVar = [
            models.UniqueConstraint(name="accounts_grant_once_per_function", fields=["user", "function_id"]),
            models.CheckConstraint(name="accounts_grant_is_known", condition=Q(grant__in=Grant.values)),
        ]

    def __str__(self) -> str:
        return f"{self.function_id} {self.get_grant_display()}"
