"""Lists the certificates that end soon and have not been renewed."""

from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from certificates.models import Certificate
from chingin.kernel import clock


class Command(BaseCommand):
    help = "まもなく有効期限が来る電子証明書を、期限の近い順に表示します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=_days, default=30, help="今日から何日以内か(初期値: %(default)s)")

    def handle(self, *, days: int, **options: Any) -> None:
        today = clock.today()
        standing = Certificate.objects.standing_for_their_users()
        soon = standing.filter(last_day__range=(today, today + timedelta(days=days)))
        rows = soon.order_by("last_day", "pk").values_list(
            "last_day", "contract_number", "common_name", "serial"
        )
        for last_day, contract, common_name, serial in rows:
            self.stdout.write(f"{last_day} 契約{contract} {common_name} {serial}")
        self.stdout.write(f"{len(rows)}件")


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise ArgumentTypeError("0～9999の整数で指定してください。")
    return int(text)
