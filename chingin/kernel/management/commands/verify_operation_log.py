"""`manage.py verify_operation_log`: has anybody changed the operation log (操作ログ) behind our back?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chingin.kernel.audit import Broken, chains, verify_chain
from chingin.kernel.models import OperationLogChain


class Command(BaseCommand):
    """Recomputes the chains of hashes."""

    help = "操作ログの改ざんの有無を検査します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """All chains, or one."""
        parser.add_argument("--chain", help="系列名(例 contract:12345678)。省略時はすべての系列")

    def handle(self, *, chain: str | None, verbosity: int, **_options: Any) -> None:
        """A line for each broken chain (-v 2: for every chain); exit 1 naming the first broken entry."""
        names = [chain] if chain else list(chains())
        broken = [fault for name in names if (fault := self._verify(name, tell=verbosity > 1 or bool(chain)))]
        if broken:
            raise CommandError(
                f"操作ログに改ざんの疑いがあります。{broken[0]}。"
                "データベースを保全し、バックアップと照合してください。"
            )
        self.stdout.write(f"操作ログ {len(names)}系列を検査しました。改ざんはありません。")

    def _verify(self, chain: str, *, tell: bool) -> Broken | None:
        broken = verify_chain(chain)
        if broken:
            self.stdout.write(str(broken))
        elif tell:
            self.stdout.write(_intact(chain))
        return broken


def _intact(name: str) -> str:
    head = OperationLogChain.objects.filter(name=name).first()
    return (
        f"系列 {name}: {head.last_sequence}件 正常 {head.last_hash}"
        if head
        else f"系列 {name}: 記録がありません"
    )
