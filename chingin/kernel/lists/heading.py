"""What stands above a list: whose it is, of which month, printed when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chingin.kernel.clock import JST
from chingin.kernel.months import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The head of each page. A list of no group, month or sequence leaves these out."""

    contract_number: str
    contract_name: str
    printed_at: datetime
    group_number: str = ""
    group_name: str = ""
    month: Month | None = None
    pay_kind: str = ""
    sequence: int | None = None

    @property
    def stamp(self) -> str:
        return f"{self.printed_at.astimezone(JST):%Y/%m/%d %H:%M:%S}"

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and text of what is known, in the order of the page."""
        return tuple(self._facts())

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "契約", f"{self.contract_number} {self.contract_name}"
        if self.group_number:
            yield "入金グループ", f"{self.group_number} {self.group_name}".strip()
        if self.month:
            yield "対象年月", f"{self.month.label} {self.pay_kind}".strip()
        if self.sequence is not None:
            yield "回次", f"第{self.sequence}回"
