"""A union pays its deposit: stops, 照合表, 確定, papers, 送信, 受付, and no way back (DED-8, 9, 10)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdf
import pytest
from playwright.sync_api import Page

from chingin.kernel import clock
from chingin.kernel.corefile.writing import write
from chingin.kernel.yen import format_yen
from deductions.rokin.exchange import REQUESTS, RequestLine
from deductions.rokin.wording import subject
from deploy.demo.requests import Group, current_month, outgoing
from tests.services.chromium import Computer
from tests.services.stack import Stack

from .people import Person, welcome
from .steps import figures, fill, follow, headed, log_in, press, says
from .test_deductions import CALENDAR, open_menu, text_of

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys"), pytest.mark.enable_socket]
MASTER: Final = Person(
    contract="24680061", user_id="hoshino01", name="星野　光", password="Hikaru#2026", issued_days_ago=0
)
GROUP: Final = Group("9999", "101", MASTER.contract, "ｱｻﾋﾛｳﾄﾞｳｸﾐｱｲ", "50000061", people=40)
# Stops and confirmation are taken from two months before the deposit date, so that they are now.
REGISTER: Final = """
from accounts.models import Contract
from chingin.kernel import clock
from chingin.kernel.actors import SYSTEM
from deductions.groups.actions.groups import GroupEntry, register_group
from deductions.groups.rules import CalendarRules
register_group(contract=Contract.objects.get(number="24680061"), number="50000061", entry=GroupEntry(
    name="月例支部", employee_number_digits=6,
    calendar=CalendarRules(update_days_before=40, confirmation_opens_days_before=40)),
    by=SYSTEM, at=clock.now())
"""


@dataclass(frozen=True, slots=True)
class Month:
    """What the bank asked for, and the certificate of who pays it."""

    label: str
    lines: list[RequestLine]
    p12: Path

    @property
    def stopped(self) -> list[RequestLine]:
        """All that the first employee owes."""
        first = self.lines[0].employee_number
        return [line for line in self.lines if line.employee_number == first and line.amount]

    @property
    def asked(self) -> list[RequestLine]:
        """What carries an amount."""
        return [line for line in self.lines if line.amount]

    @property
    def paid(self) -> list[RequestLine]:
        """What is left when the first employee's lines are stopped."""
        return [line for line in self.asked if line not in self.stopped]


def yen(lines: list[RequestLine]) -> str:
    """The sum, as screens and papers show it."""
    return f"{format_yen(sum(line.amount for line in lines))}円"


