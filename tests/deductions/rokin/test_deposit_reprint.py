"""A version printed again says what it said, whatever was done and renamed since (invariant 10)."""

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chingin.kernel.actors import Actor
from deductions.groups.codes import SAVINGS_SUBJECTS, SUBJECTS
from deductions.groups.models import Cycle, Employee
from deductions.rokin.actions import deposits
from deductions.rokin.actions.lines import cancel_line, change_line
from deductions.rokin.actions.stops import lift_stops
from deductions.rokin.deposits.words import VOID
from deductions.rokin.models import (
    ConfirmedUpdate,
    DeductionLine,
    DepositRequest,
    DepositRequestLine,
    LineKind,
    RequestUndoing,
)
from deductions.rokin.rules import Terms
from tests.accounts.administration import downloaded
from tests.accounts.browsers import words
from tests.deductions.factories import IN_TIME
from tests.deductions.media import squeezed
from tests.deductions.rokin.pay_day import (
    BRANCH,
    OTHER,
    PAY_DAY,
    client,
    confirmed,
    cycle,
    doors,
    line,
    lines,
    master,
    pay_day,
    stopped,
    undone,
    version,
)

__all__ = ["client", "cycle", "doors", "lines", "master", "pay_day"]
pytestmark = pytest.mark.django_db

CLERK = Actor("master01", "労金太郎", "192.0.2.1")
MINUTE = timedelta(minutes=1)
MILLIMETRE = 72 / 25.4
# What the web may change of a line; everything else is as received.
OF_THE_WEB = {"amount", "end_month", "update", "movement", "origin", "version"}


def papers(client: Client, request: DepositRequest) -> dict[str, object]:
    """L07 and L08 on every medium, printed at the same instant; paper to the byte and in words."""
    printed: dict[str, object] = {}
    for name in ("request", "updates"):
        url = version(request.cycle, request.version, name)
        paper = downloaded(client, f"{url}?output=pdf")
        printed |= {
            f"{name} screen": said(words(client.get(url))),
            f"{name} csv": downloaded(client, f"{url}?output=csv"),
            f"{name} pdf": paper,
            f"{name} pdf in words": [
                squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(paper)).pages
            ],
        }
    return printed


def said(page: str) -> str:
    """The list and its heading; the frame around it tells who is logged in, and for whom."""
    main: str
    [main] = re.findall(r"<main.*?</main>", page, re.DOTALL)
    return main


def unstamped(printed: dict[str, object], request: DepositRequest) -> dict[str, object]:
    """The same without what says that the version was undone, which has to stand on every sheet."""
    undoing = RequestUndoing.objects.get(request=request)
    who = f"{undoing.user_id}({undoing.user_name})"
    head = f"{VOID} 2026/11/25 10:00:00 {undoing.user_id} 理由: {undoing.reason}"
    fact = f'<div class="list__fact"><dt>状態</dt><dd>{head}</dd></div>\n'
    told = f"2026年11月25日(水)10:00:00{who}が確定を解除しました。理由:{undoing.reason}"
    of_paper = {
        "request": (VOID, f"{told}この版は無効です。労金へ提出しないでください。", "無効"),
        "updates": (squeezed(f"状態 {head}"),),
    }
    plain = {medium: content for medium, content in printed.items() if medium.endswith("csv")}
    for name, stamps in of_paper.items():
        plain[f"{name} screen"] = without(str(printed[f"{name} screen"]), fact)
        pages = printed[f"{name} pdf in words"]
        assert isinstance(pages, list)
        plain[f"{name} pdf in words"] = [without(page, *stamps) for page in pages]
    return plain


def without(text: str, *stamps: str) -> str:
    for stamp in stamps:
        assert text.count(stamp) == 1, stamp
        text = text.replace(stamp, "")
    return text


def done_before(cycle: Cycle, lines: list[DeductionLine]) -> None:
    """Changed, stopped, one stop lifted again."""
    change_line(line=lines[0], version=1, terms=Terms(25_000, ""), by=CLERK, at=IN_TIME)
    stopped(lines[0], lines[1], reason="02")
    lift_stops(cycle=cycle, lines=[lines[1].pk], by=CLERK, at=PAY_DAY)


def everything_changes(cycle: Cycle, lines: list[DeductionLine]) -> None:
    """Whatever a person can do afterwards, also by a clock that was put back, or one that stood still."""
    undone(cycle)
    lift_stops(cycle=cycle, lines=[lines[0].pk], by=CLERK, at=PAY_DAY - MINUTE)
    stopped(lines[0], lines[2], reason="03", at=PAY_DAY)
    stopped(lines[1], reason="99", at=PAY_DAY - MINUTE)
    cancel_line(line=DeductionLine.objects.get(pk=lines[2].pk), version=1, by=OTHER, at=IN_TIME)
    rename_everybody(cycle)


def rename_everybody(cycle: Cycle) -> None:
    group = cycle.group
    contract = group.contract
    for row in (group, contract, contract.branch, contract.branch.bank):
        row.name = "別の名前"
        row.save(update_fields=["name"])
    User.objects.update(name="別　太郎")
    Employee.objects.update(name="別　花子", name_kana="ﾍﾞﾂ ﾊﾅｺ")


@pytest.fixture
def first(cycle: Cycle, lines: list[DeductionLine]) -> DepositRequest:
    done_before(cycle, lines)
    return confirmed(cycle)


def test_a_version_that_stands_is_printed_again_to_the_byte(
    client: Client, cycle: Cycle, lines: list[DeductionLine], first: DepositRequest
) -> None:
    before = papers(client, first)

    rename_everybody(cycle)
    deposits.send_deposit(cycle=cycle, version=1, by=CLERK, at=PAY_DAY + MINUTE)
    deposits.accept_deposit(request=first, by=BRANCH, at=PAY_DAY + MINUTE)

    after = papers(client, first)
    for medium, content in before.items():
        assert after[medium] == content, medium
    assert VOID not in str(before)


