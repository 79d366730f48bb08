"""`manage.py demo_data --json PATH`: fill the demo and tell in PATH who can log in with what."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from chingin.kernel import clock
from deploy.demo.certificates import certificate_files
from deploy.demo.core_files import receive_core_files
from deploy.demo.data import fill, overview_of_contracts


class Command(BaseCommand):
    """Only the demo's settings know this command."""

    help = "デモ用の契約・ユーザー・職員を登録し、ログインに必要な情報を JSON に書き出します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The overview that the demo's start has begun."""
        parser.add_argument("--json", type=Path, required=True, metavar="PATH")

    def handle(self, *, json: Path, **_: Any) -> None:
        """People and contracts whole or not at all; then each certificate by itself."""
        overview, at = _read(json), clock.now()
        with transaction.atomic():
            staff = fill(known_staff=overview["staff"], at=at)
        # The flow mails its code after the commit.
        files = certificate_files(directory=json.parent / "p12", at=clock.now())
        core_files = receive_core_files(directory=json.parent / "core", on=clock.today())
        contracts = overview_of_contracts(files)
        _write(json, overview | {"contracts": contracts, "staff": staff})
        self.stdout.write(
            f"契約{len(contracts)}件、職員{len(staff)}名、電子証明書{len(files)}枚、受信ファイル{len(core_files)}件"
        )


def _read(path: Path) -> dict[str, Any]:
    overview: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return overview


def _write(path: Path, overview: dict[str, Any]) -> None:
    draft = path.with_name(path.name + ".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(overview, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)
