"""`manage.py calendar show|close|open|confirm`: the business days (営業日) that the law does not tell."""

import re
from argparse import ArgumentTypeError
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chingin.kernel import actions, clock
from chingin.kernel.errors import Refusal
from chingin.kernel.management.console import operator
from chingin.kernel.models import BANK_OR_ALL, CalendarOverride


class Command(BaseCommand):
    """Shows, closes, opens days and confirms years."""

    help = "営業日カレンダーを表示・変更・確定します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """One word for what to do, then what it needs."""
        tasks = parser.add_subparsers(dest="task", required=True, metavar="show|close|open|confirm")
        show = tasks.add_parser("show", help="期間の営業日・休業日を表示します。")
        show.add_argument(
            "--from", dest="first", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD"
        )
        show.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        close = tasks.add_parser("close", help="営業日を臨時休業日にします。")
        open_ = tasks.add_parser("open", help="休業日を臨時営業日にします。")
        for change in (close, open_):
            change.add_argument("day", type=date.fromisoformat, metavar="YYYY-MM-DD")
            change.add_argument("--reason", type=_reason, required=True, help="理由(操作ログに残ります)")
        for task in (show, close, open_):
            task.add_argument(
                "--bank", type=_bank_code, default="", metavar="9999", help="金融機関コード。省略時は全金庫"
            )
        tasks.add_parser("confirm", help="官報で確かめた年を確定します。").add_argument("year", type=int)

    def handle(self, *, task: str, **options: Any) -> None:
        """Do the one thing asked for; exit 1 and the reason when it is refused."""
        try:
            getattr(self, f"_{task}")(options)
        except Refusal as refusal:
            raise CommandError(f"{refusal.text}{refusal.cause}{refusal.remedy}") from refusal

    def _show(self, options: dict[str, Any]) -> None:
        business_days = CalendarOverride.objects.business_calendar(options["bank"])
        day = options["first"]
        while day <= options["last"]:
            reason = business_days.closing_reason(day)
            self.stdout.write(
                f"{day}({clock.WEEKDAYS[day.weekday()]}) {f'休業 {reason}' if reason else '営業'}"
            )
            day += timedelta(days=1)

    def _close(self, options: dict[str, Any]) -> None:
        self._override(options, is_business_day=False)

    def _open(self, options: dict[str, Any]) -> None:
        self._override(options, is_business_day=True)

    def _override(self, options: dict[str, Any], *, is_business_day: bool) -> None:
        override = actions.override_day(
            day=options["day"],
            is_business_day=is_business_day,
            reason=options["reason"],
            bank_code=options["bank"],
            by=operator(),
            at=clock.now(),
        )
        word = "営業日" if is_business_day else "休業日"
        self.stdout.write(f"{override.day} を{override.bank_code or '全金庫'}の{word}にしました。")

    def _confirm(self, options: dict[str, Any]) -> None:
        confirmed = actions.confirm_year(year=options["year"], by=operator(), at=clock.now())
        self.stdout.write(f"{confirmed.year}年の営業日を確定しました。")


def _reason(text: str) -> str:
    if not text.strip() or len(text) > 100:
        raise ArgumentTypeError("理由は1～100文字で指定してください。")
    return text


def _bank_code(text: str) -> str:
    if not re.fullmatch(BANK_OR_ALL, text):
        raise ArgumentTypeError("金融機関コードは半角数字4桁で指定してください。")
    return text
