"""The operator's calendar: days closed or opened by hand, years confirmed one after the other."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError

from chingin.kernel.actions import YearOutOfTurn, confirm_year, override_day
from chingin.kernel.actors import Actor
from chingin.kernel.calendar import CONFIRMED_THROUGH, BeyondCalendar
from chingin.kernel.clock import JST
from chingin.kernel.models import CalendarOverride, CalendarYear, OperationLog

AT = datetime(2026, 11, 21, 9, 0, tzinfo=JST)
OPERATOR = Actor("console", "操作員")
FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)
NEXT_YEAR = CONFIRMED_THROUGH.year + 1

pytestmark = pytest.mark.django_db


def override(day: date, *, is_business_day: bool, bank_code: str = "") -> CalendarOverride:
    return override_day(
        day=day, is_business_day=is_business_day, reason="臨時", by=OPERATOR, at=AT, bank_code=bank_code
    )


def is_business_day(day: date, bank_code: str = "9999") -> bool:
    return CalendarOverride.objects.business_calendar(bank_code).is_business_day(day)


def test_without_overrides_the_law_holds() -> None:
    assert is_business_day(FRIDAY)
    assert not is_business_day(SATURDAY)


def test_a_day_closed_for_all_is_closed_at_every_bank() -> None:
    override(FRIDAY, is_business_day=False)

    assert not is_business_day(FRIDAY, "9999")
    assert not is_business_day(FRIDAY, "")


def test_a_day_closed_at_one_bank_is_open_at_the_others() -> None:
    override(FRIDAY, is_business_day=False, bank_code="9999")

    assert not is_business_day(FRIDAY, "9999")
    assert is_business_day(FRIDAY, "9998")
    assert is_business_day(FRIDAY, "")


@pytest.mark.parametrize("bank_first", [False, True])
def test_the_bank_s_own_word_wins_over_the_general_one(bank_first: bool) -> None:
    for bank_code in ("9999", "") if bank_first else ("", "9999"):
        override(SATURDAY, is_business_day=bank_code == "9999", bank_code=bank_code)

    assert is_business_day(SATURDAY, "9999")
    assert not is_business_day(SATURDAY, "9998")


def test_a_second_word_on_a_day_replaces_the_first() -> None:
    override(FRIDAY, is_business_day=False)
    override(FRIDAY, is_business_day=True)

    assert is_business_day(FRIDAY)
    assert str(CalendarOverride.objects.get()) == "2026-11-27 "


def test_each_change_is_in_the_operation_log() -> None:
    override(FRIDAY, is_business_day=False)
    override(SATURDAY, is_business_day=True, bank_code="9999")
    confirm_year(year=NEXT_YEAR, by=OPERATOR, at=AT)

    entries = OperationLog.objects.of_chain("system").values_list(
        "event_label", "target", "user_name", "detail"
    )
    assert list(entries) == [
        ("臨時休業日の登録", "2026-11-27 全金庫", "操作員", {"reason": "臨時"}),
        ("臨時営業日の登録", "2026-11-28 9999", "操作員", {"reason": "臨時"}),
        ("営業日の年次確定", f"{NEXT_YEAR}年", "操作員", {}),
    ]


def test_past_the_known_years_nothing_is_computed() -> None:
    with pytest.raises(BeyondCalendar):
        is_business_day(date(NEXT_YEAR, 1, 5))


def test_a_confirmed_year_can_be_computed_to_its_end() -> None:
    confirmed = confirm_year(year=NEXT_YEAR, by=OPERATOR, at=AT)

    assert str(confirmed) == f"{NEXT_YEAR}年"
    assert not is_business_day(date(NEXT_YEAR, 12, 31))
    with pytest.raises(BeyondCalendar):
        is_business_day(date(NEXT_YEAR + 1, 1, 1))


@pytest.mark.parametrize("year", [NEXT_YEAR - 1, NEXT_YEAR + 1])
def test_a_year_out_of_turn_is_not_confirmed(year: int) -> None:
    with pytest.raises(YearOutOfTurn) as refused:
        confirm_year(year=year, by=OPERATOR, at=AT)

    assert f"次に確定できるのは{NEXT_YEAR}年です" in refused.value.cause
    assert not CalendarYear.objects.exists()


def test_a_year_is_confirmed_once() -> None:
    confirm_year(year=NEXT_YEAR, by=OPERATOR, at=AT)

    with pytest.raises(YearOutOfTurn):
        confirm_year(year=NEXT_YEAR, by=OPERATOR, at=AT)


def test_years_after_a_gap_do_not_count() -> None:
    for year in (NEXT_YEAR, NEXT_YEAR + 2):
        CalendarYear.objects.create(year=year, confirmed_by="操作員", confirmed_at=AT)

    assert CalendarYear.objects.known_through() == date(NEXT_YEAR, 12, 31)


def test_a_confirmation_that_the_library_has_overtaken_changes_nothing() -> None:
    CalendarYear.objects.create(year=CONFIRMED_THROUGH.year, confirmed_by="操作員", confirmed_at=AT)

    assert CalendarYear.objects.known_through() == CONFIRMED_THROUGH


VALID_DAY: dict[str, Any] = {
    "bank_code": "9999",
    "day": FRIDAY,
    "is_business_day": False,
    "reason": "臨時",
    "recorded_by": "操作員",
    "recorded_at": AT,
}
VALID_YEAR: dict[str, Any] = {"year": 2028, "confirmed_by": "操作員", "confirmed_at": AT}


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("bank_code_four_digits", {"bank_code": "999"}),
        ("bank_code_four_digits", {"bank_code": "全部"}),
        ("says_why_and_by_whom", {"reason": ""}),
        ("says_why_and_by_whom", {"recorded_by": ""}),
    ],
)
def test_the_database_refuses_a_day_that_cannot_be(constraint: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        CalendarOverride.objects.create(**{**VALID_DAY, **wrong})


def test_the_database_refuses_two_words_on_one_day() -> None:
    CalendarOverride.objects.create(**VALID_DAY)

    with pytest.raises(IntegrityError, match=r"day_once|UNIQUE"):
        CalendarOverride.objects.create(**VALID_DAY)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("says_by_whom", {"confirmed_by": ""}),
        ("within_the_library", {"year": 2100}),
        ("within_the_library", {"year": 1999}),
    ],
)
def test_the_database_refuses_a_year_that_cannot_be(constraint: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        CalendarYear.objects.create(**{**VALID_YEAR, **wrong})


def test_the_database_refuses_a_year_twice() -> None:
    CalendarYear.objects.create(**VALID_YEAR)

    with pytest.raises(IntegrityError, match=r"calendaryear_once|UNIQUE"):
        CalendarYear.objects.create(**VALID_YEAR)
