"""`manage.py accept --request NUMBER [--version N]`: the bank has taken a lump deposit (まとめ入金受付)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chingin.kernel import clock
from chingin.kernel.management.console import operator, told_to_the_operator
from deductions.rokin.actions.deposits import AlreadyAccepted, accept_deposit
from deductions.rokin.models import DepositRequest


class Command(BaseCommand):
    """Typed a second time it says that it was done, and that is no fault."""

    help = "送信されたまとめ入金依頼を、労金が受け付けたものとします。受付後は、会員は確定を解除できません。"

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Django's own --version gives way to that of the request (版)."""
        return super().create_parser(prog_name, subcommand, **{**options, "conflict_handler": "resolve"})

    def add_arguments(self, parser: CommandParser) -> None:
        """Which request, as on its paper."""
        parser.add_argument("--request", required=True, dest="number", metavar="NUMBER", help="依頼書番号")
        parser.add_argument("--version", type=int, metavar="N", help="版(省略すると最新の版)")

    def handle(self, *, number: str, version: int | None, **_options: Any) -> None:
        """Exit 1 for what is not there or was not sent."""
        request = _request(number, version)
        with told_to_the_operator():
            try:
                accept_deposit(request=request, by=operator(), at=clock.now())
            except AlreadyAccepted as before:
                self.stdout.write(f"{request} は、すでに受け付けています。{before.cause}")
                return
        self.stdout.write(
            f"{request} を受け付けました。入金 {request.deposit_count:,}件 {request.deposit_total:,}円"
        )


def _request(number: str, version: int | None) -> DepositRequest:
    versions = DepositRequest.objects.filter(number=number).order_by("-version")
    latest = versions.first()
    if latest is None:
        raise CommandError(f"依頼書番号 {number} のまとめ入金依頼はありません。番号を確認してください。")
    if version is None:
        return latest
    request = versions.filter(version=version).first()
    if request is None:
        raise CommandError(
            f"依頼書番号 {number} に第{version}版はありません。最新は第{latest.version}版です。"
        )
    return request
