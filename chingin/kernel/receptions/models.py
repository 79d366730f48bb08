"""What was received from the bank's core system (受信): each file once, each set of it once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chingin.kernel.append_only import AppendOnly, AppendOnlyQuerySet
from chingin.kernel.core_sets import CoreSet
from chingin.kernel.patterns import SHA256


class ReceivedFile(AppendOnly):
    """A file of the core system as it came; its bytes lie in RECEIVED_FILES_ROOT under their SHA-256."""

    sha256 = models.CharField("SHA-256", max_length=64)
    name = models.TextField("ファイル名")
    size = models.PositiveBigIntegerField("バイト数")
    records = models.PositiveBigIntegerField("レコード数")
    received_at = models.DateTimeField("受信日時")
    received_by = models.TextField("受信者")

    class Meta:
        verbose_name = verbose_name_plural = "受信ファイル"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="kernel_receivedfile_hash_is_sha256", condition=Q(sha256__regex=SHA256)
            ),
            models.CheckConstraint(
                name="kernel_receivedfile_says_what_and_by_whom", condition=~Q(name="") & ~Q(received_by="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Reception(CoreSet):
    """One set of a file, taken whole. Words, not foreign keys: apps above link to it."""

    file = models.ForeignKey(
        ReceivedFile, on_delete=models.PROTECT, related_name="receptions", verbose_name="受信ファイル"
    )
    sha256 = models.CharField("SHA-256", max_length=64)
    received_at = models.DateTimeField("受信日時")
    received_by = models.TextField("受信者")

    objects = AppendOnlyQuerySet["Reception"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "受信"
        indexes: ClassVar = [
            models.Index(fields=["contract_number", "received_at"], name="kernel_reception_of_contract")
        ]
        constraints: ClassVar = [
            *CoreSet.Meta.constraints,
            models.CheckConstraint(name="kernel_reception_hash_is_sha256", condition=Q(sha256__regex=SHA256)),
            models.CheckConstraint(name="kernel_reception_says_by_whom", condition=~Q(received_by="")),
        ]
