"""What begins every set (ヘッダー) and ends every file (エンド), whatever its kind."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from chingin.kernel.months import Month

from . import messages
from .dates import Day, YearMonth
from .fields import Choice, Digits, Whole, filler, fixed
from .findings import Fault
from .layout import RECORD_LENGTH, Layout
from .names import Kana

PAY_KINDS: Final = {"1": "月例", "2": "一時金"}
NO_GROUP: Final = "00000000"


class Header(NamedTuple):
    """Whose set it is, of which month, by which dates."""

    kind: str
    bank_code: str
    branch: str
    contract_number: str
    group_number: str
    month: Month
    pay_kind: str
    sequence: int
    created_on: date
    pay_date: date
    deposit_date: date
    update_closes_on: date | None
    serial: str
    contract_kana: str

    @property
    def cycle(self) -> tuple[str, str, Month, str, int]:
        """Whose processing of which month this is; once in a file."""
        return self.contract_number, self.group_number, self.month, self.pay_kind, self.sequence


class End(NamedTuple):
    """Nothing: the end record only ends."""


HEADER: Final = Layout(
    "1",
    Header,
    Digits("kind", "ファイル種別", 2),
    fixed("コード区分", b"0"),
    Digits("bank_code", "金融機関コード", 4),
    Digits("branch", "店番号", 3),
    Digits("contract_number", "契約番号", 8),
    Digits("group_number", "入金グループ番号", 8),
    YearMonth("month", "年月"),
    Choice("pay_kind", "区分", 1, PAY_KINDS),
    Whole("sequence", "回", 2, least=1),
    Day("created_on", "作成日"),
    Day("pay_date", "支給日"),
    Day("deposit_date", "入金予定日"),
    Day("update_closes_on", "更新締切日", optional=True),
    Digits("serial", "ファイル通番", 10),
    Kana("contract_kana", "契約名カナ", 40),
    filler(82),
)
END: Final = Layout("9", End, filler(RECORD_LENGTH - 1))


def header_faults(header: Header, *, for_groups: bool) -> Iterator[Fault]:
    """What the fields of a header say against each other, and against the kind of file."""
    if header.deposit_date < header.pay_date:
        yield _disagreement("deposit_date", "支給日以後の日付")
    if header.update_closes_on and header.update_closes_on > header.deposit_date:
        yield _disagreement("update_closes_on", "入金予定日以前の日付")
    if for_groups and header.group_number == NO_GROUP:
        yield _disagreement("group_number", "入金グループ番号(このファイル種別では00000000は不可)")
    if not for_groups and header.group_number != NO_GROUP:
        yield _disagreement("group_number", f"{NO_GROUP}(このファイル種別では入金グループがありません)")


def _disagreement(field: str, expected: str) -> Fault:
    return Fault(field, messages.DISAGREEMENT, expected)
