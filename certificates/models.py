"""The register of client certificates (電子証明書): issued, used, revoked, announced. It only grows.

Beside it the flow in which one is issued (電子証明書発行), which changes from step to step.
"""

import hashlib
import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q

from accounts.models import Contract, Role, User
from accounts.rules import CONTRACT_NUMBER_PATTERN
from chingin.kernel.actors import Actor
from chingin.kernel.append_only import AppendOnly, AppendOnlyQuerySet

from . import rules
from .rules import RegisteredFacts, Validity

SHA256: Final = r"^[0-9a-f]{64}$"
SHA256_OR_NOTHING: Final = r"^([0-9a-f]{64})?$"


class CertificateQuerySet(AppendOnlyQuerySet["Certificate"]):
    """X.509's own words."""

    def issued_to(self, user_pk: int) -> Self:
        """All certificates of one user, whatever became of them."""
        return self.filter(user=user_pk)

    def unrevoked(self) -> Self:
        """Not revoked, valid in time or not."""
        return self.filter(~Exists(Revocation.objects.filter(certificate=OuterRef("pk"))))

    def valid_at(self, at: datetime) -> Self:
        """Within their validity and not revoked."""
        return self.unrevoked().filter(not_before__lte=at, not_after__gte=at)

    def unended(self, at: datetime) -> Self:
        """Not revoked and not past their end: what stands in the way of a new one."""
        return self.unrevoked().filter(not_after__gte=at)

    def unsucceeded(self) -> Self:
        """No later one of the user has been used (CERT-7), whatever has become of that one since."""
        used = FirstUse.objects.filter(
            certificate__user=OuterRef("user"), certificate__ordinal__gt=OuterRef("ordinal")
        )
        return self.filter(~Exists(used))

    def standing_for_their_users(self) -> Self:
        """The newest unrevoked one, ended or not, of each registered user: neither renewed nor given up."""
        newer = Certificate.objects.unrevoked().filter(user=OuterRef("user"), ordinal__gt=OuterRef("ordinal"))
        mine = self.unrevoked().unsucceeded()
        return mine.filter(~Exists(newer), user__deleted_at__isnull=True)

    def to_be_noticed(self, notice: rules.Notice, *, on: date) -> Self:
        """Those whose users have to get this notice on this day and have not got it yet (CERT-8)."""
        sent = Notice.objects.filter(certificate=OuterRef("pk"), kind=notice.value)
        return self.standing_for_their_users().filter(
            ~Exists(sent), last_day__range=rules.last_days_due(notice, on=on)
        )

    def visible_to(self, viewer: User) -> Self:
        """A general user's own; for all others those of the contracts that they see."""
        if viewer.role == Role.GENERAL:
            return self.filter(user=viewer.pk)
        return self.filter(user__contract__in=Contract.objects.visible_to(viewer))

    def newest_first(self) -> Self:
        """The latest issued first; of one user at most one stands first."""
        return self.order_by("-ordinal", "pk")

    def last_days(self, users: Collection[int]) -> dict[int, date]:
        """The last day of the certificate that each user has or had last; past days tell that it has ended.

        None for whom all were revoked, or whose last one that was ever used has been.
        """
        ends = (
            self.unrevoked()
            .unsucceeded()
            .filter(user__in=users)
            .values_list("user")
            .annotate(Max("last_day"))
        )
        return dict(ends)


