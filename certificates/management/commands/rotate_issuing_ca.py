"""Puts a new issuing CA beside the present one, when it is time; a second run changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates import vault
from certificates.actions.rotation import is_rotation_due, rotate_issuing_ca
from chingin.kernel import clock
from chingin.kernel.management.console import operator, told_to_the_operator


class Command(BaseCommand):
    help = "新しい発行局を作って使い始めます。今までの電子証明書は、それぞれの有効期限まで使えます。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--root-passphrase-file",
            type=Path,
            required=True,
            metavar="FILE",
            help="ルート認証局の鍵のパスフレーズを1行目に書いたファイル(手で入力するときは /dev/stdin)",
        )
        parser.add_argument("--now", action="store_true", help="時期が来ていなくても更新します。")

    def handle(self, *, root_passphrase_file: Path, now: bool, **options: Any) -> None:
        at = clock.now()
        with told_to_the_operator():
            if not now and not is_rotation_due(at=at):
                self.stdout.write("発行局は、まだ更新の時期ではありません。何も変えていません。")
                return
            passphrase = _first_line(root_passphrase_file)
            made = rotate_issuing_ca(root_passphrase=passphrase, by=operator(), at=at)
        for path in made:
            self.stdout.write(f"作成しました: {path}")
        # nginx refuses every certificate of a CA whose CRL it has not.
        call_command("publish_crl", stdout=self.stdout)
        self.stdout.write(
            f"{vault.configured().root_key} を安全な媒体に移し、このサーバーから消してください。"
        )


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            f"パスフレーズのファイル {path} を読めません。場所と権限を確認してください。"
        ) from error
