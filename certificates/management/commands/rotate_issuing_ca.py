"""Puts a new issuing CA beside the present one, when it is time; a second run changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from certificates import vault
from certificates.actions.rotation import is_rotation_due, rotate_issuing_ca
from certificates.management.passphrases import passphrase_in, takes_root_passphrase
from chingin.kernel import clock
from chingin.kernel.management.console import operator, told_to_the_operator


class Command(BaseCommand):
    help = "新しい発行局を作って使い始めます。今までの電子証明書は、それぞれの有効期限まで使えます。"

    def add_arguments(self, parser: CommandParser) -> None:
        takes_root_passphrase(parser)
        parser.add_argument("--now", action="store_true", help="時期が来ていなくても更新します。")

    def handle(self, *, root_passphrase_file: Path, now: bool, **options: Any) -> None:
        at = clock.now()
        with told_to_the_operator():
            if not now and not is_rotation_due(at=at):
                self.stdout.write("発行局は、まだ更新の時期ではありません。何も変えていません。")
                return
            passphrase = passphrase_in(root_passphrase_file)
            made = rotate_issuing_ca(root_passphrase=passphrase, by=operator(), at=at)
        for path in made:
            self.stdout.write(f"作成しました: {path}")
        # nginx refuses every certificate of a CA whose CRL it has not.
        call_command("publish_crl", stdout=self.stdout)
        self.stdout.write(
            f"{vault.configured().root_key} を安全な媒体に移し、このサーバーから消してください。"
        )
