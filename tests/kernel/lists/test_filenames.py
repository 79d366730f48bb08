from dataclasses import replace
from urllib.parse import unquote

import pytest

from chingin.kernel.lists import Heading
from chingin.kernel.lists.filenames import attachment, file_name

from .deductions import AT, heading

FULL = heading(viewer="書記", at=AT)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (FULL, "控除依頼リスト_00000345_202611_1_20261104093005.pdf"),
        (replace(FULL, sequence=None), "控除依頼リスト_00000345_202611_20261104093005.pdf"),
        (replace(FULL, month=None, sequence=None), "控除依頼リスト_00000345_20261104093005.pdf"),
        (
            Heading(contract_number="00000012", contract_name="みどり労働組合", printed_at=AT),
            "控除依頼リスト_00000012_20261104093005.pdf",
        ),
    ],
)
def test_a_file_is_named_by_title_group_month_sequence_and_time_in_japan(given: Heading, name: str) -> None:
    assert file_name("控除依頼リスト", given, "pdf") == name


def test_a_name_holds_no_character_that_windows_refuses() -> None:
    assert file_name('a/b\\c:d*e?f"g<h>i|j\r\nk', FULL, "csv").startswith("a-b-c-d-e-f-g-h-i-j--k_")


def test_the_name_arrives_in_japanese_and_has_an_ascii_fallback() -> None:
    """ENV-8, RFC 6266 and RFC 5987."""
    name = "企業宛控除依頼書(全件)_00000345 'x'.csv"

    header = attachment(name, "L05_00000345.csv")

    assert header.isascii()
    assert header.startswith("attachment; filename=\"L05_00000345.csv\"; filename*=UTF-8''%E4%BC%81")
    assert unquote(header.split("''", 1)[1]) == name
    assert not set(" '()") & set(header.split("''", 1)[1])
