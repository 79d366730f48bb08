"""`manage.py service_hours set|list`: the service hours (ご利用時間, ENV-2) of all banks or of one."""

from argparse import ArgumentTypeError
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F

from chingin.kernel import clock
from chingin.kernel.errors import Refusal
from chingin.kernel.management.console import operator
from chingin.portal import actions
from chingin.portal.management.operator import add_bank, bank_of
from chingin.portal.models import ServiceHours
from chingin.portal.rules import Hours


def time_of_day(text: str) -> time:
    """`08:00`."""
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  a time on the clock, no instant
    except ValueError as error:
        raise ArgumentTypeError("時刻は 08:00 のように指定してください。") from error


class Command(BaseCommand):
    """Sets and lists the hours; closing days are those of `manage.py calendar`."""

    help = "ご利用時間を設定・一覧表示します。休業日は calendar コマンドで設定します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """One word for what to do, then what it needs."""
        tasks = parser.add_subparsers(dest="task", required=True, metavar="set|list")
        set_ = tasks.add_parser("set", help="ご利用時間を設定します。")
        set_.add_argument("--opens", type=time_of_day, required=True, metavar="HH:MM")
        set_.add_argument("--closes", type=time_of_day, required=True, metavar="HH:MM")
        add_bank(set_)
        tasks.add_parser("list", help="設定されているご利用時間を表示します。")

    def handle(self, *, task: str, **options: Any) -> None:
        """Do the one thing asked for; exit 1 and the reason when it is refused."""
        if task == "list":
            self._list()
            return
        try:
            row = actions.set_service_hours(
                bank=bank_of(options["bank"]),
                hours=Hours(options["opens"], options["closes"]),
                by=operator(),
                at=clock.now(),
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal.text}{refusal.cause}{refusal.remedy}") from refusal
        self.stdout.write(f"設定しました。1分以内に反映されます。{row}")

    def _list(self) -> None:
        rows = ServiceHours.objects.select_related("bank").order_by(F("bank__code").asc(nulls_first=True))
        for row in rows:
            self.stdout.write(str(row))
        if not any(row.bank is None for row in rows):
            self.stdout.write("全金庫 08:00～20:00(標準)")
