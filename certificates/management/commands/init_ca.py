"""Makes the certificate authority of this installation; a second run changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from certificates import authority, vault
from certificates.management.passphrases import passphrase_in, takes_root_passphrase
from chingin.kernel import clock
from chingin.kernel.management.console import told_to_the_operator


class Command(BaseCommand):
    help = "認証局(ルートと発行局)を作り、最初の失効リストを公開します。2回目以降は何も変えません。"

    def add_arguments(self, parser: CommandParser) -> None:
        takes_root_passphrase(parser)
        parser.add_argument(
            "--organisation",
            default="労働金庫連合会",
            help="認証局の証明書に載せる組織名(初期値: %(default)s)",
        )

    def handle(self, *, root_passphrase_file: Path, organisation: str, **options: Any) -> None:
        passphrase = passphrase_in(root_passphrase_file)
        with told_to_the_operator():
            made = authority.init_ca(organisation=organisation, root_passphrase=passphrase, at=clock.now())
        for path in made:
            self.stdout.write(f"作成しました: {path}")
        files = vault.configured()
        if files.issuing(1) in made:
            # A new authority has revoked nothing; so it can be made where no database is.
            self.stdout.write(str(authority.publish_crl(revoked=(), at=clock.now())))
        elif not files.crl.exists():
            call_command("publish_crl", stdout=self.stdout)
        elif not made:
            self.stdout.write("認証局はすでにあります。何も変えていません。")
        if files.root_key.exists():
            self.stdout.write(f"{files.root_key} を安全な媒体に移し、このサーバーから消してください。")