class Certificate(AppendOnly):
    """One issued client certificate. No private key is ever stored."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name="ユーザー",
    )
    # 1 for the user's first certificate, 2 for its renewal: two issues at once cannot both be the next.
    ordinal = models.PositiveIntegerField("発行回数")
    # As signed: the subject's CN and OU.
    common_name = models.CharField("ユーザーID", max_length=12)
    contract_number = models.CharField("契約番号", max_length=8)
    serial = models.CharField("シリアル番号", max_length=40, unique=True)
    fingerprint = models.CharField("SHA-256フィンガープリント", max_length=64, unique=True)
    generation = models.PositiveIntegerField("発行局の世代")
    not_before = models.DateTimeField("有効期間開始")
    not_after = models.DateTimeField("有効期間終了")
    # The last day as people count it: the 366th, counting the day of issue (CERT-6).
    last_day = models.DateField("有効期限")
    pem = models.TextField("証明書")
    issued_at = models.DateTimeField("発行日時")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "電子証明書"
        constraints: ClassVar = [
            models.UniqueConstraint(name="certificates_one_after_another", fields=["user", "ordinal"]),
            models.CheckConstraint(name="certificates_counted_from_one", condition=Q(ordinal__gte=1)),
            models.CheckConstraint(
                name="certificates_validity_runs_forward", condition=Q(not_before__lt=F("not_after"))
            ),
            models.CheckConstraint(
                name="certificates_generation_counted_from_one", condition=Q(generation__gte=1)
            ),
            models.CheckConstraint(
                name="certificates_serial_is_40_hex_digits", condition=Q(serial__regex=r"^[0-9A-F]{40}$")
            ),
            models.CheckConstraint(
                name="certificates_fingerprint_is_64_hex_digits", condition=Q(fingerprint__regex=SHA256)
            ),
            models.CheckConstraint(
                name="certificates_names_its_holder",
                condition=~Q(common_name="") & Q(contract_number__regex=CONTRACT_NUMBER_PATTERN),
            ),
            models.CheckConstraint(
                # "-----BEGIN CERTIFICATE-----" and nothing else that PEM could hold.
                name="certificates_pem_is_a_certificate",
                condition=Q(pem__startswith="-----BEGIN CERTIFICATE-----") & ~Q(pem__contains="PRIVATE KEY"),
            ),
        ]
        indexes: ClassVar = [models.Index(name="certificates_by_last_day", fields=["last_day"])]

    def __str__(self) -> str:
        return f"{self.common_name} {self.serial}"

    @property
    def facts(self) -> RegisteredFacts:
        """What the rules read. A deleted user's certificate counts as revoked (CERT-12)."""
        is_revoked = hasattr(self, "revocation") or not self.user.is_active
        return RegisteredFacts(Validity(self.not_before, self.not_after), is_revoked=is_revoked)


class Reason(models.TextChoices):
    """Why a certificate was revoked (失効理由)."""

    USER_DELETED = "USER_DELETED", "利用者削除"
    BANK_REQUEST = "BANK_REQUEST", "失効依頼"
    SUPERSEDED = "SUPERSEDED", "更新"
    COMPROMISED = "COMPROMISED", "漏えいのおそれ"


class RevocationQuerySet(AppendOnlyQuerySet["Revocation"]):
    """Reads of what was revoked."""

    def for_crl(self, *, ended_after: datetime) -> Self:
        """What a CRL lists, oldest first: nothing that ended long ago (RFC 5280, 3.3)."""
        return self.filter(certificate__not_after__gte=ended_after).order_by("pk")


class Revocation(AppendOnly):
    """The end of a certificate before its time (失効); there is no way back."""

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="revocation", verbose_name="電子証明書"
    )
    at = models.DateTimeField("失効日時")
    reason = models.CharField("失効理由", max_length=12, choices=Reason)
    by_user_id = models.TextField("操作者")

    objects = RevocationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "失効"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="certificates_revocation_reason_is_known", condition=Q(reason__in=Reason.values)
            ),
            models.CheckConstraint(name="certificates_revocation_says_who", condition=~Q(by_user_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.get_reason_display()}"


class FirstUse(AppendOnly):
    """The first login with a certificate, which ends its predecessors (CERT-7)."""

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="first_use", verbose_name="電子証明書"
    )
    at = models.DateTimeField("初回利用日時")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "初回利用"

    def __str__(self) -> str:
        return f"{self.certificate_id}"


class NoticeKind(models.TextChoices):
    """Which mail about a certificate's end (CERT-8)."""

    RENEWABLE = rules.Notice.RENEWABLE.value, "有効期限のお知らせ"
    EXPIRED = rules.Notice.EXPIRED.value, "有効期限が過ぎたお知らせ"


class Notice(AppendOnly):
    """A mail about a certificate's end was put into the outbox: once, ever (CERT-8)."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="notices", verbose_name="電子証明書"
    )
    kind = models.CharField("種類", max_length=10, choices=NoticeKind)
    at = models.DateTimeField("作成日時")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "有効期限のお知らせ"
        constraints: ClassVar = [
            models.UniqueConstraint(name="certificates_notice_once", fields=["certificate", "kind"]),
            models.CheckConstraint(
                name="certificates_notice_kind_is_known", condition=Q(kind__in=NoticeKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.get_kind_display()}"


class FlowState(models.TextChoices):
    """How far a flow has come (CERT-1)."""

    CODE_SENT = "CODE_SENT", "②認証コード入力"  # or about to be sent
    CODE_RIGHT = "CODE_RIGHT", "③発行"
    ISSUED = "ISSUED", "⑤発行結果"
    DOWNLOADED = "DOWNLOADED", "⑥インポート"
    ABANDONED = "ABANDONED", "中断"


BEFORE_ISSUE: Final = (FlowState.CODE_SENT, FlowState.CODE_RIGHT)
AFTER_ISSUE: Final = (FlowState.ISSUED, FlowState.DOWNLOADED)


def browser_hash(browser: str) -> str:
    """What is stored of the random value that a browser's session keeps."""
    return hashlib.sha256(browser.encode()).hexdigest()