@pytest.fixture(scope="module")
def month(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Month:
    """The bank's file of a month whose window is open, received by the operator's command."""
    directory = tmp_path_factory.mktemp("deposits")
    p12 = welcome(stack, [MASTER], into=directory)[MASTER.user_id]
    stack.manage("shell", "--no-imports", "-c", REGISTER)
    current = current_month(clock.today(), CALENDAR)
    monthly = outgoing(GROUP, current, serial=61, calendar=CALENDAR)
    file = directory / "10.dat"
    with file.open("wb") as stream:
        write(REQUESTS, [monthly], stream)
    stack.manage("receive", str(file))
    return Month(
        f"{current.label} 月例", [line for line in monthly.rows if isinstance(line, RequestLine)], p12
    )


def test_the_union_stops_confirms_prints_sends_and_cannot_go_back(
    stack: Stack, pc: Computer, month: Month, tmp_path: Path
) -> None:
    """Issue 6's journey."""
    pc.import_p12(month.p12, MASTER.password)
    with pc.browser() as browser:
        page = browser.new_page()
        log_in(page, stack, MASTER.password)
        headed(page, "インフォメーション")
        follow(page, f"{month.label} 入金中止・確定")
        headed(page, "まとめ入金確定")
        says(page, yen(month.asked))

        stop_all_of(page, month)
        reconcile(page, month)
        number, value = confirm(page, month)
        paper = text_of(saved(page, "まとめ入金依頼書 印刷(PDF)", tmp_path))
        assert f"依頼書番号{number.replace(' ', '版', 1)}" in paper
        assert f"照合値{value.replace(' ', '')}" in paper
        assert yen(month.paid) in paper
        updates = saved(page, "まとめ入金更新明細書(Web依頼済) 印刷(PDF)", tmp_path)
        assert f"合計{len(month.stopped)}件" in text_of(updates)
        assert len(pypdf.PdfReader(updates).pages) == 1

        reconcile_with_the_request(page, month, number)
        send(page)
        assert "を受け付けました。" in stack.manage("accept", "--request", number.split()[0])

        refused(page)


def stop_all_of(page: Page, month: Month) -> None:
    """入金中止: one employee's lines, by number."""
    follow(page, "入金中止の設定へ")
    headed(page, "まとめ入金依頼入金中止設定")
    follow(page, "職員番号の一覧で指定する")
    fill(page, numbers=month.stopped[0].employee_number)
    press(page, "確認へ")
    headed(page, "入金中止設定の確認")
    says(page, f"{len(month.stopped)}件 {yen(month.stopped)}")
    page.locator("#id_reason").select_option("01")
    press(page, "設定")
    headed(page, "入金中止設定結果")
    follow(page, "まとめ入金確定へ")


def reconcile(page: Page, month: Month) -> None:
    """照合表: each sum as the received file has it, then down to a person and to that person's lines."""
    follow(page, "照合表を表示")
    headed(page, "まとめ入金の照合表")
    told = figures(page)
    for name, lines in (
        ("受信した依頼", month.asked),
        ("依頼", month.asked),
        ("入金中止(－)", month.stopped),
        ("入金予定", month.paid),
    ):
        assert told[name] == [f"{len(lines)}件", yen(lines)]
    assert told["控除金額合計"] == [yen(month.lines), yen(month.lines), "一致"]
    assert {name: cells for name, cells in told.items() if name[:2].isdecimal()} == by_subject(month)
    first = month.stopped[0]
    follow(page, subject(first.subject))
    headed(page, "まとめ入金の職員別内訳")
    follow(page, first.employee_number)
    headed(page, "まとめ入金の明細")
    says(page, f"{subject(first.subject)} 職員番号 {first.employee_number} 全1件中")
    assert figures(page)["合計"][:5] == [yen([first]), "0円", yen([first]), yen([first]), "0円"]
    follow(page, "まとめ入金の照合表へ戻る", "まとめ入金確定へ戻る")


def by_subject(month: Month) -> dict[str, list[str]]:
    """The row of each 科目, from the received file."""
    return {subject(code): row(month, code) for code in {line.subject for line in month.asked}}


def row(month: Month, code: str) -> list[str]:
    """件数, 受信した依頼, Web更新, 依頼, 入金中止, 入金予定, 差引."""
    asked, stopped, paid = (
        [line for line in lines if line.subject == code] for lines in (month.asked, month.stopped, month.paid)
    )
    return [f"{len(asked)}件", yen(asked), "0円", yen(asked), yen(stopped), yen(paid), "0円"]


def reconcile_with_the_request(page: Page, month: Month, number: str) -> None:
    """照合表 again: 依頼書 stands beside the lines and says the same."""
    follow(page, "照合表を表示")
    headed(page, "まとめ入金の照合表")
    says(page, f"まとめ入金依頼書({number})との照合")
    told = figures(page)
    assert told["入金合計"] == [yen(month.paid), yen(month.paid), "一致"]
    assert told["中止合計"] == [yen(month.stopped), yen(month.stopped), "一致"]
    assert told["確定時から変わらない明細"] == [f"{len(month.lines)}件"] * 2 + ["一致"]
    follow(page, "まとめ入金確定へ戻る")


def confirm(page: Page, month: Month) -> tuple[str, str]:
    """確定; 依頼書番号 with its version, and 照合値, as the result page shows them."""
    follow(page, "確定へ進む")
    headed(page, "まとめ入金確定の確認")
    says(page, yen(month.paid))
    press(page, "確定")
    headed(page, "まとめ入金依頼書 第1版")
    fact = page.get_by_role("row")
    number, value = (
        fact.filter(has=page.get_by_role("rowheader", name=name, exact=True)).get_by_role("cell").inner_text()
        for name in ("依頼書番号", "照合値")
    )
    return number, value


def send(page: Page) -> None:
    """送信."""
    follow(page, "送信へ進む")
    headed(page, "まとめ入金送信の確認")
    press(page, "送信")
    says(page, "送信しました")


def refused(page: Page) -> None:
    """The way back was open; then the bank accepted."""
    follow(page, "確定解除へ進む")
    headed(page, "労金が受け付けたため、確定を解除できません。")
    open_menu(page, "まとめ入金確定")
    says(page, "受付済")
    assert not page.get_by_role("link", name="確定解除へ進む").count()


def saved(page: Page, name: str, directory: Path) -> Path:
    """What a link gives to keep."""
    with page.expect_download() as coming:
        follow(page, name)
    file = directory / coming.value.suggested_filename
    coming.value.save_as(file)
    return file
