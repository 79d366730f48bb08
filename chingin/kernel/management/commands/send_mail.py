"""`manage.py send_mail`: empties the outbox where no worker does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chingin.kernel import clock
from chingin.kernel.mail import Delivery, deliver_pending


class Command(BaseCommand):
    """Sends the mails that are due."""

    help = "送信待ちのメールを送信します。"

    def handle(self, **_options: Any) -> None:
        """One line with the counts; exit 1 when the mail server did not answer."""
        outcomes = deliver_pending(clock.now())
        self.stdout.write(
            f"送信 {outcomes[Delivery.SENT]}件、"
            f"延期 {outcomes[Delivery.POSTPONED]}件、"
            f"送信不能 {outcomes[Delivery.REFUSED]}件"
        )
        if outcomes[Delivery.UNREACHABLE]:
            raise CommandError(
                "メールサーバーに接続できないため、残りのメールを送信できませんでした。"
                "メールサーバーの状態と CHINGIN_SMTP_ の設定を確かめてから、もう一度実行してください。"
            )
