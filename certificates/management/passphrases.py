"""The root CA's passphrase, as its commands take it: from a file, and so from no list of processes."""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser


def takes_root_passphrase(parser: CommandParser) -> None:
    """Add the option; `handle` gets it as `root_passphrase_file`."""
    parser.add_argument(
        "--root-passphrase-file",
        type=Path,
        required=True,
        metavar="FILE",
        help="ルート認証局の鍵のパスフレーズを1行目に書いたファイル(手で入力するときは /dev/stdin)",
    )


def passphrase_in(path: Path) -> str:
    """The file's first line. Raises CommandError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            f"パスフレーズのファイル {path} を読めません。場所と権限を確認してください。"
        ) from error
