"""What is kept of one set (組) of a file of the core system, whichever way it went."""

from typing import ClassVar

from django.db import models

from .append_only import AppendOnly


class CoreSet(AppendOnly):
    """Whose set it is, of which month, and what its trailer counts. Words, not foreign keys."""

    bank_code = models.CharField("金融機関コード", max_length=4)
    kind = models.CharField("ファイル種別", max_length=2)
    serial = models.CharField("ファイル通番", max_length=10)
    contract_number = models.CharField("契約番号", max_length=8)
    group_number = models.CharField("入金グループ番号", max_length=8)
    month = models.CharField("対象年月", max_length=6)
    pay_kind = models.CharField("月例・一時金", max_length=1)
    sequence = models.PositiveSmallIntegerField("回次")
    created_on = models.DateField("作成日")
    count = models.PositiveBigIntegerField("件数")
    # The amounts of the trailer, by their Japanese names: each kind of file has its own.
    totals = models.JSONField("合計")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_serial_once_a_kind", fields=["bank_code", "kind", "serial"]
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.bank_code}-{self.kind}-{self.serial}"
