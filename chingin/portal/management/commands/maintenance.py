"""`manage.py maintenance add|remove|list`: planned interruptions (メンテナンス, ENV-2)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chingin.kernel import clock
from chingin.kernel.clock import moment
from chingin.kernel.errors import Refusal
from chingin.kernel.management.console import operator
from chingin.portal import actions
from chingin.portal.management.operator import add_bank, bank_of, instant
from chingin.portal.models import MaintenanceWindow
from chingin.portal.rules import Maintenance


class Command(BaseCommand):
    """Plans interruptions, takes them back, lists them."""

    help = "メンテナンス予定を登録・取消・一覧表示します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """One word for what to do, then what it needs."""
        tasks = parser.add_subparsers(dest="task", required=True, metavar="add|remove|list")
        add = tasks.add_parser("add", help="メンテナンス予定を登録します。")
        add.add_argument("--from", dest="starts_at", type=instant, required=True, metavar="YYYY-MM-DDTHH:MM")
        add.add_argument("--to", dest="ends_at", type=instant, required=True, metavar="YYYY-MM-DDTHH:MM")
        add.add_argument("--notice", required=True, help="ご利用時間外の画面に表示する文(200文字まで)")
        add_bank(add)
        tasks.add_parser("remove", help="メンテナンス予定を取り消します。").add_argument("number", type=int)
        tasks.add_parser("list", help="これからのメンテナンス予定を表示します。")

    def handle(self, *, task: str, **options: Any) -> None:
        """Do the one thing asked for; exit 1 and the reason when it is refused."""
        try:
            getattr(self, f"_{task}")(options)
        except Refusal as refusal:
            raise CommandError(f"{refusal.text}{refusal.cause}{refusal.remedy}") from refusal

    def _add(self, options: dict[str, Any]) -> None:
        notice = options["notice"].strip()
        if not 1 <= len(notice) <= 200:
            raise CommandError("--notice は1～200文字で指定してください。")
        window = actions.add_maintenance(
            bank=bank_of(options["bank"]),
            maintenance=Maintenance(options["starts_at"], options["ends_at"], notice),
            by=operator(),
            at=clock.now(),
        )
        self.stdout.write(f"登録しました。{_line(window)}")

    def _remove(self, options: dict[str, Any]) -> None:
        number = options["number"]
        actions.remove_maintenance(number=number, by=operator(), at=clock.now())
        self.stdout.write(f"メンテナンス予定{number}番を取り消しました。")

    def _list(self, _options: dict[str, Any]) -> None:
        coming = MaintenanceWindow.objects.filter(ends_at__gt=clock.now()).select_related("bank")
        for window in coming.order_by("starts_at", "pk"):
            self.stdout.write(_line(window))


def _line(window: MaintenanceWindow) -> str:
    return f"{window.pk}番 {moment(window.starts_at)} から {moment(window.ends_at)} まで {window}"
