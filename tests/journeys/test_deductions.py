"""A union's month on the demo's data: look, print, export, change a line, see it told (DED-1, 3, 4, 5)."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdf
import pytest
from playwright.sync_api import Locator, Page

from chingin.kernel import clock
from chingin.kernel.calendar import CONFIRMED_THROUGH, BusinessCalendar
from chingin.kernel.corefile.writing import write
from chingin.kernel.yen import format_yen
from deductions.rokin.exchange import REQUESTS, RequestLine
from deploy.demo.requests import Group, current_month, outgoing
from tests.services.chromium import Computer
from tests.services.stack import Stack

from .people import Person, welcome
from .steps import fill, follow, headed, log_in, press, says

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys"), pytest.mark.enable_socket]
MASTER: Final = Person(
    contract="24680021", user_id="tsukino01", name="月野　進", password="Susumu#2026", issued_days_ago=0
)
GROUP: Final = Group("9999", "101", MASTER.contract, "ｱｻﾋﾛｳﾄﾞｳｸﾐｱｲ", "50000021", people=40)
REGISTER: Final = """
from accounts.models import Contract
from chingin.kernel import clock
from chingin.kernel.actors import SYSTEM
from deductions.groups.actions.groups import GroupEntry, register_group
register_group(contract=Contract.objects.get(number="24680021"), number="50000021",
    entry=GroupEntry(name="月例支部", employee_number_digits=6), by=SYSTEM, at=clock.now())
"""
CALENDAR: Final = BusinessCalendar(known_through=CONFIRMED_THROUGH)
CHANGED: Final = 12_000


@dataclass(frozen=True, slots=True)
class Month:
    """What the bank asked for, and the certificate of who looks at it."""

    label: str
    lines: list[RequestLine]
    p12: Path

    @property
    def total(self) -> str:
        return format_yen(sum(line.amount for line in self.lines))

    @property
    def savings(self) -> RequestLine:
        """A line that may be changed."""
        return next(line for line in self.lines if line.kind == "S" and line.movement == "0")


@pytest.fixture(scope="module")
def month(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Month:
    """The bank's file of the current month, received by the operator's command."""
    directory = tmp_path_factory.mktemp("month")
    p12 = welcome(stack, [MASTER], into=directory)[MASTER.user_id]
    stack.manage("shell", "--no-imports", "-c", REGISTER)
    current = current_month(clock.today(), CALENDAR)
    monthly = outgoing(GROUP, current, serial=21, calendar=CALENDAR)
    lines = [line for line in monthly.rows if isinstance(line, RequestLine)]
    file = directory / "10.dat"
    with file.open("wb") as stream:
        write(REQUESTS, [monthly], stream)
    assert f"{len(lines)}件を受信しました" in stack.manage("receive", str(file))
    return Month(f"{current.label} 月例", lines, p12)


def test_the_union_looks_prints_exports_and_changes_a_line(
    stack: Stack, pc: Computer, month: Month, tmp_path: Path
) -> None:
    """Issue 5's journey: what stands on the screen, on paper and in the data is one and the same."""
    pc.import_p12(month.p12, MASTER.password)
    with pc.browser() as browser:
        page = browser.new_page()
        log_in(page, stack, MASTER.password)
        headed(page, "インフォメーション")
        follow(page, f"{month.label} 控除依頼データの受信")
        headed(page, "労金控除依頼リスト出力")
        paper = saved(page, "控除依頼リスト", "印刷(PDF)", tmp_path)
        assert f"合計{len(month.lines)}件" in text_of(paper)
        assert month.total in text_of(paper)
        open_menu(page, "労金控除依頼データエクスポート")
        data = saved(page, "控除依頼リスト", "CSV出力(Shift_JIS)", tmp_path)
        assert sorted(amounts_of(data)) == sorted(line.amount for line in month.lines)

        change(page, month.savings)

        open_menu(page, "まとめ入金WEB更新依頼明細書出力")
        way(page, "まとめ入金WEB更新依頼明細書", "画面表示").click()
        headed(page, "まとめ入金WEB更新依頼明細書")
        says(page, format_yen(CHANGED))
        open_menu(page, "労金控除明細更新履歴照会")
        says(page, format_yen(CHANGED))
        says(page, MASTER.user_id)


def change(page: Page, line: RequestLine) -> None:
    """照会, 明細, 変更, 確認, 更新."""
    open_menu(page, "労金控除明細照会")
    fill(page, number=line.employee_number)
    press(page, "検索")
    page.get_by_role("link", name=f"明細 {line.employee_number}").and_(
        page.locator(f"[aria-label*='{line.account_number}']")
    ).click()
    follow(page, "変更")
    headed(page, "労金控除明細変更")
    fill(page, amount=f"{CHANGED:,}")
    press(page, "確認へ")
    headed(page, "労金控除明細変更の確認")
    press(page, "更新")
    headed(page, "変更結果")


def open_menu(page: Page, function: str) -> None:
    """A menu entry, wherever its heading hides it."""
    link = page.get_by_role("navigation").get_by_role("link", name=function, exact=True)
    if not link.is_visible():
        page.get_by_text("労金控除事務", exact=True).first.click()
    link.click()
    headed(page, function)


def way(page: Page, title: str, label: str) -> Locator:
    """One of the ways to a list of the page."""
    return page.get_by_role("row").filter(has_text=title).get_by_role("link", name=label)


def saved(page: Page, title: str, label: str, directory: Path) -> Path:
    """What a link gives to keep."""
    with page.expect_download() as coming:
        way(page, title, label).click()
    file = directory / coming.value.suggested_filename
    coming.value.save_as(file)
    return file


def text_of(paper: Path) -> str:
    """All that is printed, without spaces."""
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(paper).pages)


def amounts_of(data: Path) -> list[int]:
    """The 控除金額 of each row, as a spreadsheet reads the file."""
    rows = csv.DictReader(io.StringIO(data.read_bytes().decode("cp932")))
    return [int(row["控除金額"]) for row in rows if row["職員番号"]]
