"""Cycles full of lines, made at random but possible: each as the bank's file could have brought it."""

from datetime import date
from random import Random
from typing import Final

from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine, LineKind, Movement, Origin
from tests.deductions.factories import DeductionLineFactory

SUBJECTS: Final = {
    "10": "普通預金",
    "20": "エース預金",
    "30": "財形",
    "51": "住宅ローン",
    "52": "マイカーローン",
}
KINDS: Final = {"S": "貯蓄", "L": "返済"}
MOVEMENTS: Final = {"0": "継続", "1": "新規", "2": "変更", "3": "解除", "4": "再開", "5": "中止"}
NAMES: Final = (
    ("ﾛｳｷﾝ ﾊﾅｺ", "労金　花子"),
    ("ﾀｶﾊｼ ｻｷﾀﾛｳ", "髙橋　﨑太郎"),
    ("ﾖｼﾀﾞ ﾕｳ", "吉田　優"),
    ("ｱﾚｸｻﾝﾄﾞﾗ ﾏﾘｱ ﾃﾞﾗｸﾙｽﾊｾｶﾞﾜ", "アレクサンドラ・マリア・デ・ラ・クルス"),
    ("ｶﾅ ﾀﾞｹ", ""),
)
ERRORS: Final = {"E01": "職員番号未登録", "E06": "金額0円または上限超過"}
LARGEST: Final = 9_999_999_999


def crowd(cycle: Cycle, count: int, *, seed: int = 1) -> list[DeductionLine]:
    """So many lines in the order of the lists, two or three to an employee, one of the largest amount."""
    chance = Random(seed)  # noqa: S311  # the same lines each time
    lines = [_line(cycle, number, chance) for number in range(count)]
    DeductionLine.objects.bulk_create(lines)
    return sorted(lines, key=by_department)


def by_department(line: DeductionLine) -> tuple[str, ...]:
    return line.department, line.employee_number, line.subject, line.branch, line.account_number


def _line(cycle: Cycle, number: int, chance: Random) -> DeductionLine:
    subject = chance.choice(list(SUBJECTS))
    movement = Movement(chance.choice("000012345"))
    previous, requested = _amounts(movement, chance)
    if number == 0:
        movement, previous, requested = Movement.CONTINUED, LARGEST, LARGEST
    origin = Origin.NONE if movement is Movement.CONTINUED else Origin(chance.choice("0123"))
    is_counter = origin is Origin.COUNTER
    person = number * 2 // 5
    kana, kanji = NAMES[person % len(NAMES)]
    return DeductionLineFactory.build(
        cycle=cycle,
        department=f"{person // 8 + 1:03}",
        employee_number=f"{100_000 + person * 7:06}",
        name_kana=kana,
        name=kanji,
        branch=chance.choice(["101", "205"]),
        subject=subject,
        account_number=f"{number * 7919 % 10_000_000:07}",
        kind=LineKind.LOAN if subject >= "50" else LineKind.SAVINGS,
        requested=requested,
        previous=previous,
        balance=chance.randrange(10_000_000),
        remaining=chance.randrange(400) if subject >= "50" else 0,
        requested_end_month=chance.choice(["", "203003"]),
        received_movement=movement,
        received_origin=origin,
        counter_date=date(2026, 10, chance.randrange(1, 31)) if is_counter else None,
        counter_branch="205" if is_counter else "",
        error=chance.choice(["", "", "", *ERRORS]),
    )


def _amounts(movement: Movement, chance: Random) -> tuple[int, int]:
    """前回金額 and 控除金額, as the movement has it."""
    before, now = chance.randrange(1, 90) * 500, chance.randrange(90, 200) * 500
    match movement:
        case Movement.CONTINUED:
            return before, before
        case Movement.NEW | Movement.RESUMED:
            return 0, now
        case Movement.CHANGED:
            return (before, now) if chance.random() < 0.5 else (now, before)
        case _:
            return before, 0
