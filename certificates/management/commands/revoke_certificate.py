"""Revokes one certificate, or all that a user can still log in with; a second run changes nothing."""

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from accounts.models import User
from certificates import messages
from certificates.actions.revocation import AlreadyRevoked, revoke, revoke_all_of
from certificates.models import Certificate, Reason, Revocation
from chingin.kernel import clock
from chingin.kernel.errors import Refusal
from chingin.kernel.management.console import operator, told_to_the_operator

# What a person decides; the others happen by themselves.
REASONS: Final = {"bank-request": Reason.BANK_REQUEST, "compromised": Reason.COMPROMISED}


class NoSuchCertificate(Refusal):
    """A serial number that the register does not know."""

    message = messages.NO_SUCH_CERTIFICATE


class NoSuchHolder(Refusal):
    """A user ID that no registered user of an organisation has."""

    message = messages.NO_SUCH_HOLDER


class Command(BaseCommand):
    help = "電子証明書を失効させ、失効リストを公開します。取り消しはできません。"

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("serial", nargs="?", help="シリアル番号(16進数40桁)")
        which.add_argument("--user", metavar="USER_ID", help="このユーザーの有効な電子証明書すべて")
        parser.add_argument(
            "--reason",
            choices=REASONS,
            required=True,
            help="bank-request: 失効依頼(パソコン変更・ファイル紛失)、compromised: 漏えいのおそれ",
        )

    def handle(self, *, serial: str | None, user: str | None, reason: str, **options: Any) -> None:
        with told_to_the_operator():
            revoked = _all_of(user, REASONS[reason]) if user else self._one(serial or "", REASONS[reason])
        for revocation in revoked:
            self.stdout.write(f"失効しました: {revocation.certificate}")
        if user and not revoked:
            self.stdout.write(f"{user} に有効な電子証明書はありません。何も変えていません。")

    def _one(self, serial: str, reason: Reason) -> list[Revocation]:
        certificate = Certificate.objects.filter(serial=serial.strip().upper()).first()
        if certificate is None:
            raise NoSuchCertificate(serial=serial)
        try:
            return [revoke(certificate=certificate, reason=reason, by=operator(), at=clock.now())]
        except AlreadyRevoked as before:
            self.stdout.write(f"{before.text}{before.cause}")
            return []


def _all_of(user_id: str, reason: Reason) -> list[Revocation]:
    holder = User.objects.registered().of_organisations().filter(user_id=user_id).first()
    if holder is None:
        raise NoSuchHolder(user_id=user_id)
    return revoke_all_of(user=holder, reason=reason, by=operator(), at=clock.now())
