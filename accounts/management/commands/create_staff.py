"""`manage.py create_staff`: the first member of staff (労金職員); later ones are made on the staff origin."""

from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.staff import StaffEntry, create_staff
from accounts.fields import MailField, NameField, NewPasswordField, UserIdField
from accounts.management.console import add_password_file, faults_told, password_from
from accounts.models import Bank, Branch, Role
from chingin.kernel import clock
from chingin.kernel.management.console import operator

ROLES: Final = {"branch": Role.BRANCH_STAFF, "bank": Role.BANK_STAFF, "federation": Role.FEDERATION}
# What each role must be told, no more and no less.
WANTED: Final = {"branch": {"bank", "branch"}, "bank": {"bank"}, "federation": set[str]()}


class Command(BaseCommand):
    """Prints the TOTP key once; it is nowhere to be read again."""

    help = "職員を登録し、認証アプリに登録する鍵を一度だけ表示します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Everything but the password."""
        parser.add_argument("user_id", metavar="USER_ID", help="半角英数6～12桁(英字・数字の2種必須)")
        parser.add_argument(
            "--role",
            choices=ROLES,
            required=True,
            help="branch 取引店職員 / bank 金庫職員 / federation 連合会",
        )
        parser.add_argument("--bank", default="", metavar="9999", help="金融機関コード(branch, bank のとき)")
        parser.add_argument("--branch", default="", metavar="101", help="店番号(branch のとき)")
        parser.add_argument("--name", required=True, help="氏名(全角20文字以下)")
        parser.add_argument("--mail", required=True, help="メールアドレス")
        add_password_file(parser, label="仮パスワード")

    def handle(self, *, user_id: str, password_file: Path | None, **options: Any) -> None:
        """Check, create, print what is handed over."""
        with faults_told():
            entry = _entry(user_id, **options)
            typed = password_from(password_file, label="仮パスワード")
            password = NewPasswordField(label="仮パスワード").clean(typed)
            made = create_staff(entry=entry, password=password, by=operator(), at=clock.now())
        self.stdout.write(f"登録しました: {made.user}({made.user.get_role_display()})")
        self.stdout.write(f"認証アプリに登録する鍵: {made.secret}")
        self.stdout.write(made.uri)
        self.stdout.write("この鍵は二度と表示されません。はじめのログインで、パスワードの変更が必要です。")


def _entry(user_id: str, *, role: str, bank: str, branch: str, **options: Any) -> StaffEntry:
    given = {name for name, value in (("bank", bank), ("branch", branch)) if value}
    if given != WANTED[role]:
        wanted = "と".join(f"--{name}" for name in sorted(WANTED[role])) or "--bank も --branch もなし"
        raise CommandError(f"--role {role} では {wanted} を指定してください。")
    return StaffEntry(
        user_id=UserIdField().clean(user_id),
        role=ROLES[role],
        name=NameField().clean(options["name"]),
        mail=MailField().clean(options["mail"]),
        bank=_bank(bank) if role == "bank" else None,
        branch=_branch(bank, branch) if role == "branch" else None,
    )


def _bank(code: str) -> Bank:
    bank = Bank.objects.filter(code=code).first()
    if bank is None:
        raise CommandError(
            f"金融機関コード {code} の労働金庫は登録されていません。コードを確認してください。"
        )
    return bank


def _branch(bank: str, code: str) -> Branch:
    branch = Branch.objects.filter(bank=_bank(bank), code=code).first()
    if branch is None:
        raise CommandError(
            f"店番号 {code} の取引店は、労働金庫 {bank} に登録されていません。店番号を確認してください。"
        )
    return branch
