"""A union of 賃金控除 gets its results, on paper and as data, and then a correction of them (DED-11)."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

from chingin.kernel import clock
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.writing import OutgoingSet, write
from chingin.kernel.yen import format_yen
from deductions.company.exchange import RESULTS, ResultLine
from deductions.rokin.exchange import REQUESTS, RequestLine
from deploy.demo.requests import Group, current_month, outgoing
from tests.services.chromium import Computer
from tests.services.stack import Stack

from .people import Person, welcome
from .steps import figures, follow, headed, log_in, says
from .test_deductions import CALENDAR, open_menu, saved, text_of

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys"), pytest.mark.enable_socket]
MASTER: Final = Person(
    contract="24680071",
    user_id="amano01",
    name="天野　歩",
    password="Ayumu#2026",
    issued_days_ago=0,
    collection="WAGE_EXCHANGE",
)
GROUP: Final = Group("9999", "101", MASTER.contract, "ｱｻﾋﾛｳﾄﾞｳｸﾐｱｲ", "50000071", people=40)
REGISTER: Final = """
from accounts.models import Contract
from chingin.kernel import clock
from chingin.kernel.actors import SYSTEM
from deductions.groups.actions.groups import GroupEntry, register_group
register_group(contract=Contract.objects.get(number="24680071"), number="50000071",
    entry=GroupEntry(name="月例支部", employee_number_digits=6), by=SYSTEM, at=clock.now())
"""
PAGE: Final = "労金控除結果リスト出力"
LIST: Final = "控除結果リスト"


@dataclass(frozen=True, slots=True)
class Trailer:
    """What the bank's file says of itself, read where the layout has it: nothing of ours is asked."""

    count: int
    requested: int
    collected: int

    @classmethod
    def of(cls, file: Path) -> "Trailer":
        [trailer] = [record for record in file.read_bytes().splitlines() if record[:1] == b"8"]
        return cls(int(trailer[1:7]), int(trailer[7:19]), int(trailer[19:31]))

    @property
    def on_paper(self) -> str:
        """The total row of L10, without spaces."""
        short = self.requested - self.collected
        return f"合計{self.count}件" + "".join(map(format_yen, (self.requested, self.collected, short)))


@dataclass(frozen=True, slots=True)
class Answered:
    """A month that is over: the bank's two files of results, and who looks at them."""

    first: Path
    correction: Path
    p12: Path


@pytest.fixture(scope="module")
def answered(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Answered:
    """What was asked is received; of the answers, which were made beside it, nothing yet."""
    directory = tmp_path_factory.mktemp("results")
    p12 = welcome(stack, [MASTER], into=directory)[MASTER.user_id]
    stack.manage("shell", "--no-imports", "-c", REGISTER)
    month = current_month(clock.today(), CALENDAR).plus(-2)
    monthly = outgoing(GROUP, month, serial=71, calendar=CALENDAR)
    asked = [line for line in monthly.rows if isinstance(line, RequestLine) and line.amount]
    with (directory / "10.dat").open("wb") as stream:
        write(REQUESTS, [monthly], stream)
    stack.manage("receive", str(directory / "10.dat"))
    header = monthly.header._replace(kind="11", created_on=clock.today(), update_closes_on=None)
    answers = [collected(line, header) for line in asked]
    answers[:2] = in_part(answers[0]), failed(answers[1])
    first = written(directory / "11.dat", header._replace(serial="7100000001"), answers)
    answers[0] = collected(asked[0], header)
    correction = written(directory / "11_again.dat", header._replace(serial="7100000002"), answers)
    return Answered(first, correction, p12)


def collected(line: RequestLine, header: Header) -> ResultLine:
    """済."""
    return ResultLine(
        employee_number=line.employee_number,
        name_kana=line.name_kana,
        line_key=line.line_key,
        branch=line.branch,
        subject=line.subject,
        account_number=line.account_number,
        requested=line.amount,
        collected=line.amount,
        outcome="1",
        reason="",
        posted_on=header.deposit_date,
        balance=line.balance,
        target="R",
        item="",
    )


def in_part(answer: ResultLine) -> ResultLine:
    """一部: the wage was one yen short."""
    return answer._replace(collected=answer.requested - 1, outcome="2", reason="01")


def failed(answer: ResultLine) -> ResultLine:
    """不能: he had left."""
    return answer._replace(collected=0, outcome="3", reason="12", posted_on=None)


def written(file: Path, header: Header, answers: list[ResultLine]) -> Path:
    with file.open("wb") as stream:
        write(RESULTS, [OutgoingSet(header, answers)], stream)
    return file


def test_results_come_are_printed_and_corrected(
    stack: Stack, pc: Computer, answered: Answered, tmp_path: Path
) -> None:
    """Issue 6's other journey: file, screen, paper and data are one and the same, before and after."""
    pc.import_p12(answered.p12, MASTER.password)
    with pc.browser() as browser:
        page = browser.new_page()
        log_in(page, stack, MASTER.password)
        headed(page, "インフォメーション")
        open_menu(page, PAGE)
        says(page, "この控除回の控除結果は、まだ届いていません。")
        first, corrected = Trailer.of(answered.first), Trailer.of(answered.correction)

        assert f"{first.count}件を受信しました" in stack.manage("receive", str(answered.first))
        open_menu(page, PAGE)
        says_as_the_file(page, first, tmp_path)
        assert reconciled(page) == first

        stack.manage("receive", str(answered.correction))
        open_menu(page, PAGE)
        says(page, "第2版(現在の版)")
        says_as_the_file(page, corrected, tmp_path)
        assert reconciled(page) == corrected

        follow(page, "第1版の帳票")
        says(page, "第1版は、第2版で訂正されました。")
        says_as_the_file(page, first, tmp_path)
        assert corrected.collected == first.collected + 1


def says_as_the_file(page: Page, trailer: Trailer, directory: Path) -> None:
    """控除結果リスト (L10) on paper and as data."""
    paper = text_of(saved(page, LIST, "印刷(PDF)", directory))
    assert trailer.on_paper in paper
    data = saved(page, LIST, "CSV出力(Shift_JIS)", directory).read_bytes().decode("cp932")
    rows = [row for row in csv.DictReader(io.StringIO(data)) if row["職員番号"]]
    sums = (sum(int(row[name]) for row in rows) for name in ("依頼額", "控除額"))
    assert Trailer(len(rows), *sums) == trailer


def reconciled(page: Page) -> Trailer:
    """照合表 says 一致; its total, as the trailer would have it."""
    follow(page, "照合表を表示")
    headed(page, "控除結果の照合表")
    page.get_by_role("main").get_by_text("一致", exact=True).first.wait_for()
    told = figures(page)
    assert {told[name][-1] for name in ("件数", "依頼金額合計", "控除金額合計")} == {"一致"}
    found = Trailer(*(int(cell.rstrip("件円").replace(",", "")) for cell in told["合計"][:3]))
    follow(page, "控除結果の帳票へ戻る")
    headed(page, PAGE)
    return found
