"""Writes to users whose certificate nears its end or has ended; a second run sends nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from certificates.actions.notices import notices_due, send_expiry_notices
from certificates.models import NoticeKind
from chingin.kernel import clock
from chingin.kernel.management.console import operator


class Command(BaseCommand):
    help = "電子証明書の有効期限のお知らせ(30日前、翌日)を、まだ送っていない人へ送ります。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="送らずに、送る相手だけを表示します。")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        at = clock.now()
        notices = list(notices_due(at=at)) if dry_run else send_expiry_notices(by=operator(), at=at)
        for notice, certificate in notices:
            label = NoticeKind(notice.value).label
            self.stdout.write(f"{certificate.common_name} {certificate.last_day} {label}")
        self.stdout.write(f"{len(notices)}件" + ("(送信していません)" if dry_run else ""))
