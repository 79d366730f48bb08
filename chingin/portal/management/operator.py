"""What the portal's commands share: how an operator names a bank and an instant."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime

from django.core.management.base import CommandError

from accounts.models import Bank
from chingin.kernel.clock import JST


def add_bank(parser: ArgumentParser) -> None:
    """`--bank 9999`; without it every bank."""
    parser.add_argument("--bank", default="", metavar="9999", help="金融機関コード。省略時は全金庫")


def bank_of(code: str) -> Bank | None:
    """The bank of this code; None for all banks."""
    if not code:
        return None
    bank = Bank.objects.filter(code=code).first()
    if bank is None:
        raise CommandError(
            f"金融機関コード{code}の金庫は登録されていません。半角数字4桁のコードを確認してください。"
        )
    return bank


def instant(text: str) -> datetime:
    """`2026-12-05T22:00` on a Japanese clock."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=JST)
    except ValueError as error:
        message = "日時は日本時間で、2026-12-05T22:00 のように指定してください。"
        raise ArgumentTypeError(message) from error
