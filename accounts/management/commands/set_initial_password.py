"""`manage.py set_initial_password`: the initial password of one contract from its sealed form (CON-2)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.contracts import set_initial_password
from accounts.fields import ContractNumberField
from accounts.management.console import add_password_file, faults_told, password_from
from accounts.models import Contract
from accounts.staff_forms import checked_initial_password
from chingin.kernel import clock
from chingin.kernel.management.console import operator


class Command(BaseCommand):
    """The password comes from a file or is typed twice; it is never printed."""

    help = "契約の初期パスワードを登録します。登録済みの場合は置き換えます。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Everything but the password."""
        parser.add_argument("number", metavar="CONTRACT_NUMBER", help="契約番号(半角数字8桁)")
        add_password_file(parser, label="初期パスワード")

    def handle(self, *, number: str, password_file: Path | None, **_options: Any) -> None:
        """Check, store, say so."""
        with faults_told():
            contract = Contract.objects.filter(number=ContractNumberField().clean(number)).first()
            if contract is None:
                raise CommandError(
                    f"契約番号 {number} の契約は登録されていません。契約番号を確認してください。"
                )
            password = checked_initial_password(password_from(password_file, label="初期パスワード"))
            set_initial_password(contract=contract, password=password, by=operator(), at=clock.now())
        self.stdout.write(f"初期パスワードを登録しました: {contract}")
