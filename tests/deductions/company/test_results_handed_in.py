"""Results without all their lines (E3058): told at the staff's page and by the commands before the taking."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import Role
from chingin.kernel.models import Reception
from deductions.company.models import Outcome
from deductions.groups.models import Cycle
from tests.accounts.handing_in import form_of, handed_in, taken
from tests.accounts.staff_browsing import friday, member_of_staff, staff_logged_in  # noqa: F401  friday: fixture
from tests.deductions.answered import answer, exchange_cycle, result_file, result_header
from tests.deductions.factories import CycleFactory, DeductionLineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
MISSING = "K2の結果も含む件数"


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"


@pytest.fixture
def cycle() -> Cycle:
    cycle = exchange_cycle()
    for key in ("K1", "K2"):
        DeductionLineFactory.create(cycle=cycle, line_key=key)
    return cycle


@pytest.fixture
def lacking(cycle: Cycle) -> bytes:
    """Without the second line's result."""
    return result_file((result_header(cycle), [answer(cycle.lines.get(line_key="K1"))]))


@pytest.fixture
def whole(cycle: Cycle) -> bytes:
    return result_file((result_header(cycle), [answer(line) for line in cycle.lines.order_by("pk")]))


@pytest.fixture
def clerk(cycle: Cycle) -> Client:
    """Of the head office of the contract's bank."""
    return staff_logged_in(member_of_staff(Role.BANK_STAFF, cycle.group.contract.branch))


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def written(data: bytes) -> Path:
        path = tmp_path / "11.dat"
        path.write_bytes(data)
        return path

    return written


def typed(*arguments: str | Path) -> tuple[int, str]:
    """Exit code, and all that was told."""
    out = StringIO()
    try:
        call_command(*map(str, arguments), stdout=out, stderr=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def test_the_page_tells_what_is_missing_and_offers_nothing_to_take(clerk: Client, lacking: bytes) -> None:
    page = handed_in(clerk, lacking, name="11.dat")

    assert "ファイルに誤りが1件あります。" in page
    row = page.partition("<h2>誤り</h2>")[2]
    for told in (">3<", "2-7", "件数", "「1件不足」", MISSING, "結果のない明細があります。(E3058)"):
        assert told in row, told
    assert "誤り 1件" in page
    assert form_of(page) == {}


def test_the_whole_file_is_right_at_the_page_and_taken(clerk: Client, whole: bytes) -> None:
    page = handed_in(clerk, whole, name="11.dat")

    assert "誤りはありません" in page
    assert "2件を受信しました。" in taken(clerk, page)
    assert Outcome.objects.count() == 2


def test_of_two_sets_the_page_offers_the_one_that_lacks_nothing(clerk: Client, cycle: Cycle) -> None:
    bonus = DeductionLineFactory.create(cycle=CycleFactory.create(group=cycle.group, pay_kind="2"))
    lacking = (result_header(cycle), [answer(cycle.lines.get(line_key="K1"))])
    right = (result_header(bonus.cycle, serial="1100000002"), [answer(bonus)])

    page = handed_in(clerk, result_file(lacking, right), name="11.dat")

    assert "正しい1組、1件だけを受信する" in page
    assert "1組、1件を受信しました。" in taken(clerk, page)
    assert Outcome.objects.get().line == bonus


def test_check_file_says_so_where_it_is_asked_for_the_reception(
    lacking: bytes, whole: bytes, file: Callable[[bytes], Path]
) -> None:
    by_itself, (code, told) = (
        typed("check_file", file(lacking)),
        typed("check_file", file(lacking), "--for-reception"),
    )

    assert by_itself[0] == 0
    assert (code, "1組目 11 控除結果" in told, MISSING in told) == (1, True, True)
    assert typed("check_file", file(whole), "--for-reception")[0] == 0
    assert not Reception.objects.filter(kind="11").exists()


def test_check_file_tells_a_program_the_same(lacking: bytes, file: Callable[[bytes], Path]) -> None:
    code, told = typed("check_file", file(lacking), "--for-reception", "--json")

    (report,) = json.loads(told)["files"]
    assert (code, report["ok"], report["sets"][0]["findings"]) == (1, False, 1)
    assert [(found["code"], found["record"]) for found in report["findings"]] == [("E3058", 3)]


def test_receive_says_the_same_and_takes_nothing(lacking: bytes, file: Callable[[bytes], Path]) -> None:
    checked = typed("check_file", file(lacking), "--for-reception")[1]

    code, told = typed("receive", file(lacking))

    row = next(line for line in told.splitlines() if MISSING in line)
    assert row in checked
    assert (code, "E3033" in told) == (1, True)
    assert not Reception.objects.filter(kind="11").exists()