def test_version_1_is_printed_again_as_it_was_but_for_its_stamp_after_version_2(
    client: Client, cycle: Cycle, lines: list[DeductionLine], first: DepositRequest
) -> None:
    """Invariant 10 for figures, rows and names; that it is void no sheet keeps to itself (ADR 0021)."""
    before = papers(client, first)

    everything_changes(cycle, lines)
    second = deposits.send_deposit(
        cycle=cycle, version=confirmed(cycle, at=PAY_DAY).version, by=CLERK, at=PAY_DAY
    )
    deposits.accept_deposit(request=second, by=BRANCH, at=PAY_DAY)

    after = papers(client, first)
    plain = unstamped(after, first)
    for medium, content in plain.items():
        assert content == before[medium], medium
    assert {*before} - {*plain} == {"request pdf", "updates pdf"}
    assert papers(client, first) == after
    of_second = papers(client, second)
    assert VOID not in str(of_second)
    assert of_second.items().isdisjoint(before.items())


def test_the_longest_names_and_reasons_leave_the_sheets_whole(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    """L07 is one sheet, and no head of L08 runs over the edge, be the version void or not."""
    type(cycle.group).objects.update(name="支" * 40)
    type(cycle.group.contract).objects.update(name="組" * 60)
    for number, subject in enumerate(sorted({*SUBJECTS} - {"20", "51"})):
        kind = LineKind.SAVINGS if subject in SAVINGS_SUBJECTS else LineKind.LOAN
        line(cycle, f"00{number}000", f"800000{number}", subject=subject, kind=kind)
    stopped(lines[0])
    request = confirmed(Cycle.objects.get(pk=cycle.pk))
    standing = papers(client, request)
    by = Actor("ippan0123456", "花" * 20)
    deposits.undo_confirmation(cycle=cycle, version=1, reason="誤" * 100, by=by, at=PAY_DAY)
    void = papers(client, request)

    for printed in (standing, void):
        assert len(pypdf.PdfReader(io.BytesIO(bytes_of(printed["request pdf"]))).pages) == 1
        [sheet] = pypdf.PdfReader(io.BytesIO(bytes_of(printed["updates pdf"]))).pages
        assert highest(sheet) < float(sheet.mediabox.height) - 5 * MILLIMETRE
    assert "誤" * 100 in str(void["request pdf in words"])
    assert f"理由:{'誤' * 19}…" in str(void["updates pdf in words"])


def bytes_of(paper: object) -> bytes:
    assert isinstance(paper, bytes)
    return paper


def highest(sheet: pypdf.PageObject) -> float:
    """Where the uppermost text of the page stands, from its lower edge."""
    heights: list[float] = []

    def seen(text: str, current: list[float], of_text: list[float], *_font: object) -> None:
        if text.strip():
            heights.append(current[3] * of_text[5] + current[5])

    sheet.extract_text(visitor_text=seen)
    return max(heights)


def test_the_new_version_has_the_new_names(
    client: Client, cycle: Cycle, lines: list[DeductionLine], first: DepositRequest
) -> None:
    everything_changes(cycle, lines)
    second = confirmed(cycle)

    assert second.version == 2 != first.version
    sheet = str(papers(client, second)["request pdf in words"])
    assert "別の名前御中" in sheet
    assert sheet.count("別の名前") == 3


def test_what_stood_at_confirmation_is_kept_whatever_the_clock_said(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    """Two processes, two clocks: a stop told as later than the confirmation that it went into."""
    stopped(lines[0], at=PAY_DAY + MINUTE)
    request = confirmed(cycle, at=PAY_DAY)

    [row] = ConfirmedUpdate.objects.filter(request=request)

    assert (row.line, row.kind, row.reason, row.at) == (lines[0], "4", "01", PAY_DAY + MINUTE)
    data = downloaded(client, f"{version(cycle, 1, 'updates')}?output=csv").decode("cp932")
    assert "支給なし(休職・欠勤)" in data


def test_every_stopped_or_changed_line_of_a_version_has_its_act(
    cycle: Cycle, lines: list[DeductionLine], first: DepositRequest
) -> None:
    """What file 50 says of a line (更新区分) and what L08 tells agree."""
    frozen = dict(
        DepositRequestLine.objects.filter(request=first).exclude(update="0").values_list("line", "update")
    )
    acts = set(ConfirmedUpdate.objects.filter(request=first).values_list("line", "kind"))

    assert frozen == {lines[0].pk: "4"}
    assert set(frozen.items()) <= acts
    assert (lines[0].pk, "2") in acts


def test_what_was_received_of_a_line_is_never_written_again(
    cycle: Cycle, lines: list[DeductionLine], first: DepositRequest
) -> None:
    """L07 and L08 name people, accounts and 科目 by the line."""
    assert first.version == 1
    received = [name for name in columns() if name not in OF_THE_WEB]
    before = list(cycle.lines.order_by("pk").values(*received))

    with CaptureQueriesContext(connection) as queries:
        everything_changes(cycle, lines)
        confirmed(cycle)

    assert list(cycle.lines.order_by("pk").values(*received)) == before
    written = [q["sql"] for q in queries if q["sql"].startswith('UPDATE "rokin_deductionline"')]
    assert written
    for sql in written:
        assigned, _, _ = sql.partition(" WHERE ")
        assert set(re.findall(r'"(\w+)" = ', assigned)) <= OF_THE_WEB


def columns() -> list[str]:
    return [field.name for field in DeductionLine._meta.concrete_fields]
