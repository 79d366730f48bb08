"""What the commands of accounts share: passwords that never stand on a command line, faults in words."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from chingin.kernel.management.console import told_to_the_operator


def add_password_file(parser: CommandParser, *, label: str) -> None:
    """`--password-file`: whoever lists the processes of the machine sees no password."""
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help=f"{label}を1行目に書いたファイル。省略すると画面で2回たずねます。",
    )


def password_from(file: Path | None, *, label: str) -> str:
    """The first line of the file, or what is typed twice without being shown."""
    if file is None:
        return _typed_twice(label)
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            f"{label}のファイル {file} を読めません。場所と権限、文字コードを確認してください。"
        ) from error


def _typed_twice(label: str) -> str:
    password = getpass.getpass(f"{label}: ")
    if getpass.getpass(f"{label}(再入力): ") != password:
        raise CommandError(f"{label}と再入力が一致しません。もう一度実行してください。")
    return password


@contextmanager
def faults_told() -> Iterator[None]:
    """Faults of entry, too, become CommandError."""
    try:
        with told_to_the_operator():
            yield
    except ValidationError as error:
        raise CommandError("".join(error.messages)) from error
