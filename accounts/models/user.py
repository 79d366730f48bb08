"""Users of contracts and of the bank."""

from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q

from accounts import rules
from chingin.kernel import audit

from .bank import Bank, Branch
from .contract import Contract
from .lockable import Lockable, lockout_is_possible
from .roles import ORGANISATION_ROLES, STAFF_ROLES, Role


class UserQuerySet(models.QuerySet["User"]):
    def registered(self) -> Self:
        """Users that have not been deleted."""
        return self.filter(deleted_at__isnull=True)

    def of_organisations(self) -> Self:
        """Masters and general users of contracts that run, never the bank's staff.

        With a contract its users are deleted; one left over could neither log in nor be issued anything.
        """
        return self.filter(role__in=ORGANISATION_ROLES, contract__in=Contract.objects.running())

    def visible_to(self, viewer: "User") -> Self:
        """Registered users of the contracts that the viewer sees."""
        return self.registered().filter(contract__in=Contract.objects.visible_to(viewer))


class UserManager(models.Manager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # made at run time
    def get_by_natural_key(self, user_id: str) -> "User":
        """The registered user of this ID, letter for letter (REG-5)."""
        user: User = self.registered().get(user_id=user_id)
        return user


class User(Lockable, AbstractBaseUser):
    """A person who logs in: of an organisation (契約ユーザー) or of the bank (労金職員)."""

    user_id = models.CharField("ユーザーID", max_length=30)
    role = models.CharField("権限", max_length=12, choices=Role)
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="users", null=True, blank=True, verbose_name="契約"
    )
    # 0 for the master, 1 to 10 for general users: the database itself cannot seat an eleventh (USR-2).
    seat = models.PositiveSmallIntegerField("座席", null=True, blank=True, editable=False)
    bank = models.ForeignKey(
        Bank, on_delete=models.PROTECT, related_name="staff", null=True, blank=True, verbose_name="労働金庫"
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="staff", null=True, blank=True, verbose_name="取引店"
    )
    name = models.CharField("ユーザー名", max_length=rules.MAX_NAME_LENGTH * 2)
    mail = models.CharField("メールアドレス", max_length=rules.MAX_MAIL_LENGTH)
    password_is_provisional = models.BooleanField("仮パスワード", default=False, editable=False)
    # The one session that is good: a second login replaces it, so the first ends (LOGIN-6).
    session_token = models.CharField(max_length=43, blank=True, editable=False)
    # The form (one showing of it) that registered a general user: pressed twice, it finds this user (USR-2).
    registration_form = models.CharField(max_length=rules.FORM_ID_LENGTH, blank=True, editable=False)
    registered_at = models.DateTimeField("登録日時", editable=False)
    deleted_at = models.DateTimeField("削除日時", null=True, blank=True, editable=False)

    USERNAME_FIELD = "user_id"
    EMAIL_FIELD = "mail"
    REQUIRED_FIELDS: ClassVar = []

    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "ユーザー"
        constraints: ClassVar = [
            lockout_is_possible("accounts_user_lockout_is_possible"),
            models.UniqueConstraint(
                name="accounts_user_id_once",
                fields=["user_id"],
                condition=Q(deleted_at__isnull=True),
                violation_error_message="入力されたユーザーIDはすでに登録済です。",
            ),
            models.UniqueConstraint(
                name="accounts_user_seat_once_per_contract",
                fields=["contract", "seat"],
                condition=Q(deleted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="accounts_user_seat_fits_role",
                # A CHECK lets NULL pass: what may not be empty says so.
                condition=Q(role=Role.MASTER, seat__isnull=False, seat=0)
                | Q(
                    role=Role.GENERAL,
                    seat__isnull=False,
                    seat__gte=1,
                    seat__lte=rules.MAX_GENERAL_USERS,
                )
                | Q(role__in=STAFF_ROLES, seat__isnull=True),
            ),
            models.CheckConstraint(
                name="accounts_user_belongs_where_role_says",
                condition=Q(
                    role__in=ORGANISATION_ROLES,
                    contract__isnull=False,
                    bank__isnull=True,
                    branch__isnull=True,
                )
                | Q(role=Role.BRANCH_STAFF, contract__isnull=True, bank__isnull=True, branch__isnull=False)
                | Q(role=Role.BANK_STAFF, contract__isnull=True, bank__isnull=False, branch__isnull=True)
                | Q(role=Role.FEDERATION, contract__isnull=True, bank__isnull=True, branch__isnull=True),
            ),
            models.CheckConstraint(
                name="accounts_user_id_has_its_shape",
                condition=~Q(role__in=ORGANISATION_ROLES)
                | (
                    Q(user_id__regex=rules.USER_ID_PATTERN)
                    & Q(user_id__regex=r"[A-Za-z]")
                    & Q(user_id__regex=r"[0-9]")
                ),
            ),
            models.CheckConstraint(
                name="accounts_user_has_name_and_mail", condition=~Q(name="") & ~Q(mail="")
            ),
            models.CheckConstraint(
                name="accounts_user_deleted_after_registered",
                condition=Q(deleted_at__isnull=True) | Q(deleted_at__gte=F("registered_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a stored column, read by its date
        """Whether the user exists for everyone else."""
        return self.deleted_at is None

    @property
    def is_staff(self) -> bool:
        """Whether the user works at a bank or the federation."""
        return self.role in STAFF_ROLES

    @property
    def home_bank(self) -> Bank | None:
        """The bank that the user belongs to; None for the federation."""
        branch = self.contract.branch if self.contract is not None else self.branch
        return branch.bank if branch is not None else self.bank

    @property
    def log_chain(self) -> str:
        """The chain of the operation log (操作ログ) that tells this user's story."""
        if self.contract is not None:
            return self.contract.log_chain
        return audit.bank_chain(self.home_bank.code) if self.home_bank is not None else audit.SYSTEM_CHAIN
