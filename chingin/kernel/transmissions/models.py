"""What was sent to the bank's core system (送信): which sets, under which numbers, in which file."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from chingin.kernel.append_only import AppendOnly, AppendOnlyQuerySet
from chingin.kernel.core_sets import CoreSet
from chingin.kernel.corefile.header import Header
from chingin.kernel.months import Month
from chingin.kernel.patterns import SHA256

_SERIAL = r"\A[0-9]{10}\Z"


class TransmissionSeriesQuerySet(models.QuerySet["TransmissionSeries"]):
    """The counters."""

    def locked(self, *, bank_code: str, kind: str) -> "TransmissionSeries":
        """The series of one bank and kind; who sends the same waits until the caller has committed."""
        own = self.select_for_update(no_key=True).filter(bank_code=bank_code, kind=kind)
        if series := own.first():
            return series
        self.bulk_create([self.model(bank_code=bank_code, kind=kind)], ignore_conflicts=True)
        return own.get()


class TransmissionSeries(models.Model):
    """The serial numbers (ファイル通番) of one bank and kind: without a gap, none twice."""

    bank_code = models.CharField("金融機関コード", max_length=4)
    kind = models.CharField("ファイル種別", max_length=2)
    last_serial = models.PositiveBigIntegerField("最終ファイル通番", default=0)

    objects = TransmissionSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送信ファイルの通番"
        constraints: ClassVar = [
            models.UniqueConstraint(name="kernel_transmissionseries_once", fields=["bank_code", "kind"])
        ]

    def __str__(self) -> str:
        return f"{self.bank_code}-{self.kind}"


class TransmissionQuerySet(AppendOnlyQuerySet["Transmission"]):
    """Reads of transmissions."""

    def unwritten(self, *, bank_code: str, kind: str) -> Self:
        """Recorded, but their file is not known to be whole: they are written (again), oldest first."""
        return self.filter(bank_code=bank_code, kind=kind, writing__isnull=True).order_by("pk")


class Transmission(AppendOnly):
    """One file to the bank, as it must be: `sha256` and `size` were known before it was written."""

    name = models.CharField("ファイル名", max_length=40)
    bank_code = models.CharField("金融機関コード", max_length=4)
    kind = models.CharField("ファイル種別", max_length=2)
    set_count = models.PositiveIntegerField("組数")
    count = models.PositiveBigIntegerField("件数")
    # The amounts of the trailers together, by their Japanese names: each kind of file has its own.
    totals = models.JSONField("合計")
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("バイト数")
    made_at = models.DateTimeField("作成日時")
    made_by = models.TextField("作成者")

    objects = TransmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送信"
        indexes: ClassVar = [models.Index(fields=["bank_code", "kind"], name="kernel_transmission_of_bank")]
        constraints: ClassVar = [
            models.UniqueConstraint(name="kernel_transmission_name_once", fields=["name"]),
            models.CheckConstraint(
                name="kernel_transmission_hash_is_sha256", condition=Q(sha256__regex=SHA256)
            ),
            models.CheckConstraint(
                name="kernel_transmission_is_of_something", condition=Q(set_count__gte=1, count__gte=1)
            ),
            models.CheckConstraint(name="kernel_transmission_says_by_whom", condition=~Q(made_by="")),
        ]

    def __str__(self) -> str:
        return self.name


class TransmittedSet(CoreSet):
    """One set of a file with its header as sent: a contract that changes later changes nothing here."""

    transmission = models.ForeignKey(
        Transmission, on_delete=models.PROTECT, related_name="sets", verbose_name="送信"
    )
    branch = models.CharField("店番号", max_length=3)
    pay_date = models.DateField("支給日")
    deposit_date = models.DateField("入金予定日")
    update_closes_on = models.DateField("更新締切日", null=True)
    contract_kana = models.CharField("契約名カナ", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "送信した組"
        constraints: ClassVar = [
            *CoreSet.Meta.constraints,
            models.CheckConstraint(
                name="kernel_transmittedset_serial_has_ten_digits", condition=Q(serial__regex=_SERIAL)
            ),
        ]

    @property
    def header(self) -> Header:
        """As it stands in the file."""
        values = {name: getattr(self, name) for name in Header._fields}
        return Header(**{**values, "month": Month.parse(self.month)})


class TransmissionWritingQuerySet(AppendOnlyQuerySet["TransmissionWriting"]):
    """Reads of what was written."""

    def last_of(self, *, bank_code: str, kind: str) -> "TransmissionWriting | None":
        """The newest file of this bank and kind."""
        own = self.filter(transmission__bank_code=bank_code, transmission__kind=kind)
        return own.select_related("transmission").order_by("-pk").first()


class TransmissionWriting(AppendOnly):
    """The file of a transmission lies whole where the operator wanted it."""

    transmission = models.OneToOneField(
        Transmission, on_delete=models.PROTECT, related_name="writing", verbose_name="送信"
    )
    path = models.TextField("書き出した場所")
    at = models.DateTimeField("書き出し日時")
    written_by = models.TextField("書き出した者")

    objects = TransmissionWritingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送信ファイルの書き出し"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="kernel_transmissionwriting_says_where_and_by_whom",
                condition=~Q(path="") & ~Q(written_by=""),
            )
        ]

    def __str__(self) -> str:
        return self.path