class IssuanceFlowQuerySet(models.QuerySet["IssuanceFlow"]):
    """Reads of flows."""

    def of_browser(self, *, flow: str, browser: str) -> Self:
        """The flow that this browser's session began; with another browser's value, none."""
        return self.filter(pk=flow, browser_hash=browser_hash(browser))

    def alive(self, at: datetime) -> Self:
        """Neither given up nor begun too long ago."""
        return self.exclude(state=FlowState.ABANDONED).filter(started_at__gt=at - rules.FLOW_LIFETIME)


class IssuanceFlow(models.Model):
    """One way through 「電子証明書発行」, from password to download, in one browser (CERT-1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="issuances", verbose_name="ユーザー"
    )
    state = models.CharField("状態", max_length=10, choices=FlowState, default=FlowState.CODE_SENT)
    browser_hash = models.CharField("ブラウザ(ハッシュ)", max_length=64)
    started_at = models.DateTimeField("開始日時")
    # Of the code that was mailed last (認証コード). Never the code itself.
    code_hash = models.CharField("認証コード(鍵付きハッシュ)", max_length=64, blank=True)
    code_wanted_at = models.DateTimeField("送信依頼日時")
    # A code was asked for and has not been mailed yet: a task that runs twice finds nothing to do.
    code_is_due = models.BooleanField("送信待ち", default=True)
    code_sent_at = models.DateTimeField("送信日時", null=True, blank=True)
    # Of the code that a worker is mailing now: good once the mail server has taken it, not before.
    pending_hash = models.CharField("送信中の認証コード(鍵付きハッシュ)", max_length=64, blank=True)
    pending_since = models.DateTimeField("送信開始日時", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("入力回数", default=0)
    sends = models.PositiveSmallIntegerField("送信依頼回数", default=1)
    certificate = models.OneToOneField(
        Certificate,
        on_delete=models.PROTECT,
        related_name="issuance",
        null=True,
        blank=True,
        verbose_name="電子証明書",
    )

    objects = IssuanceFlowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "電子証明書の発行手続き"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="certificates_flow_state_is_known", condition=Q(state__in=FlowState.values)
            ),
            models.UniqueConstraint(
                name="certificates_flow_one_at_a_time", fields=["user"], condition=Q(state__in=BEFORE_ISSUE)
            ),
            models.CheckConstraint(
                name="certificates_flow_hashes_are_hashes",
                condition=Q(browser_hash__regex=SHA256, code_hash__regex=SHA256_OR_NOTHING),
            ),
            models.CheckConstraint(
                name="certificates_flow_code_only_while_awaited",
                condition=Q(state=FlowState.CODE_SENT) | Q(code_hash="", code_is_due=False),
            ),
            models.CheckConstraint(
                name="certificates_flow_code_was_sent",
                condition=Q(code_hash="") | Q(code_sent_at__isnull=False),
            ),
            models.CheckConstraint(
                # What is due is awaited: see above.
                name="certificates_flow_code_is_mailed_while_due",
                condition=Q(pending_hash="", pending_since__isnull=True)
                | Q(pending_hash__regex=SHA256, pending_since__isnull=False, code_is_due=True),
            ),
            models.CheckConstraint(
                name="certificates_flow_tries_are_limited", condition=Q(tries__lte=rules.MAX_TRIES)
            ),
            models.CheckConstraint(
                name="certificates_flow_sends_are_limited",
                condition=Q(sends__gte=1, sends__lte=rules.MAX_SENDS),
            ),
            models.CheckConstraint(
                name="certificates_flow_has_what_it_issued",
                condition=Q(state__in=AFTER_ISSUE, certificate__isnull=False)
                | (~Q(state__in=AFTER_ISSUE) & Q(certificate__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.get_state_display()}"

    def is_alive(self, at: datetime) -> bool:
        """Neither given up nor begun too long ago."""
        return self.state != FlowState.ABANDONED and at < self.ends_at

    @property
    def ends_at(self) -> datetime:
        """A flow is gone through in one sitting."""
        return self.started_at + rules.FLOW_LIFETIME

    def actor(self, address: str) -> Actor:
        """Who acts in this flow's pages, for `by=`."""
        return Actor(user_id=self.user.user_id, name=self.user.name, address=address)
