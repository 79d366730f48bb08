"""`manage.py calendar`: the operator shows, closes, opens days and confirms years."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from chingin.kernel.calendar import CONFIRMED_THROUGH
from chingin.kernel.models import CalendarOverride, CalendarYear, OperationLog

pytestmark = pytest.mark.django_db
Capture = pytest.CaptureFixture[str]


def test_show_tells_each_day_with_weekday_and_reason(capsys: Capture) -> None:
    call_command("calendar", "show", "--from", "2026-11-20", "--to", "2026-11-24")

    assert capsys.readouterr().out.splitlines() == [
        "2026-11-20(金) 営業",
        "2026-11-21(土) 休業 土曜日",
        "2026-11-22(日) 休業 日曜日",
        "2026-11-23(月) 休業 勤労感謝の日",
        "2026-11-24(火) 営業",
    ]


def test_close_closes_a_day_for_all_banks(capsys: Capture) -> None:
    call_command("calendar", "close", "2026-11-27", "--reason", "システム移行")

    override = CalendarOverride.objects.get()
    assert (override.day, override.is_business_day, override.bank_code) == (date(2026, 11, 27), False, "")
    assert override.reason == "システム移行"
    assert capsys.readouterr().out == "2026-11-27 を全金庫の休業日にしました。\n"
    assert OperationLog.objects.get().user_id == "console"


def test_open_opens_a_day_at_one_bank(capsys: Capture) -> None:
    call_command("calendar", "open", "2026-11-28", "--reason", "臨時営業", "--bank", "9999")

    override = CalendarOverride.objects.get()
    assert (override.is_business_day, override.bank_code) == (True, "9999")
    assert capsys.readouterr().out == "2026-11-28 を9999の営業日にしました。\n"


def test_a_closed_day_is_shown_as_closed(capsys: Capture) -> None:
    call_command("calendar", "close", "2026-11-27", "--reason", "システム移行", "--bank", "9999")
    capsys.readouterr()

    for bank in ("9999", "9998"):
        call_command("calendar", "show", "--from", "2026-11-27", "--to", "2026-11-27", "--bank", bank)

    assert capsys.readouterr().out == "2026-11-27(金) 休業 臨時休業日\n2026-11-27(金) 営業\n"


def test_confirm_makes_one_more_year_known(capsys: Capture) -> None:
    year = CONFIRMED_THROUGH.year + 1

    call_command("calendar", "confirm", str(year))

    assert CalendarYear.objects.known_through() == date(year, 12, 31)
    assert capsys.readouterr().out == f"{year}年の営業日を確定しました。\n"


def test_a_refusal_ends_the_command_with_its_reason() -> None:
    with pytest.raises(CommandError, match=r"2099年の営業日は確定できません。.*次に確定できるのは"):
        call_command("calendar", "confirm", "2099")


def test_an_unknown_day_is_not_shown() -> None:
    with pytest.raises(CommandError, match="確定していないため"):
        call_command("calendar", "show", "--from", "2099-01-01", "--to", "2099-01-01")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["close", "2026-11-27"],
        ["close", "2026-11-31", "--reason", "x"],
        ["close", "2026-11-27", "--reason", " "],
        ["open", "2026-11-28", "--reason", "x", "--bank", "99"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_refused_before_anything_is_written(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("calendar", *arguments)

    assert not CalendarOverride.objects.exists()
