"""Contracts (契約): services and their variants."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts import rules
from chingin.kernel import audit
from chingin.kernel.japanese.kana import KANA_PATTERN

from .bank import Branch
from .lockable import Lockable, lockout_is_possible
from .roles import Role

if TYPE_CHECKING:
    from .user import User


class ContractKind(models.TextChoices):
    """Who has contracted (会員向け・事業主向け)."""

    MEMBER = "MEMBER", "会員"
    EMPLOYER = "EMPLOYER", "事業主"


class Collection(models.TextChoices):
    """How the deductions reach the bank."""

    LUMP_DEPOSIT = "LUMP_DEPOSIT", "まとめ入金"
    WAGE_EXCHANGE = "WAGE_EXCHANGE", "賃金控除"


class Access(models.TextChoices):
    """What the contract may do on the web."""

    INQUIRY = "INQUIRY", "照会"
    WEB_UPDATE = "WEB_UPDATE", "Web更新"


class ZaikeiAccess(models.TextChoices):
    """What an employer may do with 財形."""

    INQUIRY = "INQUIRY", "照会"
    SEND_DETAILS = "SEND_DETAILS", "明細送信"


class Service(models.TextChoices):
    """What a contract can subscribe to (CON-4)."""

    ROKIN_DEDUCTION = "ROKIN_DEDUCTION", "労金控除事務"
    LEDGER = "LEDGER", "賃控元帳事務"
    GROUP_SAVINGS = "GROUP_SAVINGS", "一斉積立事務"
    ZAIKEI = "ZAIKEI", "財形貯蓄事務"


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, viewer: "User") -> Self:
        """The viewer's own contract; for staff those of the branch, the bank, or all (BNK-3)."""
        if viewer.role == Role.FEDERATION:
            return self.all()
        if viewer.role == Role.BANK_STAFF:
            return self.filter(branch__bank=viewer.bank_id)
        if viewer.role == Role.BRANCH_STAFF:
            return self.filter(branch=viewer.branch_id)
        return self.filter(pk=viewer.contract_id)

    def running(self) -> Self:
        """Contracts that have not ended."""
        return self.filter(ended_at__isnull=True)

    def open_for_registration(self) -> Self:
        """Contracts that run and have an initial password to try (REG-2)."""
        return self.running().exclude(initial_password="")


class Contract(Lockable):
    """What one organisation has agreed with one branch (CON-1, CON-4). Empty variant: not contracted."""

    number = models.CharField("契約番号", max_length=8, unique=True)
    kind = models.CharField("契約種別", max_length=8, choices=ContractKind)
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="contracts", verbose_name="取引店"
    )
    name = models.CharField("契約名", max_length=60)
    name_kana = models.CharField("契約名カナ", max_length=40)
    rokin_collection = models.CharField("労金控除 収納方法", max_length=13, choices=Collection, blank=True)
    rokin_access = models.CharField("労金控除 利用区分", max_length=10, choices=Access, blank=True)
    has_ledger = models.BooleanField("賃控元帳", default=False)
    has_group_savings = models.BooleanField("一斉積立", default=False)
    zaikei_access = models.CharField("財形貯蓄 利用区分", max_length=12, choices=ZaikeiAccess, blank=True)
    has_zaikei_balances = models.BooleanField("加入者残高一覧表", default=False)
    has_zaikei_incentives = models.BooleanField("奨励金", default=False)
    initial_password = models.CharField(
        "初期パスワード(ハッシュ)", max_length=128, blank=True, editable=False
    )
    initial_password_set_at = models.DateTimeField(
        "初期パスワード登録日時", null=True, blank=True, editable=False
    )
    registered_at = models.DateTimeField("登録日時", editable=False)
    ended_at = models.DateTimeField("契約終了日時", null=True, blank=True, editable=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "契約"
        constraints: ClassVar = [
            lockout_is_possible("accounts_contract_lockout_is_possible"),
            models.CheckConstraint(
                name="accounts_contract_number_is_eight_digits",
                condition=Q(number__regex=rules.CONTRACT_NUMBER_PATTERN),
            ),
            models.CheckConstraint(
                name="accounts_contract_name_kana_is_canonical", condition=Q(name_kana__regex=KANA_PATTERN)
            ),
            models.CheckConstraint(
                name="accounts_contract_rokin_variants_travel_together",
                condition=Q(rokin_collection="", rokin_access="")
                | Q(rokin_collection__in=Collection.values, rokin_access__in=Access.values),
            ),
            models.CheckConstraint(
                name="accounts_contract_services_fit_kind",
                condition=Q(kind=ContractKind.MEMBER, zaikei_access="")
                | Q(
                    kind=ContractKind.EMPLOYER,
                    zaikei_access__in=ZaikeiAccess.values,
                    rokin_collection="",
                    has_ledger=False,
                    has_group_savings=False,
                ),
            ),
            models.CheckConstraint(
                name="accounts_contract_zaikei_extras_need_zaikei",
                condition=~Q(zaikei_access="") | Q(has_zaikei_balances=False, has_zaikei_incentives=False),
            ),
            models.CheckConstraint(
                name="accounts_contract_member_has_a_service",
                condition=~Q(kind=ContractKind.MEMBER)
                | ~Q(rokin_collection="")
                | Q(has_ledger=True)
                | Q(has_group_savings=True),
            ),
            models.CheckConstraint(
                name="accounts_contract_initial_password_is_dated",
                condition=Q(initial_password="", initial_password_set_at__isnull=True)
                | (~Q(initial_password="") & Q(initial_password_set_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def master(self) -> "User | None":
        """The registered master user, if the initial registration is done."""
        master: User | None = self.users.registered().filter(role=Role.MASTER).first()
        return master

    @property
    def log_chain(self) -> str:
        """The chain of the operation log (操作ログ) that tells this contract's story."""
        return audit.contract_chain(self.number)

    @property
    def capabilities(self) -> frozenset[str]:
        """Services and variants as the functions name their needs, e.g. ROKIN_DEDUCTION, WEB_UPDATE."""
        contracted = {
            Service.ROKIN_DEDUCTION: bool(self.rokin_collection),
            Service.LEDGER: self.has_ledger,
            Service.GROUP_SAVINGS: self.has_group_savings,
            Service.ZAIKEI: bool(self.zaikei_access),
            "ZAIKEI_BALANCES": self.has_zaikei_balances,
            "ZAIKEI_INCENTIVES": self.has_zaikei_incentives,
        }
        variants = {self.rokin_collection, self.rokin_access, self.zaikei_access} - {"", Access.INQUIRY}
        return frozenset(str(name) for name, is_contracted in contracted.items() if is_contracted) | variants
