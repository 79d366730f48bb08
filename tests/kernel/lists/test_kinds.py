from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chingin.kernel.lists import Code, Kind, Value
from chingin.kernel.lists.kinds import raw, shown
from chingin.kernel.months import Month

# kind, value, what people read, what the CSV holds
EACH_KIND = [
    (Kind.TEXT, "第一課", "第一課", ("第一課",)),
    (Kind.TEXT, "=1+1", "=1+1", ("'=1+1",)),
    (Kind.KANA, "-", "-", ("'-",)),
    (Kind.KANJI, "髙橋　𠮷男", "髙橋　𠮷男", ("髙橋　𠮷男",)),
    (Kind.YEN, 1234567, "1,234,567", ("1234567",)),
    (Kind.YEN, -1500, "-1,500", ("-1500",)),
    (Kind.YEN, 0, "0", ("0",)),
    (Kind.NUMBER, 1200, "1,200", ("1200",)),
    (Kind.RATE, Decimal("0.25"), "0.250", ("0.250",)),
    (Kind.DATE, date(2026, 11, 5), "2026/11/05", ("2026/11/05",)),
    (Kind.MONTH, Month(2026, 4), "2026/04", ("202604",)),
    (
        Kind.DATETIME,
        datetime(2026, 11, 4, 23, 0, 1, tzinfo=UTC),
        "2026/11/05 08:00:01",
        ("2026/11/05 08:00:01",),
    ),
    (Kind.CODE, Code("01", "支給なし"), "01 支給なし", ("01", "支給なし")),
    (Kind.CODE, Code("-1", "=x"), "-1 =x", ("'-1", "'=x")),
]


@pytest.mark.parametrize(("kind", "value", "people", "machines"), EACH_KIND)
def test_each_kind_reads_well_to_people_and_plainly_to_machines(
    kind: Kind, value: Value, people: str, machines: tuple[str, ...]
) -> None:
    assert shown(kind, value) == people
    assert raw(kind, value) == machines


def test_every_kind_has_a_row_in_the_table_above() -> None:
    assert {kind for kind, *_ in EACH_KIND} == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_an_empty_cell_and_keeps_the_columns_in_step(kind: Kind) -> None:
    assert shown(kind, None) == ""
    assert raw(kind, None) == (("", "") if kind is Kind.CODE else ("",))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.YEN, Decimal("1000.5")),
        (Kind.YEN, "1000"),
        (Kind.TEXT, 1),
        (Kind.RATE, 1),
        (Kind.MONTH, date(2026, 11, 1)),
        (Kind.DATETIME, date(2026, 11, 1)),
        (Kind.CODE, "10"),
    ],
)
def test_a_value_of_another_kind_is_a_mistake_and_not_printed(kind: Kind, value: Value) -> None:
    with pytest.raises(TypeError):
        shown(kind, value)
    with pytest.raises(TypeError):
        raw(kind, value)


def test_classes_speak_of_kinds() -> None:
    assert Kind.YEN.css == "list__yen"
    assert Kind.DATETIME.css == "list__datetime"
