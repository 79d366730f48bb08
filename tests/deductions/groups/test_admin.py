"""Groups, employees and cycles in the staff's admin (CON-5, BNK-1, E01)."""

import re

import pytest
from django.test import Client

from accounts.models import Branch, Contract, Role
from chingin.kernel.models import OperationLog
from deductions.groups.models import DepositGroup, Employee
from tests.accounts.factories import ContractFactory
from tests.accounts.staff_browsing import friday, member_of_staff, staff_logged_in  # noqa: F401  friday: fixture
from tests.deductions.factories import CycleFactory, EmployeeFactory
from tests.deductions.groups.factories import DepositGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
GROUPS, EMPLOYEES, CYCLES = "/admin/groups/depositgroup/", "/admin/groups/employee/", "/admin/groups/cycle/"
USUAL = {
    "name": "本社支部",
    "employee_number_digits": "6",
    "update_days_before": "11",
    "update_closes_at": "20:00:00",
    "confirmation_opens_days_before": "1",
    "confirmation_days_before": "1",
    "confirmation_closes_at": "15:00:00",
    "results_days_after": "1",
}


@pytest.fixture
def contract() -> Contract:
    return ContractFactory.create(number="12345678")


@pytest.fixture
def client(contract: Contract) -> Client:
    branch: Branch = contract.branch
    return staff_logged_in(member_of_staff(Role.BRANCH_STAFF, branch))


def faults(client: Client, url: str, typed: dict[str, str]) -> str:
    """The words of the page that did not let the entry pass."""
    answer = client.post(url, typed)
    assert answer.status_code == 200
    return " ".join(re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', answer.content.decode(), re.DOTALL))


def test_a_group_is_registered_with_its_calendar_rules(client: Client, contract: Contract) -> None:
    answer = client.post(
        f"{GROUPS}add/",
        {**USUAL, "contract": str(contract.pk), "number": "50000001", "update_days_before": "9"},
    )

    assert answer.status_code == 302
    group = DepositGroup.objects.get()
    assert (group.number, group.name, group.update_days_before) == ("50000001", "本社支部", 9)
    assert OperationLog.objects.filter(chain=contract.log_chain, event="groups.group_registered").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"number": "123"}, "半角数字8桁で入力してください。"),
        ({"name": "ABC"}, "全角文字で入力してください。"),
        (
            {"update_days_before": "0"},
            "「入金中止・確定の開始(何営業日前)」と同じ日か、それより前になるように入力してください。",
        ),
        ({"update_days_before": "41"}, "40"),
        ({"employee_number_digits": "11"}, "10"),
        ({"contract": ""}, "契約を入力または選択してください。"),
        ({"update_closes_at": "25:00"}, "時間を正しく入力してください。"),
    ],
)
def test_what_is_typed_wrongly_is_told_at_its_field(
    client: Client, contract: Contract, typed: dict[str, str], words: str
) -> None:
    whole = {**USUAL, "contract": str(contract.pk), "number": "50000001", **typed}

    assert words in faults(client, f"{GROUPS}add/", whole)
    assert not DepositGroup.objects.exists()


def test_an_employer_s_contract_is_not_offered(client: Client, contract: Contract) -> None:
    employer = ContractFactory.create(employer=True, branch=contract.branch)

    page = client.get(f"{GROUPS}add/").content.decode()

    assert str(contract) in page
    assert str(employer) not in page


def test_a_group_changes_and_open_cycles_keep_their_deadlines(client: Client, contract: Contract) -> None:
    cycle = CycleFactory.create(group=DepositGroupFactory.create(contract=contract))
    deadline = cycle.update_deadline

    answer = client.post(f"{GROUPS}{cycle.group_id}/change/", {**USUAL, "update_days_before": "5"})

    assert answer.status_code == 302
    cycle.refresh_from_db()
    assert (cycle.group.update_days_before, cycle.update_deadline) == (5, deadline)


def test_nothing_changed_is_told(client: Client, contract: Contract) -> None:
    group = DepositGroupFactory.create(contract=contract)

    assert "E1007" in faults(client, f"{GROUPS}{group.pk}/change/", USUAL)


def test_an_employee_is_registered_with_a_canonical_name(client: Client, contract: Contract) -> None:
    group = DepositGroupFactory.create(contract=contract)

    answer = client.post(
        f"{EMPLOYEES}add/",
        {
            "group": str(group.pk),
            "number": "００１２３４",
            "name_kana": "さとう　めぐみ",
            "name": "佐藤　恵",
            "department": "",
        },
    )

    assert answer.status_code == 302, answer.content.decode()
    employee = Employee.objects.get()
    assert (employee.number, employee.name_kana, employee.department) == ("001234", "ｻﾄｳ ﾒｸﾞﾐ", "")
    assert OperationLog.objects.filter(event="groups.employee_registered").exists()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("12345", "E2003"),
        ("001000", "E1003"),
        ("あ", "半角の数字"),
        ("", "職員番号を入力または選択してください。"),
    ],
)
def test_a_wrong_number_is_told(client: Client, contract: Contract, number: str, words: str) -> None:
    """E02: as many digits as the group's numbers have."""
    group = DepositGroupFactory.create(contract=contract)
    EmployeeFactory.create(group=group, number="001000")
    typed = {"group": str(group.pk), "number": number, "name_kana": "ｱ", "name": "亜", "department": ""}

    assert words in faults(client, f"{EMPLOYEES}add/", typed)
    assert Employee.objects.count() == 1


def test_an_employee_s_name_changes_and_the_log_keeps_the_one_before(
    client: Client, contract: Contract
) -> None:
    employee = EmployeeFactory.create(group=DepositGroupFactory.create(contract=contract))
    typed = {"name_kana": "ｻﾄｳ ﾊﾅｺ", "name": "佐藤　花子", "department": "002"}
    url = f"{EMPLOYEES}{employee.pk}/change/"

    answer = client.post(url, typed)

    assert answer.status_code == 302
    employee.refresh_from_db()
    assert (employee.name, employee.department) == ("佐藤　花子", "002")
    entry = OperationLog.objects.get(event="groups.employee_changed")
    assert entry.detail["before"]["name"] == "労金　花子"
    assert "E1007" in faults(client, url, typed)


def test_a_cycle_is_shown_with_state_and_dates(client: Client, contract: Contract) -> None:
    cycle = CycleFactory.create(group=DepositGroupFactory.create(contract=contract))

    page = client.get(CYCLES).content.decode()

    assert cycle.label in page
    assert "締切後" in page
    assert client.get(f"{CYCLES}{cycle.pk}/change/").status_code == 200
