"""Banks and their branches."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts import rules


class Bank(models.Model):
    """A regional labour bank (労働金庫), with what its members read about it on screens (ENV-7)."""

    code = models.CharField("金融機関コード", max_length=4, unique=True)
    name = models.CharField("金庫名", max_length=40)
    help_desk_name = models.CharField("ヘルプデスク名", max_length=60)
    help_desk_telephone = models.CharField("電話番号", max_length=20)
    help_desk_hours = models.CharField("受付時間", max_length=100)
    mail_sender = models.EmailField("メール送信元", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "労働金庫"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_bank_code_is_four_digits", condition=Q(code__regex=rules.BANK_CODE_PATTERN)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Branch(models.Model):
    """A branch (取引店) that looks after contracts."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="branches", verbose_name="労働金庫")
    code = models.CharField("店番号", max_length=3)
    name = models.CharField("店名", max_length=40)
    telephone = models.CharField("電話番号", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "取引店"
        constraints: ClassVar = [
            models.UniqueConstraint(name="accounts_branch_code_once_per_bank", fields=["bank", "code"]),
            models.CheckConstraint(
                name="accounts_branch_code_is_three_digits",
                condition=Q(code__regex=rules.BRANCH_CODE_PATTERN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
